/* What fills a slot tells its kind: all prices, all dates, few phrases, a word each, and else noise. In text
 * that all mails share there may still be slots of one atom, where atoms are alike by kind alone. */
#include "template/slot.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Of a value; the longest sentence of a choice is shorter. Of an example of noise, a glance. */
#define VALUE_BYTES   ((size_t)400)
#define EXAMPLE_BYTES ((size_t)60)

static enum pattern_kind kind_of_atom(enum atom_kind kind) {
    switch (kind) {
    case ATOM_NUMBER:
        return PATTERN_NUMBER;
    case ATOM_PRICE:
        return PATTERN_PRICE;
    case ATOM_DATE:
        return PATTERN_DATE;
    case ATOM_LINK:
        return PATTERN_LINK;
    case ATOM_ADDRESS:
        return PATTERN_ADDRESS;
    case ATOM_RECIPIENT:
        return PATTERN_RECIPIENT;
    case ATOM_LABEL:
        return PATTERN_DOMAIN;
    case ATOM_WORD:
    case ATOM_NAME:
        return PATTERN_WORD;
    case ATOM_STOP:
    case ATOM_SIGN:
        break;
    }
    return PATTERN_CHOICE;
}

static struct pattern_piece *add_piece(const struct bench *bench, struct pattern_pieces *pieces) {
    pieces->items =
        arena_grow(bench->arena, pieces->items, pieces->count, &pieces->capacity, sizeof *pieces->items);
    pieces->items[pieces->count] = (struct pattern_piece){.mails = (uint32_t)bench->count};
    return &pieces->items[pieces->count++];
}

static void add_text(const struct bench *bench, struct pattern_pieces *pieces, const char *text,
                     size_t size) {
    struct pattern_piece *last = pieces->count ? &pieces->items[pieces->count - 1] : NULL;
    if (!size)
        return;
    if (last && last->kind == PATTERN_FIXED) {
        last->text = arena_printf(bench->arena, "%s%.*s", last->text, (int)size, text);
        return;
    }
    add_piece(bench, pieces)->text = arena_copy(bench->arena, text, size);
}

/* The white space that most mails have before the block; none at the beginning of the field. */
static void add_gap(const struct bench *bench, struct pattern_pieces *pieces, const struct block *block) {
    static const char *const gaps[ATOM_GAPS] = {"", " ", "\n", "\n\n"};
    size_t with[ATOM_GAPS] = {0}, most = 0;
    for (size_t mail = 0; mail < bench->count; mail++)
        if (block->from[mail] < block->to[mail])
            with[bench->atoms[mail][block->from[mail]].gap]++;
    for (size_t i = 0; i < ATOM_GAPS; i++)
        most = with[i] > with[most] ? i : most;
    if (pieces->count)
        add_text(bench, pieces, gaps[most], strlen(gaps[most]));
}

/* A text and in how many mails it stands. */
struct spelling {
    const char *text;
    uint32_t count, first;
};

struct spellings {
    struct spelling *items;
    size_t count;
};

static int compare_texts(const void *a, const void *b) {
    const struct spelling *one = a, *other = b;
    int order = strcmp(one->text, other->text);
    return order ? order : one->first < other->first ? -1 : 1;
}

static int compare_counts(const void *a, const void *b) {
    const struct spelling *one = a, *other = b;
    if (one->count != other->count)
        return one->count < other->count ? 1 : -1;
    return one->first < other->first ? -1 : 1;
}

/* Groups them, most mails first. */
static void count_spellings(struct spellings *spellings) {
    size_t kept = 0;
    if (spellings->count)
        qsort(spellings->items, spellings->count, sizeof *spellings->items, compare_texts);
    for (size_t i = 0; i < spellings->count; i++) {
        if (kept && !strcmp(spellings->items[kept - 1].text, spellings->items[i].text))
            spellings->items[kept - 1].count += spellings->items[i].count;
        else
            spellings->items[kept++] = spellings->items[i];
    }
    spellings->count = kept;
    if (kept)
        qsort(spellings->items, kept, sizeof *spellings->items, compare_counts);
}

