/* What a cluster's templates promote may change, and silence ends a campaign. A cluster's members are settled
 * in blocks of days (calendar.c), each with the last TAIL_MEMBERS before it, whose labels stand: all in order
 * of receipt, they are split by the slot of the decisive word (slot.c) and then at silences. A piece that
 * holds members from before goes on with the campaign that most of them have; the others are campaigns of
 * their own, named by their first message.
 *
 * This is a function of the block's members, those before it and their labels, so that campaigns are the same
 * whenever it is done last; only blocks for which one of these changed are settled again.
 *
 * Cost: linear in the words of the blocks that changed. Of a block with more than DRAWN_MEMBERS only so many
 * are looked at with their words; the others go with their neighbours in time. */
#include "campaign/settle.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"

#define DAY_SECONDS 86400
/* Enough mail of one cluster to see what it promotes: campaigns are the same from 256 to 4,096, but the more,
 * the more is read at each commit. */
#define BLOCK_MEMBERS 512
#define TAIL_MEMBERS  128
/* About 8 MB of words. */
#define DRAWN_MEMBERS 8192

struct settling {
    int64_t silence; /* seconds */
    unsigned block_members;
    struct ledger *ledger;
    struct templates *templates;
    struct arena *arena;         /* of one block */
    struct finder_label *labels; /* changed, not yet handed over */
    size_t label_count, label_capacity;
};

/* Members of one part of a block between two silences. */
struct piece {
    struct ledger_member **members; /* in order of receipt */
    size_t count;
    uint64_t campaign; /* 0: not decided */
};

/* So many members of a piece had this campaign before. */
struct vote {
    struct piece *piece;
    uint64_t campaign;
    size_t members;
};

struct settling *settling_new(const struct finder_settings *settings, struct ledger *ledger,
                              struct templates *templates) {
    struct settling *settling = allocate_zeroed(1, sizeof *settling);
    unsigned days = settings->silence_days ? settings->silence_days : FINDER_SILENCE_DAYS;
    settling->silence = (int64_t)days * DAY_SECONDS;
    settling->block_members = settings->block_members ? settings->block_members : BLOCK_MEMBERS;
    settling->ledger = ledger;
    settling->templates = templates;
    settling->arena = arena_new();
    return settling;
}

void settling_free(struct settling *settling) {
    if (!settling)
        return;
    arena_free(settling->arena);
    free(settling->labels);
    free(settling);
}

static int compare_receipt(const void *a, const void *b) {
    const struct ledger_member *x = *(struct ledger_member *const *)a, *y = *(struct ledger_member *const *)b;
    if (x->received != y->received)
        return x->received < y->received ? -1 : 1;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static struct ledger_member **order(struct arena *arena, struct ledger_member *members, size_t count) {
    struct ledger_member **ordered = arena_alloc_raw(arena, count * sizeof *ordered);
    for (size_t i = 0; i < count; i++)
        ordered[i] = &members[i];
    if (count)
        qsort(ordered, count, sizeof *ordered, compare_receipt);
    return ordered;
}

/* Which part each member is of; returns how many parts there are. */
static unsigned split(struct arena *arena, struct ledger_member *const *members, size_t count, bool all,
                      unsigned *parts) {
    struct slot_member *slots = arena_alloc_raw(arena, count * sizeof *slots);
    unsigned *drawn_parts = arena_alloc_raw(arena, count * sizeof *drawn_parts);
    size_t drawn = 0;
    for (size_t i = 0; i < count; i++)
        if (members[i]->drawn)
            slots[drawn++] = (struct slot_member){members[i]->words, members[i]->word_count};
    unsigned part_count = slot_split(arena, slots, drawn, all, drawn_parts);
    for (size_t i = count; i-- > 0;)
        parts[i] = members[i]->drawn ? drawn_parts[--drawn] : SLOT_NO_PART;
    slot_fill_gaps(parts, count);
    return part_count;
}

/* Cuts one part where silence ends a campaign. */
static size_t cut_pieces(const struct settling *settling, struct ledger_member **members, size_t count,
                         struct piece *pieces) {
    size_t piece_count = 0;
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count; to++) {
            int64_t before = members[to - 1]->received, now = members[to]->received;
            if (before != TIME_NONE && now - before > settling->silence)
                break;
        }
        pieces[piece_count++] = (struct piece){.members = members + from, .count = to - from};
    }
    return piece_count;
}

