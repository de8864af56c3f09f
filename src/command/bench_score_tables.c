/* The league table for people: one of rates for each class of products, then what stands behind it. */
#include <math.h>
#include <stdio.h>

#include "command/bench.h"
#include "command/describe.h"
#include "command/grid.h"
#include "command/output.h"
#include "command/table.h"

const char *bench_rate(struct arena *arena, const struct method *method, double rate) {
    return isnan(rate) ? "-" : arena_printf(arena, "%.*f", (int)method->digits, rate);
}

const char *bench_range(struct arena *arena, const struct method *method, const struct interval *interval) {
    int digits = (int)method->digits;
    return isnan(interval->low) || isnan(interval->high)
               ? ""
               : arena_printf(arena, "%.*f..%.*f", digits, interval->low, digits, interval->high);
}

void bench_heading(const struct bench *bench, const char *heading) {
    const struct terminal *out = &bench->invocation->out;
    printf("\n%s%s%s\n", terminal_style(out, STYLE_STRONG), heading, terminal_style(out, STYLE_PLAIN));
}

static void print_title(const struct bench *bench, const struct bench_scored *scored) {
    const struct bench_run *run = &scored->run;
    const struct score_list *list = scored->scores;
    char number[OUTPUT_NUMBER_BYTES], day[TIME_TEXT_BYTES];
    printf("%s, run %lld of %s: %s", run->corpus, (long long)run->id, output_day(run->started, day),
           bench_run_kind(run));
    printf(" of %s mails, scored by %s\n", output_count(scored->table.mail_count, number),
           list->method->name);
    if (run->ended == TIME_NONE)
        puts("unfinished: what is not answered yet counts for nothing; 'weir bench resume' goes on");
    if (!run->live && !bench->invocation->quiet)
        puts("a replay of old mail: what products would meet today, never an award");
    if (*scored->corpus.apart)
        printf("a filter can tell the archive from the mail: %s\n", scored->corpus.apart);
}

static const struct table_column rate_columns[] = {
    {"", false, 0, STYLE_STRONG},     {"SC %", true, 0, STYLE_PLAIN},   {"95 %", true, 100, STYLE_FAINT},
    {"FP %", true, 0, STYLE_PLAIN},   {"95 %", true, 130, STYLE_FAINT}, {"WFP %", true, 0, STYLE_PLAIN},
    {"final", true, 0, STYLE_STRONG}, {"95 %", true, 80, STYLE_FAINT},  {"rank", true, 0, STYLE_PLAIN},
    {"award", false, 0, STYLE_PLAIN},
};

static const char *rank_cell(struct arena *arena, const struct score *score) {
    if (!score->rank_best)
        return "-";
    return score->rank_best == score->rank_worst
               ? arena_printf(arena, "%u", score->rank_best)
               : arena_printf(arena, "%u-%u", score->rank_best, score->rank_worst);
}

static const char *award_cell(struct arena *arena, const struct bench_run *run, const struct score *score) {
    if (score->product->miswired)
        return "miswired, not scored";
    const char *award = bench_award(arena, run, score->award);
    if (!*score->award_open)
        return award;
    return arena_printf(arena, "%s%s%s cannot be said", award, *award ? ", " : "", score->award_open);
}

static void add_rates(struct table *table, const struct bench_scored *scored, const struct score *score) {
    struct arena *arena = table->arena;
    const struct method *method = scored->scores->method;
    const struct interval *rates = score->intervals.rates;
    const struct table_row row = {.cells = {
                                      score->product->name,
                                      bench_rate(arena, method, rates[RATE_SC].rate),
                                      bench_range(arena, method, &rates[RATE_SC]),
                                      bench_rate(arena, method, rates[RATE_FP].rate),
                                      bench_range(arena, method, &rates[RATE_FP]),
                                      bench_rate(arena, method, rates[RATE_WFP].rate),
                                      bench_rate(arena, method, rates[RATE_FINAL].rate),
                                      bench_range(arena, method, &rates[RATE_FINAL]),
                                      rank_cell(arena, score),
                                      award_cell(arena, &scored->run, score),
                                  }};
    table_add(table, &row);
}

