/* weir bench products: what the configuration names, and whether it answers. */
#include <stdio.h>
#include <string.h>

#include "bench/canary.h"
#include "command/bench.h"
#include "command/printer.h"
#include "command/table.h"

/* To ask a product what it is; less where its own timeout is. */
#define TELL_MS 5000

static const struct table_column columns[] = {
    {"product", false, 0, STYLE_STRONG}, {"protocol", false, 0, STYLE_PLAIN},
    {"class", false, 90, STYLE_PLAIN},   {"address", false, 70, STYLE_PLAIN},
    {"network", false, 80, STYLE_PLAIN}, {"state", false, 0, STYLE_PLAIN},
    {"version", false, 0, STYLE_FAINT},
};

/* One product, asked. */
struct told {
    const struct product *product;
    struct product_facts facts;
    struct canary_report report;
};

void bench_tell(const struct product *product, struct product_facts *facts) {
    int64_t wait_ms = product->timeout_ms < TELL_MS ? product->timeout_ms : TELL_MS;
    if (product->protocol->tell)
        product->protocol->tell(product, monotonic_ms() + wait_ms, facts);
}

static void ask(const struct product *product, struct told *told) {
    *told = (struct told){.product = product};
    bench_tell(product, &told->facts);
    canary_ask(product, &told->report);
}

static const char *version_of(const struct told *told) {
    return *told->product->version ? told->product->version : told->facts.version;
}

static const char *rules_of(const struct told *told) {
    return *told->product->rules ? told->product->rules : told->facts.rules;
}

static void print_json(struct printer *printer, const struct told *told) {
    const struct product *product = told->product;
    print_begin_map(printer);
    print_member_string(printer, "product", product->name);
    print_member_string(printer, "protocol", product->protocol->name);
    print_member_string(printer, "class", product_class_name(product->product_class));
    print_member_string(printer, "address", product->address);
    print_member_string(printer, "network", product_network_name(product->network));
    print_member_string(printer, "version", version_of(told));
    print_member_string(printer, "rules", rules_of(told));
    print_member_string(printer, "state", canary_state_name(told->report.state));
    print_member_string(printer, "why", told->report.why);
    print_end_map(printer);
}

static void add_row(struct table *table, const struct told *told) {
    const struct product *product = told->product;
    struct arena *arena = table->arena;
    /* What was told goes before the table does. */
    const char *version = arena_string(arena, version_of(told)), *rules = rules_of(told);
    bool good = told->report.state == CANARY_GOOD;
    const struct table_row row = {
        .cells = {product->name, product->protocol->name, product_class_name(product->product_class),
                  *product->address ? product->address : "-", product_network_name(product->network),
                  canary_state_name(told->report.state),
                  *rules ? arena_printf(arena, "%s (rules %s)", version, rules) : version},
        .note = good ? NULL : arena_string(arena, told->report.why)};
    table_add(table, &row);
}

/* One whose listener cannot be opened is down, and keeps no others from being asked. */
static void start_and_ask(struct product *product, struct told *told) {
    struct error error;
    if (product->protocol->start && !product->protocol->start(product, &error)) {
        *told = (struct told){.product = product, .report = {.state = CANARY_DOWN}};
        snprintf(told->report.why, sizeof told->report.why, "%.*s", CANARY_WHY_BYTES - 1, error.message);
        return;
    }
    ask(product, told);
    if (product->protocol->stop)
        product->protocol->stop(product);
}

bool bench_choose_products(struct bench *bench) {
    const struct option_value *chosen = &bench->invocation->values[BENCH_PRODUCT];
    struct product_list *list = &bench->setup.products;
    if (!list->count) {
        complain("the configuration names no products; 'weir help bench' shows how");
        return false;
    }
    size_t kept = 0;
    for (size_t i = 0; i < chosen->list_count; i++)
        for (size_t j = kept;; j++) {
            if (j == list->count) {
                complain("the configuration has no product '%s' (or it is given twice)", chosen->list[i]);
                return false;
            }
            if (strcmp(list->items[j].name, chosen->list[i]) != 0)
                continue;
            struct product product = list->items[j];
            memmove(&list->items[kept + 1], &list->items[kept], (j - kept) * sizeof *list->items);
            list->items[kept++] = product;
            break;
        }
    list->count = kept ? kept : list->count;
    return true;
}

enum command_status bench_products(struct bench *bench) {
    struct invocation *invocation = bench->invocation;
    struct product_list *list = &bench->setup.products;
    struct table table = {
        .arena = invocation->arena, .columns = columns, .column_count = sizeof columns / sizeof *columns};
    struct printer printer;
    bool good = true;
    if (!bench_choose_products(bench))
        return COMMAND_FAILED;
    if (invocation->values[BENCH_SPEED].given) {
        invocation->own = bench;
        return run_reading(invocation, bench_speed);
    }
    printer_json(&printer, &invocation->out, false);
    if (invocation->json)
        print_begin_list(&printer);
    for (size_t i = 0; i < list->count; i++) {
        struct told told;
        start_and_ask(&list->items[i], &told);
        good = good && told.report.state == CANARY_GOOD;
        if (invocation->json)
            print_json(&printer, &told);
        else
            add_row(&table, &told);
    }
    if (invocation->json)
        print_end_list(&printer);
    else
        table_print(&table, &invocation->out);
    printer_free(&printer);
    return good ? COMMAND_DONE : COMMAND_FAILED;
}
