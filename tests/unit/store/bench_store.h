/* A small store for tests of the comparative test, with mails of a few lines. */
#ifndef WEIR_TESTS_BENCH_STORE_H
#define WEIR_TESTS_BENCH_STORE_H

#include "store/bench.h"

extern struct store *store;
extern struct arena *arena;
extern char folder[64];

/* A folder of its own, and a store in it; for cmocka's set-ups and tear-downs. */
int bench_store_open(void **state);
int bench_store_close(void **state);

/* What a mail of the test is; what is not said is usual. */
struct test_mail {
    const char *feed, *role; /* role NULL: it is there already */
    const char *name;        /* of its file */
    const char *from;        /* NULL: a@example.net */
    const char *subject;
    const char *receiver; /* NULL: mx.example.org */
    const char *headers;  /* in front of all others, "" none */
    int64_t received;     /* TIME_NONE: no date at all */
};
#define SPRING INT64_C(1740996000) /* 2025-03-03T10:00:00Z */

void take_mail(const struct test_mail *mail);
void take_text(const char *feed, const char *role, const char *name, const char *text);
/* A labels file of this text; its path, in the arena. */
const char *write_labels(const char *text);

/* A list of products of these names, protocol command. */
struct product_list products_of(const char *const *names, size_t count);

#endif
