/* Templates are numbered from 1 and kept in a table by number, loaded from the backing when asked for.
 * Clusters are a union-find (the older root stays, paths are halved as they are walked).
 *
 * Records (as the machine has them: the store is not moved between kinds of machine):
 *   TEMPLATE  number -> struct template_record, then its spans, days of its calendar, numbers of its parts
 *   COUNTER   0 -> the highest number
 *
 * What is read back is not trusted: parents are older than what was joined to them, so that no walk is
 * endless; a number never exceeds its founder's, so that no table outgrows the mail. */
#include "campaign/template.h"

#include <stdlib.h>
#include <string.h>

#include "campaign/record.h"

/* Templates kept in memory after a commit; more than that are read again when they come up. */
#define RESIDENT 65536
struct template_record {
    uint64_t founder;
    uint32_t parent, member_count, cluster_size, part_count, day_count;
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
    free(template->spans);
    calendar_free(&template->calendar);
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

static size_t span_count(uint32_t member_count) {
    return (member_count + (size_t)CHUNK_MEMBERS - 1) / CHUNK_MEMBERS;
}

/* Copies count elements from the front of *from, and cuts them off it. */
static void *take(struct slice *from, size_t count, size_t element_bytes) {
    size_t bytes = count * element_bytes;
    void *copy = bytes ? memcpy(allocate(bytes), from->data, bytes) : NULL;
    *from = slice_of(from->data + bytes, from->size - bytes);
    return copy;
}

static bool good_parts(const struct templates *templates, const struct template *template) {
    for (uint32_t i = 0; i < template->part_count; i++)
        if (template->parts[i] <= template->number || template->parts[i] > templates->highest)
            return false;
    return true;
}

/* Only roots have one. */
static bool good_calendar(const struct template *template) {
    const struct calendar *calendar = &template->calendar;
    uint64_t members = 0;
    if (template->parent != template->number)
        return !calendar->count;
    for (size_t i = 0; i < calendar->count; i++) {
        const struct calendar_day *day = &calendar->days[i];
        members += day->members;
        if (day->fresh || !calendar_is_day(day->day) || (i && day->day <= day[-1].day))
            return false;
    }
    return members == template->cluster_size;
}

/* Whether the blob is one that save_template() made. */
static bool read_record(const struct templates *templates, struct slice blob, struct template *template) {
    struct template_record record;
    if (blob.size < sizeof record)
        return false;
    memcpy(&record, blob.data, sizeof record);
    size_t spans = span_count(record.member_count);
    if (blob.size != sizeof record + spans * sizeof *template->spans +
                         record.day_count * sizeof *template->calendar.days +
                         record.part_count * sizeof *template->parts ||
        !record.parent || record.parent > template->number || record.founder < template->number)
        return false;
    blob = slice_of(blob.data + sizeof record, blob.size - sizeof record);
    template->founder = record.founder;
    template->parent = template->joined = record.parent;
    template->member_count = record.member_count;
    template->cluster_size = record.cluster_size;
    template->spans = take(&blob, spans, sizeof *template->spans);
    template->calendar.count = template->calendar.capacity = record.day_count;
    template->calendar.days = take(&blob, record.day_count, sizeof *template->calendar.days);
    template->part_count = template->part_capacity = record.part_count;
    template->parts = take(&blob, record.part_count, sizeof *template->parts);
    return good_parts(templates, template) && good_calendar(template);
}

static struct template *load_template(struct templates *templates, uint32_t number) {
    const struct finder_backing *backing = templates->backing;
    if (!number || number > templates->highest ||
        !backing->load(backing->context, RECORD_TEMPLATE, number, &templates->record))
        return stray(templates);
    struct template *template = allocate_zeroed(1, sizeof *template);
    template->number = number;
    if (!read_record(templates, buffer_slice(&templates->record), template)) {
        free_template(template);
        return stray(templates);
    }
    keep(templates, template);
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
    calendar_merge(&root->calendar, &other->calendar);
    calendar_free(&other->calendar);
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

void template_extend_span(struct template *template, int64_t received) {
    size_t chunk = template->member_count / CHUNK_MEMBERS;
    if (template->member_count % CHUNK_MEMBERS == 0) {
        template->spans = reallocate(template->spans, (chunk + 1) * sizeof *template->spans);
        template->spans[chunk] = (struct template_span){received, received};
    }
    struct template_span *span = &template->spans[chunk];
    span->first = received < span->first ? received : span->first;
    span->last = received > span->last ? received : span->last;
}

void template_count_member(struct templates *templates, struct template *template, int64_t received) {
    struct template *root = template_root(templates, template->number);
    root->cluster_size++;
    calendar_add(&root->calendar, received);
    mark_changed(templates, template);
    mark_changed(templates, root);
}

static int compare_numbers(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

void templates_visit_changed(struct templates *templates,
                             void (*visit)(void *context, struct template *template), void *context) {
    for (size_t i = 0; i < templates->changed_count; i++)
        visit(context, template_get(templates, templates->changed[i]));
}

void templates_visit_changed_roots(struct templates *templates,
                                   void (*visit)(void *context, struct template *root), void *context) {
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

static void save_template(struct templates *templates, struct template *template) {
    const struct finder_backing *backing = templates->backing;
    const struct calendar *calendar = &template->calendar;
    struct template_record record = {.founder = template->founder,
                                     .parent = template->joined,
                                     .member_count = template->member_count,
                                     .cluster_size = template->cluster_size,
                                     .part_count = template->part_count,
                                     .day_count = (uint32_t)calendar->count};
    struct buffer *to = &templates->record;
    buffer_clear(to);
    buffer_append(to, &record, sizeof record);
    buffer_append(to, template->spans, span_count(template->member_count) * sizeof *template->spans);
    buffer_append(to, calendar->days, calendar->count * sizeof *calendar->days);
    buffer_append(to, template->parts, template->part_count * sizeof *template->parts);
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
