/* From mails to their template, top down, as Botnet Judo (Pitsillidis and others, NDSS 2010) does: what all
 * mails of an arrangement share (anchor.c) divides them; what stands between is divided again, in lines that
 * stand for each other (column.c) where a form is filled from lists of lines; what cannot be divided is a
 * slot (slot.c).
 *
 * Made when it is looked at, from up to PATTERN_MAILS mails. Cost: linear in their atoms, sorted once for
 * each level of division, which is about ten at most in practice and bounded. */
#include "template/pattern.h"

#include <string.h>

#include "template/layout.h"
#include "template/slot.h"

/* What divides a text of several lines, and one line; see atom_weight(). */
#define WEIGHT_LINES 2.0
#define WEIGHT_LINE  1.0
/* Phrases of a choice that share more than this are one phrase with a slot in it. */
#define SHARED_CHOICE 0.5
/* Lines that came before in other mails, at least, for lines to stand for each other. */
#define REPEATED_LEAST 0.2
/* Columns must make a list of lines shorter than the list of their combinations, and be filled. */
#define COLUMNS_PAY  0.6
#define COLUMNS_FULL 0.5
/* Divisions within divisions; what is left is one slot. */
#define DEPTH_MOST 40
/* Fewer mails than this, beside the first arrangement, are counted and not shown. */
#define LAYOUT_LEAST 3

struct maker {
    struct bench bench;
    struct pattern_pieces *pieces;
};

struct block block_new(const struct bench *bench) {
    return (struct block){arena_alloc(bench->arena, bench->count * sizeof(uint32_t)),
                          arena_alloc(bench->arena, bench->count * sizeof(uint32_t))};
}

bool block_is_empty(const struct bench *bench, const struct block *block) {
    for (size_t mail = 0; mail < bench->count; mail++)
        if (block->from[mail] < block->to[mail])
            return false;
    return true;
}

bool block_has_lines(const struct bench *bench, const struct block *block) {
    for (size_t mail = 0; mail < bench->count; mail++)
        for (uint32_t at = block->from[mail] + 1; at < block->to[mail]; at++)
            if (bench->atoms[mail][at].gap >= ATOM_LINE)
                return true;
    return false;
}

static void divide(struct maker *maker, struct block block, unsigned depth);

/* Mean weight of what stands in the block. */
static double mean_weight(const struct bench *bench, const struct block *block) {
    double weight = 0;
    for (size_t mail = 0; mail < bench->count; mail++)
        for (uint32_t at = block->from[mail]; at < block->to[mail]; at++)
            weight += atom_weight(&bench->atoms[mail][at]);
    return weight / (double)bench->count;
}

static bool all_alike(const struct bench *bench, const struct block *block, bool first) {
    uint64_t hash = 0;
    for (size_t mail = 0; mail < bench->count; mail++) {
        if (block->from[mail] == block->to[mail])
            return false;
        const struct atom *atom = &bench->atoms[mail][first ? block->from[mail] : block->to[mail] - 1];
        if (mail && atom->hash != hash)
            return false;
        hash = atom->hash;
    }
    return true;
}

/* Takes what is alike in all mails off the block's end (first: beginning). */
static struct anchor strip(const struct bench *bench, struct block *block, bool first) {
    struct anchor anchor = {.at = arena_alloc(bench->arena, bench->count * sizeof(uint32_t))};
    while (all_alike(bench, block, first)) {
        for (size_t mail = 0; mail < bench->count; mail++) {
            if (first)
                block->from[mail]++;
            else
                block->to[mail]--;
        }
        anchor.atoms++;
    }
    for (size_t mail = 0; mail < bench->count; mail++)
        anchor.at[mail] = first ? block->from[mail] - anchor.atoms : block->to[mail];
    return anchor;
}

/* What mails have in a block, but for nothing. */
struct tally {
    size_t distinct; /* values */
    size_t filled;   /* mails that have one */
    size_t repeated; /* mails whose value others have, too */
};

static void count_values(const struct bench *bench, const struct block *block, struct tally *tally) {
    struct values values = values_group(bench, block);
    for (size_t i = 0; i < values.count; i++) {
        if (values.items[i].empty)
            continue;
        tally->distinct++;
        tally->filled += values.items[i].count;
        tally->repeated += values.items[i].count < 2 ? 0 : values.items[i].count;
    }
}

