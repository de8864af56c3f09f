/* Runs of atoms that stand in every mail of a block, found as in patience diff (Bram Cohen), which matches
 * lines that are unique in both texts and keeps the longest rising sequence of the matches; here with any
 * number of texts. A run counts when every mail has it equally often, the k-th time in one then standing for
 * the k-th in the others; after each mail only a longest rising sequence is kept, so that what is left is in
 * the same order everywhere. Long runs are tried first, as they are hardly there by chance; what remains
 * grows to both sides as far as all mails agree.
 *
 * Cost: a sort of the block's atoms for each length tried, and runs times their logarithm for each mail. */
#include <stdlib.h>
#include <string.h>

#include "base/radix.h"
#include "template/block.h"

static const unsigned lengths[] = {6, 3, 2, 1};

/* A run that comes oftener in a mail is a line of dashes, not a place. */
#define TIMES_MOST 4

/* Candidates: places of each, mail after mail. */
struct candidates {
    uint32_t *at; /* [candidate * mails + mail] */
    size_t count, mails;
};

static uint64_t hash_run(const struct atom *atom, unsigned atoms) {
    uint64_t hash = atoms;
    for (unsigned i = 0; i < atoms; i++)
        hash = (hash ^ atom[i].hash) * UINT64_C(0x9e3779b97f4a7c15) + (hash >> 29);
    return hash;
}

static bool weighs(const struct atom *atom, unsigned atoms) {
    for (unsigned i = 0; i < atoms; i++)
        if (atom[i].kind != ATOM_STOP && atom[i].kind != ATOM_SIGN)
            return true;
    return false;
}

static size_t list_runs(const struct bench *bench, const struct block *block, unsigned atoms,
                        struct radix_pair *pairs) {
    size_t count = 0;
    for (size_t mail = 0; mail < bench->count; mail++)
        for (uint32_t at = block->from[mail]; at + atoms <= block->to[mail]; at++)
            if (weighs(&bench->atoms[mail][at], atoms))
                pairs[count++] =
                    (struct radix_pair){hash_run(&bench->atoms[mail][at], atoms), (uint64_t)mail << 32 | at};
    radix_sort_pairs(pairs, count);
    return count;
}

/* How often each mail has the run of these places (sorted by mail); 0: not all equally often. */
static size_t times_each(const struct radix_pair *pairs, size_t count, size_t mails) {
    size_t times = count / mails;
    if (!times || times * mails != count || times > TIMES_MOST)
        return 0;
    for (size_t i = 0; i < count; i++)
        if (pairs[i].value >> 32 != i / times)
            return 0;
    return times;
}

static struct candidates find_candidates(const struct bench *bench, const struct radix_pair *pairs,
                                         size_t count) {
    struct candidates found = {.mails = bench->count};
    found.at = allocate((count + 1) * sizeof *found.at);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && pairs[end].key == pairs[i].key; end++) {
        }
        size_t times = times_each(pairs + i, end - i, bench->count);
        for (size_t time = 0; time < times; time++, found.count++)
            for (size_t mail = 0; mail < bench->count; mail++)
                found.at[found.count * found.mails + mail] = (uint32_t)pairs[i + mail * times + time].value;
    }
    return found;
}

/* In order of the first mail. */
static void sort_candidates(struct candidates *candidates) {
    size_t row = candidates->mails * sizeof *candidates->at;
    struct radix_pair *order = allocate((candidates->count + 1) * sizeof *order);
    uint32_t *sorted = allocate((candidates->count + 1) * row);
    for (size_t i = 0; i < candidates->count; i++)
        order[i] = (struct radix_pair){candidates->at[i * candidates->mails], i};
    radix_sort_pairs(order, candidates->count);
    for (size_t i = 0; i < candidates->count; i++)
        memcpy(sorted + i * candidates->mails, candidates->at + order[i].value * candidates->mails, row);
    free(order);
    free(candidates->at);
    candidates->at = sorted;
}

/* Keeps of the candidates a longest sequence that rises in this mail. tail[l]: the one that ends the
 * best sequence of l + 1. */
static void keep_rising(struct candidates *candidates, size_t mail, uint32_t *tail, uint32_t *before) {
    const uint32_t *at = candidates->at + mail;
    size_t length = 0, stride = candidates->mails;
    for (uint32_t i = 0; i < candidates->count; i++) {
        size_t low = 0, high = length;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (at[tail[middle] * stride] < at[i * stride])
                low = middle + 1;
            else
                high = middle;
        }
        tail[low] = i;
        before[i] = low ? tail[low - 1] : UINT32_MAX;
        length += low == length;
    }
    /* Back from the end, then forward. */
    size_t kept = length;
    for (uint32_t i = length ? tail[length - 1] : UINT32_MAX; i != UINT32_MAX; i = before[i])
        tail[--kept] = i;
    for (size_t i = 0; i < length; i++)
        memmove(candidates->at + i * stride, candidates->at + tail[i] * stride, stride * sizeof *at);
    candidates->count = length;
}

