/* weir bench corpus: freezes what is tested, and shows it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/harmless.h"
#include "command/bench.h"
#include "command/describe.h"
#include "command/output.h"
#include "command/printer.h"

static const char *const columns = "number\thash\trole\tclass\treceived\ttruth\texcluded\tfeed\tsource\n";

/* Tabs and line ends in values become spaces. */
static void append_cell(struct buffer *row, const char *value, char end) {
    harmless_append(row, slice_from_string(*value ? value : "-"), HARMLESS_LINE);
    buffer_append(row, &end, 1);
}

static void print_item(struct buffer *row, const struct bench_item *item) {
    char time[TIME_TEXT_BYTES];
    buffer_clear(row);
    buffer_printf(row, "%" PRIu64 "\t", item->number);
    for (size_t i = 0; i < sizeof item->hash; i++)
        buffer_printf(row, "%02x", item->hash[i]);
    buffer_append_string(row, "\t");
    append_cell(row, item->role, '\t');
    append_cell(row, item->classes, '\t');
    append_cell(row, time_format(item->received, time), '\t');
    append_cell(row, item->truth, '\t');
    append_cell(row, item->excluded, '\t');
    append_cell(row, item->feed, '\t');
    append_cell(row, item->source, '\n');
    fwrite(row->data, 1, row->size, stdout);
}

static enum command_status print_manifest(struct store *store, const struct bench_corpus *corpus) {
    struct buffer row = {0};
    struct bench_item item;
    struct error error;
    enum store_step step = STORE_FAILED;
    struct bench_items *items = store_bench_items_open(store, corpus->id, &error);
    fputs(columns, stdout);
    while (items && !output_broken() && (step = store_bench_items_next(items, &item, &error)) == STORE_ROW)
        print_item(&row, &item);
    store_bench_items_close(items);
    buffer_free(&row);
    return items && step != STORE_FAILED ? COMMAND_DONE : complain("%s", error.message);
}

static void print_span(const char *what, int64_t first, int64_t last) {
    char span[DESCRIBE_SPAN_BYTES];
    if (first != TIME_NONE)
        printf("  %s of %s\n", what, describe_span(first, last, span));
}

static void print_text(const struct bench_corpus *corpus) {
    char number[OUTPUT_NUMBER_BYTES], time[TIME_TEXT_BYTES];
    printf("%s: %s mails tested", corpus->name, output_count(corpus->tested, number));
    printf(", %s excluded; frozen %s, digest %s\n", output_count(corpus->excluded, number),
           time_format(corpus->frozen, time), corpus->digest);
    for (size_t role = 0; role < BENCH_ROLES; role++)
        if (corpus->by_role[role])
            printf("  %-10s %s\n", bench_role_name(role), output_count(corpus->by_role[role], number));
    print_span("spam", corpus->spam_first, corpus->spam_last);
    print_span("wanted mail", corpus->ham_first, corpus->ham_last);
    if (*corpus->apart)
        printf("  a filter can tell the archive from the mail: %s\n", corpus->apart);
}

static void print_json(struct printer *printer, const struct bench_corpus *corpus) {
    print_begin_map(printer);
    print_member_string(printer, "corpus", corpus->name);
    print_member_time(printer, "frozen", corpus->frozen);
    print_member_string(printer, "digest", corpus->digest);
    print_member_count(printer, "tested", corpus->tested);
    print_member_count(printer, "excluded", corpus->excluded);
    print_key(printer, "roles");
    print_begin_map(printer);
    for (size_t role = 0; role < BENCH_ROLES; role++)
        print_member_count(printer, bench_role_name(role), corpus->by_role[role]);
    print_end_map(printer);
    print_member_time(printer, "spam_first", corpus->spam_first);
    print_member_time(printer, "spam_last", corpus->spam_last);
    print_member_time(printer, "ham_first", corpus->ham_first);
    print_member_time(printer, "ham_last", corpus->ham_last);
    print_member_string(printer, "apart", corpus->apart);
    print_end_map(printer);
}

/* The corpora of the configuration that are asked for, frozen. NULL: complained. */
static struct bench_corpus *freeze(struct bench *bench, struct store *store, size_t *count) {
    struct bench_corpus *corpora =
        arena_alloc(bench->invocation->arena, bench->setup.corpus_count * sizeof *corpora);
    struct error error;
    bool is_new;
    *count = 0;
    for (size_t i = 0; i < bench->setup.corpus_count; i++) {
        const struct corpus_settings *settings = &bench->setup.corpora[i];
        if (bench->named && strcmp(settings->name, bench->named) != 0)
            continue;
        if (!store_bench_freeze(store, bench->invocation->arena, settings, &corpora[*count], &is_new,
                                &error)) {
            complain("%s", error.message);
            return NULL;
        }
        ++*count;
    }
    return corpora;
}

static enum command_status show(struct bench *bench, struct store *store) {
    bool rows = bench->invocation->values[BENCH_FORMAT].given;
    size_t count;
    struct bench_corpus *corpora = freeze(bench, store, &count);
    if (!corpora)
        return COMMAND_FAILED;
    if (!count)
        return complain("the configuration has no corpus '%s'", bench->named);
    if (rows && count > 1)
        return complain("a manifest is of one corpus: 'weir bench corpus NAME --format tsv'");
    if (rows)
        return print_manifest(store, &corpora[0]);
    struct printer printer;
    printer_json(&printer, &bench->invocation->out, false);
    if (bench->invocation->json)
        print_begin_list(&printer);
    for (size_t i = 0; i < count; i++)
        if (bench->invocation->json)
            print_json(&printer, &corpora[i]);
        else
            print_text(&corpora[i]);
    if (bench->invocation->json)
        print_end_list(&printer);
    printer_free(&printer);
    return COMMAND_DONE;
}

enum command_status bench_corpus(struct bench *bench) {
    const struct option_value *format = &bench->invocation->values[BENCH_FORMAT];
    if (format->given && strcmp(format->text, "tsv") != 0)
        return complain_usage(&command_bench, "a manifest has --format tsv");
    struct store *store = open_store(bench->invocation, STORE_CHANGE);
    enum command_status status = store ? show(bench, store) : COMMAND_FAILED;
    store_close(store);
    return status;
}
