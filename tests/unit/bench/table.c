#include "table.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"

#define LETTERS 26

static const char *const feeds[BENCH_ROLES] = {"spam", "phish", "malware", "unwanted", "ham", "newsletter"};

static const enum answer_state states[] = {['b'] = ANSWER_BLOCK,
                                           ['p'] = ANSWER_PASS,
                                           ['t'] = ANSWER_TIMEOUT,
                                           ['d'] = ANSWER_DOWN,
                                           ['-'] = ANSWER_LATER};

static void campaigns_make(struct arena *arena, struct test_table *made) {
    made->campaigns = arena_alloc(arena, 2 * LETTERS * sizeof *made->campaigns);
    for (int i = 0; i < 2 * LETTERS; i++) {
        const char *id = arena_printf(arena, "%c", i < LETTERS ? 'a' + i : 'A' + i - LETTERS);
        made->campaigns[i] = (struct score_campaign){id, id, i < LETTERS ? "tout" : "other", 0};
    }
}

/* number: of the mail; spam without a campaign stands alone. */
static struct score_mail mail_make(const char *role, char campaign, size_t number) {
    static const unsigned classes[BENCH_ROLES] = {[BENCH_PHISH] = BENCH_CLASS_PHISH,
                                                  [BENCH_MALWARE] = BENCH_CLASS_MALWARE,
                                                  [BENCH_UNWANTED] = BENCH_CLASS_UNWANTED};
    struct score_mail mail = {.campaign = SIZE_MAX, .received = (int64_t)number * 60};
    bench_role_named(role, &mail.role);
    mail.classes = classes[mail.role];
    mail.feed = mail.role;
    if (campaign == '-')
        mail.group = 1000 + number;
    else
        mail.group = (bench_role_is_spam(mail.role) ? 0 : 500) + (uint64_t)campaign;
    if (campaign != '-' && bench_role_is_spam(mail.role))
        mail.campaign = (size_t)(islower(campaign) ? campaign - 'a' : campaign - 'A' + LETTERS);
    return mail;
}

struct test_table *test_table_new(struct arena *arena, size_t product_count, const char *text) {
    struct test_table *made = arena_alloc(arena, sizeof *made);
    size_t mail_count = 0, mail = 0;
    for (const char *at = text; *at; at++)
        mail_count += *at == '\n';
    made->mails = arena_alloc(arena, mail_count * sizeof *made->mails);
    made->products = arena_alloc(arena, product_count * sizeof *made->products);
    made->verdicts = arena_alloc(arena, product_count * mail_count * sizeof *made->verdicts);
    campaigns_make(arena, made);
    for (size_t i = 0; i < product_count; i++)
        made->products[i] = (struct score_product){.name = arena_printf(arena, "product-%zu", i)};
    for (char *line = arena_string(arena, text), *end; (end = strchr(line, '\n')); line = end + 1) {
        char role[16], campaign, verdicts[PRODUCTS_MOST];
        sscanf(line, "%15s %c %63s", role, &campaign, verdicts);
        made->mails[mail] = mail_make(role, campaign, mail);
        for (size_t i = 0; i < product_count; i++)
            made->verdicts[i * mail_count + mail] =
                (struct score_verdict){.there = verdicts[i] != '-',
                                       .state = states[(unsigned char)verdicts[i]],
                                       .score = NAN,
                                       .answered_ms = 1000,
                                       .tries = 1};
        mail++;
    }
    made->table =
        (struct score_table){made->mails, mail_count,  made->products,  product_count, made->verdicts,
                             feeds,       BENCH_ROLES, made->campaigns, 2 * LETTERS};
    return made;
}

struct score_verdict *test_table_verdict(struct test_table *table, size_t product, size_t mail) {
    return &table->verdicts[product * table->table.mail_count + mail];
}
