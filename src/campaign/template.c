/* Templates are numbered from 1 and kept in a table by number, loaded from the backing when asked for.
 * Clusters are a union-find (the older root stays, paths are halved as they are walked). Members are filed in
 * a ledger: records of up to CHUNK_MEMBERS each, so that a message costs the rewriting of at most one chunk,
 * and a cluster is read back chunk by chunk when it must be settled.
 *
 * Records (little-endian structs, as the machine has them: the store is not moved between kinds of machine):
 *   TEMPLATES  number -> struct template_record, then its part numbers
 *   LEDGER     number << 32 | chunk -> members: struct member_record, then its words
 *   COUNTER    0 -> the highest number
 *
 * What is read back is not trusted: parents are older than what was joined to them, so that no walk is
 * endless; a number never exceeds its founder's, so that no table outgrows the mail. */
#include "campaign/template.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "campaign/record.h"

#define CHUNK_MEMBERS 64
/* Templates kept in memory after a commit; more than that are read again when they come up. */
#define RESIDENT 65536
/* Times are smaller than this: differences cannot overflow. */
#define TIME_MOST (INT64_MAX / 4)

struct template_record {
    uint64_t founder;
    uint32_t parent, member_count, cluster_size, part_count;
};

struct member_record {
    uint64_t seq;
    int64_t received;
    uint64_t campaign;
    uint32_t word_count;
    uint32_t zero; /* no byte of a record is left to chance: `weir check` compares them */
};

struct templates {
    const struct finder_backing *backing;
    struct template **by_number; /* NULL: not in memory */
    size_t capacity, resident;
    uint32_t highest;
    uint32_t *changed; /* numbers of templates with fresh members or a new tie */
    size_t changed_count, changed_capacity;
    struct buffer record; /* scratch */
};

struct templates *templates_new(const struct finder_backing *backing) {
    struct templates *templates = allocate_zeroed(1, sizeof *templates);
    templates->backing = backing;
    if (backing->empty)
        return templates;
    if (backing->load(backing->context, RECORD_COUNTER, 0, &templates->record) &&
        templates->record.size == sizeof templates->highest)
        memcpy(&templates->highest, templates->record.data, sizeof templates->highest);
    else
        backing->damaged(backing->context);
    return templates;
}

static void free_template(struct template *template) {
    if (!template)
        return;
    free(template->parts);
    buffer_free(&template->fresh);
    free(template);
}

void templates_free(struct templates *templates) {
    if (!templates)
        return;
    for (size_t i = 0; i < templates->capacity; i++)
        free_template(templates->by_number[i]);
    free(templates->by_number);
    free(templates->changed);
    buffer_free(&templates->record);
    free(templates);
}

static void keep(struct templates *templates, struct template *template) {
    if (template->number >= templates->capacity) {
        size_t capacity = templates->capacity ? templates->capacity : 1024;
        while (capacity <= template->number)
            capacity *= 2;
        templates->by_number = reallocate(templates->by_number, capacity * sizeof *templates->by_number);
        memset(templates->by_number + templates->capacity, 0,
               (capacity - templates->capacity) * sizeof *templates->by_number);
        templates->capacity = capacity;
    }
    templates->by_number[template->number] = template;
    templates->resident++;
}

static void mark_changed(struct templates *templates, struct template *template) {
    if (template->changed)
        return;
    template->changed = true;
    if (templates->changed_count == templates->changed_capacity) {
        templates->changed_capacity = templates->changed_capacity ? templates->changed_capacity * 2 : 1024;
        templates->changed =
            reallocate(templates->changed, templates->changed_capacity * sizeof *templates->changed);
    }
    templates->changed[templates->changed_count++] = template->number;
}

static struct template *make_template(struct templates *templates, uint32_t number, uint64_t founder) {
    struct template *template = allocate_zeroed(1, sizeof *template);
    template->number = template->parent = template->joined = number;
    template->founder = founder;
    keep(templates, template);
    return template;
}

/* What number 0 is for. */
static struct template *stray(struct templates *templates) {
    templates->backing->damaged(templates->backing->context);
    return templates->capacity && templates->by_number[0] ? templates->by_number[0]
                                                          : make_template(templates, 0, 0);
}

struct template *template_add(struct templates *templates, uint64_t founder) {
    if (templates->highest >= founder)
        return stray(templates);
    struct template *template = make_template(templates, ++templates->highest, founder);
    mark_changed(templates, template);
    return template;
}

