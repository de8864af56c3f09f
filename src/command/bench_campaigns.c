/* weir bench score --campaigns: which campaign got past which product. */
#include <math.h>
#include <stdio.h>

#include "command/bench.h"
#include "command/grid.h"
#include "command/output.h"
#include "command/printer.h"

/* Of the biggest campaigns; all with --json. */
#define CAMPAIGNS_SHOWN 40

static const char *row_name(struct arena *arena, const struct score_table *table,
                            const struct campaign_row *row) {
    if (row->campaign == SIZE_MAX)
        return "in no campaign";
    const struct score_campaign *campaign = &table->campaigns[row->campaign];
    return arena_printf(arena, "%s %s", campaign->id, campaign->name);
}

static const char *percent(struct arena *arena, size_t part, size_t all) {
    if (!all)
        return "-";
    if (part == all)
        return "all";
    return part ? arena_printf(arena, "%.1f", 100.0 * (double)part / (double)all) : "none";
}

/* mails, [product]..., all, none */
static const char **cells_of(struct arena *arena, const struct score_table *table,
                             const struct campaign_row *rows, size_t count) {
    size_t columns = table->product_count + 3;
    const char **cells = arena_alloc(arena, count * columns * sizeof *cells);
    char number[OUTPUT_NUMBER_BYTES];
    for (size_t i = 0; i < count; i++) {
        const char **cell = cells + i * columns;
        *cell++ = arena_string(arena, output_count(rows[i].mails, number));
        for (size_t product = 0; product < table->product_count; product++)
            *cell++ = table->products[product].miswired
                          ? "-"
                          : percent(arena, rows[i].blocked[product], rows[i].mails);
        *cell++ = percent(arena, rows[i].by_all, rows[i].mails);
        *cell = percent(arena, rows[i].by_none, rows[i].mails);
    }
    return cells;
}

static void print_rows(const struct bench *bench, const struct score_table *table, const char *heading,
                       const char *const *names, const struct campaign_row *rows, size_t count) {
    struct arena *arena = bench->invocation->arena;
    size_t columns = table->product_count + 3;
    const char **titles = arena_alloc(arena, columns * sizeof *titles);
    titles[0] = "mails";
    for (size_t i = 0; i < table->product_count; i++)
        titles[i + 1] = table->products[i].name;
    titles[columns - 2] = "all block";
    titles[columns - 1] = "none";
    bench_heading(bench, heading);
    const struct grid grid = {names, count, titles, columns, cells_of(arena, table, rows, count)};
    grid_print(&grid, &bench->invocation->out);
}

static void print_campaigns(const struct bench *bench, const struct score_table *table,
                            const struct campaign_matrix *matrix) {
    struct arena *arena = bench->invocation->arena;
    size_t count = matrix->campaign_count;
    const char **names = arena_alloc(arena, count * sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = row_name(arena, table, &matrix->campaigns[i]);
    size_t shown = count > CAMPAIGNS_SHOWN ? CAMPAIGNS_SHOWN : count;
    print_rows(bench, table, "Blocked in per cent, by campaign", names, matrix->campaigns, shown);
    if (shown < count)
        printf("%zu more; --json has all\n", count - shown);
}

static void print_kinds(const struct bench *bench, const struct score_table *table,
                        const struct campaign_matrix *matrix) {
    const char **names = arena_alloc(bench->invocation->arena, matrix->kind_count * sizeof *names);
    for (size_t i = 0; i < matrix->kind_count; i++)
        names[i] = matrix->kinds[i].campaign == SIZE_MAX ? "in no campaign"
                                                         : table->campaigns[matrix->kinds[i].campaign].kind;
    print_rows(bench, table, "By kind", names, matrix->kinds, matrix->kind_count);
}

/* How many products missed how many mails. */
static void print_missed_by(const struct campaign_matrix *matrix) {
    for (size_t k = 0; k <= matrix->told; k++) {
        size_t mails = 0;
        for (size_t i = 0; i < matrix->campaign_count; i++)
            mails += matrix->campaigns[i].missed_by[k];
        if (mails && k == 0)
            printf("%zu spam blocked by all\n", mails);
        else if (mails)
            printf("%zu missed by %zu%s\n", mails, k, k == matrix->told ? ": nobody blocked them" : "");
    }
}

static bool has_complementary(const struct score_table *table) {
    bool full = false, other = false;
    for (size_t i = 0; i < table->product_count; i++) {
        full |= table->products[i].product_class == PRODUCT_FULL;
        other |= table->products[i].product_class == PRODUCT_COMPLEMENTARY;
    }
    return full && other;
}

void bench_campaign_tables(const struct bench *bench, const struct bench_scored *scored) {
    const struct campaign_matrix *matrix = campaign_matrix_of(bench->invocation->arena, &scored->table);
    char day[TIME_TEXT_BYTES];
    printf("%s, run %lld of %s: %s\n", scored->run.corpus, (long long)scored->run.id,
           output_day(scored->run.started, day), bench_run_kind(&scored->run));
    if (!matrix->campaign_count) {
        puts("no spam that every product was asked: nothing to tell apart");
        return;
    }
    print_campaigns(bench, &scored->table, matrix);
    print_kinds(bench, &scored->table, matrix);
    putchar('\n');
    print_missed_by(matrix);
    if (has_complementary(&scored->table))
        puts("all, none and missed by: of full solutions");
}

static void print_row(struct printer *printer, const struct score_table *table,
                      const struct campaign_row *row) {
    print_member_count(printer, "mails", row->mails);
    print_key(printer, "blocked");
    print_begin_map(printer);
    for (size_t i = 0; i < table->product_count; i++)
        if (!table->products[i].miswired)
            print_member_count(printer, table->products[i].name, row->blocked[i]);
    print_end_map(printer);
    print_member_count(printer, "blocked_by_all", row->by_all);
    print_member_count(printer, "blocked_by_none", row->by_none);
    print_key(printer, "missed_by");
    print_begin_list(printer);
    for (size_t k = 0; k <= table->product_count; k++)
        print_count(printer, row->missed_by[k]);
    print_end_list(printer);
    print_key(printer, "blocked_by_hour");
    print_begin_list(printer);
    for (size_t hour = 0; hour < CAMPAIGN_HOURS; hour++)
        if (isnan(row->by_hour[hour]))
            print_string(printer, NULL);
        else
            print_real(printer, row->by_hour[hour]);
    print_end_list(printer);
}

void bench_campaign_json(const struct bench *bench, const struct bench_scored *scored) {
    const struct score_table *table = &scored->table;
    const struct campaign_matrix *matrix = campaign_matrix_of(bench->invocation->arena, table);
    struct printer printer;
    printer_json(&printer, &bench->invocation->out, false);
    print_begin_list(&printer);
    for (size_t i = 0; i < matrix->campaign_count; i++) {
        const struct campaign_row *row = &matrix->campaigns[i];
        bool known = row->campaign != SIZE_MAX;
        print_begin_map(&printer);
        print_member_string(&printer, "campaign", known ? table->campaigns[row->campaign].id : "");
        print_member_string(&printer, "name", known ? table->campaigns[row->campaign].name : "");
        print_member_string(&printer, "kind", known ? table->campaigns[row->campaign].kind : "");
        print_row(&printer, table, row);
        print_end_map(&printer);
    }
    print_end_list(&printer);
    printer_free(&printer);
}
