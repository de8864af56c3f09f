/* weir bench score --format markdown: a review as one would publish it. Every number is counted here from the
 * run; every word that comes from mail goes through redaction. */
#include <stdio.h>
#include <string.h>

#include "base/harmless.h"
#include "command/bench.h"
#include "command/describe.h"
#include "command/output.h"

/* Campaigns that a review names. */
#define CAMPAIGNS_NAMED 10

struct review {
    const struct bench *bench;
    const struct bench_scored *scored;
    const struct campaign_matrix *matrix;
    struct redactor *redactor;
    struct arena *arena;
};

/* Would it be obeyed? Also ":" and "www.", which begin links without any brackets. */
static bool is_markup(struct slice line, size_t i) {
    return strchr("\\|<>&`*_[]#~:@", line.data[i]) ||
           (i && line.data[i] == '.' && strchr("wW", line.data[i - 1]));
}

/* Redacted, in one line, without anything that a terminal or a reader of Markdown would obey. */
static const char *safe(const struct review *review, const char *text) {
    struct buffer line = {0}, quoted = {0};
    harmless_append(&line, slice_from_string(redact_text(review->redactor, review->arena, text)),
                    HARMLESS_LINE);
    for (size_t i = 0; i < line.size; i++) {
        if (is_markup(buffer_slice(&line), i))
            buffer_append(&quoted, "\\", 1);
        buffer_append(&quoted, &line.data[i], 1);
    }
    const char *made = arena_copy(review->arena, quoted.data, quoted.size);
    buffer_free(&line);
    buffer_free(&quoted);
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
    printf(" on %s\n\n", safe(review, run->corpus));
    printf("On %s, ", output_day(run->started, day));
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

/* Full solutions that missed nothing. */
static size_t count_perfect(const struct review *review) {
    const struct score_list *list = review->scored->scores;
    size_t perfect = 0;
    for (size_t i = 0; i < list->score_count; i++) {
        const struct score *score = &list->scores[i];
        perfect += !score->product->miswired && score->product->product_class == PRODUCT_FULL &&
                   score->spam && score->spam_blocked == score->spam;
    }
    return perfect;
}

/* The sentence that readers look for: of full products, as the matrix is. */
static void print_spam(const struct review *review) {
    const struct campaign_matrix *matrix = review->matrix;
    size_t spam = 0, by_all = 0;
    for (size_t i = 0; i < matrix->campaign_count; i++) {
        spam += matrix->campaigns[i].mails;
        by_all += matrix->campaigns[i].by_all;
    }
    if (!spam || !matrix->told)
        return;
    if (by_all == spam)
        printf("\nAll ");
    else if (by_all)
        printf("\nAll but %zu of ", spam - by_all);
    else
        printf("\nNone of ");
    print_counted(spam, "spam mail was", "spam mails were");
    printf(" blocked by every one of ");
    print_counted(matrix->told, "full solution", "full solutions");
    printf("; %zu of these blocked all of it, and ", count_perfect(review));
    print_counted(matrix->nobody_count, "mail was", "mails were");
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
    const struct campaign_row *rows = review->matrix->campaigns;
    size_t named = 0;
    /* What has no campaign stands last. */
    if (!review->matrix->campaign_count || rows[0].campaign == SIZE_MAX)
        return;
    puts("\n## Campaigns\n\n| campaign | mails | blocked by all | blocked by none |\n| --- | --- | --- | --- "
         "|");
    for (size_t i = 0; i < review->matrix->campaign_count && named < CAMPAIGNS_NAMED; i++) {
        const struct campaign_row *row = &rows[i];
        if (row->campaign == SIZE_MAX)
            continue;
        printf("| %s | %zu | %zu | %zu |\n", safe(review, table->campaigns[row->campaign].name), row->mails,
               row->by_all, row->by_none);
        named++;
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
                            .redactor = bench_redactor(bench, store, &error),
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
