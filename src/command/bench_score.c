/* weir bench score: reads a run, scores it, and hands on to whoever shows it. */
#include "command/bench.h"

#include <stdio.h>
#include <string.h>

#include "command/output.h"
#include "command/simulated.h"

bool bench_find_run(const struct bench *bench, struct store *store, struct bench_run *run) {
    const struct option_value *asked = &bench->invocation->values[BENCH_RUN];
    struct error error;
    if (!store_bench_run(store, bench->invocation->arena, asked->given ? (int64_t)asked->count : 0,
                         bench->named, run, &error)) {
        complain("%s", error.message);
        return false;
    }
    if (run->id)
        return true;
    if (asked->given)
        complain("there is no run %llu", (unsigned long long)asked->count);
    else if (bench->named)
        complain("nothing was run on corpus '%s'; 'weir bench run %s' does", bench->named, bench->named);
    else
        complain("the store has no run; 'weir bench run' makes one");
    return false;
}

struct redactor *bench_redactor(const struct bench *bench, struct store *store, struct error *error) {
    const struct config *config = &bench->invocation->config;
    struct redactor *redactor = redactor_open(store, error);
    for (size_t i = 0; redactor && i < config->trap_domain_count; i++)
        redactor_add_host(redactor, config->trap_domains[i]);
    return redactor;
}

const char *bench_run_kind(const struct bench_run *run) {
    return run->live ? "live" : "replay";
}

const char *bench_award(struct arena *arena, const struct bench_run *run, const char *award) {
    return !*award || run->live ? award : arena_printf(arena, "would meet %s", award);
}

const char *bench_time(int64_t time_ms, char text[BENCH_TIME_BYTES]) {
    char seconds[TIME_TEXT_BYTES];
    if (time_ms <= 0)
        return strcpy(text, "");
    time_format(time_ms / 1000, seconds);
    snprintf(text, BENCH_TIME_BYTES, "%.19s.%03dZ", seconds, (int)(time_ms % 1000));
    return text;
}

/* Which product of the run is called so; SIZE_MAX: none. */
static size_t product_named(const struct bench_run *run, const char *name) {
    for (size_t i = 0; i < run->product_count; i++)
        if (!strcmp(run->products[i].name, name))
            return i;
    return SIZE_MAX;
}

/* The numbers of the products that are asked for; of all where none is. NULL: complained. */
static size_t *choose(const struct bench *bench, const struct bench_run *run, size_t *count) {
    const struct option_value *chosen = &bench->invocation->values[BENCH_PRODUCT];
    *count = chosen->given ? chosen->list_count : run->product_count;
    size_t *numbers = arena_alloc(bench->invocation->arena, *count * sizeof *numbers);
    for (size_t i = 0; i < *count; i++) {
        numbers[i] = chosen->given ? product_named(run, chosen->list[i]) : i;
        if (numbers[i] == SIZE_MAX) {
            complain("run %lld has no product '%s'", (long long)run->id, chosen->list[i]);
            return NULL;
        }
        for (size_t j = 0; j < i; j++)
            if (numbers[j] == numbers[i]) {
                complain("product '%s' is given twice", chosen->list[i]);
                return NULL;
            }
    }
    return numbers;
}

/* Leaves those products in the table. */
static void keep(struct arena *arena, struct score_table *table, const size_t *numbers, size_t count) {
    size_t mails = table->mail_count;
    struct score_product *products = arena_alloc(arena, count * sizeof *products);
    struct score_verdict *verdicts = arena_alloc(arena, count * mails * sizeof *verdicts);
    for (size_t i = 0; i < count; i++) {
        products[i] = table->products[numbers[i]];
        memcpy(verdicts + i * mails, table->verdicts + numbers[i] * mails, mails * sizeof *verdicts);
    }
    table->products = products;
    table->verdicts = verdicts;
    table->product_count = count;
}

bool bench_read_scored(const struct bench *bench, struct store *store, struct bench_scored *scored) {
    const struct option_value *values = bench->invocation->values;
    const struct option_value *labels = &values[BENCH_LABELS];
    struct arena *arena = bench->invocation->arena;
    struct error error;
    size_t count;
    if (!bench_find_run(bench, store, &scored->run) ||
        !(scored->numbers = choose(bench, &scored->run, &count)))
        return false;
    if (!store_bench_corpus(store, arena, scored->run.corpus, &scored->corpus, &error) ||
        !store_bench_table(store, arena, &scored->run, labels->list, labels->list_count, &scored->table,
                           labels->given ? &scored->changes : NULL, &error)) {
        complain("%s", error.message);
        return false;
    }
    keep(arena, &scored->table, scored->numbers, count);
    const char *method = values[BENCH_METHOD].given ? values[BENCH_METHOD].text : METHOD_USUAL;
    scored->scores = scores_of(arena, &scored->table, method_named(method));
    return true;
}

/* Which mails other labels call otherwise, on standard error where standard output is for programs. */
static void say_changes(const struct bench *bench, const struct bench_scored *scored, FILE *to) {
    const struct bench_changes *changes = &scored->changes;
    if (!bench->invocation->values[BENCH_LABELS].given)
        return;
    fprintf(to, "%zu of %zu mails are labelled otherwise than the corpus says\n", changes->count,
            scored->table.mail_count);
    for (size_t i = 0; i < changes->count; i++)
        fprintf(to, "  %s (%s): %s, was %s\n", changes->items[i].source, changes->items[i].feed,
                changes->items[i].after, changes->items[i].before);
}

static enum command_status show(struct bench *bench, struct store *store) {
    const struct invocation *invocation = bench->invocation;
    const struct option_value *format = &invocation->values[BENCH_FORMAT];
    bool campaigns = invocation->values[BENCH_CAMPAIGNS].given, good = true;
    struct bench_scored scored = {0};
    if (!bench_read_scored(bench, store, &scored))
        return COMMAND_FAILED;
    if (format->given && !strcmp(format->text, "csv"))
        good = bench_score_csv(bench, store, &scored);
    else if (format->given)
        good = bench_score_markdown(bench, store, &scored);
    else if (campaigns)
        (invocation->json ? bench_campaign_json : bench_campaign_tables)(bench, &scored);
    else
        (invocation->json ? bench_score_json : bench_score_tables)(bench, &scored);
    say_changes(bench, &scored, invocation->json || format->given ? stderr : stdout);
    return good ? COMMAND_DONE : COMMAND_FAILED;
}

static enum command_status show_in_run(struct invocation *invocation, struct store *store) {
    return show(invocation->own, store);
}

enum command_status bench_score(struct bench *bench) {
    const struct option_value *values = bench->invocation->values;
    const struct option_value *format = &values[BENCH_FORMAT];
    if (format->given && !strcmp(format->text, "tsv"))
        return complain_usage(&command_bench, "scores have --format csv or markdown");
    if (format->given && (bench->invocation->json || values[BENCH_CAMPAIGNS].given))
        return complain_usage(&command_bench, "--format goes without --json and --campaigns");
    bench->invocation->own = bench;
    return run_reading(bench->invocation, show_in_run);
}
