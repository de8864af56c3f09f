/* A tag is a header that what came out has and what went in had not: headers are compared by name and
 * unfolded value, with how often each stands there, so that a tag which an earlier filter wrote counts for
 * nothing, and the same tag written once more counts. A tag in the subject likewise: more of them than there
 * were, in the value as it stands or decoded (RFC 2047), whichever shows more.
 *
 * A filter that takes an earlier tag away and writes the same is not seen to have tagged; hand-overs have no
 * verdict headers, so that is a matter of subjects alone.
 *
 * Cost: a head is parsed on either side; headers that bear a mark's name are sorted, so that a mail with tens
 * of thousands of them costs no more than its bytes. */
#include "bench/smtp_judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mail/encoded_word.h"
#include "mail/head.h"

/* The value of a longer header is looked at up to here: marks stand at the beginning. */
#define VALUE_BYTES 8192
/* The whole match and the first group. */
#define MATCHES 2

/* --- marks --- */

bool smtp_mark_compile(const char *text, size_t groups, struct smtp_mark *mark, struct error *error) {
    size_t size = strcspn(text, ":"), after = size + (text[size] != '\0');
    char why[128];
    *mark = (struct smtp_mark){0};
    if (!size || !text[size] || strcspn(text, " \t") < size)
        return error_set(error, "'%s': a header and a pattern are wanted, such as \"X-Spam-Flag: YES\"",
                         text);
    while (text[after] == ' ')
        after++;
    int failed = regcomp(&mark->pattern, text + after, REG_EXTENDED);
    if (failed) {
        regerror(failed, &mark->pattern, why, sizeof why);
        return error_set(error, "'%s' is no extended regular expression: %s", text + after, why);
    }
    mark->name = strndup(text, size);
    if (mark->pattern.re_nsub >= groups)
        return true;
    smtp_mark_free(mark);
    return error_set(error, "'%s': it has no group, such as score=([-0-9.]+)", text + after);
}

void smtp_mark_free(struct smtp_mark *mark) {
    if (mark->name)
        regfree(&mark->pattern);
    free(mark->name);
    mark->name = NULL;
}

/* --- what was added --- */

struct comparison {
    struct arena *arena;
    struct head in, out;
};

static bool is_named(const struct header *header, const char *name) {
    return header->name.size == strlen(name) && !strncasecmp(header->name.data, name, header->name.size);
}

static const char *value_of(struct arena *arena, const struct header *header) {
    struct slice value = header->value;
    value.size = value.size < VALUE_BYTES ? value.size : VALUE_BYTES;
    return head_unfold(arena, value);
}

/* The values of all headers of that name, sorted. */
struct values {
    const char **items;
    size_t count;
};

static int compare_texts(const void *one, const void *other) {
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static struct values values_of(struct arena *arena, const struct head *head, const char *name) {
    struct values values = {.items = arena_alloc(arena, head->count * sizeof *values.items)};
    for (size_t i = 0; i < head->count; i++)
        if (is_named(&head->headers[i], name))
            values.items[values.count++] = value_of(arena, &head->headers[i]);
    qsort(values.items, values.count, sizeof *values.items, compare_texts);
    return values;
}

/* A value of the mark that the filter added, NULL none. */
static const char *find_added(const struct comparison *comparison, const struct smtp_mark *mark,
                              regmatch_t *matches) {
    const struct values in = values_of(comparison->arena, &comparison->in, mark->name);
    const struct values out = values_of(comparison->arena, &comparison->out, mark->name);
    for (size_t i = 0, j = 0; i < out.count; i++) {
        while (j < in.count && strcmp(in.items[j], out.items[i]) < 0)
            j++;
        if (j < in.count && !strcmp(in.items[j], out.items[i]))
            j++; /* that one was there */
        else if (!regexec(&mark->pattern, out.items[i], MATCHES, matches, 0))
            return out.items[i];
    }
    return NULL;
}

static size_t count_in(const char *text, const char *tag) {
    size_t count = 0;
    for (const char *found = text; (found = strstr(found, tag)); found += strlen(tag))
        count++;
    return count;
}

/* In all subjects together. */
static size_t count_subject_tags(struct arena *arena, const struct head *head, const char *tag) {
    uint32_t anomalies = 0;
    size_t plain = 0, decoded = 0;
    for (size_t i = 0; i < head->count; i++) {
        const struct header *header = &head->headers[i];
        if (is_named(header, "Subject")) {
            plain += count_in(value_of(arena, header), tag);
            decoded += count_in(encoded_word_decode(arena, header->value, "", &anomalies), tag);
        }
    }
    return plain > decoded ? plain : decoded;
}

static double read_score(const struct comparison *comparison, const struct smtp_marks *marks) {
    regmatch_t matches[MATCHES];
    const char *value = marks->has_score ? find_added(comparison, &marks->score, matches) : NULL;
    double score;
    if (!value || matches[1].rm_so < 0)
        return NAN;
    struct slice text = slice_of(value + matches[1].rm_so, (size_t)(matches[1].rm_eo - matches[1].rm_so));
    return answer_score(text, &score) ? score : NAN;
}

static void judge(const struct comparison *comparison, const struct smtp_marks *marks,
                  struct answer *answer) {
    const double score = read_score(comparison, marks);
    const char *subject_tag = marks->subject_tag;
    regmatch_t matches[MATCHES];
    for (size_t i = 0; i < marks->tag_count; i++) {
        const char *value = find_added(comparison, &marks->tags[i], matches);
        if (value) {
            answer_set(answer, ANSWER_BLOCK, score, "%s: %s", marks->tags[i].name, value);
            return;
        }
    }
    if (subject_tag && count_subject_tags(comparison->arena, &comparison->out, subject_tag) >
                           count_subject_tags(comparison->arena, &comparison->in, subject_tag))
        answer_set(answer, ANSWER_BLOCK, score, "Subject: %s", subject_tag);
    else
        answer_set(answer, ANSWER_PASS, score, "came out");
}

void smtp_judge(const struct smtp_marks *marks, struct slice in, struct slice out, struct answer *answer) {
    struct comparison comparison = {.arena = arena_new()};
    head_parse(comparison.arena, in, &comparison.in);
    head_parse(comparison.arena, out, &comparison.out);
    judge(&comparison, marks, answer);
    arena_free(comparison.arena);
}