/* The block between one anchor (before: the anchors' end, or none) and the next. */
static struct block gap_of(const struct bench *bench, const struct block *block,
                           const struct anchors *anchors, size_t number) {
    struct block gap = block_new(bench);
    for (size_t mail = 0; mail < bench->count; mail++) {
        const struct anchor *before = number ? &anchors->items[number - 1] : NULL;
        gap.from[mail] = before ? before->at[mail] + before->atoms : block->from[mail];
        gap.to[mail] = number < anchors->count ? anchors->items[number].at[mail] : block->to[mail];
    }
    return gap;
}

/* Whether the block is better read as a choice of whole phrases than divided by its anchors: these are little
 * of it, and the parts would make a longer list than the whole. */
static bool is_whole_choice(const struct bench *bench, const struct block *block,
                            const struct anchors *anchors) {
    double shared = 0;
    for (size_t i = 0; i < anchors->count; i++)
        shared += anchors->items[i].weight;
    if (shared >= SHARED_CHOICE * mean_weight(bench, block))
        return false;
    struct values values = values_group(bench, block);
    if (!values_are_choice(&values, bench->count))
        return false;
    struct tally parts = {0};
    for (size_t i = 0; i <= anchors->count; i++) {
        struct block gap = gap_of(bench, block, anchors, i);
        count_values(bench, &gap, &parts);
    }
    return parts.distinct >= values.count;
}

static void divide_by(struct maker *maker, const struct block *block, const struct anchors *anchors,
                      unsigned depth) {
    for (size_t i = 0; i <= anchors->count; i++) {
        divide(maker, gap_of(&maker->bench, block, anchors, i), depth + 1);
        if (i < anchors->count)
            slot_write_fixed(&maker->bench, maker->pieces, &anchors->items[i]);
    }
}

static size_t count_lines(const struct bench *bench, const struct block *block) {
    size_t lines = 0;
    for (size_t mail = 0; mail < bench->count; mail++)
        for (uint32_t at = block->from[mail]; at < block->to[mail]; at++)
            lines += at == block->from[mail] || bench->atoms[mail][at].gap >= ATOM_LINE;
    return lines;
}

/* Do the columns say more than the whole would? */
static bool columns_pay(const struct bench *bench, const struct block *block, const struct block *columns,
                        size_t count) {
    size_t lines = count_lines(bench, block);
    struct tally all = {0}, whole = {0};
    for (size_t i = 0; i < count; i++)
        count_values(bench, &columns[i], &all);
    count_values(bench, block, &whole);
    double combined = (double)whole.distinct * (double)lines / (double)bench->count;
    return count > 1 && (double)all.filled >= COLUMNS_FULL * (double)(count * bench->count) &&
           (double)all.repeated >= REPEATED_LEAST * (double)lines &&
           (double)all.distinct <= COLUMNS_PAY * combined;
}

static bool divide_lines(struct maker *maker, const struct block *block, unsigned depth) {
    size_t count;
    struct block *columns = columns_find(&maker->bench, block, &count);
    if (!columns_pay(&maker->bench, block, columns, count))
        return false;
    for (size_t i = 0; i < count; i++)
        divide(maker, columns[i], depth + 1);
    return true;
}

static void divide(struct maker *maker, struct block block, unsigned depth) {
    const struct bench *bench = &maker->bench;
    if (block_is_empty(bench, &block))
        return;
    struct anchor before = strip(bench, &block, true), behind = strip(bench, &block, false);
    slot_write_fixed(bench, maker->pieces, &before);
    bool lines = block_has_lines(bench, &block);
    struct anchors anchors = anchors_find(bench, &block, lines ? WEIGHT_LINES : WEIGHT_LINE);
    if (anchors.count && depth < DEPTH_MOST && !is_whole_choice(bench, &block, &anchors))
        divide_by(maker, &block, &anchors, depth);
    else if (!block_is_empty(bench, &block) &&
             (!lines || depth >= DEPTH_MOST || !divide_lines(maker, &block, depth)))
        slot_write(bench, maker->pieces, &block);
    slot_write_fixed(bench, maker->pieces, &behind);
}

