/* Scores and verdicts for programs. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "command/bench.h"
#include "command/csv.h"
#include "command/output.h"
#include "command/printer.h"

/* NAN is nothing. */
static void print_figure(struct printer *printer, const char *key, double number) {
    print_key(printer, key);
    if (isfinite(number))
        print_real(printer, number);
    else
        print_string(printer, NULL);
}

static void print_interval(struct printer *printer, const char *key, const struct interval *interval) {
    print_key(printer, key);
    print_begin_map(printer);
    print_figure(printer, "rate", interval->rate);
    print_figure(printer, "low", interval->low);
    print_figure(printer, "high", interval->high);
    print_end_map(printer);
}

static void print_counts(struct printer *printer, const struct score *score) {
    print_member_count(printer, "spam", score->spam);
    print_member_count(printer, "ham", score->ham);
    print_member_count(printer, "newsletters", score->newsletters);
    print_member_count(printer, "errors", score->errors);
    print_member_count(printer, "unasked", score->unasked);
    print_member_count(printer, "spam_blocked", score->spam_blocked);
    print_member_count(printer, "ham_blocked", score->ham_blocked);
    print_member_count(printer, "newsletters_blocked", score->newsletters_blocked);
}

static void print_rates(struct printer *printer, const struct score *score) {
    const struct interval *rates = score->intervals.rates;
    print_interval(printer, "sc", &rates[RATE_SC]);
    print_interval(printer, "fp", &rates[RATE_FP]);
    print_interval(printer, "newsletter_fp", &rates[RATE_NEWSLETTER_FP]);
    print_interval(printer, "wfp", &rates[RATE_WFP]);
    print_interval(printer, "final", &rates[RATE_FINAL]);
}

static void print_kinds(struct printer *printer, const struct bench_scored *scored,
                        const struct score *score) {
    print_interval(printer, "phish", &score->phish);
    print_interval(printer, "malware", &score->malware);
    print_interval(printer, "unwanted", &score->unwanted);
    print_key(printer, "feeds");
    print_begin_map(printer);
    for (size_t i = 0; i < scored->table.feed_count; i++)
        print_interval(printer, scored->table.feeds[i], &score->by_feed[i]);
    print_end_map(printer);
}

static void print_speed(struct printer *printer, const struct speed_figures *speed) {
    print_key(printer, "delivery");
    print_begin_list(printer);
    for (size_t i = 0; speed->delivered && i < METHOD_SPEEDS; i++) {
        print_begin_map(printer);
        print_member_real(printer, "share", method_speed_shares[i]);
        print_member_real(printer, "seconds", speed->seconds[i]);
        print_member_string(printer, "colour", speed_colour_name(speed->colours[i]));
        print_end_map(printer);
    }
    print_end_list(printer);
}

static void print_roc(struct printer *printer, const struct score *score) {
    const struct roc *roc = &score->roc;
    print_figure(printer, "roc_area_missed", roc->scored ? roc->one_minus_area : (double)NAN);
    print_figure(printer, "lam", roc->lam);
    print_figure(printer, "ham_missed", roc->hm);
    print_figure(printer, "spam_missed", roc->sm);
    print_figure(printer, "tcr", score->tcr);
    print_key(printer, "curve");
    print_begin_list(printer);
    for (size_t i = 0; roc->scored && i < ROC_POINTS; i++) {
        print_begin_map(printer);
        print_member_real(printer, "at", roc_points[i]);
        print_figure(printer, "spam_missed", roc->spam_missed[i]);
        print_figure(printer, "ham_missed", roc->ham_missed[i]);
        print_end_map(printer);
    }
    print_end_list(printer);
}

