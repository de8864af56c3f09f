/* weir bench run and resume: hands a frozen corpus to the products, and says how that goes. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "command/bench.h"
#include "command/output.h"
#include "command/printer.h"
#include "command/progress.h"

/* Set by a signal: answers in flight are waited for, then the run ends, to be resumed. */
static volatile sig_atomic_t stop_asked;

static void ask_to_stop(int number) {
    stop_asked = 1;
}

/* A second signal ends weir at once; what was kept is kept. */
static void listen_to_signals(void) {
    struct sigaction action = {.sa_handler = ask_to_stop, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/* What a run tells while it goes on; stands between the runner and the store. */
struct account {
    const struct bench *bench;
    struct run_backing kept; /* the store's */
    struct progress progress;
    enum product_state states[PRODUCTS_MOST];
};

static bool load(void *context, size_t item, struct arena *arena, struct handover *mail,
                 struct error *error) {
    const struct account *account = context;
    return account->kept.load(account->kept.context, item, arena, mail, error);
}

static bool is_done(void *context, size_t product, size_t item, unsigned *tries) {
    const struct account *account = context;
    return account->kept.is_done(account->kept.context, product, item, tries);
}

static bool record(void *context, size_t product, const struct run_verdict *verdict, size_t next,
                   unsigned tries, int64_t handed_over_ms, struct error *error) {
    const struct account *account = context;
    return account->kept.record(account->kept.context, product, verdict, next, tries, handed_over_ms, error);
}

/* What its user should see at once: a product that is down, miswired or back. */
static void say_state(struct account *account, size_t product, enum product_state state, const char *why) {
    const struct product *of = &account->bench->setup.products.items[product];
    enum product_state before = account->states[product];
    account->states[product] = state;
    if (state == before || (state == PRODUCT_RUNNING && before == PRODUCT_UNTRIED) || state == PRODUCT_DONE)
        return;
    progress_clear(&account->progress);
    complain("%s is %s%s%s", of->name, product_state_name(state), *why ? ": " : "", why);
}

static bool note_state(void *context, size_t product, enum product_state state, const char *why,
                       struct error *error) {
    struct account *account = context;
    say_state(account, product, state, why);
    return account->kept.state(account->kept.context, product, state, why, error);
}

static bool show_progress(void *context, const size_t *done, const enum product_state *states) {
    struct account *account = context;
    size_t count = account->bench->setup.products.count, all = 0, sum = 0;
    for (size_t i = 0; i < count; i++)
        if (states[i] != PRODUCT_MISWIRED && states[i] != PRODUCT_GIVEN_UP) {
            all += account->kept.item_count;
            sum += done[i];
        }
    progress_update(&account->progress, sum, all, sum, 0);
    return !stop_asked;
}

/* Look-ups tell the outside about the mail. */
static void warn_of_network(const struct product_list *products) {
    for (size_t i = 0; i < products->count; i++)
        if (products->items[i].network == PRODUCT_NETWORK_ON)
            complain("%s looks things up outside: hosts, links and hashes of this mail are told to others",
                     products->items[i].name);
}

static void print_json(const struct bench *bench, const struct bench_run *run, uint64_t tested) {
    struct printer printer;
    printer_json(&printer, &bench->invocation->out, false);
    print_begin_map(&printer);
    print_member_count(&printer, "run", (uint64_t)run->id);
    print_member_string(&printer, "corpus", run->corpus);
    print_member_count(&printer, "mails", tested);
    print_member_time(&printer, "started", run->started);
    print_member_time(&printer, "ended", run->ended);
    print_key(&printer, "products");
    print_begin_list(&printer);
    for (size_t i = 0; i < run->product_count; i++) {
        const struct bench_run_product *product = &run->products[i];
        print_begin_map(&printer);
        print_member_string(&printer, "product", product->name);
        print_member_string(&printer, "state", product_state_name(product->state));
        print_member_string(&printer, "why", product->why);
        print_member_count(&printer, "asked", product->asked);
        print_end_map(&printer);
    }
    print_end_list(&printer);
    print_end_map(&printer);
    printer_free(&printer);
}

static void print_lines(const struct bench *bench, const struct bench_run *run, uint64_t tested) {
    char number[OUTPUT_NUMBER_BYTES], all[OUTPUT_NUMBER_BYTES];
    for (size_t i = 0; i < run->product_count; i++) {
        const struct bench_run_product *product = &run->products[i];
        printf("%-20s %s of %s mails, %s%s%s\n", product->name, output_count(product->asked, number),
               output_count(tested, all), product_state_name(product->state), *product->why ? ": " : "",
               product->why);
    }
    if (run->ended == TIME_NONE)
        puts("unfinished: 'weir bench resume' goes on");
    else if (!bench->invocation->quiet)
        printf("'weir bench score %s' has the table\n", run->corpus);
}

/* Every product has answered everything that it is asked. */
static bool report(const struct bench *bench, struct store *store, int64_t id, uint64_t tested) {
    struct bench_run run;
    struct error error;
    if (!store_bench_run(store, bench->invocation->arena, id, NULL, &run, &error)) {
        complain("%s", error.message);
        return false;
    }
    if (bench->invocation->json)
        print_json(bench, &run, tested);
    else
        print_lines(bench, &run, tested);
    bool all = run.ended != TIME_NONE;
    for (size_t i = 0; i < run.product_count; i++)
        all = all && run.products[i].state == PRODUCT_DONE;
    return all;
}

static enum command_status go_on(struct bench *bench, struct store *store, int64_t run) {
    struct account account = {.bench = bench};
    struct error error, other;
    struct bench_backing *backing =
        store_bench_backing(store, run, &bench->setup.products, &account.kept, &error);
    if (!backing)
        return complain("%s", error.message);
    const struct run_backing between = {.context = &account,
                                        .item_count = account.kept.item_count,
                                        .load = load,
                                        .is_done = is_done,
                                        .record = record,
                                        .state = note_state,
                                        .progress = show_progress};
    warn_of_network(&bench->setup.products);
    listen_to_signals();
    progress_start(&account.progress, bench->invocation);
    account.progress.things = "verdicts";
    enum run_outcome outcome = run_products(&bench->setup.products, &between, &bench->setup.limits, &error);
    progress_clear(&account.progress);
    bench->invocation->threads_left = outcome != RUN_DONE || stop_asked;
    if (!store_bench_backing_close(backing, outcome == RUN_DONE, &other))
        return complain("%s", other.message);
    if (outcome == RUN_FAILED)
        return complain("%s; 'weir bench resume' goes on", error.message);
    return report(bench, store, run, account.kept.item_count) ? COMMAND_DONE : COMMAND_FAILED;
}

static const struct corpus_settings *corpus_named(const struct bench *bench) {
    const struct bench_setup *setup = &bench->setup;
    for (size_t i = 0; i < setup->corpus_count; i++)
        if (!bench->named || !strcmp(setup->corpora[i].name, bench->named)) {
            if (!bench->named && setup->corpus_count > 1)
                break;
            return &setup->corpora[i];
        }
    if (bench->named)
        complain("the configuration has no corpus '%s'; corpora { %s { feeds { ... } } } makes one",
                 bench->named, bench->named);
    else
        complain("the configuration has %zu corpora: say which, 'weir bench %s NAME'", setup->corpus_count,
                 bench->invocation->arguments[0]);
    return NULL;
}

static enum command_status start_on(struct bench *bench, struct store *store) {
    const struct corpus_settings *settings = corpus_named(bench);
    struct arena *arena = bench->invocation->arena;
    struct product_list *products = &bench->setup.products;
    struct bench_corpus corpus;
    struct bench_run last;
    struct error error;
    bool is_new;
    int64_t run;
    if (!settings || !bench_choose_products(bench))
        return COMMAND_FAILED;
    if (!store_bench_freeze(store, arena, settings, &corpus, &is_new, &error) ||
        !store_bench_run(store, arena, 0, corpus.name, &last, &error))
        return complain("%s", error.message);
    if (!corpus.tested)
        return complain("nothing of corpus '%s' can be tested; 'weir bench corpus %s --format tsv' says why",
                        corpus.name, corpus.name);
    if (last.id && last.ended == TIME_NONE && !bench->invocation->values[BENCH_NEW].given)
        return complain(
            "run %lld of this corpus is unfinished; 'weir bench resume' goes on, --new begins another",
            (long long)last.id);
    struct product_facts *facts = arena_alloc(arena, products->count * sizeof *facts);
    for (size_t i = 0; i < products->count; i++)
        bench_tell(&products->items[i], &facts[i]);
    if (!store_bench_begin(store, &corpus, products, facts, &run, &error))
        return complain("%s", error.message);
    return go_on(bench, store, run);
}

enum command_status bench_start(struct bench *bench) {
    struct store *store = open_store(bench->invocation, STORE_CHANGE);
    enum command_status status = store ? start_on(bench, store) : COMMAND_FAILED;
    store_close(store);
    return status;
}

/* A run goes on with the products that it began with. */
static bool keep_products_of(struct bench *bench, const struct bench_run *run) {
    struct product_list *list = &bench->setup.products;
    struct product *kept = arena_alloc(bench->invocation->arena, run->product_count * sizeof *kept);
    for (size_t i = 0; i < run->product_count; i++) {
        size_t at = 0;
        while (at < list->count && strcmp(list->items[at].name, run->products[i].name) != 0)
            at++;
        if (at == list->count) {
            complain("run %lld began with product '%s', which the configuration does not have",
                     (long long)run->id, run->products[i].name);
            return false;
        }
        kept[i] = list->items[at];
    }
    *list = (struct product_list){kept, run->product_count};
    return true;
}

enum command_status bench_resume(struct bench *bench) {
    struct bench_run run;
    struct store *store = open_store(bench->invocation, STORE_CHANGE);
    enum command_status status = COMMAND_FAILED;
    if (store && bench_find_run(bench, store, &run) && keep_products_of(bench, &run)) {
        if (run.ended != TIME_NONE)
            status = complain("run %lld has ended; 'weir bench run' begins another", (long long)run.id);
        else
            status = go_on(bench, store, run.id);
    }
    store_close(store);
    return status;
}
