/* What scores are made of: the mails of a corpus with their truth, and each product's verdicts of them. */
#ifndef WEIR_BENCH_SCORE_TABLE_H
#define WEIR_BENCH_SCORE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/answer.h"
#include "bench/product.h"

/* What a mail truly is: as roles of feeds are called. */
enum bench_role {
    BENCH_SPAM,
    BENCH_PHISH,
    BENCH_MALWARE,
    BENCH_UNWANTED,
    BENCH_HAM,
    BENCH_NEWSLETTER,
    BENCH_ROLES
};
const char *bench_role_name(enum bench_role role);
/* false: no such role, or one of which nothing is known (mixed, simulated). */
bool bench_role_named(const char *name, enum bench_role *role);
static inline bool bench_role_is_spam(enum bench_role role) { /* to be blocked */
    return role <= BENCH_UNWANTED;
}

/* More than one may be true of one mail: a bit each. A role of that name says the same. */
enum bench_class { BENCH_CLASS_PHISH = 1, BENCH_CLASS_MALWARE = 2, BENCH_CLASS_UNWANTED = 4 };

struct score_mail {
    enum bench_role role;
    unsigned classes; /* of enum bench_class, those that its role says included */
    size_t feed;      /* number in score_table.feeds */
    size_t campaign;  /* number in score_table.campaigns; SIZE_MAX none */
    uint64_t group;   /* mails of one group are not independent: spam of one campaign, wanted mail of one
                         sender. Never the same for spam and wanted mail. */
    int64_t received; /* seconds; TIME_NONE unknown */
};

struct score_verdict {
    bool there;              /* false: not asked yet; such a mail counts for nothing */
    enum answer_state state; /* all but PASS and BLOCK are errors: not blocked, and still counted */
    double score;            /* NAN none */
    int64_t handed_over_ms, answered_ms;
    unsigned tries;
};

struct score_campaign {
    const char *id, *name, *kind; /* "tout", "other" */
    int64_t first_seen;           /* of its mail in the corpus */
};

struct score_product {
    const char *name;
    enum product_class product_class;
    bool miswired; /* not scored */
    bool live;     /* all its mails were handed over within an hour of their receipt; else it is a replay */
};

struct score_table {
    const struct score_mail *mails;
    size_t mail_count;
    const struct score_product *products;
    size_t product_count;
    const struct score_verdict *verdicts; /* [product * mail_count + mail] */
    const char *const *feeds;
    size_t feed_count;
    const struct score_campaign *campaigns;
    size_t campaign_count;
};

#endif
