/* weir bench score --format markdown: a review as one would publish it. Every number is counted here from the
 * run; every word that comes from mail goes through redaction. */
#include <stdio.h>
#include <string.h>

#include "base/harmless.h"
#include "command/bench.h"
#include "command/describe.h"
#include "command/output.h"
#include "publish/redact.h"

/* Campaigns that a review names. */
#define CAMPAIGNS_NAMED 10

struct review {
    const struct bench *bench;
    const struct bench_scored *scored;
    const struct campaign_matrix *matrix;
    struct redactor *redactor;
    struct arena *arena;
};

/* As it is, whatever it would mean in Markdown: in a table a bar would end the cell. */
static const char *safe(const struct review *review, const char *text) {
    const char *redacted = redact_text(review->redactor, review->arena, text);
    struct buffer plain = {0}, escaped = {0};
    harmless_append(&plain, slice_from_string(redacted), HARMLESS_LINE);
    for (size_t i = 0; i < plain.size; i++) {
        if (strchr("\\|<>`*_[]", plain.data[i]))
            buffer_append_string(&escaped, "\\");
        buffer_append(&escaped, plain.data + i, 1);
    }
    const char *made = arena_copy(review->arena, escaped.data, escaped.size);
    buffer_free(&plain);
    buffer_free(&escaped);
    return made;
}

static void print_counted(size_t count, const char *one, const char *many) {
    struct buffer words = {0};
    output_plural(&words, count, one, many);
    printf("%.*s", (int)words.size, words.data);
    buffer_free(&words);
}

static void print_opening(const struct review *review) {
    const struct bench_run *run = &review->scored->run;
    const struct bench_corpus *corpus = &review->scored->corpus;
    char span[DESCRIBE_SPAN_BYTES], day[TIME_TEXT_BYTES];
    size_t products = review->scored->table.product_count;
    printf("# ");
    print_counted(products, "mail filter", "mail filters");
    printf(" on %s\n\nOn %s, ", safe(review, run->corpus), output_day(run->started, day));
    print_counted(review->scored->table.mail_count, "mail was", "mails were");
    printf(" handed to ");
    print_counted(products, "mail filter", "mail filters");
    printf(" in order of arrival");
    if (corpus->spam_first != TIME_NONE)
        printf("; the spam is of %s", describe_span(corpus->spam_first, corpus->spam_last, span));
    if (corpus->ham_first != TIME_NONE)
        printf("; the wanted mail is of %s", describe_span(corpus->ham_first, corpus->ham_last, span));
    puts(".");
    if (!run->live)
        puts("This is a replay of old mail: filters know more of it, or less, than when it came, so it earns "
             "no "
             "award.");
    if (run->ended == TIME_NONE)
        puts("The run is unfinished; mails that were not answered yet count for nothing.");
    if (*corpus->apart)
        printf("A filter can tell the archive from the mail: %s.\n", safe(review, corpus->apart));
}

/* The sentence that readers look for. */
static void print_spam(const struct review *review) {
    size_t spam = 0, by_all = 0, whole = 0, scored = 0;
    for (size_t i = 0; i < review->matrix->campaign_count; i++) {
        spam += review->matrix->campaigns[i].mails;
        by_all += review->matrix->campaigns[i].by_all;
    }
    for (size_t i = 0; i < review->scored->scores->score_count; i++) {
        const struct score *score = &review->scored->scores->scores[i];
        scored += !score->product->miswired;
        whole += !score->product->miswired && score->spam && score->spam_blocked == score->spam;
    }
    if (!spam)
        return;
    printf("\n%s", by_all == spam ? "Every spam mail" : by_all ? "All but " : "None of ");
    if (by_all && by_all != spam)
        printf("%zu of ", spam - by_all);
    if (by_all != spam)
        print_counted(spam, "spam mail", "spam mails");
    printf(" %s blocked by every one of the %zu products", spam == 1 || by_all == spam ? "was" : "were",
           scored);
    printf("; %zu blocked all of it, and ", whole);
    print_counted(review->matrix->nobody_count, "mail was", "mails were");
    puts(" blocked by none.");
}

