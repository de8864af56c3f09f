/* Sums of a campaign. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/campaign_list.h"
#include "store/sending.h"
#include "store/trace.h"

static void add(struct sending *sending, uint8_t host, struct trace trace) {
    uint8_t address[16] = {[10] = 0xff, [11] = 0xff, 192, 0, host, 7};
    sending_add(sending, trace_pack(&trace), slice_of((const char *)address, sizeof address));
}

static struct trace with_text(uint8_t value) {
    struct trace trace = {.sender.helo = SENDER_HELO_PLAIN};
    memset(trace.text, value, sizeof trace.text);
    return trace;
}

static void senders_are_counted_once(void **state) {
    struct sending *sending = *state;
    struct trace home = with_text(1), server = with_text(1);
    home.sender.home = true;
    home.sender.reverse = SENDER_NAMED;
    server.sender.provider = 1;
    server.spf = MAIL_RESULT_PASS;
    server.sender.helo = SENDER_HELO_OURS;
    add(sending, 1, home);
    add(sending, 1, with_text(1)); /* a look-up that failed */
    add(sending, 2, home);
    add(sending, 3, server);
    sending_add(sending, 0, slice_of("", 0));
    struct arena *arena = arena_new();
    struct store_sending sums;
    sending_finish(sending, arena, &sums);
    assert_int_equal(sums.messages, 5);
    assert_int_equal(sums.senders, 3);
    assert_int_equal(sums.home, 2);
    assert_int_equal(sums.one_mail, 2);
    assert_int_equal(sums.named, 2);
    assert_int_equal(sums.provider_count, 1);
    assert_string_equal(sums.providers[0].name, "Google");
    assert_int_equal(sums.helo_recorded, 4);
    assert_int_equal(sums.helo_fake, 1);
    assert_int_equal(sums.spf[MAIL_RESULT_PASS], 1);
    assert_int_equal(sums.spf[MAIL_RESULT_NONE], 4);
    assert_int_equal(sums.counts.networks, 3);
    assert_int_equal(sums.counts.signals[EFFORT_TEXTS_VARY].count, 1);
    assert_int_equal(sums.counts.signals[EFFORT_TEXTS_VARY].of, 4);
    assert_true(sums.counts.likeness > 0.999);
    sending_clear(sending);
    sending_finish(sending, arena, &sums);
    assert_int_equal(sums.messages + sums.senders + sums.reason_count, 1); /* the reason: no effort */
    arena_free(arena);
}

static void likeness_is_of_pairs(void **state) {
    struct sending *sending = *state;
    struct store_sending sums;
    struct arena *arena = arena_new();
    sending_clear(sending);
    for (uint8_t i = 0; i < 100; i++) {
        struct trace trace = with_text(1);
        trace.text[0] = trace.text[1] = trace.text[2] = trace.text[3] = (uint8_t)(1 + i % 7);
        add(sending, i, trace);
    }
    sending_finish(sending, arena, &sums);
    assert_true(sums.counts.likeness > 0.48 && sums.counts.likeness < 0.52);
    assert_int_equal(sums.counts.signals[EFFORT_TEXTS_VARY].count, 7);
    arena_free(arena);
}

static void any_value_is_survived(void **state) {
    struct sending *sending = *state;
    struct store_sending sums;
    struct arena *arena = arena_new();
    sending_clear(sending);
    sending_add(sending, -1, slice_of("x", 1));
    sending_add(sending, INT64_MIN, slice_of("", 0));
    sending_finish(sending, arena, &sums);
    assert_int_equal(sums.messages, 2);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(senders_are_counted_once),
        cmocka_unit_test(likeness_is_of_pairs),
        cmocka_unit_test(any_value_is_survived),
    };
    struct sending sending = {0};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        ((struct CMUnitTest *)tests)[i].initial_state = &sending;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    sending_free(&sending);
    return failed;
}