/* Whether the blob is one that save_template() made. */
static bool read_record(const struct templates *templates, uint32_t number, struct slice blob,
                        struct template_record *record) {
    if (blob.size < sizeof *record)
        return false;
    memcpy(record, blob.data, sizeof *record);
    bool good = blob.size == sizeof *record + record->part_count * sizeof(uint32_t) && record->parent &&
                record->parent <= number && record->founder >= number;
    for (uint32_t i = 0; good && i < record->part_count; i++) {
        uint32_t part;
        memcpy(&part, blob.data + sizeof *record + i * sizeof part, sizeof part);
        good = part > number && part <= templates->highest;
    }
    return good;
}

static struct template *load_template(struct templates *templates, uint32_t number) {
    const struct finder_backing *backing = templates->backing;
    struct template_record record;
    struct buffer *blob = &templates->record;
    if (!number || number > templates->highest ||
        !backing->load(backing->context, RECORD_TEMPLATE, number, blob) ||
        !read_record(templates, number, buffer_slice(blob), &record))
        return stray(templates);
    struct template *template = make_template(templates, number, record.founder);
    template->parent = template->joined = record.parent;
    template->member_count = record.member_count;
    template->cluster_size = record.cluster_size;
    template->part_count = template->part_capacity = record.part_count;
    if (record.part_count) {
        template->parts = allocate(record.part_count * sizeof *template->parts);
        memcpy(template->parts, blob->data + sizeof record, record.part_count * sizeof *template->parts);
    }
    return template;
}

struct template *template_get(struct templates *templates, uint32_t number) {
    struct template *template = number < templates->capacity ? templates->by_number[number] : NULL;
    return template ? template : load_template(templates, number);
}

struct template *template_root(struct templates *templates, uint32_t number) {
    struct template *template = template_get(templates, number);
    while (template->parent != template->number) {
        struct template *parent = template_get(templates, template->parent);
        template->parent = parent->parent;
        template = parent;
    }
    return template;
}

static void add_part(struct template *root, uint32_t number) {
    if (root->part_count == root->part_capacity) {
        root->part_capacity = root->part_capacity ? root->part_capacity * 2 : 4;
        root->parts = reallocate(root->parts, root->part_capacity * sizeof *root->parts);
    }
    root->parts[root->part_count++] = number;
}

struct template *template_join(struct templates *templates, struct template *a, struct template *b) {
    struct template *root = a->number < b->number ? a : b, *other = root == a ? b : a;
    if (a == b)
        return a;
    other->parent = other->joined = root->number;
    root->cluster_size += other->cluster_size;
    add_part(root, other->number);
    for (uint32_t i = 0; i < other->part_count; i++)
        add_part(root, other->parts[i]);
    free(other->parts);
    other->parts = NULL;
    other->part_count = other->part_capacity = 0;
    mark_changed(templates, root);
    mark_changed(templates, other);
    return root;
}

static void write_member(struct buffer *buffer, const struct member_record *record,
                         const struct slot_word *words) {
    buffer_append(buffer, record, sizeof *record);
    buffer_append(buffer, words, record->word_count * sizeof *words);
}

void template_add_member(struct templates *templates, struct template *template,
                         const struct member *member) {
    struct member_record record = {member->seq, member->received, member->campaign, member->word_count, 0};
    write_member(&template->fresh, &record, member->words);
    template->member_count++;
    mark_changed(templates, template);
    struct template *root = template_root(templates, template->number);
    root->cluster_size++;
    mark_changed(templates, root);
}

