/* The scores of a run: from verdicts to rates, intervals, speed, curve and award of each product.
 *
 * What counts (docs/scoring.md): a mail that a product was not asked yet counts for nothing. A mail that it
 * was asked and never answered (error, time-out, down) was sent, and not blocked. SC counts all roles to be
 * blocked, unwanted mail by the method's weight; FP counts ham, newsletters apart. Phishing, malware,
 * unwanted mail and feeds have shares of their own, in which every mail counts one. The TREC figures and the
 * cost ratio know two kinds of mail, to be blocked and ham.
 *
 * Intervals need the counts of groups (campaigns; senders of wanted mail); points are made anew of whole
 * numbers, so that they do not depend on the order in which groups were added up.
 *
 * n products, m mails, f feeds: O(n f m) and the intervals. */
#include <math.h>
#include <stdlib.h>

#include "base/radix.h"
#include "bench/scoring.h"

/* Which mails a share is of. */
struct selection {
    bool spam;        /* of those to be blocked; else of the wanted ones */
    unsigned classes; /* one of these; 0 any */
    size_t feed;      /* SIZE_MAX any */
};

/* Numbers the groups from 0 on. */
static void groups_number(struct scoring *scoring) {
    const struct score_table *table = scoring->table;
    struct radix_pair *pairs = allocate(table->mail_count * sizeof *pairs + 1);
    scoring->groups = arena_alloc(scoring->arena, table->mail_count * sizeof *scoring->groups);
    scoring->spam_alone = true;
    for (size_t i = 0; i < table->mail_count; i++)
        pairs[i] = (struct radix_pair){table->mails[i].group, i};
    radix_sort_pairs(pairs, table->mail_count);
    for (size_t i = 0; i < table->mail_count; i++) {
        bool same = i && pairs[i].key == pairs[i - 1].key;
        scoring->group_count += !same;
        scoring->groups[pairs[i].value] = scoring->group_count - 1;
        if (same && bench_role_is_spam(table->mails[pairs[i].value].role))
            scoring->spam_alone = false;
    }
    free(pairs);
}

static void counts_add(const struct method *method, const struct score_mail *mail, bool blocked,
                       struct score_counts *counts) {
    double weight = mail->classes & BENCH_CLASS_UNWANTED ? method->unwanted_weight : 1;
    if (mail->role == BENCH_HAM) {
        counts->ham++;
        counts->ham_blocked += blocked;
    } else if (mail->role == BENCH_NEWSLETTER) {
        counts->newsletters++;
        counts->newsletters_blocked += blocked;
    } else {
        counts->spam += weight;
        counts->spam_blocked += blocked ? weight : 0;
    }
}

size_t scoring_counts(const struct scoring *scoring, size_t product, size_t other,
                      struct score_counts *groups) {
    size_t count = 0;
    for (size_t i = 0; i < scoring->group_count; i++)
        groups[i] = (struct score_counts){0};
    for (size_t mail = 0; mail < scoring->table->mail_count; mail++) {
        const struct score_verdict *verdict = scoring_verdict(scoring, product, mail);
        if (verdict->there && scoring_verdict(scoring, other, mail)->there)
            counts_add(scoring->method, &scoring->table->mails[mail], verdict->state == ANSWER_BLOCK,
                       &groups[scoring->groups[mail]]);
    }
    for (size_t i = 0; i < scoring->group_count; i++)
        if (groups[i].spam + groups[i].ham + groups[i].newsletters > 0)
            groups[count++] = groups[i];
    return count;
}

