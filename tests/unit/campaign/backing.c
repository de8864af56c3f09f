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

static void index_put_values(void *context, const struct radix_pair *pairs, size_t count) {
    for (size_t i = 0; i < count; i++)
        make(context, KIND_INDEX, pairs[i].key)->value = pairs[i].value;
}

/* Steele, Lea and Flood's SplitMix64. */
static uint64_t next_random(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static void harm_record(struct entry *entry, uint64_t *state) {
    enum { MORE = 40 };
    uint64_t how = next_random(state);
    if (how % 8 == 0) {
        entry->size = next_random(state) % (entry->size + 1);
    } else if (how % 8 == 1) {
        entry->record = reallocate(entry->record, entry->size + MORE);
        memset(entry->record + entry->size, (int)(how >> 8), MORE);
        entry->size += MORE;
    } else if (entry->size >= sizeof how) {
        uint64_t value = how % 8 == 2 ? UINT64_MAX : how % 8 == 3 ? 0 : next_random(state) >> how % 64;
        memcpy(entry->record + next_random(state) % (entry->size - sizeof value + 1), &value, 1 + how % 8);
    }
}

void memory_backing_harm(struct memory_backing *memory, uint64_t seed) {
    uint64_t state = seed, share = UINT64_C(1) << (seed % 12);
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct entry *entry = memory->buckets[i]; entry; entry = entry->next) {
            if (next_random(&state) % share)
                continue;
            if (entry->kind == KIND_INDEX)
                entry->value = next_random(&state) >> next_random(&state) % 64;
            else
                harm_record(entry, &state);
        }
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