static void fill_values(const struct bench *bench, struct pattern_piece *piece,
                        const struct spellings *spellings) {
    piece->distinct = (uint32_t)spellings->count;
    if (piece->kind == PATTERN_RECIPIENT || piece->kind == PATTERN_DOMAIN)
        return;
    piece->value_count = spellings->count < PATTERN_VALUES ? spellings->count : PATTERN_VALUES;
    struct pattern_value *values = arena_alloc(bench->arena, (piece->value_count + 1) * sizeof *values);
    for (size_t i = 0; i < piece->value_count; i++)
        values[i] = (struct pattern_value){spellings->items[i].text, spellings->items[i].count};
    piece->values = values;
}

static const char *atom_text(const struct bench *bench, const struct atom *atom) {
    if (atom->kind == ATOM_LINK || atom->kind == ATOM_ADDRESS) {
        struct slice domain = atom_domain(bench->arena, atom);
        if (domain.size)
            return domain.data;
    }
    return arena_copy(bench->arena, atom->begin, atom->bytes);
}

/* The first atom of each mail's part of the block, or "". whole: of a link, too, all of it. */
static struct spellings read_spellings(const struct bench *bench, const struct block *block, bool whole) {
    struct spellings spellings = {arena_alloc(bench->arena, bench->count * sizeof *spellings.items), 0};
    for (size_t mail = 0; mail < bench->count; mail++) {
        const struct atom *atom = &bench->atoms[mail][block->from[mail]];
        const char *text = "";
        if (block->from[mail] < block->to[mail])
            text = whole ? arena_copy(bench->arena, atom->begin, atom->bytes) : atom_text(bench, atom);
        spellings.items[spellings.count++] = (struct spelling){text, 1, (uint32_t)mail};
    }
    count_spellings(&spellings);
    return spellings;
}

static bool same_but_for_case(const struct spellings *spellings) {
    for (size_t i = 1; i < spellings->count; i++)
        if (strcasecmp(spellings->items[i].text, spellings->items[0].text) != 0)
            return false;
    return true;
}

static void add_slot(const struct bench *bench, struct pattern_pieces *pieces, enum pattern_kind kind,
                     const struct spellings *spellings) {
    struct pattern_piece *piece = add_piece(bench, pieces);
    piece->kind = kind;
    fill_values(bench, piece, spellings);
}

/* Links or addresses of one domain: what stands before it and behind it, the same in all or a slot. */
static void add_links(const struct bench *bench, struct pattern_pieces *pieces, const struct block *block,
                      const char *domain) {
    struct spellings ends[2];
    size_t size = strlen(domain);
    bool mail_address = bench->atoms[0][block->from[0]].kind == ATOM_ADDRESS;
    for (size_t i = 0; i < 2; i++) {
        ends[i] = (struct spellings){arena_alloc(bench->arena, bench->count * sizeof *ends->items), 0};
        for (size_t mail = 0; mail < bench->count; mail++) {
            const struct atom *atom = &bench->atoms[mail][block->from[mail]];
            const char *link = arena_copy(bench->arena, atom->begin, atom->bytes);
            const char *at = strcasestr(link, domain);
            const char *text = !at ? "" : i ? at + size : arena_copy(bench->arena, link, (size_t)(at - link));
            ends[i].items[ends[i].count++] = (struct spelling){text, 1, (uint32_t)mail};
        }
        count_spellings(&ends[i]);
    }
    for (size_t i = 0; i < 2; i++) {
        if (i)
            add_text(bench, pieces, domain, size);
        if (ends[i].count == 1)
            add_text(bench, pieces, ends[i].items->text, strlen(ends[i].items->text));
        else
            add_slot(bench, pieces, mail_address ? PATTERN_ADDRESS : PATTERN_WORD, &ends[i]);
        /* Whose addresses they are is not for show. */
        if (ends[i].count > 1 && mail_address)
            pieces->items[pieces->count - 1].value_count = 0;
    }
}

/* One atom, alike in all mails. */
static void write_atom(const struct bench *bench, struct pattern_pieces *pieces, const struct block *block) {
    enum atom_kind kind = bench->atoms[0][block->from[0]].kind;
    add_gap(bench, pieces, block);
    if (kind == ATOM_RECIPIENT) {
        struct spellings spellings = read_spellings(bench, block, true);
        add_slot(bench, pieces, PATTERN_RECIPIENT, &spellings);
        return;
    }
    struct spellings whole = read_spellings(bench, block, true);
    if (kind == ATOM_WORD || kind == ATOM_NAME || same_but_for_case(&whole)) {
        add_text(bench, pieces, whole.items->text, strlen(whole.items->text));
        return;
    }
    struct spellings spellings = read_spellings(bench, block, false);
    if ((kind == ATOM_LINK || kind == ATOM_ADDRESS) && spellings.count == 1)
        add_links(bench, pieces, block, spellings.items->text);
    else
        add_slot(bench, pieces, kind_of_atom(kind), &spellings);
}

