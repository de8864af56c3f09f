/* An open-addressing table (linear probing, load at most 3/4) of 16-byte slots, written to the backing in
 * sorted batches of what changed: at commit, and before that when DIRTY_MOST have changed.
 *
 * A table that is full at MOST_SLOTS keeps only what was used last, told by an age of two bits: memory
 * follows what is alive. The rest is asked of the backing when it comes up again. A Bloom filter (Bloom 1970;
 * 4 probes) of the keys that rest in the backing alone answers for the many keys that were never seen, where
 * this run began with an empty backing; otherwise each unknown key costs one question, once.
 *
 * Cost: a cache miss or two an access; commit is linear in what changed, but for the table's length. */
#include "campaign/index.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#ifndef MOST_SLOTS                   /* tests of crashes are built with few */
#define MOST_SLOTS ((size_t)1 << 22) /* 64 MB; more only where more than KEPT_MOST are in use */
#endif
#define FIRST_SLOTS  (MOST_SLOTS / 64)
#define KEPT_MOST    (MOST_SLOTS / 8 * 5) /* of the three quarters that fit */
#define AGING        (MOST_SLOTS / 8)     /* keys that come in until all others are older by one */
#define DIRTY_MOST   (MOST_SLOTS / 8)     /* with what sorting takes they are 16 MB */
#define BLOOM_BITS   ((size_t)1 << 26)    /* 8 MB: 1 % wrong at 7 million keys */
#define BLOOM_PROBES 4

/* Flags kept in the top bits of contested and count, never handed out. */
#define DIRTY     (UINT64_C(1) << 63)
#define AGE_BIT   61
#define AGES      4 /* 3: used lately; it sinks to 0 */
#define USED      ((uint64_t)(AGES - 1) << AGE_BIT)
#define ONE_OLDER (UINT64_C(1) << AGE_BIT)
#define FLAGS     (DIRTY | USED)

struct slot {
    uint64_t key; /* 0: empty; key 0 is stored as 1 */
    uint64_t value;
};

struct index {
    const struct finder_backing *backing;
    struct slot *slots;
    size_t slot_count, used, dirty;
    size_t unaged;        /* keys that came in since all grew older */
    uint64_t *bloom;      /* NULL: nothing rests in the backing alone, or nothing is known of it */
    bool backing_unknown; /* the backing held entries before this run */
};

static uint64_t pack(struct index_entry entry) {
    return (uint64_t)entry.owner | (uint64_t)(entry.contested & 0x7fff) << 32 |
           (uint64_t)(entry.count & 0x3fff) << 47;
}

static struct index_entry unpack(uint64_t value) {
    return (struct index_entry){.owner = (uint32_t)value,
                                .contested = (uint16_t)(value >> 32 & 0x7fff),
                                .count = (uint16_t)(value >> 47 & 0x3fff)};
}

struct index *index_new(const struct finder_backing *backing) {
    struct index *index = allocate_zeroed(1, sizeof *index);
    index->backing = backing;
    index->backing_unknown = !backing->empty;
    index->slot_count = FIRST_SLOTS;
    index->slots = allocate_zeroed(index->slot_count, sizeof *index->slots);
    return index;
}

void index_free(struct index *index) {
    if (!index)
        return;
    free(index->slots);
    free(index->bloom);
    free(index);
}

static struct slot *find_slot(struct slot *slots, size_t slot_count, uint64_t key) {
    size_t at = key & (slot_count - 1);
    while (slots[at].key && slots[at].key != key)
        at = (at + 1) & (slot_count - 1);
    return &slots[at];
}

/* Twice as long, in place, so that there are never two tables: from an empty slot on each goes to where it
 * belongs, which is in the new half or not behind where it stood. */
static void grow(struct index *index) {
    size_t former = index->slot_count, start = 0;
    index->slot_count = former * 2;
    index->slots = reallocate(index->slots, index->slot_count * sizeof *index->slots);
    memset(index->slots + former, 0, former * sizeof *index->slots);
    while (index->slots[start].key)
        start++;
    for (size_t i = 1; i < former; i++) {
        struct slot *slot = &index->slots[(start + i) & (former - 1)], old = *slot;
        *slot = (struct slot){0};
        if (old.key)
            *find_slot(index->slots, index->slot_count, old.key) = old;
    }
}

static size_t bloom_bit(uint64_t key, unsigned probe) {
    return (size_t)((key >> 7) + probe * (key * UINT64_C(0x9e3779b97f4a7c15) >> 20 | 1)) & (BLOOM_BITS - 1);
}

