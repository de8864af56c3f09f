/* weir bench products --speed N: how fast each product is alone, on the first mails of a frozen corpus. */
#include <stdio.h>

#include "bench/run_speed.h"
#include "command/bench.h"
#include "command/printer.h"
#include "command/table.h"
#include "mail/received.h"
#include "store/message.h"

static const struct table_column columns[] = {
    {"product", false, 0, STYLE_STRONG}, {"mails/s", true, 0, STYLE_PLAIN}, {"10 % ms", true, 0, STYLE_PLAIN},
    {"50 %", true, 0, STYLE_PLAIN},      {"95 %", true, 0, STYLE_PLAIN},    {"98 %", true, 0, STYLE_PLAIN},
    {"failures", true, 0, STYLE_PLAIN},
};

/* The first mails of a corpus. */
struct sample {
    struct store *store;
    uint64_t *seqs;
    size_t count;
};

static bool load(void *context, size_t item, struct arena *arena, struct handover *mail,
                 struct error *error) {
    const struct sample *sample = context;
    uint8_t *address = arena_alloc(arena, 16);
    struct buffer raw = {0};
    bool good = store_raw(sample->store, sample->seqs[item], &raw, error) &&
                store_hand_over(sample->store, sample->seqs[item], address, error);
    if (good)
        handover_make(arena, slice_of(arena_copy(arena, raw.data, raw.size), raw.size), NULL,
                      trust_known(arena, address), mail);
    buffer_free(&raw);
    return good;
}

static bool read_sample(const struct bench *bench, struct sample *sample, struct error *error) {
    const size_t most = bench->invocation->values[BENCH_SPEED].count;
    struct arena *arena = bench->invocation->arena;
    struct bench_corpus corpus;
    struct bench_item item;
    enum store_step step = STORE_FAILED;
    if (!store_bench_corpus(sample->store, arena, bench->named, &corpus, error))
        return false;
    if (!corpus.id || !corpus.tested)
        return error_set(error,
                         "there is no frozen corpus with mail to test; 'weir bench corpus' freezes one");
    sample->seqs = arena_alloc(arena, most * sizeof *sample->seqs);
    struct bench_items *items = store_bench_items_open(sample->store, corpus.id, error);
    while (items && sample->count < most && (step = store_bench_items_next(items, &item, error)) == STORE_ROW)
        if (!*item.excluded)
            sample->seqs[sample->count++] = item.seq;
    store_bench_items_close(items);
    return items && step != STORE_FAILED;
}

static void print_json(struct printer *printer, const char *name, const struct run_speed *speed) {
    print_begin_map(printer);
    print_member_string(printer, "product", name);
    print_member_count(printer, "mails", speed->mails);
    print_member_count(printer, "failures", speed->failures);
    print_member_real(printer, "seconds", speed->seconds);
    print_member_real(printer, "mails_per_second", speed->mails_per_second);
    print_key(printer, "answers");
    print_begin_list(printer);
    for (size_t i = 0; speed->mails && i < RUN_SPEED_SHARES; i++) {
        print_begin_map(printer);
        print_member_real(printer, "share", run_speed_shares[i]);
        print_member_real(printer, "ms", speed->answer_ms[i]);
        print_end_map(printer);
    }
    print_end_list(printer);
    print_end_map(printer);
}

static void add_row(struct table *table, const char *name, const struct run_speed *speed) {
    struct arena *arena = table->arena;
    struct table_row row = {.cells = {name, "-", "-", "-", "-", "-"}};
    if (speed->mails)
        row.cells[1] = arena_printf(arena, "%.1f", speed->mails_per_second);
    for (size_t i = 0; speed->mails && i < RUN_SPEED_SHARES; i++)
        row.cells[2 + i] = arena_printf(arena, "%.1f", speed->answer_ms[i]);
    row.cells[2 + RUN_SPEED_SHARES] = arena_printf(arena, "%zu", speed->failures);
    table_add(table, &row);
}

static enum command_status time_all(struct bench *bench, const struct run_backing *backing) {
    struct invocation *invocation = bench->invocation;
    const struct product_list *list = &bench->setup.products;
    struct table table = {
        .arena = invocation->arena, .columns = columns, .column_count = sizeof columns / sizeof *columns};
    enum command_status status = COMMAND_DONE;
    struct printer printer;
    struct error error;
    printer_json(&printer, &invocation->out, false);
    if (invocation->json)
        print_begin_list(&printer);
    for (size_t i = 0; i < list->count; i++) {
        struct run_speed speed;
        if (!run_speed(&list->items[i], backing, backing->item_count, 0, &speed, &error))
            status = complain("%s", error.message);
        else if (invocation->json)
            print_json(&printer, list->items[i].name, &speed);
        else
            add_row(&table, list->items[i].name, &speed);
    }
    if (invocation->json)
        print_end_list(&printer);
    else if (table.row_count)
        table_print(&table, &invocation->out);
    printer_free(&printer);
    return status;
}

enum command_status bench_speed(struct invocation *invocation, struct store *store) {
    struct sample sample = {.store = store};
    struct error error;
    if (!read_sample(invocation->own, &sample, &error))
        return complain("%s", error.message);
    return time_all(invocation->own,
                    &(struct run_backing){.context = &sample, .item_count = sample.count, .load = load});
}
