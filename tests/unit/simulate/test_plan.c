/* Plans: what they add up to, and mboxes in order of receipt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "simulate/mailbox.h"
#include "simulate/plan.h"

#define START INT64_C(1516000000)

static struct scenario_operator sender;
static struct scenario_campaign campaign;
static struct scenario_background background;
static struct scenario scenario;

static int set_up(void **state) {
    sender = (struct scenario_operator){.name = "o",
                                        .hosts = 500,
                                        .rate = 100,
                                        .sigma = 1,
                                        .list = 1e6,
                                        .dynamic = 0.5,
                                        .lease = {6, 48},
                                        .pool_bits = 12,
                                        .night = 1};
    campaign = (struct scenario_campaign){
        .name = "c", .start = START, .hours = 24, .hosts = 1, .rate = 1, .bounces = 0.25};
    background = (struct scenario_background){START, 24, 1000, 20, 300};
    scenario = (struct scenario){
        .seed = 7,
        .feeds =
            {{.name = "a", .domain = "a.example", .traps = 1000, .sampled = 1, .bias = 1},
             {.name = "b", .domain = "b.test", .traps = 2000, .sampled = 0.5, .bias = 1, .shared = {0.2}}},
        .feed_count = 2,
        .operators = &sender,
        .operator_count = 1,
        .campaigns = &campaign,
        .campaign_count = 1,
        .backgrounds = &background,
        .background_count = 1};
    return 0;
}

static void a_plan_adds_up(void **state) {
    struct plan plan;
    struct error error;
    uint64_t kinds[SIM_BOUNCE + 1] = {0}, feeds[2] = {0}, first_spam = 0, seen = 0;
    assert_true(plan_make(&plan, &scenario, 7, &error));
    for (size_t i = 0; i < plan.count; i++) {
        const struct planned *mail = &plan.mails[i];
        kinds[mail->kind]++;
        assert_true(mail->feeds && mail->feeds < 4 && mail->address >> 28 == 15);
        assert_true(!i || mail->sent >= plan.mails[i - 1].sent);
        assert_true(mail->sent >= START);
        assert_int_equal(mail->address >> 24 == 255, mail->kind != SIM_CAMPAIGN);
        for (size_t feed = 0; feed < 2 && mail->kind == SIM_CAMPAIGN; feed++)
            feeds[feed] += mail->feeds >> feed & 1;
        first_spam += mail->kind == SIM_SPAM && mail->campaign == 0;
    }
    const struct plan_campaign *truth = &plan.campaigns[0];
    assert_int_equal(kinds[SIM_SPAM], 1000);
    assert_int_equal(kinds[SIM_WANTED], 300);
    assert_int_equal(kinds[SIM_CAMPAIGN], truth->caught);
    assert_int_equal(kinds[SIM_BOUNCE], truth->bounces);
    assert_true(truth->caught > 1000 && truth->bounces > truth->caught / 5 &&
                truth->bounces < truth->caught / 3);
    assert_true(feeds[0] == truth->feeds[0] && feeds[1] == truth->feeds[1]);
    assert_true(feeds[0] + feeds[1] > truth->caught);
    assert_true(first_spam > 200 && first_spam < 360); /* 1000 / (1 + 1/2 + ... + 1/20) is 278 */
    for (size_t i = 0; i < truth->seen_count; i++) {
        assert_true(truth->seen[i].first <= truth->seen[i].last && truth->seen[i].host < 500);
        seen += truth->seen[i].caught;
    }
    assert_int_equal(seen, truth->caught);
    plan_free(&plan);
}

static void a_seed_repeats(void **state) {
    struct plan one, same, other;
    struct error error;
    assert_true(plan_make(&one, &scenario, 7, &error) && plan_make(&same, &scenario, 7, &error) &&
                plan_make(&other, &scenario, 8, &error));
    assert_int_equal(one.count, same.count);
    assert_memory_equal(one.mails, same.mails, one.count * sizeof *one.mails);
    assert_memory_not_equal(one.mails, other.mails, 100 * sizeof *one.mails);
    plan_free(&one);
    plan_free(&same);
    plan_free(&other);
}

/* A trap has one address, and an address is one trap's. */
static void recipients_are_trap_addresses(void **state) {
    struct plan plan = {.scenario = &scenario, .count = 2};
    struct planned mails[2] = {{.trap = 0}, {.trap = 2599}};
    struct sim_mail mail;
    char recipient[PLAN_RECIPIENT_BYTES], other[PLAN_RECIPIENT_BYTES];
    plan.mails = mails;
    plan_mail(&plan, 1, &mail, recipient);
    assert_ptr_equal(mail.recipient, recipient);
    assert_non_null(strstr(recipient, "@b.test"));
    plan_mail(&plan, 0, &mail, recipient);
    assert_string_equal(recipient, "agnes.abbot@a.example");
    for (mails[1].trap = 1; mails[1].trap < 2600; mails[1].trap++) {
        plan_mail(&plan, 1, &mail, other);
        assert_string_not_equal(other, recipient);
    }
}

static void too_much_is_refused(void **state) {
    struct plan plan;
    struct error error;
    sender.hosts = 2000000;
    sender.rate = 1000;
    assert_false(plan_make(&plan, &scenario, 7, &error));
    assert_non_null(strstr(error.message, "mails would be caught"));
    plan_free(&plan);
    sender.rate = 0.001;
    sender.churn = 5;
    campaign.hours = 8000;
    assert_false(plan_make(&plan, &scenario, 7, &error));
    assert_non_null(strstr(error.message, "hosts would come and go"));
    plan_free(&plan);
    sender.list = 2000;
    assert_false(plan_make(&plan, &scenario, 7, &error));
    assert_string_equal(error.message,
                        "operator o: its list has 2000 addresses, fewer than the feeds' traps (3000)");
    plan_free(&plan);
}

static void a_mailbox_is_in_order_of_receipt(void **state) {
    FILE *file = tmpfile();
    struct mailbox box = {.stream = file};
    struct mailbox_item item;
    char text[16] = "";
    const int64_t received[] = {50, 10, 40, 10, 30, 20, 60};
    assert_non_null(file);
    for (size_t i = 0; i < 7; i++)
        mailbox_add(&box, received[i], SIM_SPAM, (uint32_t)i, slice_of(&"abcdefg"[i], 1));
    assert_false(mailbox_write(&box, 9, &item));
    for (size_t i = 0; mailbox_write(&box, 45, &item); i++)
        assert_int_equal(item.campaign, ((const uint32_t[]){1, 3, 5, 4, 2})[i]);
    assert_int_equal(box.written, 5);
    mailbox_add(&box, 45, SIM_SPAM, 7, slice_of("h", 1));
    while (mailbox_write(&box, INT64_MAX, &item))
        ;
    rewind(file);
    assert_int_equal(fread(text, 1, sizeof text, file), 8);
    assert_string_equal(text, "bdfechag");
    assert_int_equal(box.bytes, 8);
    mailbox_add(&box, 70, SIM_SPAM, 0, slice_of("x", 1));
    mailbox_free(&box);
    fclose(file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_plan_adds_up, set_up),
        cmocka_unit_test_setup(a_seed_repeats, set_up),
        cmocka_unit_test_setup(recipients_are_trap_addresses, set_up),
        cmocka_unit_test_setup(too_much_is_refused, set_up),
        cmocka_unit_test(a_mailbox_is_in_order_of_receipt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