static bool bloom_has(const uint64_t *bloom, uint64_t key) {
    for (unsigned probe = 0; probe < BLOOM_PROBES; probe++) {
        size_t bit = bloom_bit(key, probe);
        if (!(bloom[bit / 64] >> bit % 64 & 1))
            return false;
    }
    return true;
}

static void bloom_add(uint64_t *bloom, uint64_t key) {
    for (unsigned probe = 0; probe < BLOOM_PROBES; probe++) {
        size_t bit = bloom_bit(key, probe);
        bloom[bit / 64] |= UINT64_C(1) << bit % 64;
    }
}

static bool may_rest_in_backing(const struct index *index, uint64_t key) {
    return index->backing_unknown || (index->bloom && bloom_has(index->bloom, key));
}

static void write_changed(struct index *index) {
    size_t count = 0;
    if (!index->dirty)
        return;
    struct radix_pair *changed = allocate(index->dirty * sizeof *changed);
    for (size_t i = 0; i < index->slot_count; i++) {
        struct slot *slot = &index->slots[i];
        if (slot->key && slot->value & DIRTY) {
            slot->value &= ~DIRTY;
            changed[count++] = (struct radix_pair){slot->key, slot->value & ~FLAGS};
        }
    }
    radix_sort_pairs(changed, count);
    index->backing->index_put(index->backing->context, changed, count);
    index->dirty = 0;
    free(changed);
}

static unsigned age_of(const struct slot *slot) {
    return slot->value >> AGE_BIT & (AGES - 1);
}

/* Keeps the slots of this age and younger; none is dirty. In place, as in grow(). */
static void forget_older(struct index *index, unsigned age) {
    size_t start = 0;
    if (!index->backing_unknown && !index->bloom)
        index->bloom = allocate_zeroed(BLOOM_BITS / 64, sizeof *index->bloom);
    while (index->slots[start].key)
        start++;
    for (size_t i = 1; i < index->slot_count; i++) {
        struct slot *slot = &index->slots[(start + i) & (index->slot_count - 1)], old = *slot;
        if (!old.key)
            continue;
        *slot = (struct slot){0};
        if (age_of(&old) >= age) {
            *find_slot(index->slots, index->slot_count, old.key) = old;
            continue;
        }
        index->used--;
        if (index->bloom)
            bloom_add(index->bloom, old.key);
    }
}

static void make_room(struct index *index) {
    size_t of_age[AGES] = {0}, kept = 0;
    unsigned age = AGES;
    for (size_t i = 0; i < index->slot_count; i++)
        if (index->slots[i].key)
            of_age[age_of(&index->slots[i])]++;
    while (age && kept + of_age[age - 1] <= KEPT_MOST)
        kept += of_age[--age];
    if (index->slot_count < MOST_SLOTS || age == AGES) {
        grow(index);
        return;
    }
    write_changed(index);
    forget_older(index, age);
}

static void grow_older(struct index *index) {
    for (size_t i = 0; i < index->slot_count; i++)
        if (age_of(&index->slots[i]))
            index->slots[i].value -= ONE_OLDER;
    index->unaged = 0;
}

static struct slot *insert(struct index *index, struct slot *slot, uint64_t key, uint64_t value) {
    if (index->used + 1 > index->slot_count / 4 * 3) {
        make_room(index);
        slot = find_slot(index->slots, index->slot_count, key);
    }
    if (++index->unaged > AGING)
        grow_older(index);
    *slot = (struct slot){key, value};
    index->used++;
    return slot;
}

void index_expect(const struct index *index, const uint64_t *keys, size_t count) {
    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(&index->slots[(keys[i] + !keys[i]) & (index->slot_count - 1)], 1);
}

struct index_entry index_get(struct index *index, uint64_t key) {
    key += !key;
    struct slot *slot = find_slot(index->slots, index->slot_count, key);
    uint64_t value = 0;
    if (slot->key)
        slot->value |= USED;
    else if (!may_rest_in_backing(index, key))
        return (struct index_entry){0};
    else { /* "none" is kept too: it will be asked again, and is likely to be put soon */
        index->backing->index_get(index->backing->context, key, &value);
        slot = insert(index, slot, key, (value & ~FLAGS) | USED); /* a damaged one may have flags */
    }
    return unpack(slot->value & ~FLAGS);
}

void index_put(struct index *index, uint64_t key, struct index_entry entry) {
    key += !key;
    struct slot *slot = find_slot(index->slots, index->slot_count, key);
    if (!slot->key)
        slot = insert(index, slot, key, 0);
    index->dirty += !(slot->value & DIRTY);
    slot->value = pack(entry) | FLAGS;
    if (index->dirty > DIRTY_MOST)
        write_changed(index);
}

void index_commit(struct index *index) {
    write_changed(index);
}
