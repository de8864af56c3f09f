/* Campaigns against products: who blocks what.
 *
 * The sentence that this is for: "all but a small number of emails in the campaign were blocked by every
 * single product". Of all, none and missed by k only full products are told, if there is one: nobody expects
 * a scanner for malware to block a pharmacy. Only mails that every scored product was asked count, so that
 * all columns are of the same mails; errors are misses, as in the scores. Hours are told from the first mail
 * of the campaign in the corpus, not from what the store has seen before: a filter that learns from others
 * has had that long.
 *
 * One walk over the mails and their verdicts, and a sort of the campaigns. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/radix.h"
#include "base/time.h"
#include "bench/score.h"

#define HOUR_SECONDS 3600

struct matrix_work {
    const struct score_table *table;
    struct arena *arena;
    bool *told; /* [product]: of all and none */
    size_t told_count;
    bool *blocked;             /* [product]: of the mail at hand */
    size_t missed;             /* by so many of them */
    struct campaign_row *rows; /* [campaign], and one for spam without */
    struct campaign_row *kinds;
    size_t kind_count;
    size_t *kind_of;                 /* [campaign] */
    double (*hours)[CAMPAIGN_HOURS]; /* [row or kind]: verdicts asked; by_hour counts those that block */
};

/* Kinds are numbered as they come up; there are few. */
static void kinds_number(struct matrix_work *work) {
    const struct score_table *table = work->table;
    size_t *campaigns = arena_alloc(work->arena, table->campaign_count * sizeof *campaigns);
    work->kind_of = arena_alloc(work->arena, table->campaign_count * sizeof *work->kind_of);
    for (size_t i = 0; i < table->campaign_count; i++) {
        size_t kind = 0;
        while (kind < work->kind_count &&
               strcmp(table->campaigns[campaigns[kind]].kind, table->campaigns[i].kind) != 0)
            kind++;
        if (kind == work->kind_count)
            campaigns[work->kind_count++] = i;
        work->kind_of[i] = kind;
    }
    work->kinds = arena_alloc(work->arena, work->kind_count * sizeof *work->kinds);
    for (size_t i = 0; i < work->kind_count; i++)
        work->kinds[i].campaign = campaigns[i];
}

static void row_begin(const struct matrix_work *work, struct campaign_row *row) {
    row->blocked = arena_alloc(work->arena, work->table->product_count * sizeof *row->blocked);
}

static void products_choose(struct matrix_work *work) {
    const struct score_table *table = work->table;
    bool any_full = false;
    work->told = arena_alloc(work->arena, table->product_count * sizeof *work->told);
    for (size_t i = 0; i < table->product_count; i++)
        any_full |= !table->products[i].miswired && table->products[i].product_class == PRODUCT_FULL;
    for (size_t i = 0; i < table->product_count; i++) {
        const struct score_product *product = &table->products[i];
        work->told[i] = !product->miswired && (!any_full || product->product_class == PRODUCT_FULL);
        work->told_count += work->told[i];
    }
}

static void work_begin(struct matrix_work *work) {
    const struct score_table *table = work->table;
    products_choose(work);
    kinds_number(work);
    size_t rows = table->campaign_count + 1, all = rows + work->kind_count;
    work->blocked = arena_alloc(work->arena, table->product_count * sizeof *work->blocked);
    work->rows = arena_alloc(work->arena, rows * sizeof *work->rows);
    work->hours = arena_alloc(work->arena, all * sizeof *work->hours);
    for (size_t i = 0; i < rows; i++) {
        work->rows[i].campaign = i < table->campaign_count ? i : SIZE_MAX;
        row_begin(work, &work->rows[i]);
    }
    for (size_t i = 0; i < work->kind_count; i++)
        row_begin(work, &work->kinds[i]);
}

/* false: a scored product was not asked. */
static bool mail_judge(struct matrix_work *work, size_t mail) {
    const struct score_table *table = work->table;
    work->missed = 0;
    for (size_t product = 0; product < table->product_count; product++) {
        const struct score_verdict *verdict = &table->verdicts[product * table->mail_count + mail];
        bool scored = !table->products[product].miswired;
        if (scored && !verdict->there)
            return false;
        work->blocked[product] = scored && verdict->state == ANSWER_BLOCK;
        work->missed += work->told[product] && !work->blocked[product];
    }
    return work->told_count;
}

