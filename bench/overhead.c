/* overhead MAILS SESSIONS [STORE]: what a run costs weir itself, in CPU per mail and product, against the
 * null product (tests/cli/faulty_server.c, in a process of its own), which answers at once in spamd's
 * protocol. Of a store, the first MAILS of a corpus of all its feeds with a role (frozen here, if it is not
 * yet), and the verdicts are kept there, in a run of their own; without one, mails of 1 to 8 kB are made here
 * and verdicts only counted. Prints a line of JSON. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../tests/cli/faulty_server.h"
#include "base/buffer.h"
#include "base/random.h"
#include "bench/runner.h"
#include "store/bench.h"

struct memory {
    struct buffer *mails;
    size_t verdicts, hand_overs;
};

static void make_mail(struct buffer *mail, size_t number) {
    struct random random = random_stream(7, 1, number);
    size_t lines = 10 + random_below(&random, 100);
    buffer_printf(
        mail,
        "Received: from host%zu.example.net (host.example.net [192.0.2.7])\n\tby mx.example.org with "
        "ESMTP id %zu; Mon, 3 Mar 2025 10:00:00 +0000\nFrom: Alma Abbot <alma@example.net>\nTo: "
        "bert@example.org\nSubject: Number %zu\nDate: Mon, 3 Mar 2025 09:59:58 +0000\nMessage-ID: "
        "<%zu@example.net>\n\n",
        number, number, number, number);
    for (size_t i = 0; i < lines; i++)
        buffer_printf(mail, "Line %zu of it has the number %ju and a few words besides.\n", i,
                      (uintmax_t)random_next(&random));
}

static bool load(void *context, size_t item, struct arena *arena, struct handover *mail,
                 struct error *error) {
    struct memory *memory = context;
    struct slice raw = buffer_slice(&memory->mails[item]);
    *mail = (struct handover){.number = item + 1,
                              .bytes = slice_of(arena_copy(arena, raw.data, raw.size), raw.size),
                              .client = "192.0.2.7",
                              .client_name = "",
                              .helo = "",
                              .mail_from = ""};
    return true;
}

static bool is_done(void *context, size_t product, size_t item, unsigned *tries) {
    return false;
}

static bool record(void *context, size_t product, const struct run_verdict *verdict, size_t next,
                   unsigned tries, int64_t handed_over_ms, struct error *error) {
    struct memory *memory = context;
    memory->verdicts += verdict && verdict->state == ANSWER_PASS;
    memory->hand_overs += next != SIZE_MAX;
    return true;
}

static bool show(void *context, size_t product, enum product_state state, const char *why,
                 struct error *error) {
    return true;
}

static pid_t serve(uint16_t *port) {
    static const struct faulty null_product = {.mode = FAULTY_NONE};
    int listener = faulty_listen(port);
    if (listener < 0)
        return -1;
    pid_t child = fork();
    if (!child) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        faulty_serve(listener, &null_product);
    }
    close(listener);
    return child;
}

static double cpu_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static bool measure(struct product *product, struct run_backing *backing, double *seconds) {
    struct product_list list = {product, 1};
    struct error error = {.message = "products were left"};
    double before = cpu_seconds();
    enum run_outcome outcome = run_products(&list, backing, &run_limits_usual, &error);
    *seconds = cpu_seconds() - before;
    if (outcome != RUN_DONE)
        fprintf(stderr, "overhead: %s\n", error.message);
    return outcome == RUN_DONE;
}

/* A product as a configuration would describe it, at that port. */
static bool describe(struct arena *arena, uint16_t port, unsigned sessions, struct product *product) {
    struct error error;
    *product = (struct product){.name = "null",
                                .address = "",
                                .version = "",
                                .rules = "",
                                .protocol = &product_spamd,
                                .concurrency = sessions,
                                .timeout_ms = 60000,
                                .retries = 5,
                                .retry_ms = 1000,
                                .down_ms = 5000,
                                .canaries = CANARY_PLAIN,
                                .own = arena_alloc(arena, product_spamd.own_bytes)};
    memcpy(product->own, product_spamd.own_usual, product_spamd.own_bytes);
    return endpoint_read(arena, arena_printf(arena, "127.0.0.1:%u", port), 0, NULL, 0, &product->endpoint,
                         &error);
}

/* Runs over the backing and prints what it cost. */
static bool report(struct product *product, struct run_backing *backing, unsigned sessions,
                   const char *kept) {
    double seconds = 0;
    bool good = measure(product, backing, &seconds);
    if (good)
        printf("{\"mails\": %zu, \"sessions\": %u, \"kept_in\": \"%s\", \"cpu_s\": %.3f, "
               "\"cpu_ms_per_mail\": %.4f}\n",
               backing->item_count, sessions, kept, seconds, seconds / (double)backing->item_count * 1e3);
    return good;
}

static bool run_made(struct product *product, size_t mails, unsigned sessions) {
    struct memory memory = {.mails = allocate_zeroed(mails, sizeof *memory.mails)};
    struct run_backing backing = {&memory, mails, load, is_done, record, show, NULL};
    for (size_t i = 0; i < mails; i++)
        make_mail(&memory.mails[i], i);
    bool good = report(product, &backing, sessions, "memory") && memory.verdicts == mails &&
                memory.hand_overs == mails;
    for (size_t i = 0; i < mails; i++)
        buffer_free(&memory.mails[i]);
    free(memory.mails);
    return good;
}

static bool run_stored(struct store *store, struct arena *arena, struct product *product, size_t mails,
                       unsigned sessions, struct error *error) {
    struct corpus_settings settings = {.name = "overhead", .since = TIME_NONE, .until = TIME_NONE};
    struct product_list list = {product, 1};
    struct product_facts facts = {.version = ""};
    struct bench_corpus corpus;
    struct run_backing backing;
    int64_t run;
    bool is_new;
    if (!store_bench_freeze(store, arena, &settings, &corpus, &is_new, error) ||
        !store_bench_begin(store, &corpus, &list, &facts, &run, error))
        return false;
    struct bench_backing *kept = store_bench_backing(store, run, &list, &backing, error);
    if (!kept)
        return false;
    backing.item_count = backing.item_count < mails ? backing.item_count : mails;
    bool good = report(product, &backing, sessions, "store");
    return store_bench_backing_close(kept, true, error) && good;
}

static bool run(struct arena *arena, struct product *product, size_t mails, unsigned sessions,
                const char *folder) {
    struct error error = {.message = "a verdict is missing"};
    if (!folder)
        return run_made(product, mails, sessions);
    struct store *store = store_open(folder, STORE_CHANGE, &error);
    bool good = store && run_stored(store, arena, product, mails, sessions, &error);
    if (!good)
        fprintf(stderr, "overhead: %s\n", error.message);
    store_close(store);
    return good;
}

int main(int count, char **words) {
    if (count != 3 && count != 4) {
        fprintf(stderr, "usage: overhead MAILS SESSIONS [STORE]\n");
        return 2;
    }
    allocate_prepare();
    size_t mails = strtoul(words[1], NULL, 10);
    unsigned sessions = (unsigned)strtoul(words[2], NULL, 10);
    struct arena *arena = arena_new();
    struct product product;
    uint16_t port = 0;
    pid_t server = serve(&port);
    bool good = server > 0 && describe(arena, port, sessions, &product) &&
                run(arena, &product, mails, sessions, words[3]);
    if (server > 0) {
        kill(server, SIGKILL);
        waitpid(server, NULL, 0);
    }
    arena_free(arena);
    return !good;
}
