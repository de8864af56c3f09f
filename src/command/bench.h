/* The verbs of `weir bench`: a file each. */
#ifndef WEIR_COMMAND_BENCH_H
#define WEIR_COMMAND_BENCH_H

#include "bench/score.h"
#include "command/command.h"
#include "publish/redact.h"
#include "store/bench.h"

/* Options of all verbs; bench.c says which verb knows which. */
enum bench_option {
    BENCH_METHOD,
    BENCH_FORMAT,
    BENCH_CAMPAIGNS,
    BENCH_LABELS,
    BENCH_PRODUCT,
    BENCH_RUN,
    BENCH_NEW,
    BENCH_SPEED,
    BENCH_OUTPUT,
    BENCH_OPTIONS
};

/* What a verb has beside the command line. */
struct bench {
    struct invocation *invocation;
    struct bench_setup setup;
    const char *named; /* the argument behind the verb, NULL none */
};

typedef enum command_status bench_verb(struct bench *bench);
bench_verb bench_products, bench_corpus, bench_start, bench_resume, bench_score, bench_misses;

/* What `products --speed` does, with the store. */
enum command_status bench_speed(struct invocation *invocation, struct store *store);

/* Keeps of the configuration's products those of --product, in that order; complains and returns false if one
 * is not there, or there are none at all. */
bool bench_choose_products(struct bench *bench);

/* Asks a product what it is, for no longer than its timeout; facts that it does not tell stay as they are. */
void bench_tell(const struct product *product, struct product_facts *facts);

/* The run that is asked for, by --run, the corpus named, or the newest; complains and returns false if there
 * is none. */
bool bench_find_run(const struct bench *bench, struct store *store, struct bench_run *run);

/* A run with its verdicts, scored. */
struct bench_scored {
    struct bench_run run;
    struct bench_corpus corpus;
    struct score_table table;
    const size_t *numbers; /* of the table's products in the run */
    struct score_list *scores;
    struct bench_changes changes; /* by --labels */
};
/* Reads and scores, the products of --product alone where it is given; complains and returns false. */
bool bench_read_scored(const struct bench *bench, struct store *store, struct bench_scored *scored);

/* Knows the people of the store and the configuration's trap domains. NULL with error. */
struct redactor *bench_redactor(const struct bench *bench, struct store *store, struct error *error);

/* "live" or "replay". */
const char *bench_run_kind(const struct bench_run *run);
/* What an award is called here: "VBSpam" of a live run, "would meet VBSpam" of a replay; "" none. */
const char *bench_award(struct arena *arena, const struct bench_run *run, const char *award);
/* "2026-11-25T10:00:00.123Z"; "" for 0. */
#define BENCH_TIME_BYTES (TIME_TEXT_BYTES + 4)
const char *bench_time(int64_t time_ms, char text[BENCH_TIME_BYTES]);

/* A rate in per cent with the digits that the method has, "-" where it cannot be said; and its interval, ""
 * for none. */
const char *bench_rate(struct arena *arena, const struct method *method, double rate);
const char *bench_range(struct arena *arena, const struct method *method, const struct interval *interval);
/* Heading of a table of a league. */
void bench_heading(const struct bench *bench, const char *heading);

/* Ways to show what was scored; each writes to standard output. */
void bench_score_tables(const struct bench *bench, const struct bench_scored *scored);
void bench_score_json(const struct bench *bench, const struct bench_scored *scored);
void bench_campaign_tables(const struct bench *bench, const struct bench_scored *scored);
void bench_campaign_json(const struct bench *bench, const struct bench_scored *scored);
bool bench_score_csv(const struct bench *bench, struct store *store, const struct bench_scored *scored);
bool bench_score_markdown(const struct bench *bench, struct store *store, const struct bench_scored *scored);

#endif
