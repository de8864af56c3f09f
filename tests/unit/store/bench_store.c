/* See bench_store.h. */
#include "bench_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/time.h"
#include "mail/mail.h"
#include "store/ingest.h"

struct store *store;
struct arena *arena;
char folder[64];

int bench_store_open(void **state) {
    struct error error;
    strcpy(folder, "/tmp/weir-test-XXXXXX");
    mail_initialize();
    arena = arena_new();
    if (!mkdtemp(folder))
        return 1;
    store = store_open(folder, STORE_WRITE, &error);
    return store == NULL;
}

int bench_store_close(void **state) {
    char command[100];
    store_close(store);
    arena_free(arena);
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

static const char *write_file(const char *name, const char *text) {
    const char *path = arena_printf(arena, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

void take_text(const char *feed, const char *role, const char *name, const char *text) {
    struct error error;
    struct ingest_counts counts;
    mkdir(arena_printf(arena, "%s/%s", folder, feed), 0777);
    const char *const paths[] = {write_file(arena_printf(arena, "%s/%s", feed, name), text)};
    const struct ingest_settings settings = {.threads = 1, .feed = feed, .role = role, .mix = true};
    if (!ingest_run(store, &settings, paths, 1, &counts, &error))
        fail_msg("%s", error.message);
}

void take_mail(const struct test_mail *mail) {
    char time_text[64] = "";
    time_t received = mail->received;
    struct tm parts;
    if (mail->received != TIME_NONE)
        strftime(time_text, sizeof time_text, "%a, %d %b %Y %H:%M:%S +0000", gmtime_r(&received, &parts));
    take_text(
        mail->feed, mail->role, mail->name,
        arena_printf(arena,
                     "%sReceived: from h.example.com (h.example.com [198.51.100.7]) by %s with SMTP%s%s\n"
                     "From: %s\nSubject: %s\n\n%s is what this is about.\n",
                     mail->headers ? mail->headers : "", mail->receiver ? mail->receiver : "mx.example.org",
                     *time_text ? "; " : "", time_text, mail->from ? mail->from : "a@example.net",
                     mail->subject, mail->subject));
}

const char *write_labels(const char *text) {
    static unsigned number;
    return write_file(arena_printf(arena, "labels-%u.tsv", number++), text);
}

struct product_list products_of(const char *const *names, size_t count) {
    struct product_list list = {arena_alloc(arena, count * sizeof *list.items), count};
    for (size_t i = 0; i < count; i++)
        list.items[i] = (struct product){
            .name = names[i], .protocol = &product_command, .version = "", .rules = "", .concurrency = 1};
    return list;
}
