/* One chained hash table. */
#include "backing.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { KIND_INDEX = 100, BUCKETS = 1 << 16 };

struct entry {
    struct entry *next;
    uint64_t key;
    unsigned kind;
    uint64_t value;
    char *record;
    size_t size;
};

struct memory_backing {
    struct entry *buckets[BUCKETS];
    size_t count;
    bool damaged;
};

struct memory_backing *memory_backing_new(void) {
    return allocate_zeroed(1, sizeof(struct memory_backing));
}

void memory_backing_free(struct memory_backing *memory) {
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct entry *entry = memory->buckets[i], *next; entry; entry = next) {
            next = entry->next;
            free(entry->record);
            free(entry);
        }
    free(memory);
}

static struct entry **bucket(struct memory_backing *memory, unsigned kind, uint64_t key) {
    return &memory->buckets[(key ^ key >> 32 ^ kind * 40503u) % BUCKETS];
}

static struct entry *find(struct memory_backing *memory, unsigned kind, uint64_t key) {
    struct entry *entry = *bucket(memory, kind, key);
    while (entry && (entry->kind != kind || entry->key != key))
        entry = entry->next;
    return entry;
}

static struct entry *make(struct memory_backing *memory, unsigned kind, uint64_t key) {
    struct entry *entry = find(memory, kind, key), **head = bucket(memory, kind, key);
    if (entry)
        return entry;
    entry = allocate_zeroed(1, sizeof *entry);
    entry->kind = kind;
    entry->key = key;
    entry->next = *head;
    *head = entry;
    memory->count++;
    return entry;
}

static bool load(void *context, unsigned kind, uint64_t key, struct buffer *into) {
    const struct entry *entry = find(context, kind, key);
    buffer_clear(into);
    if (!entry)
        return false;
    buffer_append(into, entry->record, entry->size);
    return true;
}

static void save(void *context, unsigned kind, uint64_t key, struct slice record) {
    struct entry *entry = make(context, kind, key);
    free(entry->record);
    entry->record = allocate(record.size);
    memcpy(entry->record, record.data, record.size);
    entry->size = record.size;
}

static bool index_get_value(void *context, uint64_t key, uint64_t *value) {
    const struct entry *entry = find(context, KIND_INDEX, key);
    if (entry)
        *value = entry->value;
    return entry != NULL;
}

static void index_put_values(void *context, const uint64_t *keys, const uint64_t *values, size_t count) {
    for (size_t i = 0; i < count; i++)
        make(context, KIND_INDEX, keys[i])->value = values[i];
}

static void mark_damaged(void *context) {
    struct memory_backing *memory = context;
    memory->damaged = true;
}

bool memory_backing_damaged(const struct memory_backing *memory) {
    return memory->damaged;
}

struct finder_backing memory_backing_get(struct memory_backing *memory) {
    return (struct finder_backing){
        memory, load, save, index_get_value, index_put_values, mark_damaged, memory->count == 0};
}
