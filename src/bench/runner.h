/* Hands the mails of a corpus to all products at once, each at its own pace, and gives what they answer to a
 * backing that keeps it. See runner.c. */
#ifndef WEIR_BENCH_RUNNER_H
#define WEIR_BENCH_RUNNER_H

#include "bench/product.h"

/* What becomes of one mail at one product. */
struct run_verdict {
    size_t product, item;    /* numbers of both */
    enum answer_state state; /* PASS, BLOCK; else why it is an error */
    double score;            /* NAN none */
    const char *native;
    int64_t handed_over_ms, answered_ms; /* Unix time in milliseconds: first hand-over since the run was begun
                                            or resumed, last answer */
    unsigned tries;                      /* hand-overs, those of runs that were killed included */
};

enum product_state {
    PRODUCT_UNTRIED,
    PRODUCT_RUNNING,
    PRODUCT_DOWN,     /* waited for */
    PRODUCT_GIVEN_UP, /* was down for too long: goes on when the run is resumed */
    PRODUCT_MISWIRED, /* a canary says that it does not do what its configuration says: not scored */
    PRODUCT_DONE,
};
const char *product_state_name(enum product_state state);

/* Where items come from and verdicts go. Calls come from any thread, one at a time, and none after
 * run_products() has returned; false of load, record and state ends the run as failed. */
struct run_backing {
    void *context;
    size_t item_count; /* in order of arrival */
    /* The item, in the arena. The same one may be loaded more than once, for products that lag behind. */
    bool (*load)(void *context, size_t item, struct arena *arena, struct handover *mail, struct error *error);
    /* Has it a verdict of this product already? tries: hand-overs before, without an answer that was kept. */
    bool (*is_done)(void *context, size_t product, size_t item, unsigned *tries);
    /* Kept before it returns, so that a killed run knows what was in flight. verdict NULL: none; next
     * SIZE_MAX: none; else the item that this product is about to be handed, with its tries counted and the
     * time. */
    bool (*record)(void *context, size_t product, const struct run_verdict *verdict, size_t next,
                   unsigned tries, int64_t handed_over_ms, struct error *error);
    /* A product's state has changed. why: one line. */
    bool (*state)(void *context, size_t product, enum product_state state, const char *why,
                  struct error *error);
    /* From the thread that runs, a few times a second and once at the end; false stops the run as a signal
     * would. done[product]. NULL: nobody looks. */
    bool (*progress)(void *context, const size_t *done, const enum product_state *states);
};

struct run_limits {
    size_t cache_bytes; /* of mails that are kept for slower products */
    int64_t canary_ms;  /* between canaries during a run */
};
extern const struct run_limits run_limits_usual;

enum run_outcome { RUN_DONE, RUN_UNFINISHED /* stopped, or a product was given up */, RUN_FAILED };

/* Returns when every product is done, given up or miswired. RUN_FAILED fills error. Starts and stops the
 * products' listeners; signals come to the calling thread alone.
 *
 * A run that is stopped (RUN_UNFINISHED, RUN_FAILED) may leave threads behind that wait for a product that
 * does not answer, each until its deadline: all that products points to must then live until the process
 * ends. */
enum run_outcome run_products(const struct product_list *products, const struct run_backing *backing,
                              const struct run_limits *limits, struct error *error);

#endif