void slot_write_fixed(const struct bench *bench, struct pattern_pieces *pieces, const struct anchor *anchor) {
    struct block one = block_new(bench);
    for (uint32_t i = 0; i < anchor->atoms; i++) {
        for (size_t mail = 0; mail < bench->count; mail++) {
            one.from[mail] = anchor->at[mail] + i;
            one.to[mail] = one.from[mail] + 1;
        }
        write_atom(bench, pieces, &one);
    }
}

/* The kind of the atom that every mail has alone here, or nothing at all; ATOM_SIGN: there is none. */
static enum atom_kind single_kind(const struct bench *bench, const struct block *block) {
    enum atom_kind kind = ATOM_SIGN;
    for (size_t mail = 0; mail < bench->count; mail++) {
        uint32_t atoms = block->to[mail] - block->from[mail];
        enum atom_kind here = atoms ? bench->atoms[mail][block->from[mail]].kind : kind;
        if (atoms > 1 || (kind != ATOM_SIGN && here != kind))
            return ATOM_SIGN;
        kind = here;
    }
    return kind;
}

static size_t count_words(const struct bench *bench, const struct block *block, size_t mail) {
    size_t words = 0;
    for (uint32_t at = block->from[mail]; at < block->to[mail]; at++)
        words += bench->atoms[mail][at].kind < ATOM_STOP;
    return words;
}

/* One word in every mail, or none, with whatever signs about it. */
static bool is_word(const struct bench *bench, const struct block *block) {
    for (size_t mail = 0; mail < bench->count; mail++)
        if (count_words(bench, block, mail) > 1)
            return false;
    return true;
}

static void add_values(const struct bench *bench, struct pattern_pieces *pieces, const struct block *block,
                       const struct values *values, enum pattern_kind kind) {
    struct spellings spellings = {arena_alloc(bench->arena, values->count * sizeof *spellings.items), 0};
    for (size_t i = 0; i < values->count; i++)
        spellings.items[spellings.count++] =
            (struct spelling){value_text(bench, block, &values->items[i], VALUE_BYTES),
                              values->items[i].count, values->items[i].mails[0]};
    count_spellings(&spellings);
    add_slot(bench, pieces, kind, &spellings);
}

static void add_noise(const struct bench *bench, struct pattern_pieces *pieces, const struct block *block,
                      const struct values *values) {
    struct pattern_piece *piece = add_piece(bench, pieces);
    struct pattern_value *example = arena_alloc(bench->arena, sizeof *example);
    const struct value *value = &values->items[values->count > 1 && values->items->empty];
    *example = (struct pattern_value){value_text(bench, block, value, EXAMPLE_BYTES), value->count};
    piece->kind = PATTERN_NOISE;
    piece->values = example;
    piece->value_count = 1;
    piece->distinct = (uint32_t)values->count;
    piece->least_words = UINT32_MAX;
    for (size_t mail = 0; mail < bench->count; mail++) {
        uint32_t words = (uint32_t)count_words(bench, block, mail);
        piece->least_words = words < piece->least_words ? words : piece->least_words;
        piece->most_words = words > piece->most_words ? words : piece->most_words;
    }
}

void slot_write(const struct bench *bench, struct pattern_pieces *pieces, const struct block *block) {
    enum atom_kind kind = single_kind(bench, block);
    struct values values = values_group(bench, block);
    add_gap(bench, pieces, block);
    if (kind != ATOM_SIGN && kind != ATOM_WORD && kind != ATOM_NAME && kind != ATOM_STOP) {
        struct spellings spellings = read_spellings(bench, block, false);
        add_slot(bench, pieces, kind_of_atom(kind), &spellings);
    } else if (values_are_choice(&values, bench->count)) {
        add_values(bench, pieces, block, &values, PATTERN_CHOICE);
    } else if (is_word(bench, block)) {
        add_values(bench, pieces, block, &values, PATTERN_WORD);
    } else {
        add_noise(bench, pieces, block, &values);
    }
}
