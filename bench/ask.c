/* Hands mails to one product of a configuration, one after another, and prints what it answers: what
 * bench/same_as_clients compares with the product's own client.
 *
 *   ask CONFIG PRODUCT FILE...    a row each: file, state, score, native answer; tab-separated
 *   ask --tell CONFIG PRODUCT     what the product tells of itself
 *   ask --canaries CONFIG PRODUCT what canaries say of it: its name, a state, why
 *   ask --times N CONFIG PRODUCT FILE...  each file N times, no rows; prints processor time a mail
 *
 * Mails are handed over as bench run does, so files should hold no header of an earlier filter where answers
 * are compared with those of a client that reads the file itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/ucl.h"
#include "bench/canary.h"
#include "bench/handover.h"
#include "bench/setup.h"

static bool read_file(const char *path, struct buffer *into) {
    FILE *file = fopen(path, "re");
    buffer_clear(into);
    while (file && !feof(file) && !ferror(file))
        into->size += fread(buffer_reserve(into, 65536), 1, 65536, file);
    bool good = file && !ferror(file);
    if (file)
        fclose(file);
    if (!good)
        perror(path);
    return good;
}

static const struct product *find(struct arena *arena, const char *path, const char *name) {
    struct buffer text = {0};
    struct error error = {""};
    struct bench_setup setup = {0};
    const struct ucl_value *top =
        read_file(path, &text) ? ucl_read(arena, buffer_slice(&text), &error) : NULL;
    bool good = top && bench_setup_read(arena, top, &setup, &error);
    buffer_free(&text);
    for (size_t i = 0; good && i < setup.products.count; i++)
        if (!strcmp(setup.products.items[i].name, name))
            return &setup.products.items[i];
    fprintf(stderr, "ask: %s\n", good ? "no such product" : error.message);
    return NULL;
}

/* The mail in the bytes of a file, which must outlive it. */
static void make(struct arena *arena, const struct buffer *bytes, struct handover *mail) {
    struct slice raw = buffer_slice(bytes);
    const char *from_line = NULL, *end = raw.size ? memchr(raw.data, '\n', raw.size) : NULL;
    if (end && raw.size > 5 && !memcmp(raw.data, "From ", 5)) {
        size_t size = (size_t)(end - raw.data);
        from_line = arena_copy(arena, raw.data, size);
        raw = slice_of(end + 1, raw.size - size - 1);
    }
    handover_make(arena, raw, from_line, NULL, mail);
}

static void ask(const struct product *product, void *session, const char *path, const struct handover *mail,
                bool print) {
    struct answer answer;
    product->protocol->ask(session, mail, monotonic_ms() + product->timeout_ms, &answer);
    if (print)
        printf("%s\t%s\t%.17g\t%s\n", path, answer_state_name(answer.state), answer.score, answer.native);
}

static double processor_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void ask_all(const struct product *product, char **paths, int count, long times) {
    void *session = product->protocol->open(product);
    struct arena *arena = arena_new();
    struct buffer bytes = {0};
    double spent = 0;
    for (int i = 0; i < count; i++) {
        struct handover mail;
        arena_reset(arena);
        if (!read_file(paths[i], &bytes))
            continue;
        make(arena, &bytes, &mail);
        double before = processor_seconds();
        for (long turn = 0; turn < (times ? times : 1); turn++)
            ask(product, session, paths[i], &mail, !times);
        spent += processor_seconds() - before;
    }
    if (times)
        printf("%.4f ms of processor time a mail\n", 1000 * spent / (double)(times * count));
    buffer_free(&bytes);
    arena_free(arena);
    product->protocol->close(session);
}

static const char *or_dash(const char *text) {
    return *text ? text : "-";
}

static bool write_all(const char *folder, char **paths, int count) {
    struct arena *arena = arena_new();
    struct buffer bytes = {0};
    bool good = true;
    for (int i = 0; i < count && good; i++) {
        struct handover mail;
        const char *slash = strrchr(paths[i], '/');
        arena_reset(arena);
        good = read_file(paths[i], &bytes);
        make(arena, &bytes, &mail);
        const char *path = arena_printf(arena, "%s/%s", folder, slash ? slash + 1 : paths[i]);
        FILE *file = good ? fopen(path, "we") : NULL;
        good = file && fwrite(mail.bytes.data, 1, mail.bytes.size, file) == mail.bytes.size;
        if (!file || fclose(file) || !good)
            perror(path);
        else
            printf("%s\t%s\t%s\t%s\t%s\t%zu\n", path, or_dash(mail.client), or_dash(mail.client_name),
                   or_dash(mail.helo), mail.null_sender ? "<>" : or_dash(mail.mail_from), mail.own_bytes);
    }
    buffer_free(&bytes);
    arena_free(arena);
    return good;
}

static void tell(const struct product *product) {
    struct product_facts facts = {"", ""};
    if (product->protocol->tell)
        product->protocol->tell(product, monotonic_ms() + product->timeout_ms, &facts);
    printf("%s\t%s\t%s\n", product->name, facts.version, facts.rules);
}

static void ask_canaries(const struct product *product) {
    struct canary_report report;
    canary_ask(product, &report);
    printf("%s\t%s\t%s\n", product->name, canary_state_name(report.state), report.why);
}

enum ask_what { ASK_MAILS, ASK_TELL, ASK_CANARIES };

/* false: it cannot be begun. */
static bool ask_product(struct product *product, enum ask_what what, char **files, int count, long times) {
    struct error error;
    if (product->protocol->start && !product->protocol->start(product, &error)) {
        fprintf(stderr, "ask: %s\n", error.message);
        return false;
    }
    if (what == ASK_TELL)
        tell(product);
    else if (what == ASK_CANARIES)
        ask_canaries(product);
    else
        ask_all(product, files, count, times);
    if (product->protocol->stop)
        product->protocol->stop(product);
    return true;
}

int main(int argc, char **argv) {
    if (argc > 2 && !strcmp(argv[1], "--write"))
        return !write_all(argv[2], argv + 3, argc - 3);
    enum ask_what what = argc > 1 && !strcmp(argv[1], "--tell")       ? ASK_TELL
                         : argc > 1 && !strcmp(argv[1], "--canaries") ? ASK_CANARIES
                                                                      : ASK_MAILS;
    long times = argc > 2 && !strcmp(argv[1], "--times") ? strtol(argv[2], NULL, 10) : 0;
    int at = 1 + (what != ASK_MAILS) + 2 * (times > 0);
    if (argc < at + 2) {
        fprintf(stderr, "usage: ask [--tell | --canaries | --times N] CONFIG PRODUCT [FILE...], ask --write "
                        "FOLDER FILE...\n");
        return 2;
    }
    struct arena *arena = arena_new();
    const struct product *found = find(arena, argv[at], argv[at + 1]);
    struct product product = found ? *found : (struct product){0};
    bool good = found && ask_product(&product, what, argv + at + 2, argc - at - 2, times);
    arena_free(arena);
    return !good;
}