static void print_product(struct printer *printer, const struct bench *bench,
                          const struct bench_scored *scored, size_t number) {
    const struct score *score = &scored->scores->scores[number];
    const struct bench_run *run = &scored->run;
    const struct bench_run_product *product = &run->products[scored->numbers[number]];
    print_begin_map(printer);
    print_member_string(printer, "product", score->product->name);
    print_member_string(printer, "class", product_class_name(score->product->product_class));
    print_member_string(printer, "method", scored->scores->method->name);
    print_member_string(printer, "run", bench_run_kind(run));
    print_member_count(printer, "run_number", (uint64_t)run->id);
    print_member_string(printer, "corpus", run->corpus);
    print_member_string(printer, "state", product_state_name(product->state));
    print_member_string(printer, "version", product->version);
    print_member_string(printer, "rules", product->rules);
    print_member_string(printer, "network", product_network_name(product->network));
    print_counts(printer, score);
    print_rates(printer, score);
    print_member_string(printer, "award", bench_award(bench->invocation->arena, run, score->award));
    print_member_string(printer, "award_undecided", score->award_open);
    print_member_count(printer, "rank_best", score->rank_best);
    print_member_count(printer, "rank_worst", score->rank_worst);
    print_kinds(printer, scored, score);
    print_speed(printer, &score->speed);
    print_roc(printer, score);
    print_end_map(printer);
}

void bench_score_json(const struct bench *bench, const struct bench_scored *scored) {
    struct printer printer;
    printer_json(&printer, &bench->invocation->out, false);
    print_begin_list(&printer);
    for (size_t i = 0; i < scored->scores->score_count; i++)
        print_product(&printer, bench, scored, i);
    print_end_list(&printer);
    printer_free(&printer);
}

static const char *const csv_columns[] = {"product", "source",      "role",     "campaign", "verdict",
                                          "score",   "handed_over", "answered", "tries",    "code"};

static const char *verdict_name(enum answer_state state) {
    return state == ANSWER_PASS || state == ANSWER_BLOCK ? answer_state_name(state) : "error";
}

/* Mail that is labelled as unwanted weighs as if it were of that role. */
static const char *role_name(const struct score_mail *mail) {
    bool unwanted = bench_role_is_spam(mail->role) && mail->classes & BENCH_CLASS_UNWANTED;
    return bench_role_name(unwanted ? BENCH_UNWANTED : mail->role);
}

static void append_row(struct buffer *rows, struct arena *arena, const struct bench_scored *scored,
                       const struct bench_row *of, size_t product, size_t mail) {
    const struct score_table *table = &scored->table;
    const struct score_mail *what = &table->mails[mail];
    const struct score_verdict *verdict = &table->verdicts[product * table->mail_count + mail];
    const char *native = of->natives[scored->numbers[product]];
    char time[BENCH_TIME_BYTES];
    csv_append(rows, table->products[product].name);
    csv_append(rows, of->source);
    csv_append(rows, role_name(what));
    csv_append(rows, what->campaign == SIZE_MAX ? "" : table->campaigns[what->campaign].id);
    csv_append(rows, verdict_name(verdict->state));
    csv_append(rows, isnan(verdict->score) ? "" : arena_printf(arena, "%.12g", verdict->score));
    csv_append(rows, bench_time(verdict->handed_over_ms, time));
    csv_append(rows, bench_time(verdict->answered_ms, time));
    csv_append(rows, arena_printf(arena, "%u", verdict->tries));
    csv_append_inert(rows, *native ? native : answer_state_name(verdict->state));
    csv_end(rows);
    fwrite(rows->data, 1, rows->size, stdout);
    buffer_clear(rows);
}

bool bench_score_csv(const struct bench *bench, struct store *store, const struct bench_scored *scored) {
    const struct score_table *table = &scored->table;
    struct arena *arena = arena_new();
    struct buffer row = {0};
    struct bench_row *rows;
    struct error error;
    bool good = store_bench_rows(store, bench->invocation->arena, &scored->run, &rows, &error);
    if (!good)
        complain("%s", error.message);
    for (size_t i = 0; i < sizeof csv_columns / sizeof *csv_columns; i++)
        csv_append(&row, csv_columns[i]);
    csv_end(&row);
    if (good)
        fwrite(row.data, 1, row.size, stdout);
    buffer_clear(&row);
    for (size_t product = 0; good && product < table->product_count; product++)
        for (size_t mail = 0; mail < table->mail_count && !output_broken(); mail++) {
            if (table->verdicts[product * table->mail_count + mail].there)
                append_row(&row, arena, scored, &rows[mail], product, mail);
            arena_reset(arena);
        }
    buffer_free(&row);
    arena_free(arena);
    return good;
}