static int compare_numbers(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

void templates_visit_changed(struct templates *templates, void (*visit)(void *context, struct template *root),
                             void *context) {
    size_t count = templates->changed_count;
    if (!count)
        return;
    uint32_t *roots = allocate(count * sizeof *roots);
    for (size_t i = 0; i < count; i++)
        roots[i] = template_root(templates, templates->changed[i])->number;
    qsort(roots, count, sizeof *roots, compare_numbers);
    for (size_t i = 0; i < count; i++)
        if (!i || roots[i] != roots[i - 1])
            visit(context, template_get(templates, roots[i]));
    free(roots);
}

/* Where members go while a cluster is read. */
struct reading {
    struct arena *arena;
    struct cluster_member *members;
    size_t count, capacity;
};

static bool is_time(int64_t time) {
    return time == TIME_NONE || (time >= -TIME_MOST && time <= TIME_MOST);
}

/* Ends at what write_member() did not write. */
static void read_members(struct reading *reading, const struct template *template, struct slice blob) {
    struct member_record record;
    while (blob.size >= sizeof record) {
        memcpy(&record, blob.data, sizeof record);
        size_t bytes = sizeof record + record.word_count * sizeof(struct slot_word);
        if (record.word_count > MEMBER_WORDS || bytes > blob.size || !is_time(record.received))
            return;
        struct slot_word *words = arena_alloc_raw(reading->arena, bytes);
        memcpy(words, blob.data + sizeof record, bytes - sizeof record);
        reading->members = arena_grow(reading->arena, reading->members, reading->count, &reading->capacity,
                                      sizeof *reading->members);
        reading->members[reading->count++] =
            (struct cluster_member){.template_number = template->number,
                                    .template_founder = template->founder,
                                    .seq = record.seq,
                                    .received = record.received,
                                    .campaign = record.campaign,
                                    .words = words,
                                    .word_count = (uint16_t)record.word_count};
        blob = slice_of(blob.data + bytes, blob.size - bytes);
    }
}

static uint64_t chunk_key(uint32_t number, size_t chunk) {
    return (uint64_t)number << 32 | chunk;
}

static void read_template(struct templates *templates, struct reading *reading, uint32_t number) {
    const struct finder_backing *backing = templates->backing;
    const struct template *template = template_get(templates, number);
    size_t before = reading->count;
    for (size_t chunk = 0; chunk * CHUNK_MEMBERS < template->member_count; chunk++) {
        if (!backing->load(backing->context, RECORD_LEDGER, chunk_key(number, chunk), &templates->record))
            break;
        read_members(reading, template, buffer_slice(&templates->record));
    }
    /* Members filed since the last commit follow; a chunk that was never written ends the loop above. */
    read_members(reading, template, buffer_slice(&template->fresh));
    if (reading->count - before != template->member_count)
        backing->damaged(backing->context);
}

struct cluster_member *cluster_read(struct templates *templates, struct arena *arena,
                                    const struct template *root, size_t *count) {
    struct reading reading = {.arena = arena};
    read_template(templates, &reading, root->number);
    for (uint32_t i = 0; i < root->part_count; i++)
        read_template(templates, &reading, root->parts[i]);
    *count = reading.count;
    return reading.members;
}

/* members: all of one template. */
static void write_template(struct templates *templates, struct cluster_member *members, size_t count) {
    const struct finder_backing *backing = templates->backing;
    for (size_t from = 0; from < count; from += CHUNK_MEMBERS) {
        size_t to = from + CHUNK_MEMBERS < count ? from + CHUNK_MEMBERS : count;
        bool changed = false;
        buffer_clear(&templates->record);
        for (size_t i = from; i < to; i++) {
            changed |= members[i].relabelled;
            struct member_record record = {members[i].seq, members[i].received, members[i].campaign,
                                           members[i].word_count, 0};
            write_member(&templates->record, &record, members[i].words);
        }
        if (changed)
            backing->save(backing->context, RECORD_LEDGER,
                          chunk_key(members[from].template_number, from / CHUNK_MEMBERS),
                          buffer_slice(&templates->record));
    }
    buffer_free(&template_get(templates, members->template_number)->fresh);
}

void cluster_write(struct templates *templates, struct cluster_member *members, size_t count) {
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && members[to].template_number == members[from].template_number;)
            to++;
        write_template(templates, members + from, to - from);
    }
}

static void save_template(struct templates *templates, struct template *template) {
    const struct finder_backing *backing = templates->backing;
    struct template_record record = {template->founder, template->joined, template->member_count,
                                     template->cluster_size, template->part_count};
    buffer_clear(&templates->record);
    buffer_append(&templates->record, &record, sizeof record);
    buffer_append(&templates->record, template->parts, template->part_count * sizeof *template->parts);
    backing->save(backing->context, RECORD_TEMPLATE, template->number, buffer_slice(&templates->record));
    template->changed = false;
}

static void forget_all(struct templates *templates) {
    for (size_t i = 0; i < templates->capacity; i++) {
        free_template(templates->by_number[i]);
        templates->by_number[i] = NULL;
    }
    templates->resident = 0;
}

void templates_commit(struct templates *templates) {
    const struct finder_backing *backing = templates->backing;
    if (!templates->changed_count)
        return;
    qsort(templates->changed, templates->changed_count, sizeof *templates->changed, compare_numbers);
    for (size_t i = 0; i < templates->changed_count; i++)
        save_template(templates, template_get(templates, templates->changed[i]));
    templates->changed_count = 0;
    backing->save(backing->context, RECORD_COUNTER, 0,
                  slice_of((const char *)&templates->highest, sizeof templates->highest));
    if (templates->resident > RESIDENT)
        forget_all(templates);
}
