/* Members are filed in chunks of up to CHUNK_MEMBERS each, so that a message costs the rewriting of at most
 * one chunk. A template knows the span of time of each chunk, so that a window of a cluster is read without
 * the rest.
 *
 * Records (as the machine has them: the store is not moved between kinds of machine):
 *   LEDGER  number << 32 | chunk -> members: struct member_record, then its words; full ones never change
 *   LABEL   number << 32 | chunk -> campaigns of the same members, 64 bits each
 *
 * What is read back is not trusted: what does not add up is told to the backing and left out. */
#include "campaign/ledger.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/time.h"
#include "campaign/record.h"

/* Times are smaller than this: differences cannot overflow. */
#define TIME_MOST (INT64_MAX / 4)

struct member_record {
    uint64_t seq;
    int64_t received;
    uint32_t word_count;
    uint32_t zero; /* no byte of a record is left to chance: `weir check` compares them */
};

struct ledger {
    const struct finder_backing *backing;
    struct buffer chunk, labels; /* scratch */
};

struct ledger *ledger_new(const struct finder_backing *backing) {
    struct ledger *ledger = allocate_zeroed(1, sizeof *ledger);
    ledger->backing = backing;
    return ledger;
}

void ledger_free(struct ledger *ledger) {
    if (!ledger)
        return;
    buffer_free(&ledger->chunk);
    buffer_free(&ledger->labels);
    free(ledger);
}

static uint64_t chunk_key(uint32_t number, size_t chunk) {
    return (uint64_t)number << 32 | chunk;
}

static bool load(const struct ledger *ledger, unsigned kind, uint64_t key, struct buffer *into) {
    return ledger->backing->load(ledger->backing->context, kind, key, into);
}

static void save(const struct ledger *ledger, unsigned kind, uint64_t key, const struct buffer *record) {
    ledger->backing->save(ledger->backing->context, kind, key, buffer_slice(record));
}

static void damaged(const struct ledger *ledger) {
    ledger->backing->damaged(ledger->backing->context);
}

void ledger_add(struct ledger *ledger, struct template *template, const struct member *member) {
    struct member_record record = {member->seq, member->received, member->word_count, 0};
    buffer_append(&template->fresh, &record, sizeof record);
    buffer_append(&template->fresh, member->words, member->word_count * sizeof *member->words);
    template_extend_span(template, member->received);
    template->fresh_count++;
    template->member_count++;
    if (template->member_count % CHUNK_MEMBERS == 0)
        ledger_flush(ledger, template);
}

/* Fresh members never reach beyond the chunk that the first of them begins or goes on with. */
void ledger_flush(struct ledger *ledger, struct template *template) {
    if (!template->fresh_count)
        return;
    uint32_t stored = template->member_count - template->fresh_count;
    uint64_t key = chunk_key(template->number, stored / CHUNK_MEMBERS);
    buffer_clear(&ledger->chunk);
    if (stored % CHUNK_MEMBERS && !load(ledger, RECORD_LEDGER, key, &ledger->chunk))
        damaged(ledger);
    buffer_append(&ledger->chunk, template->fresh.data, template->fresh.size);
    save(ledger, RECORD_LEDGER, key, &ledger->chunk);
    buffer_free(&template->fresh);
    template->fresh_count = 0;
}

struct reading {
    const struct ledger_window *window;
    struct arena *arena;
    struct ledger_member *members;
    size_t count, capacity;
};

static bool is_time(int64_t time) {
    return time == TIME_NONE || (time >= -TIME_MOST && time <= TIME_MOST);
}

static bool is_drawn(const struct ledger_window *window, uint64_t seq) {
    if (window->members <= window->most)
        return true;
    double share = (double)XXH3_64bits(&seq, sizeof seq) / (double)UINT64_MAX;
    return share * (double)window->members <= (double)window->most;
}

/* words: the bytes of the member's words within a chunk. */
static void read_member(struct reading *reading, const struct template *template, uint32_t position,
                        const struct member_record *record, struct slice words, uint64_t campaign) {
    if (record->received < reading->window->from || record->received >= reading->window->to)
        return;
    reading->members = arena_grow(reading->arena, reading->members, reading->count, &reading->capacity,
                                  sizeof *reading->members);
    struct ledger_member *member = &reading->members[reading->count++];
    *member = (struct ledger_member){.template_number = template->number,
                                     .template_founder = template->founder,
                                     .position = position,
                                     .seq = record->seq,
                                     .received = record->received,
                                     .campaign = campaign,
                                     .drawn = is_drawn(reading->window, record->seq)};
    if (!member->drawn || !words.size)
        return;
    void *copy = arena_alloc_raw(reading->arena, words.size);
    member->words = memcpy(copy, words.data, words.size);
    member->word_count = (uint16_t)record->word_count;
}