static void keep_ordered(struct candidates *candidates) {
    uint32_t *tail = allocate((candidates->count + 1) * sizeof *tail);
    uint32_t *before = allocate((candidates->count + 1) * sizeof *before);
    for (size_t mail = 1; mail < candidates->mails; mail++)
        keep_rising(candidates, mail, tail, before);
    free(tail);
    free(before);
}

/* Adds the candidate to the anchor before it where it overlaps that in every mail alike; false: only in
 * some, so that it cannot stand beside it. *joined: it was added. */
static bool join(struct anchor *before, const uint32_t *at, unsigned atoms, size_t mails, bool *joined) {
    uint32_t offset = at[0] - before->at[0];
    *joined = offset <= before->atoms;
    for (size_t mail = 0; mail < mails; mail++) {
        uint32_t here = at[mail] - before->at[mail];
        *joined = *joined && here == offset;
        if (here < before->atoms && !*joined)
            return false;
    }
    if (*joined && offset + atoms > before->atoms)
        before->atoms = offset + atoms;
    return true;
}

static bool overlaps(const struct anchor *before, const uint32_t *at, size_t mails) {
    for (size_t mail = 0; mail < mails; mail++)
        if (at[mail] < before->at[mail] + before->atoms)
            return true;
    return false;
}

static struct anchors make_anchors(const struct bench *bench, const struct candidates *candidates,
                                   unsigned atoms) {
    struct anchors anchors = {arena_alloc(bench->arena, (candidates->count + 1) * sizeof *anchors.items), 0};
    for (size_t i = 0; i < candidates->count; i++) {
        const uint32_t *at = candidates->at + i * candidates->mails;
        struct anchor *before = anchors.count ? &anchors.items[anchors.count - 1] : NULL;
        bool joined = false;
        if (before &&
            (!join(before, at, atoms, bench->count, &joined) || joined || overlaps(before, at, bench->count)))
            continue;
        struct anchor *anchor = &anchors.items[anchors.count++];
        anchor->at = arena_alloc_raw(bench->arena, bench->count * sizeof *anchor->at);
        memcpy(anchor->at, at, bench->count * sizeof *at);
        anchor->atoms = atoms;
    }
    return anchors;
}

/* Whether the atom `offset` behind the beginning of the anchor is the same in all, and free. */
static bool agree(const struct bench *bench, const struct anchor *anchor, int64_t offset, const uint32_t *low,
                  const uint32_t *high) {
    uint64_t hash = 0;
    for (size_t mail = 0; mail < bench->count; mail++) {
        int64_t at = anchor->at[mail] + offset;
        if (at < (int64_t)low[mail] || at >= (int64_t)high[mail])
            return false;
        uint64_t here = bench->atoms[mail][at].hash;
        if (mail && here != hash)
            return false;
        hash = here;
    }
    return true;
}

static void grow(const struct bench *bench, const struct block *block, struct anchors *anchors) {
    uint32_t *low = arena_alloc_raw(bench->arena, bench->count * sizeof *low);
    memcpy(low, block->from, bench->count * sizeof *low);
    for (size_t i = 0; i < anchors->count; i++) {
        struct anchor *anchor = &anchors->items[i];
        const uint32_t *high = i + 1 < anchors->count ? anchors->items[i + 1].at : block->to;
        while (agree(bench, anchor, -1, low, high)) {
            for (size_t mail = 0; mail < bench->count; mail++)
                anchor->at[mail]--;
            anchor->atoms++;
        }
        while (agree(bench, anchor, anchor->atoms, low, high))
            anchor->atoms++;
        for (size_t mail = 0; mail < bench->count; mail++)
            low[mail] = anchor->at[mail] + anchor->atoms;
        for (uint32_t j = 0; j < anchor->atoms; j++)
            anchor->weight += atom_weight(&bench->atoms[0][anchor->at[0] + j]);
    }
}

static void drop_light(struct anchors *anchors, double least_weight) {
    size_t kept = 0;
    for (size_t i = 0; i < anchors->count; i++)
        if (anchors->items[i].weight >= least_weight)
            anchors->items[kept++] = anchors->items[i];
    anchors->count = kept;
}

struct anchors anchors_find(const struct bench *bench, const struct block *block, double least_weight) {
    struct anchors anchors = {0};
    size_t atoms = 0;
    for (size_t mail = 0; mail < bench->count; mail++) {
        if (block->from[mail] == block->to[mail])
            return anchors;
        atoms += block->to[mail] - block->from[mail];
    }
    struct radix_pair *pairs = allocate((atoms + 1) * sizeof *pairs);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths && !anchors.count; i++) {
        size_t listed = list_runs(bench, block, lengths[i], pairs);
        struct candidates candidates = find_candidates(bench, pairs, listed);
        sort_candidates(&candidates);
        keep_ordered(&candidates);
        anchors = make_anchors(bench, &candidates, lengths[i]);
        free(candidates.at);
        grow(bench, block, &anchors);
        drop_light(&anchors, least_weight);
    }
    free(pairs);
    return anchors;
}