/* Whole numbers; the weighted counts of all: unwanted mail is weighed once, not mail by mail. */
static void count_mails(const struct scoring *scoring, size_t product, struct score *score,
                        struct score_counts *counts) {
    size_t unwanted = 0, unwanted_blocked = 0;
    for (size_t mail = 0; mail < scoring->table->mail_count; mail++) {
        const struct score_verdict *verdict = scoring_verdict(scoring, product, mail);
        const struct score_mail *truth = &scoring->table->mails[mail];
        bool there = verdict->there, blocked = there && verdict->state == ANSWER_BLOCK;
        bool spam = bench_role_is_spam(truth->role), weighed = truth->classes & BENCH_CLASS_UNWANTED;
        score->unasked += !there;
        score->errors += there && !blocked && verdict->state != ANSWER_PASS;
        score->spam += there && spam;
        score->spam_blocked += blocked && spam;
        unwanted += there && spam && weighed;
        unwanted_blocked += blocked && spam && weighed;
        score->ham += there && truth->role == BENCH_HAM;
        score->ham_blocked += blocked && truth->role == BENCH_HAM;
        score->newsletters += there && truth->role == BENCH_NEWSLETTER;
        score->newsletters_blocked += blocked && truth->role == BENCH_NEWSLETTER;
    }
    double less = 1 - scoring->method->unwanted_weight;
    *counts = (struct score_counts){
        .spam = (double)score->spam - less * (double)unwanted,
        .spam_blocked = (double)score->spam_blocked - less * (double)unwanted_blocked,
        .ham = (double)score->ham,
        .ham_blocked = (double)score->ham_blocked,
        .newsletters = (double)score->newsletters,
        .newsletters_blocked = (double)score->newsletters_blocked,
    };
}

static bool selected(const struct selection *selection, const struct score_mail *mail) {
    return bench_role_is_spam(mail->role) == selection->spam &&
           (!selection->classes || mail->classes & selection->classes) &&
           (selection->feed == SIZE_MAX || mail->feed == selection->feed);
}

/* NAN where nothing of the selection was asked. */
static struct interval share_of(const struct scoring *scoring, size_t product,
                                const struct selection *selection) {
    struct group_share *groups = allocate_zeroed(scoring->group_count + 1, sizeof *groups);
    size_t count = 0;
    for (size_t mail = 0; mail < scoring->table->mail_count; mail++) {
        const struct score_verdict *verdict = scoring_verdict(scoring, product, mail);
        struct group_share *group = &groups[scoring->groups[mail]];
        if (!verdict->there || !selected(selection, &scoring->table->mails[mail]))
            continue;
        group->sent++;
        group->blocked += verdict->state == ANSWER_BLOCK;
    }
    for (size_t i = 0; i < scoring->group_count; i++)
        if (groups[i].sent > 0)
            groups[count++] = groups[i];
    struct interval share = {NAN, NAN, NAN};
    if (count)
        share = interval_of_share(groups, count);
    free(groups);
    return share;
}

/* A feed with mail to be blocked is judged by that. */
static void shares_of(const struct scoring *scoring, size_t product, const bool *feed_is_spam,
                      struct score *score) {
    const struct score_table *table = scoring->table;
    static const unsigned classes[] = {BENCH_CLASS_PHISH, BENCH_CLASS_MALWARE, BENCH_CLASS_UNWANTED};
    struct interval *const shares[] = {&score->phish, &score->malware, &score->unwanted};
    for (size_t i = 0; i < 3; i++)
        *shares[i] = share_of(scoring, product, &(struct selection){true, classes[i], SIZE_MAX});
    for (size_t feed = 0; feed < table->feed_count; feed++)
        score->by_feed[feed] = share_of(scoring, product, &(struct selection){feed_is_spam[feed], 0, feed});
}

static void speed_measure(const struct scoring *scoring, size_t product, struct speed_figures *speed) {
    const struct score_table *table = scoring->table;
    double *seconds = allocate(table->mail_count * sizeof *seconds + 1);
    size_t count = 0;
    for (size_t mail = 0; mail < table->mail_count; mail++) {
        const struct score_verdict *verdict = scoring_verdict(scoring, product, mail);
        if (verdict->there && verdict->state == ANSWER_PASS && table->mails[mail].role == BENCH_HAM)
            seconds[count++] = fmax(0, (double)(verdict->answered_ms - verdict->handed_over_ms) / 1000);
    }
    speed_of(scoring->method, seconds, count, speed);
    free(seconds);
}