static void print_class(const struct bench *bench, const struct bench_scored *scored,
                        enum product_class product_class, const char *heading) {
    struct table table = {.arena = bench->invocation->arena,
                          .columns = rate_columns,
                          .column_count = sizeof rate_columns / sizeof *rate_columns};
    for (size_t i = 0; i < scored->scores->score_count; i++)
        if (scored->scores->scores[i].product->product_class == product_class)
            add_rates(&table, scored, &scored->scores->scores[i]);
    if (!table.row_count)
        return;
    bench_heading(bench, heading);
    table_print(&table, &bench->invocation->out);
}

/* One line of a grid: a product, and its cells. */
typedef void fill_row(const struct bench_scored *scored, const struct score *score, struct arena *arena,
                      const char **cells);

static void print_grid(const struct bench *bench, const struct bench_scored *scored, const char *heading,
                       const char *const *titles, size_t columns, fill_row *fill) {
    const struct score_list *list = scored->scores;
    struct arena *arena = bench->invocation->arena;
    const char **names = arena_alloc(arena, list->score_count * sizeof *names);
    const char **cells = arena_alloc(arena, list->score_count * columns * sizeof *cells);
    for (size_t i = 0; i < list->score_count; i++) {
        names[i] = list->scores[i].product->name;
        fill(scored, &list->scores[i], arena, cells + i * columns);
    }
    bench_heading(bench, heading);
    const struct grid grid = {names, list->score_count, titles, columns, cells};
    grid_print(&grid, &bench->invocation->out);
}

static const char *count_cell(struct arena *arena, size_t part, size_t all) {
    char number[OUTPUT_NUMBER_BYTES], whole[OUTPUT_NUMBER_BYTES];
    return all ? arena_printf(arena, "%s of %s", output_count(part, number), output_count(all, whole)) : "-";
}

static const char *const count_titles[] = {"spam blocked", "ham blocked", "newsletters blocked", "errors",
                                           "not asked"};

static void fill_counts(const struct bench_scored *scored, const struct score *score, struct arena *arena,
                        const char **cells) {
    char number[OUTPUT_NUMBER_BYTES];
    cells[0] = count_cell(arena, score->spam_blocked, score->spam);
    cells[1] = count_cell(arena, score->ham_blocked, score->ham);
    cells[2] = count_cell(arena, score->newsletters_blocked, score->newsletters);
    cells[3] = arena_string(arena, output_count(score->errors, number));
    cells[4] = arena_string(arena, output_count(score->unasked, number));
}

static const char *const roc_titles[] = {"(1-ROCA)%", "lam%", "hm%", "sm%", "h=.1", "TCR"};
/* Of roc_points, "h=.1" of the TREC spam track: spam missed where a thousandth of the ham is. */
#define ROC_TENTH 3

static const char *figure(struct arena *arena, double number, int digits) {
    return isnan(number) ? "-" : arena_printf(arena, "%.*f", digits, number);
}

static void fill_roc(const struct bench_scored *scored, const struct score *score, struct arena *arena,
                     const char **cells) {
    const struct roc *roc = &score->roc;
    cells[0] = figure(arena, roc->scored ? roc->one_minus_area : (double)NAN, 4);
    cells[1] = figure(arena, roc->lam, 2);
    cells[2] = figure(arena, roc->hm, 2);
    cells[3] = figure(arena, roc->sm, 2);
    cells[4] = figure(arena, roc->scored ? roc->spam_missed[ROC_TENTH] : (double)NAN, 2);
    cells[5] = figure(arena, score->tcr, 2);
}

static const char *const speed_titles[] = {"10 %", "50 %", "95 %", "98 %"};

static void fill_speed(const struct bench_scored *scored, const struct score *score, struct arena *arena,
                       const char **cells) {
    const struct speed_figures *speed = &score->speed;
    for (size_t i = 0; i < METHOD_SPEEDS; i++)
        cells[i] = speed->delivered ? arena_printf(arena, "%.2f s %s", speed->seconds[i],
                                                   speed_colour_name(speed->colours[i]))
                                    : "-";
}

