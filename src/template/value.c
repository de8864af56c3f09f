/* Values are grouped by the hashes of their atoms, so that "$5 only" and "$6 ONLY" are one value. */
#include "template/value.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/radix.h"

/* A value is on a list when it came twice. The list must account for most mails, and each of its entries have
 * had the chance to come so often. */
#define LISTED_SHARE  0.6
#define MAILS_A_VALUE 3
#define ELLIPSIS      "\xe2\x80\xa6"

static uint64_t hash_value(const struct bench *bench, const struct block *block, size_t mail) {
    uint64_t hash = 0;
    for (uint32_t at = block->from[mail]; at < block->to[mail]; at++)
        hash = (hash ^ bench->atoms[mail][at].hash) * UINT64_C(0x9e3779b97f4a7c15) + (hash >> 29) + 1;
    return hash;
}

static int compare_values(const void *a, const void *b) {
    const struct value *one = a, *other = b;
    if (one->count != other->count)
        return one->count < other->count ? 1 : -1;
    return one->mails[0] < other->mails[0] ? -1 : 1;
}

struct values values_group(const struct bench *bench, const struct block *block) {
    struct radix_pair *pairs = allocate(bench->count * sizeof *pairs);
    uint32_t *mails = arena_alloc_raw(bench->arena, bench->count * sizeof *mails);
    struct values values = {arena_alloc(bench->arena, bench->count * sizeof *values.items), 0};
    for (size_t mail = 0; mail < bench->count; mail++)
        pairs[mail] = (struct radix_pair){hash_value(bench, block, mail), mail};
    radix_sort_pairs(pairs, bench->count);
    for (size_t i = 0; i < bench->count; i++) {
        mails[i] = (uint32_t)pairs[i].value;
        if (!i || pairs[i].key != pairs[i - 1].key)
            values.items[values.count++] =
                (struct value){.mails = mails + i, .empty = block->from[mails[i]] == block->to[mails[i]]};
        values.items[values.count - 1].count++;
    }
    free(pairs);
    qsort(values.items, values.count, sizeof *values.items, compare_values);
    return values;
}

bool values_are_choice(const struct values *values, size_t mails) {
    size_t listed = 0;
    for (size_t i = 0; i < values->count; i++)
        listed += values->items[i].count > 1 ? values->items[i].count : 0;
    return (double)listed >= LISTED_SHARE * (double)mails && values->count <= 1 + mails / MAILS_A_VALUE;
}

static const char *const slot_names[] = {
    [ATOM_WORD] = "word", [ATOM_NUMBER] = "number",   [ATOM_PRICE] = "price",         [ATOM_DATE] = "date",
    [ATOM_LINK] = "link", [ATOM_ADDRESS] = "address", [ATOM_RECIPIENT] = "recipient", [ATOM_LABEL] = "domain",
};

/* What differs by kind alone, so that words, names and signs are shown as one of the mails has them. */
static bool differs(const struct bench *bench, const struct block *block, const struct value *value,
                    uint32_t offset) {
    const struct atom *first = &bench->atoms[value->mails[0]][block->from[value->mails[0]] + offset];
    if (first->kind == ATOM_RECIPIENT)
        return true;
    if (first->kind == ATOM_WORD || first->kind >= ATOM_NAME)
        return false;
    for (uint32_t i = 1; i < value->count; i++) {
        const struct atom *atom = &bench->atoms[value->mails[i]][block->from[value->mails[i]] + offset];
        if (atom->bytes != first->bytes || strncasecmp(atom->begin, first->begin, first->bytes) != 0)
            return true;
    }
    return false;
}

/* The domain that a link or address has in all of the value's mails; "" several. */
static const char *shared_domain(const struct bench *bench, const struct block *block,
                                 const struct value *value, uint32_t offset) {
    const char *shared = NULL;
    for (uint32_t i = 0; i < value->count; i++) {
        const struct atom *atom = &bench->atoms[value->mails[i]][block->from[value->mails[i]] + offset];
        if (atom->kind != ATOM_LINK && atom->kind != ATOM_ADDRESS)
            return "";
        const char *domain = atom_domain(bench->arena, atom).data;
        if (shared && strcmp(shared, domain) != 0)
            return "";
        shared = domain;
    }
    return shared;
}

static void append_slot(const struct bench *bench, const struct block *block, const struct value *value,
                        uint32_t offset, struct buffer *text) {
    enum atom_kind kind = bench->atoms[value->mails[0]][block->from[value->mails[0]] + offset].kind;
    const char *domain = shared_domain(bench, block, value, offset);
    buffer_printf(text, *domain ? "{%s %s}" : "{%s}", slot_names[kind], domain);
}

const char *value_text(const struct bench *bench, const struct block *block, const struct value *value,
                       size_t most) {
    uint32_t mail = value->mails[0], from = block->from[mail], to = block->to[mail];
    struct buffer text = {0};
    for (uint32_t at = from; at < to && text.size <= most; at++) {
        const struct atom *atom = &bench->atoms[mail][at];
        if (at > from && atom->gap != ATOM_GLUED)
            buffer_append_string(&text, atom->gap == ATOM_SPACED ? " " : "\n");
        if (differs(bench, block, value, at - from))
            append_slot(bench, block, value, at - from, &text);
        else
            buffer_append(&text, atom->begin, atom->bytes);
    }
    size_t size = text.size < most ? text.size : most;
    while (size && size < text.size && ((unsigned char)text.data[size] & 0xc0) == 0x80)
        size--;
    const char *shown = size < text.size ? arena_printf(bench->arena, "%.*s" ELLIPSIS, (int)size, text.data)
                                         : arena_copy(bench->arena, text.data ? text.data : "", text.size);
    buffer_free(&text);
    return shown;
}
