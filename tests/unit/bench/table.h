/* A run for tests of scores, written as text: a line a mail, "role campaign verdicts", with a letter of
 * verdict a product: b block, p pass, t time-out, d down, - not asked. */
#ifndef WEIR_TESTS_BENCH_TABLE_H
#define WEIR_TESTS_BENCH_TABLE_H

#include "base/arena.h"
#include "bench/score_table.h"

/* The table, and what of it may still be changed. Every mail is received a minute after the one before, and
 * answered in a second, without a score. */
struct test_table {
    struct score_table table;
    struct score_mail *mails;
    struct score_verdict *verdicts;
    struct score_product *products;
    struct score_campaign *campaigns;
};

/* campaign: "a", "b"... (kind tout), "A", "B"... (kind other), or "-": spam without one; of wanted mail the
 * sender. Feeds: one a role, numbered so. */
struct test_table *test_table_new(struct arena *arena, size_t product_count, const char *text);
struct score_verdict *test_table_verdict(struct test_table *table, size_t product, size_t mail);

#endif
