/* All phrases of all signatures are literals of one Hyperscan database. A literal found marks the anchors
 * that it is an alternative of, an anchor marked for the first time counts for its signature, and a signature
 * whose anchors are all marked matches: confirmation is part of the scan and costs a few counters a literal
 * found. Counters are of the scan whose number they bear, so nothing is cleared between mails. */
#include "template/matcher.h"

#include <hs/hs.h>
#include <stdlib.h>
#include <string.h>

#include "template/words.h"

/* One phrase of one anchor. */
struct literal {
    const char *words;
    uint32_t anchor;
    uint8_t field;
};

/* Literals of the same words; the anchors that they stand for are uses[begin] to uses[end - 1]. */
struct span {
    uint32_t begin, end;
};

struct matcher {
    hs_database_t *database; /* NULL: no signature */
    struct literal *uses;
    struct span *literals;  /* by Hyperscan's id */
    uint32_t *signature_of; /* an anchor */
    uint32_t *anchors_of;   /* a signature: how many */
    size_t use_count, anchor_count, signature_count, literal_count;
};

struct matcher_scratch {
    hs_scratch_t *hyperscan;
    uint64_t scan;
    uint64_t *marked;  /* an anchor: in which scan last */
    uint64_t *counted; /* a signature: the same */
    uint32_t *count;   /* of its anchors */
    uint32_t *found;
    size_t found_count;
    const struct matcher *matcher;
    const struct matcher_text *text;
};

void matcher_fields(const struct mail *mail, struct slice fields[SIGNATURE_FIELDS]) {
    fields[SIGNATURE_SUBJECT] = slice_from_string(mail->subject);
    fields[SIGNATURE_FROM] = slice_from_string(mail->from.name);
    fields[SIGNATURE_BODY] = slice_of(mail->text, mail->text_bytes);
}

void matcher_text_read(struct matcher_text *text, const struct mail *mail) {
    struct slice fields[SIGNATURE_FIELDS];
    matcher_fields(mail, fields);
    buffer_clear(&text->words);
    for (size_t i = 0; i < SIGNATURE_FIELDS; i++) {
        words_append(&text->words, fields[i]);
        text->ends[i] = text->words.size;
    }
}

void matcher_text_free(struct matcher_text *text) {
    buffer_free(&text->words);
}

static int compare_literals(const void *a, const void *b) {
    const struct literal *one = a, *other = b;
    int order = strcmp(one->words, other->words);
    return order ? order : (one->anchor > other->anchor) - (one->anchor < other->anchor);
}

static void count_all(struct matcher *matcher, const struct signature *const *signatures) {
    for (size_t i = 0; i < matcher->signature_count; i++) {
        matcher->anchor_count += signatures[i]->anchor_count;
        for (size_t j = 0; j < signatures[i]->anchor_count; j++)
            matcher->use_count += signatures[i]->anchors[j].phrase_count;
    }
}

static void list_literals(struct matcher *matcher, const struct signature *const *signatures) {
    uint32_t anchor = 0;
    size_t use = 0;
    for (size_t i = 0; i < matcher->signature_count; i++) {
        matcher->anchors_of[i] = (uint32_t)signatures[i]->anchor_count;
        for (size_t j = 0; j < signatures[i]->anchor_count; j++, anchor++) {
            const struct signature_anchor *of = &signatures[i]->anchors[j];
            matcher->signature_of[anchor] = (uint32_t)i;
            for (size_t k = 0; k < of->phrase_count; k++)
                matcher->uses[use++] = (struct literal){of->phrases[k].words, anchor, (uint8_t)of->field};
        }
    }
    qsort(matcher->uses, matcher->use_count, sizeof *matcher->uses, compare_literals);
}

/* " words ", so that a phrase begins and ends with a word. *text is the caller's to free. */
static void write_expressions(struct matcher *matcher, const char **expressions, size_t *lengths,
                              struct buffer *text) {
    size_t count = 0;
    for (size_t i = 0, end; i < matcher->use_count; i = end) {
        for (end = i + 1;
             end < matcher->use_count && !strcmp(matcher->uses[end].words, matcher->uses[i].words); end++) {
        }
        matcher->literals[count] = (struct span){(uint32_t)i, (uint32_t)end};
        lengths[count] = strlen(matcher->uses[i].words) + 2;
        buffer_printf(text, " %s ", matcher->uses[i].words);
        count++;
    }
    matcher->literal_count = count;
    const char *at = text->data;
    for (size_t i = 0; i < count; i++) {
        expressions[i] = at;
        at += lengths[i];
    }
}