/* CAMPAIGN_HOURS: it cannot be said. */
static size_t hour_of(const struct score_table *table, const struct score_mail *mail) {
    int64_t first = mail->campaign == SIZE_MAX ? TIME_NONE : table->campaigns[mail->campaign].first_seen;
    if (mail->received == TIME_NONE || first == TIME_NONE)
        return CAMPAIGN_HOURS;
    int64_t hour = mail->received > first ? (mail->received - first) / HOUR_SECONDS : 0;
    return hour < CAMPAIGN_HOURS ? (size_t)hour : CAMPAIGN_HOURS - 1;
}

/* number: of the row's hours. */
static void row_add(const struct matrix_work *work, struct campaign_row *row, size_t number, size_t hour) {
    row->mails++;
    row->missed_by[work->missed]++;
    for (size_t product = 0; product < work->table->product_count; product++)
        row->blocked[product] += work->blocked[product];
    if (hour < CAMPAIGN_HOURS) {
        work->hours[number][hour] += (double)work->told_count;
        row->by_hour[hour] += (double)(work->told_count - work->missed);
    }
}

static void mail_add(const struct matrix_work *work, const struct score_mail *mail) {
    size_t rows = work->table->campaign_count + 1, hour = hour_of(work->table, mail);
    bool alone = mail->campaign == SIZE_MAX;
    size_t row = alone ? rows - 1 : mail->campaign;
    row_add(work, &work->rows[row], row, hour);
    if (!alone) {
        size_t kind = work->kind_of[row];
        row_add(work, &work->kinds[kind], rows + kind, hour);
    }
}

static void row_end(const struct matrix_work *work, struct campaign_row *row, size_t number) {
    row->by_all = row->missed_by[0];
    row->by_none = row->missed_by[work->told_count];
    for (size_t hour = 0; hour < CAMPAIGN_HOURS; hour++)
        row->by_hour[hour] =
            work->hours[number][hour] > 0 ? row->by_hour[hour] / work->hours[number][hour] : NAN;
}

/* Rows with mails, the biggest first, in the order of their numbers where they are as big; what has no
 * campaign stays last. */
static struct campaign_row *rows_sorted(struct arena *arena, const struct campaign_row *rows, size_t count,
                                        size_t *kept) {
    struct radix_pair *pairs = allocate(count * sizeof *pairs + 1);
    *kept = 0;
    for (size_t i = 0; i < count; i++)
        if (rows[i].mails)
            pairs[(*kept)++] = (struct radix_pair){
                rows[i].campaign == SIZE_MAX ? UINT64_MAX : UINT64_MAX - rows[i].mails, i};
    radix_sort_pairs(pairs, *kept);
    struct campaign_row *sorted = arena_alloc(arena, *kept * sizeof *sorted);
    for (size_t i = 0; i < *kept; i++)
        sorted[i] = rows[pairs[i].value];
    free(pairs);
    return sorted;
}

static void work_end(struct matrix_work *work, struct campaign_matrix *matrix) {
    size_t rows = work->table->campaign_count + 1;
    for (size_t i = 0; i < rows; i++)
        row_end(work, &work->rows[i], i);
    for (size_t i = 0; i < work->kind_count; i++)
        row_end(work, &work->kinds[i], rows + i);
    matrix->campaigns = rows_sorted(work->arena, work->rows, rows, &matrix->campaign_count);
    matrix->kinds = rows_sorted(work->arena, work->kinds, work->kind_count, &matrix->kind_count);
}

struct campaign_matrix *campaign_matrix_of(struct arena *arena, const struct score_table *table) {
    struct matrix_work work = {.table = table, .arena = arena};
    struct campaign_matrix *matrix = arena_alloc(arena, sizeof *matrix);
    size_t capacity = 0;
    work_begin(&work);
    for (size_t mail = 0; mail < table->mail_count; mail++) {
        if (!bench_role_is_spam(table->mails[mail].role) || !mail_judge(&work, mail))
            continue;
        mail_add(&work, &table->mails[mail]);
        if (work.missed == work.told_count) {
            matrix->nobody =
                arena_grow(arena, matrix->nobody, matrix->nobody_count, &capacity, sizeof *matrix->nobody);
            matrix->nobody[matrix->nobody_count++] = mail;
        }
    }
    matrix->told = work.told_count;
    work_end(&work, matrix);
    return matrix;
}