static const char *share_cell(struct arena *arena, const struct bench_scored *scored,
                              const struct interval *interval) {
    const struct method *method = scored->scores->method;
    const char *range = bench_range(arena, method, interval);
    return arena_printf(arena, *range ? "%s (%s)" : "%s%s", bench_rate(arena, method, interval->rate), range);
}

enum { PHISH, MALWARE, UNWANTED, KINDS };

static void fill_kinds(const struct bench_scored *scored, const struct score *score, struct arena *arena,
                       const char **cells) {
    cells[PHISH] = share_cell(arena, scored, &score->phish);
    cells[MALWARE] = share_cell(arena, scored, &score->malware);
    cells[UNWANTED] = share_cell(arena, scored, &score->unwanted);
    for (size_t i = 0; i < scored->table.feed_count; i++)
        cells[KINDS + i] = share_cell(arena, scored, &score->by_feed[i]);
}

static void print_kinds(const struct bench *bench, const struct bench_scored *scored) {
    const struct score_table *table = &scored->table;
    const char **titles = arena_alloc(bench->invocation->arena, (KINDS + table->feed_count) * sizeof *titles);
    titles[PHISH] = "phish";
    titles[MALWARE] = "malware";
    titles[UNWANTED] = "unwanted";
    for (size_t i = 0; i < table->feed_count; i++)
        titles[KINDS + i] = table->feeds[i];
    print_grid(bench, scored, "Blocked in per cent, by class and feed", titles, KINDS + table->feed_count,
               fill_kinds);
}

/* Which of two is certainly better, and of how many that cannot be said. */
static void print_pairs(const struct bench *bench, const struct bench_scored *scored) {
    const struct score_list *list = scored->scores;
    size_t open = 0;
    if (!list->pair_count)
        return;
    bench_heading(bench, "Differences of the final score (paired; p after Holm)");
    for (size_t i = 0; i < list->pair_count; i++) {
        const struct score_pair *pair = &list->pairs[i];
        const struct interval *by = &pair->difference.by[RATE_FINAL];
        bool better = by->low > 0;
        if (!(by->low > 0 || by->high < 0) || !(pair->difference.p[RATE_FINAL] < 0.05)) {
            open++;
            continue;
        }
        printf("  %s is better than %s by %.2f (%.2f..%.2f), p %.3g\n",
               list->scores[better ? pair->first : pair->second].product->name,
               list->scores[better ? pair->second : pair->first].product->name, fabs(by->rate),
               better ? by->low : -by->high, better ? by->high : -by->low, pair->difference.p[RATE_FINAL]);
    }
    if (open)
        printf("  which is better cannot be said of %zu %s of %zu\n", open, open == 1 ? "pair" : "pairs",
               list->pair_count);
}

static void print_products(const struct bench *bench, const struct bench_scored *scored) {
    bench_heading(bench, "Products");
    for (size_t i = 0; i < scored->table.product_count; i++) {
        const struct bench_run_product *product = &scored->run.products[scored->numbers[i]];
        printf("  %s (%s): version %s, rules %s, network rules %s%s%s\n", product->name, product->protocol,
               *product->version ? product->version : "not said",
               *product->rules ? product->rules : "not said", product_network_name(product->network),
               *product->why ? "; " : "", product->why);
    }
}

void bench_score_tables(const struct bench *bench, const struct bench_scored *scored) {
    print_title(bench, scored);
    print_class(bench, scored, PRODUCT_FULL, "Full solutions");
    print_class(bench, scored, PRODUCT_COMPLEMENTARY, "Complementary solutions");
    print_pairs(bench, scored);
    print_grid(bench, scored, "Mails", count_titles, sizeof count_titles / sizeof *count_titles, fill_counts);
    print_kinds(bench, scored);
    print_grid(bench, scored, "Delivery of wanted mail, from hand-over to answer", speed_titles,
               METHOD_SPEEDS, fill_speed);
    print_grid(bench, scored, "At any threshold (TREC spam track), and total cost ratio", roc_titles,
               sizeof roc_titles / sizeof *roc_titles, fill_roc);
    print_products(bench, scored);
}
