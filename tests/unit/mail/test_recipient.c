/* To whom one delivery was made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "mail/received.h"
#include "mail/recipient.h"

#define HOP "Received: from bot.example.com (bot.example.com [192.0.2.9]) by mx.trap.example;" DATE
#define HOP_FOR                                                                                              \
    "Received: from bot.example.com (bot.example.com [192.0.2.9]) by mx.trap.example for "                   \
    "<for@trap.example>;" DATE
#define FORWARDED                                                                                            \
    "Received: from mx.trap.example (mx.trap.example [198.51.100.9]) by in.buyer.example"                    \
    " for <feed@buyer.example>;" DATE
#define DATE " Mon, 3 Mar 2025 10:00:00 +0000\n"

#define FORWARDED_ON                                                                                         \
    "Received: from mx.trap.example (mx.trap.example [198.51.100.9]) by in.buyer.example;" DATE
#define WITHIN "Received: from mx.trap.example (mx.trap.example [10.0.0.1]) by store.trap.example;" DATE

static const char *recipient(void **state, const char *head, const struct trust *trust) {
    const char *raw = arena_printf(*state, "%s\ntext\n", head);
    return recipient_of(mail_parse(*state, slice_from_string(raw), NULL, trust));
}

static void the_server_knows_best(void **state) {
    assert_string_equal(
        recipient(state, "Delivered-To: box@trap.example\n" HOP_FOR "To: a@example.org\n", NULL),
        "for@trap.example");
    assert_string_equal(recipient(state, "Delivered-To: box@trap.example\n" HOP "To: a@example.org\n", NULL),
                        "box@trap.example");
    assert_string_equal(recipient(state, HOP "To: Alma <a@example.org>\n", NULL), "a@example.org");
    assert_string_equal(recipient(state, "Envelope-To: <e@trap.example>\n" HOP, NULL), "e@trap.example");
}

/* Postfix writes both; what a catch-all makes of it is one box. */
static void the_address_before_aliases_is_meant(void **state) {
    assert_string_equal(
        recipient(state, "X-Original-To: 17@trap.example\nDelivered-To: all@trap.example\n" HOP, NULL),
        "17@trap.example");
}

static void what_the_sender_wrote_below_is_not_the_servers_word(void **state) {
    assert_string_equal(recipient(state, HOP "Delivered-To: forged@example.org\nTo: a@example.org\n", NULL),
                        "a@example.org");
}

static void several_are_unknown(void **state) {
    assert_string_equal(recipient(state, HOP "To: a@example.org, b@example.org\n", NULL), "");
    assert_string_equal(recipient(state, HOP "To: a@example.org\nCc: b@example.org\n", NULL), "");
    assert_string_equal(recipient(state, HOP "To: undisclosed-recipients:;\n", NULL), "");
    assert_string_equal(recipient(state, HOP "To: a@example.org\nCc: A@EXAMPLE.org\n", NULL),
                        "a@example.org");
}

static void behind_a_forwarder_it_is_the_one_before(void **state) {
    const char *nets[] = {"198.51.100.0/24"};
    struct error error;
    struct trust *trust = trust_new(nets, 1, &error);
    struct trust *named = trust_with_forwarder(NULL, "trap.example");
    const char *box = "Delivered-To: feed@buyer.example\n" FORWARDED "Delivered-To: box@trap.example\n" HOP;
    assert_string_equal(recipient(state, box, trust), "box@trap.example");
    assert_string_equal(recipient(state, box, named), "box@trap.example");
    assert_string_equal(recipient(state, box, NULL), "feed@buyer.example");
    /* where the first server tells of no mailbox, the next one's is not it */
    assert_string_equal(
        recipient(state, "Delivered-To: feed@buyer.example\n" FORWARDED_ON HOP "To: a@example.org\n", named),
        "a@example.org");
    assert_string_equal(
        recipient(state, "Delivered-To: box@trap.example\n" WITHIN HOP "To: a@example.org\n", NULL),
        "box@trap.example");
    assert_string_equal(recipient(state, "Delivered-To: feed@buyer.example\n" FORWARDED HOP_FOR, named),
                        "for@trap.example");
    trust_free(trust);
    trust_free(named);
}

static void bytes_that_are_no_text_do_no_harm(void **state) {
    assert_string_equal(recipient(state, "Delivered-To: @\n" HOP, NULL), "");
    assert_string_equal(recipient(state, "Delivered-To: \xff@trap.example\n" HOP, NULL),
                        "\xc3\xbf@trap.example");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_server_knows_best),
        cmocka_unit_test(the_address_before_aliases_is_meant),
        cmocka_unit_test(what_the_sender_wrote_below_is_not_the_servers_word),
        cmocka_unit_test(several_are_unknown),
        cmocka_unit_test(behind_a_forwarder_it_is_the_one_before),
        cmocka_unit_test(bytes_that_are_no_text_do_no_harm),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
