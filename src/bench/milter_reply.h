/* What a filter answers over the milter protocol, and what it means. See milter_reply.c. */
#ifndef WEIR_BENCH_MILTER_REPLY_H
#define WEIR_BENCH_MILTER_REPLY_H

#include "base/arena.h"
#include "bench/answer.h"
#include "bench/milter_wire.h"
#include "bench/smtp_judge.h"

/* What shows that the filter takes a mail for spam although it lets it through. */
struct milter_marks {
    struct smtp_mark tags[SMTP_MARKS], scores[SMTP_MARKS];
    size_t tag_count, score_count;
};

/* Of one mail at one filter, what it has said so far. */
struct milter_judge {
    const struct milter_marks *marks;
    const struct milter_options *options;
    const char *recipient; /* as it was given, without brackets */
    struct arena *arena;
    double score;
    bool blocks;                   /* if it is accepted in the end, then only like this: */
    char why[ANSWER_NATIVE_BYTES]; /* the first thing that says so */
};
void milter_judge_begin(struct milter_judge *judge, const struct milter_marks *marks,
                        const struct milter_options *options, const char *recipient, struct arena *arena);

enum milter_heard {
    MILTER_HEARD_MORE, /* comes */
    MILTER_HEARD_NEXT, /* stage is due */
    MILTER_HEARD_SKIP, /* the rest of the body is not wanted */
    MILTER_HEARD_LAST, /* answer is there */
};
/* A packet without its size, answered at that stage. */
enum milter_heard milter_hear(struct milter_judge *judge, enum milter_stage stage, struct slice packet,
                              struct answer *answer);

#endif
