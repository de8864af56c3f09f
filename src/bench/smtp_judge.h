/* What a filter says in the head of what it lets through. See smtp_judge.c. */
#ifndef WEIR_BENCH_SMTP_JUDGE_H
#define WEIR_BENCH_SMTP_JUDGE_H

#include <regex.h>

#include "base/arena.h"
#include "base/error.h"
#include "bench/answer.h"

/* Filters write a flag, a status and an action; nobody has more marks than this. */
#define SMTP_MARKS 16

/* "X-Spam-Flag: YES": the name of a header, and a POSIX extended regular expression of its unfolded value. */
struct smtp_mark {
    char *name;
    regex_t pattern;
};

/* groups: how many groups the pattern must have at least. Freed with smtp_mark_free(). */
bool smtp_mark_compile(const char *text, size_t groups, struct smtp_mark *mark, struct error *error);
void smtp_mark_free(struct smtp_mark *mark);

struct smtp_marks {
    struct smtp_mark tags[SMTP_MARKS];
    size_t tag_count;
    const char *subject_tag; /* NULL none */
    struct smtp_mark score;  /* its first group is the score */
    bool has_score;
};

/* in: the mail as it was handed in; out: at least the head of what came out. Only what the filter added
 * counts. */
void smtp_judge(const struct smtp_marks *marks, struct slice in, struct slice out, struct answer *answer);

#endif
