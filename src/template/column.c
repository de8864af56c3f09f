/* Lines are aligned as sequences are in biology: one mail after the other against a profile, by dynamic
 * programming (Needleman and Wunsch 1970). A column of the profile knows the lines and words that stood
 * there. A line that was there before fits best, one with its words well; two lines that have nothing in
 * common may still be two choices for one place, which is better than one line left out and another put in.
 * After all mails have been aligned once, columns that few need are given up, and all are aligned again with
 * what is left.
 *
 * Cost: lines times columns a mail, both bounded, with a look-up for each word. */
#include <stdlib.h>
#include <string.h>

#include "template/block.h"

/* More lines in one stretch without a common word are not a form but a text. */
#define LINES_MOST   40
#define COLUMNS_MOST 64
/* A column that fewer mails have is an accident. */
#define SHARE_LEAST 0.15

/* Scores. A line never seen, alone in its place, costs less than one left out and one put in. */
#define SCORE_ALIKE     2.0
#define SCORE_DIFFERENT (-0.4)
#define SCORE_GAP       (-0.45)
/* A word in one line of so many counts whole; lines that share less than so much are different. */
#define WORD_SHARE  3.0
#define ALIKE_LEAST 0.5

struct line {
    uint32_t from, to;
    uint64_t hash;
    double weight;
};

struct lines {
    struct line *items;
    size_t count;
};

/* Hashes and how often each was added; open addressing. */
struct counts {
    uint64_t *keys;
    uint32_t *counts;
    size_t used, capacity;
};

struct column {
    struct counts words, lines;
    size_t mails;
};

struct profile {
    struct arena *arena;
    const struct bench *bench;
    struct column *columns;
    size_t count;
};

/* One mail's way through: of each of its lines the column, or -1. */
struct path {
    int column[LINES_MOST];
};

static size_t find_slot(const struct counts *counts, uint64_t key) {
    size_t slot = key * UINT64_C(0x9e3779b97f4a7c15) >> 32 & (counts->capacity - 1);
    while (counts->counts[slot] && counts->keys[slot] != key)
        slot = (slot + 1) & (counts->capacity - 1);
    return slot;
}

static void counts_grow(struct arena *arena, struct counts *counts) {
    struct counts old = *counts;
    counts->capacity = old.capacity ? old.capacity * 2 : 16;
    counts->keys = arena_alloc(arena, counts->capacity * sizeof *counts->keys);
    counts->counts = arena_alloc(arena, counts->capacity * sizeof *counts->counts);
    for (size_t i = 0; i < old.capacity; i++) {
        if (!old.counts[i])
            continue;
        size_t slot = find_slot(counts, old.keys[i]);
        counts->keys[slot] = old.keys[i];
        counts->counts[slot] = old.counts[i];
    }
}

static void counts_add(struct arena *arena, struct counts *counts, uint64_t key) {
    if (counts->used * 2 >= counts->capacity)
        counts_grow(arena, counts);
    size_t slot = find_slot(counts, key);
    counts->used += !counts->counts[slot];
    counts->keys[slot] = key;
    counts->counts[slot]++;
}

static uint32_t counts_get(const struct counts *counts, uint64_t key) {
    return counts->capacity ? counts->counts[find_slot(counts, key)] : 0;
}

/* count 0: there are none, or too many. */
static struct lines cut_lines(const struct bench *bench, const struct block *block, size_t mail) {
    struct lines lines = {arena_alloc(bench->arena, LINES_MOST * sizeof *lines.items), 0};
    for (uint32_t at = block->from[mail]; at < block->to[mail]; at++) {
        const struct atom *atom = &bench->atoms[mail][at];
        if (at == block->from[mail] || atom->gap >= ATOM_LINE) {
            if (lines.count == LINES_MOST)
                return (struct lines){0};
            lines.items[lines.count++] = (struct line){.from = at, .to = at};
        }
        struct line *line = &lines.items[lines.count - 1];
        line->to = at + 1;
        line->hash = (line->hash ^ atom->hash) * UINT64_C(0x9e3779b97f4a7c15) + 1;
        line->weight += atom_weight(atom);
    }
    return lines;
}

/* 0 to 1. */
static double similarity(const struct profile *profile, const struct column *column, size_t mail,
                         const struct line *line) {
    if (counts_get(&column->lines, line->hash))
        return 1;
    double alike = 0;
    for (uint32_t at = line->from; at < line->to; at++) {
        const struct atom *atom = &profile->bench->atoms[mail][at];
        double share = WORD_SHARE * counts_get(&column->words, atom->hash) / (double)column->mails;
        alike += atom_weight(atom) * (share < 1 ? share : 1);
    }
    alike /= line->weight;
    return alike < ALIKE_LEAST ? 0 : (alike - ALIKE_LEAST) / (1 - ALIKE_LEAST);
}

