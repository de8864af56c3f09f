/* Hands mails to one product of a configuration, one after another, and prints what it answers: what
 * bench/same_as_clients compares with the product's own client.
 *
 *   ask CONFIG PRODUCT FILE...    a row each: file, state, score, native answer; tab-separated
 *   ask --tell CONFIG PRODUCT     what the product tells of itself
 *   ask --text FILE               what of the file is handed over, as for a product's own client
 *   ask --times N CONFIG PRODUCT FILE...  each file N times, no rows; prints processor time a mail
 *
 * Mails are handed over as bench run does, without headers of an earlier filter: where answers are compared
 * with those of a client, that is to be given what --text prints. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/ucl.h"
#include "bench/product.h"

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
    struct product_list list = {0};
    const struct ucl_value *top =
        read_file(path, &text) ? ucl_read(arena, buffer_slice(&text), &error) : NULL;
    const struct ucl_value *value = top ? top->first : NULL;
    while (value && strcmp(value->key, "products") != 0)
        value = value->next;
    bool good = top && products_read(arena, value, NULL, 0, &list, &error);
    buffer_free(&text);
    for (size_t i = 0; good && i < list.count; i++)
        if (!strcmp(list.items[i].name, name))
            return &list.items[i];
    fprintf(stderr, "ask: %s\n", good ? "no such product" : error.message);
    return NULL;
}

static bool print_text(const char *path) {
    struct arena *arena = arena_new();
    struct buffer bytes = {0};
    struct handover mail;
    bool good = read_file(path, &bytes);
    if (good) {
        handover_make(arena, buffer_slice(&bytes), NULL, NULL, &mail);
        good = fwrite(mail.bytes.data, 1, mail.bytes.size, stdout) == mail.bytes.size;
    }
    buffer_free(&bytes);
    arena_free(arena);
    return good;
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
        if (!read_file(paths[i], &bytes))
            continue;
        struct handover mail;
        arena_reset(arena);
        handover_make(arena, buffer_slice(&bytes), NULL, NULL, &mail);
        mail.number = (uint64_t)i + 1;
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

static void tell(const struct product *product) {
    struct product_facts facts = {"", ""};
    if (product->protocol->tell)
        product->protocol->tell(product, monotonic_ms() + product->timeout_ms, &facts);
    printf("%s\t%s\t%s\n", product->name, facts.version, facts.rules);
}

int main(int argc, char **argv) {
    struct arena *arena = arena_new();
    struct error error;
    bool telling = argc > 1 && !strcmp(argv[1], "--tell");
    long times = argc > 2 && !strcmp(argv[1], "--times") ? strtol(argv[2], NULL, 10) : 0;
    int at = 1 + telling + 2 * (times > 0);
    if (argc == 3 && !strcmp(argv[1], "--text"))
        return print_text(argv[2]) ? 0 : 1;
    if (argc < at + 2) {
        fprintf(stderr, "usage: ask [--tell | --times N] CONFIG PRODUCT [FILE...] | ask --text FILE\n");
        return 2;
    }
    const struct product *found = find(arena, argv[at], argv[at + 1]);
    if (!found)
        return 1;
    struct product product = *found;
    if (product.protocol->start && !product.protocol->start(&product, &error)) {
        fprintf(stderr, "ask: %s\n", error.message);
        return 1;
    }
    if (telling)
        tell(&product);
    else
        ask_all(&product, argv + at + 2, argc - at - 2, times);
    if (product.protocol->stop)
        product.protocol->stop(&product);
    arena_free(arena);
    return 0;
}