/* A mail that the product failed at got through, and is scored as nothing is less like spam. */
static void curve_of(const struct scoring *scoring, size_t product, struct roc *roc) {
    const struct score_table *table = scoring->table;
    struct roc_mail *mails = allocate(table->mail_count * sizeof *mails + 1);
    size_t count = 0;
    for (size_t mail = 0; mail < table->mail_count; mail++) {
        const struct score_verdict *verdict = scoring_verdict(scoring, product, mail);
        bool spam = bench_role_is_spam(table->mails[mail].role), blocked = verdict->state == ANSWER_BLOCK;
        bool failed = !blocked && verdict->state != ANSWER_PASS;
        if (verdict->there && (spam || table->mails[mail].role == BENCH_HAM))
            mails[count++] = (struct roc_mail){spam, blocked, failed ? -INFINITY : verdict->score};
    }
    roc_of(mails, count, roc);
    free(mails);
}

static void intervals_make(const struct scoring *scoring, size_t product, const struct score_counts *counts,
                           struct score_intervals *intervals) {
    struct score_counts *groups = allocate(scoring->group_count * sizeof *groups + 1);
    size_t group_count = scoring_counts(scoring, product, product, groups);
    struct score_rates points;
    intervals_of(scoring->method, groups, group_count, SCORE_SEED, intervals);
    free(groups);
    method_rates(scoring->method, counts, &points);
    intervals->rates[RATE_SC].rate = points.sc;
    intervals->rates[RATE_FP].rate = points.fp;
    intervals->rates[RATE_NEWSLETTER_FP].rate = points.newsletter_fp;
    intervals->rates[RATE_WFP].rate = points.wfp;
    intervals->rates[RATE_FINAL].rate = points.final;
}

/* What is known of a product that is not scored: nothing. */
static void score_begin(const struct scoring *scoring, size_t product, struct score *score) {
    const struct interval unknown = {NAN, NAN, NAN};
    *score = (struct score){.product = &scoring->table->products[product],
                            .phish = unknown,
                            .malware = unknown,
                            .unwanted = unknown,
                            .tcr = NAN,
                            .award = "",
                            .award_open = ""};
    roc_of(NULL, 0, &score->roc);
    score->by_feed = arena_alloc(scoring->arena, scoring->table->feed_count * sizeof *score->by_feed);
    for (size_t i = 0; i < scoring->table->feed_count; i++)
        score->by_feed[i] = unknown;
    for (size_t i = 0; i < RATE_COUNT; i++)
        score->intervals.rates[i] = unknown;
}

static void score_fill(const struct scoring *scoring, size_t product, const bool *feed_is_spam,
                       struct score *score) {
    struct score_counts counts;
    score_begin(scoring, product, score);
    count_mails(scoring, product, score, &counts);
    if (score->product->miswired)
        return;
    intervals_make(scoring, product, &counts, &score->intervals);
    shares_of(scoring, product, feed_is_spam, score);
    if (score->product->product_class == PRODUCT_FULL)
        speed_measure(scoring, product, &score->speed);
    curve_of(scoring, product, &score->roc);
    score->tcr = total_cost_ratio((double)score->spam, (double)(score->spam - score->spam_blocked),
                                  (double)score->ham_blocked);
    award_judge(scoring->method, score);
}

struct score_list *scores_of(struct arena *arena, const struct score_table *table,
                             const struct method *method) {
    struct scoring scoring = {.arena = arena, .table = table, .method = method};
    struct score_list *list = arena_alloc(arena, sizeof *list);
    bool *feed_is_spam = arena_alloc(arena, table->feed_count * sizeof *feed_is_spam);
    for (size_t i = 0; i < table->mail_count; i++)
        feed_is_spam[table->mails[i].feed] |= bench_role_is_spam(table->mails[i].role);
    groups_number(&scoring);
    list->method = method;
    list->score_count = table->product_count;
    list->scores = arena_alloc(arena, table->product_count * sizeof *list->scores);
    for (size_t i = 0; i < table->product_count; i++)
        score_fill(&scoring, i, feed_is_spam, &list->scores[i]);
    score_pairs_of(&scoring, list);
    return list;
}