/* all: these are all members of the cluster. */
static size_t find_pieces(const struct settling *settling, struct ledger_member *const *members, size_t count,
                          bool all, struct piece *pieces) {
    struct arena *arena = settling->arena;
    unsigned *parts = arena_alloc_raw(arena, count * sizeof *parts);
    struct ledger_member **by_part = arena_alloc_raw(arena, count * sizeof *by_part);
    unsigned part_count = split(arena, members, count, all, parts);
    size_t piece_count = 0;
    for (unsigned part = 0; part < part_count; part++) {
        size_t size = 0;
        for (size_t i = 0; i < count; i++)
            if (parts[i] == part)
                by_part[size++] = members[i];
        piece_count += cut_pieces(settling, by_part, size, pieces + piece_count);
        by_part += size;
    }
    return piece_count;
}

static int compare_votes(const void *a, const void *b) {
    const struct vote *x = a, *y = b;
    if (x->members != y->members)
        return x->members > y->members ? -1 : 1;
    if (x->campaign != y->campaign)
        return x->campaign < y->campaign ? -1 : 1;
    return x->piece < y->piece ? -1 : x->piece > y->piece;
}

/* Votes of the members before first_day, most first. */
static size_t gather_votes(struct piece *pieces, size_t piece_count, int64_t first, struct vote *votes) {
    size_t vote_count = 0;
    for (size_t p = 0; p < piece_count; p++) {
        size_t own = vote_count; /* votes of this piece begin here */
        for (size_t i = 0; i < pieces[p].count && pieces[p].members[i]->received < first; i++) {
            uint64_t campaign = pieces[p].members[i]->campaign;
            size_t at = own;
            while (at < vote_count && votes[at].campaign != campaign)
                at++;
            if (at == vote_count)
                votes[vote_count++] = (struct vote){&pieces[p], campaign, 0};
            votes[at].members++;
        }
    }
    if (vote_count)
        qsort(votes, vote_count, sizeof *votes, compare_votes);
    return vote_count;
}

/* Pieces go on with the campaigns of their members from before, one piece a campaign. */
static void continue_campaigns(struct settling *settling, struct piece *pieces, size_t piece_count,
                               int64_t first) {
    struct vote *votes = arena_alloc_raw(settling->arena, TAIL_MEMBERS * sizeof *votes);
    size_t vote_count = gather_votes(pieces, piece_count, first, votes);
    for (size_t v = 0; v < vote_count; v++) {
        bool taken = votes[v].piece->campaign != 0;
        for (size_t p = 0; p < piece_count && !taken; p++)
            taken = pieces[p].campaign == votes[v].campaign;
        if (!taken)
            votes[v].piece->campaign = votes[v].campaign;
    }
}

static void label(struct settling *settling, struct ledger_member *member, uint64_t campaign) {
    uint64_t former = member->campaign;
    if (former == campaign)
        return;
    member->campaign = campaign;
    member->relabelled = true;
    if (settling->label_count == settling->label_capacity) {
        settling->label_capacity = settling->label_capacity ? settling->label_capacity * 2 : 4096;
        settling->labels = reallocate(settling->labels, settling->label_capacity * sizeof *settling->labels);
    }
    settling->labels[settling->label_count++] =
        (struct finder_label){member->seq, member->template_founder, campaign, former};
}

static void label_piece(struct settling *settling, const struct piece *piece, int64_t first) {
    size_t begin = 0;
    while (begin < piece->count && piece->members[begin]->received < first)
        begin++;
    uint64_t campaign = piece->campaign;
    for (size_t i = begin; i < piece->count && !piece->campaign; i++)
        if (!campaign || piece->members[i]->seq < campaign)
            campaign = piece->members[i]->seq;
    for (size_t i = begin; i < piece->count; i++)
        label(settling, piece->members[i], campaign);
}