/* Whether all members that should be there are. */
static bool read_chunk(struct reading *reading, const struct template *template, size_t chunk,
                       struct slice blob, struct slice labels) {
    uint32_t position = (uint32_t)(chunk * CHUNK_MEMBERS), end = position + CHUNK_MEMBERS;
    if (end > template->member_count)
        end = template->member_count;
    for (; position < end; position++) {
        struct member_record record;
        uint64_t campaign = 0;
        size_t label = position % CHUNK_MEMBERS * sizeof campaign;
        if (blob.size < sizeof record)
            return false;
        memcpy(&record, blob.data, sizeof record);
        size_t bytes = record.word_count * sizeof(struct slot_word);
        if (record.word_count > MEMBER_WORDS || bytes > blob.size - sizeof record ||
            !is_time(record.received))
            return false;
        if (label < labels.size)
            memcpy(&campaign, labels.data + label, sizeof campaign);
        read_member(reading, template, position, &record, slice_of(blob.data + sizeof record, bytes),
                    campaign);
        blob = slice_of(blob.data + sizeof record + bytes, blob.size - sizeof record - bytes);
    }
    return !blob.size;
}

static void read_template(struct ledger *ledger, struct reading *reading, const struct template *template) {
    for (size_t chunk = 0; chunk * CHUNK_MEMBERS < template->member_count; chunk++) {
        const struct template_span *span = &template->spans[chunk];
        if (span->last < reading->window->from || span->first >= reading->window->to)
            continue;
        uint64_t key = chunk_key(template->number, chunk);
        load(ledger, RECORD_LABEL, key, &ledger->labels); /* none: all are new */
        if (ledger->labels.size % sizeof(uint64_t) || !load(ledger, RECORD_LEDGER, key, &ledger->chunk) ||
            !read_chunk(reading, template, chunk, buffer_slice(&ledger->chunk),
                        buffer_slice(&ledger->labels)))
            damaged(ledger);
    }
}

struct ledger_member *ledger_read(struct ledger *ledger, struct templates *templates, struct arena *arena,
                                  const struct template *root, const struct ledger_window *window,
                                  size_t *count) {
    struct reading reading = {.arena = arena, .window = window};
    read_template(ledger, &reading, root);
    for (uint32_t i = 0; i < root->part_count; i++)
        read_template(ledger, &reading, template_get(templates, root->parts[i]));
    *count = reading.count;
    return reading.members;
}

/* members: all of one chunk. */
static void relabel_chunk(struct ledger *ledger, const struct ledger_member *members, size_t count) {
    uint64_t key = chunk_key(members->template_number, members->position / CHUNK_MEMBERS);
    bool changed = false;
    load(ledger, RECORD_LABEL, key, &ledger->labels);
    for (size_t i = 0; i < count; i++) {
        size_t at = members[i].position % CHUNK_MEMBERS * sizeof members[i].campaign;
        if (!members[i].relabelled)
            continue;
        if (ledger->labels.size < at + sizeof members[i].campaign) {
            size_t more = at + sizeof members[i].campaign - ledger->labels.size;
            memset(buffer_reserve(&ledger->labels, more), 0, more);
            ledger->labels.size += more;
        }
        memcpy(ledger->labels.data + at, &members[i].campaign, sizeof members[i].campaign);
        changed = true;
    }
    if (changed)
        save(ledger, RECORD_LABEL, key, &ledger->labels);
}

static bool same_chunk(const struct ledger_member *a, const struct ledger_member *b) {
    return a->template_number == b->template_number &&
           a->position / CHUNK_MEMBERS == b->position / CHUNK_MEMBERS;
}

void ledger_relabel(struct ledger *ledger, const struct ledger_member *members, size_t count) {
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && same_chunk(&members[from], &members[to]);)
            to++;
        relabel_chunk(ledger, members + from, to - from);
    }
}