/* The best alignment; lines that have no column get -1. Of equals the one that matches early. */
static void align(const struct profile *profile, const struct lines *lines, size_t mail, struct path *path) {
    double best[LINES_MOST + 1][COLUMNS_MOST + 1], fit[LINES_MOST][COLUMNS_MOST];
    size_t n = lines->count, m = profile->count;
    for (size_t i = n + 1; i-- > 0;)
        for (size_t j = m + 1; j-- > 0;) {
            best[i][j] = SCORE_GAP * (double)(n - i + m - j);
            if (i == n || j == m)
                continue;
            double alike = similarity(profile, &profile->columns[j], mail, &lines->items[i]);
            fit[i][j] = SCORE_DIFFERENT + alike * (SCORE_ALIKE - SCORE_DIFFERENT);
            double with = fit[i][j] + best[i + 1][j + 1];
            double down = best[i + 1][j] + SCORE_GAP, right = best[i][j + 1] + SCORE_GAP;
            best[i][j] = with >= down && with >= right ? with : down > right ? down : right;
        }
    size_t j = 0;
    for (size_t i = 0; i < n;) {
        bool fits = j < m && best[i][j] <= fit[i][j] + best[i + 1][j + 1];
        bool skips = j < m && !fits && best[i][j] <= best[i][j + 1] + SCORE_GAP;
        path->column[i] = fits ? (int)j : -1;
        j += fits || skips;
        i += !skips;
    }
}

static void enter(struct profile *profile, struct column *column, size_t mail, const struct line *line) {
    column->mails++;
    counts_add(profile->arena, &column->lines, line->hash);
    for (uint32_t at = line->from; at < line->to; at++)
        counts_add(profile->arena, &column->words, profile->bench->atoms[mail][at].hash);
}

/* Enters a mail, with new columns where its lines have none, as long as there is room. */
static void insert(struct profile *profile, const struct lines *lines, size_t mail, const struct path *path) {
    size_t next = 0;
    size_t added = 0;
    for (size_t i = 0; i < lines->count; i++) {
        size_t at = path->column[i] >= 0 ? (size_t)path->column[i] + added : next;
        if (path->column[i] < 0) {
            if (profile->count == COLUMNS_MOST)
                continue;
            memmove(&profile->columns[at + 1], &profile->columns[at],
                    (profile->count - at) * sizeof *profile->columns);
            profile->columns[at] = (struct column){.mails = 0};
            profile->count++;
            added++;
        }
        enter(profile, &profile->columns[at], mail, &lines->items[i]);
        next = at + 1;
    }
}

static void drop_rare(struct profile *profile) {
    size_t kept = 0;
    for (size_t i = 0; i < profile->count; i++)
        if (profile->columns[i].mails > 1 &&
            (double)profile->columns[i].mails >= SHARE_LEAST * (double)profile->bench->count)
            profile->columns[kept++] = profile->columns[i];
    profile->count = kept;
}

/* The columns' blocks of one mail; lines without a column go with the one before, at the beginning with the
 * one behind. */
static void place(struct block *blocks, size_t count, const struct block *block, size_t mail,
                  const struct lines *lines, const struct path *path) {
    uint32_t at = block->from[mail];
    size_t line = 0;
    for (size_t i = 0; i < count; i++) {
        size_t next = line;
        while (next < lines->count && path->column[next] < 0)
            next++;
        blocks[i].from[mail] = at;
        if (next < lines->count && path->column[next] == (int)i)
            for (next++; next < lines->count && path->column[next] < 0; next++) {
            }
        else
            next = line;
        line = next;
        at = line ? lines->items[line - 1].to : at;
        blocks[i].to[mail] = at;
    }
    blocks[count - 1].to[mail] = block->to[mail];
}

/* The commonest number of lines; of equals the least. */
static size_t usual_count(const struct lines *lines, size_t mails) {
    size_t with[LINES_MOST + 1] = {0}, most = 0;
    for (size_t i = 0; i < mails; i++)
        with[lines[i].count]++;
    for (size_t i = 0; i <= LINES_MOST; i++)
        most = with[i] > with[most] ? i : most;
    return most;
}

/* Mails of the commonest number of lines first, line for line; where one is left out or put in is clear once
 * these are known. */
static void build(struct profile *profile, const struct lines *lines) {
    struct path path;
    size_t usual = usual_count(lines, profile->bench->count);
    for (size_t i = 0; i < LINES_MOST; i++)
        path.column[i] = (int)i;
    profile->count = usual;
    for (size_t mail = 0; mail < profile->bench->count; mail++)
        if (lines[mail].count == usual)
            insert(profile, &lines[mail], mail, &path);
    for (size_t mail = 0; mail < profile->bench->count; mail++) {
        if (lines[mail].count == usual)
            continue;
        align(profile, &lines[mail], mail, &path);
        insert(profile, &lines[mail], mail, &path);
    }
}

struct block *columns_find(const struct bench *bench, const struct block *block, size_t *count) {
    struct lines *lines = arena_alloc(bench->arena, bench->count * sizeof *lines);
    struct path path;
    *count = 0;
    for (size_t mail = 0; mail < bench->count; mail++) {
        lines[mail] = cut_lines(bench, block, mail);
        if (!lines[mail].count && block->from[mail] < block->to[mail])
            return NULL;
    }
    struct profile profile = {.arena = bench->arena, .bench = bench};
    profile.columns = arena_alloc(bench->arena, COLUMNS_MOST * sizeof *profile.columns);
    build(&profile, lines);
    drop_rare(&profile);
    struct block *blocks = arena_alloc(bench->arena, (profile.count + 1) * sizeof *blocks);
    for (size_t i = 0; i < profile.count; i++)
        blocks[i] = block_new(bench);
    for (size_t mail = 0; mail < bench->count && profile.count; mail++) {
        align(&profile, &lines[mail], mail, &path);
        place(blocks, profile.count, block, mail, &lines[mail], &path);
    }
    *count = profile.count;
    return blocks;
}