static bool compile(struct matcher *matcher, struct error *error) {
    size_t room = matcher->use_count;
    const char **expressions = allocate(room * sizeof *expressions);
    size_t *lengths = allocate(room * sizeof *lengths);
    unsigned *ids = allocate(room * sizeof *ids), *flags = allocate_zeroed(room, sizeof *flags);
    struct buffer text = {0};
    hs_compile_error_t *failed = NULL;
    write_expressions(matcher, expressions, lengths, &text);
    for (unsigned i = 0; i < matcher->literal_count; i++)
        ids[i] = i;
    hs_error_t code = hs_compile_lit_multi(expressions, flags, ids, lengths, (unsigned)matcher->literal_count,
                                           HS_MODE_BLOCK, NULL, &matcher->database, &failed);
    if (code != HS_SUCCESS)
        error_set(error, "signatures cannot be compiled: %s", failed ? failed->message : "Hyperscan failed");
    hs_free_compile_error(failed);
    buffer_free(&text);
    free(expressions);
    free(lengths);
    free(ids);
    free(flags);
    return code == HS_SUCCESS;
}

struct matcher *matcher_new(const struct signature *const *signatures, size_t count, struct error *error) {
    struct matcher *matcher = allocate_zeroed(1, sizeof *matcher);
    matcher->signature_count = count;
    count_all(matcher, signatures);
    matcher->uses = allocate_zeroed(matcher->use_count + 1, sizeof *matcher->uses);
    matcher->literals = allocate_zeroed(matcher->use_count + 1, sizeof *matcher->literals);
    matcher->signature_of = allocate_zeroed(matcher->anchor_count + 1, sizeof *matcher->signature_of);
    matcher->anchors_of = allocate_zeroed(count + 1, sizeof *matcher->anchors_of);
    list_literals(matcher, signatures);
    if (!count || compile(matcher, error))
        return matcher;
    matcher_free(matcher);
    return NULL;
}

void matcher_free(struct matcher *matcher) {
    if (!matcher)
        return;
    hs_free_database(matcher->database);
    free(matcher->uses);
    free(matcher->literals);
    free(matcher->signature_of);
    free(matcher->anchors_of);
    free(matcher);
}

struct matcher_scratch *matcher_scratch_new(const struct matcher *matcher) {
    struct matcher_scratch *scratch = allocate_zeroed(1, sizeof *scratch);
    scratch->matcher = matcher;
    scratch->marked = allocate_zeroed(matcher->anchor_count + 1, sizeof *scratch->marked);
    scratch->counted = allocate_zeroed(matcher->signature_count + 1, sizeof *scratch->counted);
    scratch->count = allocate_zeroed(matcher->signature_count + 1, sizeof *scratch->count);
    scratch->found = allocate_zeroed(matcher->signature_count + 1, sizeof *scratch->found);
    if (matcher->database && hs_alloc_scratch(matcher->database, &scratch->hyperscan) != HS_SUCCESS)
        abort();
    return scratch;
}

void matcher_scratch_free(struct matcher_scratch *scratch) {
    if (!scratch)
        return;
    hs_free_scratch(scratch->hyperscan);
    free(scratch->marked);
    free(scratch->counted);
    free(scratch->count);
    free(scratch->found);
    free(scratch);
}

static void mark(struct matcher_scratch *scratch, uint32_t anchor) {
    if (scratch->marked[anchor] == scratch->scan)
        return;
    scratch->marked[anchor] = scratch->scan;
    uint32_t signature = scratch->matcher->signature_of[anchor];
    if (scratch->counted[signature] != scratch->scan) {
        scratch->counted[signature] = scratch->scan;
        scratch->count[signature] = 0;
    }
    if (++scratch->count[signature] == scratch->matcher->anchors_of[signature])
        scratch->found[scratch->found_count++] = signature;
}

static unsigned field_at(const struct matcher_text *text, size_t offset) {
    unsigned field = 0;
    while (field + 1 < SIGNATURE_FIELDS && offset >= text->ends[field])
        field++;
    return field;
}

/* Fields begin and end with a space of their own, so no literal lies over two. */
static int on_literal(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                      void *context) {
    struct matcher_scratch *scratch = context;
    const struct matcher *matcher = scratch->matcher;
    unsigned field = field_at(scratch->text, (size_t)to - 1);
    for (uint32_t i = matcher->literals[id].begin; i < matcher->literals[id].end; i++)
        if (matcher->uses[i].field == field)
            mark(scratch, matcher->uses[i].anchor);
    return 0;
}

static int compare_numbers(const void *a, const void *b) {
    uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
    return (one > other) - (one < other);
}

size_t matcher_scan(const struct matcher *matcher, struct matcher_scratch *scratch,
                    const struct matcher_text *text, const uint32_t **found) {
    scratch->scan++;
    scratch->found_count = 0;
    scratch->text = text;
    *found = scratch->found;
    if (matcher->database)
        hs_scan(matcher->database, text->words.data, (unsigned)text->words.size, 0, scratch->hyperscan,
                on_literal, scratch);
    qsort(scratch->found, scratch->found_count, sizeof *scratch->found, compare_numbers);
    return scratch->found_count;
}