static void print_row(const struct review *review, size_t number) {
    const struct score *score = &review->scored->scores->scores[number];
    const struct method *method = review->scored->scores->method;
    const struct interval *rates = score->intervals.rates;
    static const enum score_rate shown[] = {RATE_SC, RATE_FP, RATE_WFP, RATE_FINAL};
    printf("| %s |", safe(review, score->product->name));
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        const char *range = bench_range(review->arena, method, &rates[shown[i]]);
        printf(" %s%s%s%s |", bench_rate(review->arena, method, rates[shown[i]].rate), *range ? " (" : "",
               range, *range ? ")" : "");
    }
    const char *award = score->product->miswired
                            ? "miswired, not scored"
                            : bench_award(review->arena, &review->scored->run, score->award);
    printf(" %s |\n", *award ? award : "-");
}

static void print_league(const struct review *review, enum product_class product_class, const char *heading) {
    const struct score_list *list = review->scored->scores;
    bool begun = false;
    for (size_t i = 0; i < list->score_count; i++) {
        if (list->scores[i].product->product_class != product_class)
            continue;
        if (!begun)
            printf("\n## %s\n\n| product | SC %% | FP %% | WFP %% | final score | award |\n"
                   "| --- | --- | --- | --- | --- | --- |\n",
                   heading);
        begun = true;
        print_row(review, i);
    }
}

static void print_campaigns(const struct review *review) {
    const struct score_table *table = &review->scored->table;
    size_t named = 0;
    for (size_t i = 0; i < review->matrix->campaign_count && named < CAMPAIGNS_NAMED; i++) {
        const struct campaign_row *row = &review->matrix->campaigns[i];
        if (row->campaign == SIZE_MAX)
            continue;
        if (!named++)
            puts("\n## Campaigns\n\n| campaign | mails | blocked by all | blocked by none |\n"
                 "| --- | --- | --- | --- |");
        printf("| %s | %zu | %zu | %zu |\n", safe(review, table->campaigns[row->campaign].name), row->mails,
               row->by_all, row->by_none);
    }
}

static void print_method(const struct review *review) {
    const struct bench_scored *scored = review->scored;
    printf(
        "\n## Method\n\nScored by %s (docs/scoring.md says which of its parts are unconfirmed; this is not a "
        "Virus Bulletin test). Ranges hold 95 %%, drawn over campaigns and senders, since mails of one are "
        "not "
        "independent. Errors count as not blocked.\n\n",
        scored->scores->method->name);
    for (size_t i = 0; i < scored->table.product_count; i++) {
        const struct bench_run_product *product = &scored->run.products[scored->numbers[i]];
        printf("- %s: version %s, rules %s, network rules %s, ", safe(review, product->name),
               *product->version ? safe(review, product->version) : "not said",
               *product->rules ? safe(review, product->rules) : "not said",
               product_network_name(product->network));
        print_counted(scored->scores->scores[i].errors, "error", "errors");
        putchar('\n');
    }
    printf("\nManifest %s; `weir bench score --run %lld --method %s` repeats this.\n", scored->corpus.digest,
           (long long)scored->run.id, scored->scores->method->name);
}

bool bench_score_markdown(const struct bench *bench, struct store *store, const struct bench_scored *scored) {
    struct error error;
    struct review review = {.bench = bench,
                            .scored = scored,
                            .matrix = campaign_matrix_of(bench->invocation->arena, &scored->table),
                            .redactor = redactor_open(store, &error),
                            .arena = bench->invocation->arena};
    if (!review.redactor) {
        complain("%s", error.message);
        return false;
    }
    print_opening(&review);
    print_spam(&review);
    print_league(&review, PRODUCT_FULL, "Full solutions");
    print_league(&review, PRODUCT_COMPLEMENTARY, "Complementary solutions");
    print_campaigns(&review);
    print_method(&review);
    redactor_close(review.redactor);
    return true;
}