/* Members of the block and at least the TAIL_MEMBERS before it, but not from before the block `before`. */
static struct ledger_window window_of(const struct template *root, const struct calendar_block *before,
                                      const struct calendar_block *block) {
    const struct calendar_day *days = root->calendar.days;
    struct ledger_window window = {.members = block->members, .most = DRAWN_MEMBERS};
    size_t from = block->from;
    for (uint64_t tail = 0; from > before->from && tail < TAIL_MEMBERS; tail += days[from].members) {
        from--;
        window.members += days[from].members;
    }
    window.from = calendar_day_begin(days[from].day);
    window.to = calendar_day_end(block->last_day);
    return window;
}

/* Whether one of the last TAIL_MEMBERS was relabelled, on which the next block depends. */
static bool tail_changed(struct ledger_member *const *members, size_t count) {
    for (size_t i = count > TAIL_MEMBERS ? count - TAIL_MEMBERS : 0; i < count; i++)
        if (members[i]->relabelled)
            return true;
    return false;
}

static bool settle_block(struct settling *settling, const struct template *root,
                         const struct calendar_block *before, const struct calendar_block *block) {
    int64_t first = calendar_day_begin(block->first_day);
    struct ledger_window window = window_of(root, before, block);
    size_t count, tail = 0;
    arena_reset(settling->arena);
    struct ledger_member *members =
        ledger_read(settling->ledger, settling->templates, settling->arena, root, &window, &count);
    struct ledger_member **ordered = order(settling->arena, members, count);
    while (tail < count && ordered[tail]->received < first)
        tail++;
    size_t from = tail > TAIL_MEMBERS ? tail - TAIL_MEMBERS : 0;
    struct piece *pieces = arena_alloc_raw(settling->arena, count * sizeof *pieces);
    bool all = !tail && block->members < settling->block_members;
    size_t piece_count = find_pieces(settling, ordered + from, count - from, all, pieces);
    continue_campaigns(settling, pieces, piece_count, first);
    for (size_t i = 0; i < piece_count; i++)
        label_piece(settling, &pieces[i], first);
    ledger_relabel(settling->ledger, members, count);
    return tail_changed(ordered + tail, count - tail);
}

void settle_cluster(struct settling *settling, struct template *root) {
    struct calendar_block before = {0}, block = {0}, former = {0};
    bool changed = false, any = true;
    while (calendar_next_block(&root->calendar, settling->block_members, false, &block)) {
        while (any && (!former.members || former.first_day < block.first_day))
            any = calendar_next_block(&root->calendar, settling->block_members, true, &former);
        bool same = any && former.first_day == block.first_day && former.last_day == block.last_day;
        changed = (changed || block.fresh || !same) && settle_block(settling, root, &before, &block);
        before = block;
    }
    calendar_settled(&root->calendar);
}

static int compare_labels(const void *a, const void *b) {
    const struct finder_label *x = a, *y = b;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

void settling_hand_over(struct settling *settling,
                        void (*relabel)(void *context, const struct finder_label *label), void *context) {
    if (settling->label_count)
        qsort(settling->labels, settling->label_count, sizeof *settling->labels, compare_labels);
    for (size_t i = 0; i < settling->label_count; i++)
        relabel(context, &settling->labels[i]);
    settling->label_count = 0;
}

struct ledger_member *settle_neighbours(struct settling *settling, struct arena *arena,
                                        const struct template *root, int64_t received, size_t *count) {
    struct calendar_block before = {0}, block = {0}, next = {0};
    int64_t day = received == TIME_NONE ? INT64_MAX : calendar_day_of(received);
    *count = 0;
    while (calendar_next_block(&root->calendar, settling->block_members, false, &next) &&
           (!block.members || next.first_day <= day)) {
        before = block;
        block = next;
    }
    if (!block.members)
        return NULL;
    struct ledger_window window = window_of(root, &before, &block);
    return ledger_read(settling->ledger, settling->templates, arena, root, &window, count);
}
