/* Kinds of sending hosts, by the names that real operators give, with addresses for documentation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "mail/host_address.h"
#include "mail/sender.h"

/* A mail from 192.0.2.77 as a server that looks names up records it. */
static struct sender_traits classify_sender(struct arena *arena, struct mail_sender sender) {
    struct mail mail = {.arena = arena, .sender = sender};
    struct sender_traits traits;
    const char **texts[] = {&mail.sender.helo, &mail.sender.reverse_name, &mail.sender.doubtful_name,
                            &mail.sender.receiver, &mail.sender.recipient};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!*texts[i])
            *texts[i] = "";
    mail.sender.ip = "192.0.2.77";
    mail.sender.looked_up = true;
    assert_true(host_address_parse(slice_from_string(mail.sender.ip), mail.sender.address));
    sender_classify(&mail, &traits);
    return traits;
}

static bool is_home(void **state, const char *name) {
    return classify_sender(*state, (struct mail_sender){.helo = name, .reverse_name = name}).home;
}

static void names_made_of_the_address_are_lines(void **state) {
    static const char *const names[] = {
        "192-0-2-77.example.net",      "77.2.0.192.example.net",       "c-192-0-2-77.hsd1.nj.example.com",
        "host77-2.example.org",        "h192000002077.example.net",    "p077002.example.co.uk",
        "pC000024D.dip0.example.net",  "4d0200c0.example.net",         "77.red-192-0-2.user.example.net",
        "192-000-002-077.example.org", "0210a0-192002077.example.net", "203-0-113-5.pop.example.net",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!is_home(state, names[i]))
            fail_msg("%s", names[i]);
}

static void names_that_say_so_are_lines(void **state) {
    static const char *const names[] = {
        "a.dsl.example.net",
        "cable12.example.net",
        "x.internetdsl.example.pl",
        "dialup-9.example.org",
        "S01060016b6e59de1.gv.example.net", /* a modem's hardware address */
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!is_home(state, names[i]))
            fail_msg("%s", names[i]);
}

static void names_of_servers_are_none(void **state) {
    static const char *const names[] = {
        "mx77.example.net",
        "mail-192-0-2-77.example.net",
        "smtp.dsl.example.net",
        "dsl.example",
        "mail.dsl.com",
        "www7.example.com",
        "host77.example.com",
        "example.org",
        "192-0-2-77.yourhosting.com",
        "a1.b2.example.net",
        "ns2.0.example.net",
        "",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_home(state, names[i]))
            fail_msg("%s", names[i]);
}

static void a_nameless_line_may_tell_its_address(void **state) {
    struct sender_traits traits =
        classify_sender(*state, (struct mail_sender){.helo = "192-0-2-77.dyn.example.net"});
    assert_true(traits.home);
    assert_int_equal(traits.reverse, SENDER_NAMELESS);
    assert_false(classify_sender(*state, (struct mail_sender){.helo = "a.dsl.example.net"}).home);
}

static void providers_are_known_by_their_verified_name(void **state) {
    struct sender_traits traits = classify_sender(
        *state, (struct mail_sender){.helo = "x.google.com", .reverse_name = "mail-2-77.GOOGLE.com"});
    assert_string_equal(sender_provider_name(traits.provider), "Google");
    assert_false(traits.home);
    traits = classify_sender(
        *state, (struct mail_sender){.helo = "x.google.com", .doubtful_name = "mail-2-77.google.com"});
    assert_int_equal(traits.provider, 0);
    assert_int_equal(traits.reverse, SENDER_NAME_DOUBTFUL);
    assert_null(sender_provider_name(0));
    assert_null(sender_provider_name(SENDER_PROVIDERS));
}

static enum sender_helo helo_of(void **state, const char *helo, const char *reverse_name) {
    struct mail_sender sender = {.helo = helo,
                                 .reverse_name = reverse_name,
                                 .receiver = "mx.trap.example",
                                 .recipient = "someone@victim.example"};
    return classify_sender(*state, sender).helo;
}

static void tells_what_a_helo_is(void **state) {
    assert_int_equal(helo_of(state, "", "a.example.net"), SENDER_HELO_UNKNOWN);
    assert_int_equal(helo_of(state, "mx.example.net", "a.Example.net"), SENDER_HELO_PLAIN);
    assert_int_equal(helo_of(state, "pc", "a.example.net"), SENDER_HELO_BARE);
    assert_int_equal(helo_of(state, "localhost.localdomain", ""), SENDER_HELO_BARE);
    assert_int_equal(helo_of(state, "[10.0.0.3]", ""), SENDER_HELO_BARE);
    assert_int_equal(helo_of(state, "[192.0.2.77]", ""), SENDER_HELO_ADDRESS);
    assert_int_equal(helo_of(state, "198.51.100.4", ""), SENDER_HELO_BORROWED);
    assert_int_equal(helo_of(state, "mail.example.org", "a.example.net"), SENDER_HELO_OTHER);
    assert_int_equal(helo_of(state, "mail.example.org", "dsl-192-0-2-77.example.net"), SENDER_HELO_ALIEN);
    assert_int_equal(helo_of(state, "mail.example.org", ""), SENDER_HELO_PLAIN);
    assert_int_equal(helo_of(state, "hotmail.com", ""), SENDER_HELO_BORROWED);
    assert_int_equal(helo_of(state, "trap.example", ""), SENDER_HELO_OURS);
    assert_int_equal(helo_of(state, "mx.victim.example", "a.example.net"), SENDER_HELO_OURS);
    assert_int_equal(helo_of(state, "x.trap.example", "y.trap.example"), SENDER_HELO_PLAIN);
}

static void an_unknown_host_has_no_traits(void **state) {
    struct mail mail = {.arena = *state, .sender = {.ip = ""}};
    struct sender_traits traits;
    sender_classify(&mail, &traits);
    assert_int_equal(traits.helo, SENDER_HELO_UNKNOWN);
    assert_int_equal(traits.reverse, SENDER_NAME_UNKNOWN);
    assert_false(traits.home);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_made_of_the_address_are_lines),
        cmocka_unit_test(names_that_say_so_are_lines),
        cmocka_unit_test(names_of_servers_are_none),
        cmocka_unit_test(a_nameless_line_may_tell_its_address),
        cmocka_unit_test(providers_are_known_by_their_verified_name),
        cmocka_unit_test(tells_what_a_helo_is),
        cmocka_unit_test(an_unknown_host_has_no_traits),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
