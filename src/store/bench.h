/* The comparative test in the store: corpora frozen as manifests, runs and their verdicts.
 *
 * A corpus is frozen once: which mails are of it, what each truly is and who says so. Mail that comes in
 * later, labels and roles that change are another corpus. A run is of one corpus. */
#ifndef WEIR_STORE_BENCH_H
#define WEIR_STORE_BENCH_H

#include "bench/runner.h"
#include "bench/score_table.h"
#include "bench/setup.h"
#include "store/store.h"

/* One line of a manifest. Strings live until the next call. */
struct bench_item {
    uint64_t number; /* from 1, in order of receipt */
    uint64_t seq;    /* the delivery */
    const char *feed, *source;
    uint8_t hash[16];    /* XXH3-128 of its bytes */
    const char *role;    /* "" of an excluded mail of which nothing is known */
    const char *classes; /* "phish,malware"; "" none */
    int64_t received;
    const char *truth;    /* who says its role: "role of feed NAME", "labels FILE" */
    const char *excluded; /* why it is not tested, "" if it is */
};

struct bench_corpus {
    int64_t id;
    const char *name;
    int64_t frozen;
    uint64_t tested, excluded;
    uint64_t by_role[BENCH_ROLES];
    const char *digest; /* hex, of the whole manifest: the same digest is the same test */
    int64_t spam_first, spam_last, ham_first, ham_last; /* receipts; TIME_NONE */
    /* What makes its spam and wanted mail easy to tell apart by where or when they came in ("spam is of 2007,
     * wanted mail of 2002 to 2003"); "" nothing does. */
    const char *apart;
};

/* Freezes a corpus, or finds it frozen already: a name stands for one manifest. Labels are read here.
 * store: STORE_WRITE. Simulated mail is refused: false with error. Strings of corpus are the arena's. */
bool store_bench_freeze(struct store *store, struct arena *arena, const struct corpus_settings *settings,
                        struct bench_corpus *corpus, bool *is_new, struct error *error);
/* name NULL: the newest. id 0: there is none. */
bool store_bench_corpus(struct store *store, struct arena *arena, const char *name,
                        struct bench_corpus *corpus, struct error *error);
/* All of them, oldest first. */
bool store_bench_corpora(struct store *store, struct arena *arena, struct bench_corpus **corpora,
                         size_t *count, struct error *error);

struct bench_items;
struct bench_items *store_bench_items_open(struct store *store, int64_t corpus, struct error *error);
enum store_step store_bench_items_next(struct bench_items *items, struct bench_item *item,
                                       struct error *error);
void store_bench_items_close(struct bench_items *items);

struct bench_run_product {
    const char *name, *protocol;
    enum product_class product_class;
    const char *version, *rules;
    enum product_network network;
    enum product_state state;
    const char *why; /* of the state */
    uint64_t asked;  /* verdicts kept */
};

struct bench_run {
    int64_t id;
    const char *corpus;
    int64_t corpus_id;
    int64_t started, ended; /* ended: TIME_NONE while it is unfinished */
    bool live;              /* every verdict was handed over within an hour of its mail's receipt */
    struct bench_run_product *products;
    size_t product_count;
};

/* Begins a run of a frozen corpus. facts[product]. */
bool store_bench_begin(struct store *store, const struct bench_corpus *corpus,
                       const struct product_list *products, const struct product_facts *facts, int64_t *run,
                       struct error *error);
/* id 0: the newest (of that corpus, NULL any). run->id 0: there is none. */
bool store_bench_run(struct store *store, struct arena *arena, int64_t id, const char *corpus,
                     struct bench_run *run, struct error *error);

/* The backing of run_products(): the mails of the run's corpus that are tested, and its verdicts. Products
 * are those of the list that began it, by name; false if one of them is missing or another. */
struct bench_backing;
struct bench_backing *store_bench_backing(struct store *store, int64_t run,
                                          const struct product_list *products, struct run_backing *backing,
                                          struct error *error);
/* finished: the run has ended. */
bool store_bench_backing_close(struct bench_backing *backing, bool finished, struct error *error);

/* All of a run for scoring, in the arena; campaigns as the store has them now. labels: files that say
 * otherwise than the manifest did; changed: which mails they changed, NULL not asked. */
struct bench_change {
    const char *feed, *source, *before, *after; /* roles */
};
struct bench_changes {
    struct bench_change *items;
    size_t count;
};
bool store_bench_table(struct store *store, struct arena *arena, const struct bench_run *run,
                       const char *const *labels, size_t label_count, struct score_table *table,
                       struct bench_changes *changes, struct error *error);
/* What belongs to mail of the table, in the same order: source and seq, native answer. */
struct bench_row {
    const char *source;
    uint64_t seq;
    const char *const *natives; /* [product] */
};
bool store_bench_rows(struct store *store, struct arena *arena, const struct bench_run *run,
                      struct bench_row **rows, struct error *error);

#endif