static void make_field(struct arena *arena, const struct pattern_sample *samples,
                       const struct sample_set *set, size_t count, enum pattern_field field,
                       struct pattern_layout *layout) {
    struct maker maker = {.bench = {.arena = arena}, .pieces = &layout->fields[field]};
    maker.bench.atoms = arena_alloc(arena, count * sizeof *maker.bench.atoms);
    uint32_t to[SAMPLES_MOST];
    for (size_t i = 0; i < count; i++) {
        if (!sample_set_has(set, i))
            continue;
        to[maker.bench.count] = (uint32_t)samples[i].fields[field].count;
        maker.bench.atoms[maker.bench.count++] = samples[i].fields[field].items;
    }
    struct block whole = block_new(&maker.bench);
    memcpy(whole.to, to, maker.bench.count * sizeof *to);
    divide(&maker, whole, 0);
}

static const char *keep(struct arena *arena, const char *text, size_t size) {
    size_t kept = size < PATTERN_TEXT_BYTES ? size : PATTERN_TEXT_BYTES;
    while (kept && kept < size && ((unsigned char)text[kept] & 0xc0) == 0x80)
        kept--;
    return arena_copy(arena, text, kept);
}

void pattern_mail_read(struct arena *arena, const struct mail *mail, struct pattern_mail *to) {
    const char *address = mail->from.address, *at = strrchr(address, '@');
    struct mail_address *recipients = arena_alloc(arena, (mail->recipient_count + 1) * sizeof *recipients);
    for (size_t i = 0; i < mail->recipient_count; i++)
        recipients[i] = (struct mail_address){arena_string(arena, mail->recipients[i].name),
                                              arena_string(arena, mail->recipients[i].address)};
    *to = (struct pattern_mail){.recipients = recipients, .recipient_count = mail->recipient_count};
    to->fields[PATTERN_SUBJECT] = keep(arena, mail->subject, strlen(mail->subject));
    to->fields[PATTERN_FROM_NAME] = keep(arena, mail->from.name, strlen(mail->from.name));
    to->fields[PATTERN_FROM_LOCAL] = keep(arena, address, at ? (size_t)(at - address) : 0);
    to->fields[PATTERN_FROM_DOMAIN] = arena_string(arena, at ? at + 1 : "");
    to->fields[PATTERN_BODY] = keep(arena, mail->text, mail->text_bytes);
}

static void read_sample(struct arena *arena, const struct pattern_mail *mail, const struct atom_names *names,
                        struct pattern_sample *sample) {
    for (unsigned field = 0; field < PATTERN_FIELDS; field++)
        if (field == PATTERN_SUBJECT || field == PATTERN_FROM_NAME || field == PATTERN_BODY)
            atoms_read(arena, mail->fields[field], names, &sample->fields[field]);
    const char *host = mail->fields[PATTERN_FROM_DOMAIN];
    atoms_read_host(arena, host, &sample->fields[PATTERN_FROM_DOMAIN]);
    atoms_read_local(arena, mail->fields[PATTERN_FROM_LOCAL], host, names,
                     &sample->fields[PATTERN_FROM_LOCAL]);
}

void pattern_infer(struct arena *arena, const struct pattern_mail *mails, size_t count,
                   const struct pattern_name *names, size_t name_count, struct pattern *pattern) {
    struct pattern_sample *samples = arena_alloc(arena, (count + 1) * sizeof *samples);
    const struct atom_names *wanted = atom_names_read(arena, names, name_count);
    *pattern = (struct pattern){.mails = count};
    for (size_t i = 0; i < count; i++)
        read_sample(arena, &mails[i], wanted, &samples[i]);
    people_mark(arena, mails, samples, count);
    struct sample_set open = sample_set_all(count);
    while (pattern->layout_count < PATTERN_LAYOUTS) {
        struct sample_set set = layout_next(samples, count, open);
        size_t size = sample_set_count(&set);
        if (!size || (pattern->layout_count && size < LAYOUT_LEAST))
            break;
        struct pattern_layout *layout = &pattern->layouts[pattern->layout_count++];
        layout->mails = size;
        for (size_t field = 0; field < PATTERN_FIELDS; field++)
            make_field(arena, samples, &set, count, field, layout);
        open = sample_set_without(open, set);
    }
    pattern->other_mails = sample_set_count(&open);
}

const char *pattern_kind_name(enum pattern_kind kind) {
    static const char *const names[PATTERN_KINDS] = {"fixed", "choice",  "word",      "number",
                                                     "price", "date",    "recipient", "domain",
                                                     "link",  "address", "noise"};
    return names[kind];
}

const char *pattern_field_name(enum pattern_field field) {
    static const char *const names[PATTERN_FIELDS] = {"subject", "from_name", "from_local", "from_domain",
                                                      "body"};
    return names[field];
}
