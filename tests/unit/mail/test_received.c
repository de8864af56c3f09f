#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "mail/host_address.h"
#include "mail/received.h"
#include "mail/recipient.h"

static struct mail *read_trusting(void **state, const char *raw, const struct trust *trust) {
    struct mail *mail = arena_alloc(*state, sizeof *mail);
    mail->arena = *state;
    mail->sender = (struct mail_sender){.ip = "", .helo = "", .reverse_name = ""};
    struct head head;
    head_parse(*state, slice_from_string(raw), &head);
    received_read(mail, &head, trust);
    return mail;
}

static struct mail *read_mail(void **state, const char *raw) {
    return read_trusting(state, raw, NULL);
}

static void parses_every_dress(void **state) {
    static const struct {
        const char *value, *from, *reverse, *ip, *by, *recipient;
    } hops[] = {
        {"from a.example (b.example [192.0.2.1]) by mx.example.org (8.12/8.12) with SMTP id x1 for "
         "<me@Example.ORG>",
         "a.example", "b.example", "192.0.2.1", "mx.example.org", "me@example.org"},
        {"from a (root@b.example [192.0.2.1] (may be forged)) by mx.example.org", "a", "b.example",
         "192.0.2.1", "mx.example.org", ""},
        {"from a.example (unknown [192.0.2.1])\tby mx.example.org (Postfix) with ESMTP id 7", "a.example", "",
         "192.0.2.1", "mx.example.org", ""},
        {"from a.example ([192.0.2.1]) by mx.example.org", "a.example", "", "192.0.2.1", "mx.example.org",
         ""},
        {"from b.example ([192.0.2.1] helo=a.example) by mx.example.org with esmtp (Exim 4.05)", "a.example",
         "b.example", "192.0.2.1", "mx.example.org", ""},
        {"from [192.0.2.1] (helo=a.example) by mx.example.org with smtp (Exim 3.36 #1)", "a.example", "",
         "192.0.2.1", "mx.example.org", ""},
        {"from b.example (HELO a.example) (192.0.2.1) by mx.example.org with SMTP", "a.example", "b.example",
         "192.0.2.1", "mx.example.org", ""},
        {"from unknown (HELO ?192.0.2.9?) (user@192.0.2.1) by mx.example.org with SMTP", "?192.0.2.9?", "",
         "192.0.2.1", "mx.example.org", ""},
        {"from a.example (192.0.2.1) by MX.example.org (10.1.2.3) with Microsoft SMTP Server id 14.3",
         "a.example", "", "192.0.2.1", "MX.example.org", ""},
        {"from a.example ([192.0.2.1]) by mx.example.org with Microsoft SMTPSVC(5.0.2195)", "a.example", "",
         "192.0.2.1", "mx.example.org", ""},
        {"from [192.0.2.1] by web.example.org via HTTP", "[192.0.2.1]", "", "192.0.2.1", "web.example.org",
         ""},
        {"by 10.114.12.9 with SMTP id x1mr2", "", "", "", "10.114.12.9", ""},
        {"from a.example (b.example. [2001:DB8::1]) by mx.example.org with ESMTPS", "a.example", "b.example",
         "2001:db8::1", "mx.example.org", ""},
        {"from a.example ([IPv6:2001:db8::2]) by mx.example.org", "a.example", "", "2001:db8::2",
         "mx.example.org", ""},
        {"from a ([fe80::1%4]) by a ([fe80::1%4]) with mapi", "a", "", "fe80::1", "a", ""},
        {"from a [127.0.0.1] by localhost with IMAP (fetchmail-5.9.0) for me@localhost", "a", "", "127.0.0.1",
         "localhost", "me@localhost"},
        {"(qmail 1 invoked from network[192.0.2.1/b.example])", "", "b.example", "192.0.2.1", "", ""},
        {"(from nobody@localhost) by mx.example.org (8.11/8.11) id x", "", "", "", "mx.example.org", ""},
        {"from a (x [192.0.2.9]) (b.example [192.0.2.1]) by mx.example.org", "a", "b.example", "192.0.2.1",
         "mx.example.org", ""},
        {"from a (((( by mx", "a", "", "", "", ""},
        {"from a\x80\x01z by mx.example.org", "a??z", "", "", "mx.example.org", ""},
        {"", "", "", "", "", ""},
    };
    for (size_t i = 0; i < sizeof hops / sizeof *hops; i++) {
        struct received_hop hop;
        received_parse(*state, slice_from_string(hops[i].value), &hop);
        assert_string_equal(hop.from_name, hops[i].from);
        assert_string_equal(hop.reverse_name, hops[i].reverse);
        assert_string_equal(hop.ip, hops[i].ip);
        assert_string_equal(hop.by, hops[i].by);
        assert_string_equal(hop.recipient, hops[i].recipient);
    }
}

static void finds_the_date_with_or_without_semicolon(void **state) {
    static const char *const values[] = {
        "by mx.example.org id x; Sun, 8 Apr 2007 13:13:04 +0000",
        "by mx.example.org (a; b) id x;\tSun, 08 Apr 2007 09:13:04 -0400 (EDT) (for <x@example.org>)",
        "by mx.example.org id x Sun, 8 Apr 2007 13:13:04 +0000",
    };
    struct received_hop hop;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        received_parse(*state, slice_from_string(values[i]), &hop);
        assert_int_equal(hop.time, 1176037984);
    }
    received_parse(*state, slice_from_string("by mx.example.org id x"), &hop);
    assert_true(hop.time == TIME_NONE);
}

static void takes_the_only_hop(void **state) {
    struct mail *mail = read_mail(state, "Received: from helo.example (host.example.net [192.0.2.1])\n"
                                         "\tby mx.example.org with SMTP; Sun, 8 Apr 2007 13:13:04 +0000\n\n");
    assert_string_equal(mail->sender.ip, "192.0.2.1");
    assert_string_equal(mail->sender.helo, "helo.example");
    assert_string_equal(mail->sender.reverse_name, "host.example.net");
    assert_int_equal(mail->sender.address[10], 0xff);
    assert_int_equal(mail->sender.address[15], 1);
    assert_int_equal(mail->received, 1176037984);
    assert_int_equal(mail->own_headers, 1);
    assert_int_equal(mail->traits[TRAIT_RECEIVED], 0);
}

static bool has_own_host(const struct mail *mail, const char *host) {
    for (size_t i = 0; i < mail->own_host_count; i++)
        if (!strcmp(mail->own_hosts[i], host))
            return true;
    return false;
}

static void passes_own_servers_and_mailboxes(void **state) {
    struct mail *mail = read_mail(
        state,
        "Received: from localhost (localhost [127.0.0.1]) by desk.example.org (Postfix)\n"
        "Received: from pop.example.com [198.51.100.7] by localhost with POP3 (fetchmail-5.9.0)\n"
        "Received: from mx1.example.com (mx1.example.com [198.51.100.8]) by pop.example.com (Postfix)\n"
        "Received: by mx1.example.com (Postfix, from userid 99)\n"
        "Received: from evil (evil.example.net [192.0.2.1]) by mx1.example.com (Postfix)\n"
        "Received: from bank.example (bank.example [203.0.113.5]) by evil.example.net\n\n");
    assert_string_equal(mail->sender.ip, "192.0.2.1");
    assert_int_equal(mail->own_headers, 5);
    assert_true(mail->traits[TRAIT_RECEIVED] != 0);
    static const char *const own[] = {"desk.example.org", "pop.example.com", "198.51.100.7",
                                      "mx1.example.com", "198.51.100.8"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        assert_true(has_own_host(mail, own[i]));
    assert_int_equal(mail->own_host_count, sizeof own / sizeof *own);
}

static void does_not_believe_a_name_that_was_not_looked_up(void **state) {
    struct mail *mail = read_mail(state, "Received: from mx2.example.org ([192.0.2.1]) by mx1.example.org\n"
                                         "Received: from a (a [203.0.113.5]) by mx2.example.org\n\n");
    assert_string_equal(mail->sender.ip, "192.0.2.1");
    mail = read_mail(state, "Received: from mx2.example.org (mx2.example.org [192.0.2.1] (may be forged))\n"
                            " by mx1.example.org\n"
                            "Received: from a (a [203.0.113.5]) by mx2.example.org\n\n");
    assert_string_equal(mail->sender.ip, "192.0.2.1");
    assert_string_equal(mail->sender.reverse_name, "");
}

static void stops_at_an_own_host_that_got_it_from_nobody(void **state) {
    struct mail *mail = read_mail(state, "Received: from desk.example.org (desk.example.org [192.0.2.1]) by "
                                         "mx.example.org\n"
                                         "Received: from a (a [203.0.113.5]) by b.example.net\n\n");
    assert_string_equal(mail->sender.ip, "192.0.2.1");
}

static void passes_servers_without_look_up_by_their_links(void **state) {
    struct mail *mail = read_mail(
        state, "Received: from A1.one.example.org (2001:db8:1::1) by B1.example.org (2001:db8:2::1) with x\n"
               "Received: from C1.house.example.com (2001:db8:3::7) by A1.two.example.org\n"
               "Received: from D1.example.org (2001:db8:3::8) by C1.example.net (2001:db8:3::7)\n"
               "Received: from a.example (192.0.2.1) by D1.mail.example.org (10.0.0.1) with x\n"
               "Received: from e.example (203.0.113.5) by a.example\n\n");
    assert_string_equal(mail->sender.ip, "192.0.2.1");
    assert_string_equal(mail->sender.helo, "a.example");
}

static void passes_trusted_networks(void **state) {
    static const char *const nets[] = {"192.0.2.0/24", "2001:db8::/32"};
    struct trust *trust = trust_new(nets, 2, NULL);
    struct mail *mail = read_trusting(state,
                                      "Received: from fw (fw.example.net [192.0.2.77]) by mx.example.org\n"
                                      "Received: from f2 (f2.example.net [2001:db8:9::1]) by fw.example.net\n"
                                      "Received: from a (a.example.com [203.0.113.5]) by f2.example.net\n\n",
                                      trust);
    assert_string_equal(mail->sender.ip, "203.0.113.5");
    trust_free(trust);
}

static void names_the_bad_network(void **state) {
    static const char *const bad[] = {"192.0.2.0/33",   "192.0.2.0/", "example.org",
                                      "2001:db8::/129", "",           "1.2.3.4/a"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct error error;
        assert_null(trust_new(&bad[i], 1, &error));
        assert_non_null(strstr(error.message, bad[i]));
    }
}

static void mistrusts_a_clock_that_the_others_contradict(void **state) {
    struct mail *mail = read_mail(
        state, "Received: from localhost ([127.0.0.1]) by a.example.org; Sun, 8 Apr 2035 13:13:09 +0000\n"
               "Received: from localhost ([127.0.0.1]) by b.example.org; Sun, 8 Apr 2007 13:13:04 +0000\n"
               "Received: from x (x [192.0.2.1]) by c.example.org; Sun, 8 Apr 2007 13:13:04 +0000\n\n");
    assert_int_equal(mail->received, 1176037984);
}

static void gathers_recipients_once(void **state) {
    struct mail *mail =
        read_mail(state, "Received: from a ([192.0.2.1]) by b.example.org for <x@example.org>\n"
                         "Received: from c ([192.0.2.2]) by a for <X@EXAMPLE.org>\n"
                         "Received: from c ([192.0.2.2]) by a for <y@example.org>\n\n");
    assert_int_equal(mail->recipient_count, 2);
    assert_string_equal(mail->recipients[1].address, "y@example.org");
    for (int i = 0; i < MAIL_RECIPIENTS + 9; i++)
        recipient_add(mail, "", arena_printf(*state, "%d@example.org", i));
    assert_int_equal(mail->recipient_count, MAIL_RECIPIENTS);
    assert_true(mail->anomalies & MAIL_LIMIT);
}

static uint64_t shape_below(void **state, const char *from, const char *by, const char *id) {
    const char *raw =
        arena_printf(*state,
                     "Received: from b ([192.0.2.1]) by mx.example.org\n"
                     "Received: from %s by %s with SMTP id %s; Sun, 8 Apr 2007 13:13:04 +0000\n\n",
                     from, by, id);
    return read_mail(state, raw)->traits[TRAIT_RECEIVED];
}

static void sees_the_shape_and_not_the_values_below(void **state) {
    uint64_t shape = shape_below(state, "one.example", "two.three.example", "a1b2");
    assert_true(shape == shape_below(state, "x.y.z.example", "w.example", "77"));
    assert_true(shape != shape_below(state, "[192.0.2.5]", "w.example", "77"));
}

static void does_without_any_hop(void **state) {
    struct mail *mail = read_mail(state, "Subject: x\n\n");
    assert_string_equal(mail->sender.ip, "");
    assert_true(mail->received == TIME_NONE);
    assert_int_equal(mail->own_headers, 1);
}

static void knows_private_addresses(void **state) {
    static const struct {
        const char *text;
        bool private;
    } addresses[] = {
        {"10.1.2.3", true},     {"172.31.0.1", true},      {"172.32.0.1", false},
        {"192.168.9.9", true},  {"127.0.0.1", true},       {"169.254.1.1", true},
        {"100.64.0.1", true},   {"100.128.0.1", false},    {"192.0.2.1", false},
        {"::1", true},          {"fd00::1", true},         {"fe80::1%eth0", true},
        {"2001:db8::1", false}, {"::ffff:10.0.0.1", true},
    };
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        uint8_t address[16];
        assert_true(host_address_parse(slice_from_string(addresses[i].text), address));
        assert_int_equal(host_address_is_private(address), addresses[i].private);
    }
}

static void passes_a_forwarder_that_is_said(void **state) {
    static const char raw[] =
        "Received: from out7.relay.example.net (out7.relay.example.net [198.51.100.9]) by in.buyer.example"
        " for <feed@buyer.example>; Mon, 3 Mar 2025 10:05:00 +0000\n"
        "Received: from bot.example.com (bot.example.com [192.0.2.9]) by mx1.relay.example.net"
        " for <box@trap.example>; Mon, 3 Mar 2025 10:00:00 +0000\n";
    static const struct {
        const char *forwarder, *ip;
    } cases[] = {
        {"relay.example.net", "192.0.2.9"},        {"RELAY.example.net", "192.0.2.9"},
        {"198.51.100.0/24", "192.0.2.9"},          {"198.51.100.9", "192.0.2.9"},
        {"example.org", "198.51.100.9"},           {"lay.example.net", "198.51.100.9"},
        {"203.0.113.0/24", "198.51.100.9"},        {"out7.relay.example.net", "198.51.100.9"},
        {"mx1.relay.example.net", "198.51.100.9"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct trust *trust = trust_with_forwarder(NULL, cases[i].forwarder);
        assert_string_equal(read_trusting(state, raw, trust)->sender.ip, cases[i].ip);
        trust_free(trust);
    }
}

static void a_forwarder_comes_beside_trusted_networks(void **state) {
    const char *nets[] = {"203.0.113.0/24"};
    struct error error;
    struct trust *trust = trust_new(nets, 1, &error),
                 *both = trust_with_forwarder(trust, "relay.example.net");
    static const char raw[] =
        "Received: from a.example.org (a.example.org [203.0.113.1]) by in.buyer.example; Mon, 3 Mar 2025 "
        "10:06:00 "
        "+0000\n"
        "Received: from relay.example.net (relay.example.net [198.51.100.9]) by a.example.org; Mon, 3 Mar "
        "2025 "
        "10:05:00 +0000\n"
        "Received: from bot.example.com (bot.example.com [192.0.2.9]) by relay.example.net; Mon, 3 Mar 2025 "
        "10:00:00 +0000\n";
    assert_string_equal(read_trusting(state, raw, both)->sender.ip, "192.0.2.9");
    assert_string_equal(read_trusting(state, raw, trust)->sender.ip, "198.51.100.9");
    trust_free(trust);
    trust_free(both);
}

/* A bot may be called what it likes where nobody looks it up. */
static void does_not_pass_who_only_says_that_he_is_the_forwarder(void **state) {
    struct trust *trust = trust_with_forwarder(NULL, "relay.example.net");
    assert_string_equal(
        read_trusting(state,
                      "Received: from relay.example.net (dsl.example.com [203.0.113.5]) by in.buyer.example\n"
                      "Received: from a.example.com (a.example.com [192.0.2.9]) by relay.example.net\n",
                      trust)
            ->sender.ip,
        "203.0.113.5");
    trust_free(trust);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(parses_every_dress, set_up, tear_down),
        cmocka_unit_test_setup_teardown(finds_the_date_with_or_without_semicolon, set_up, tear_down),
        cmocka_unit_test_setup_teardown(takes_the_only_hop, set_up, tear_down),
        cmocka_unit_test_setup_teardown(passes_own_servers_and_mailboxes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(does_not_believe_a_name_that_was_not_looked_up, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stops_at_an_own_host_that_got_it_from_nobody, set_up, tear_down),
        cmocka_unit_test_setup_teardown(passes_servers_without_look_up_by_their_links, set_up, tear_down),
        cmocka_unit_test_setup_teardown(passes_trusted_networks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(passes_a_forwarder_that_is_said, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_forwarder_comes_beside_trusted_networks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(does_not_pass_who_only_says_that_he_is_the_forwarder, set_up,
                                        tear_down),
        cmocka_unit_test(names_the_bad_network),
        cmocka_unit_test_setup_teardown(mistrusts_a_clock_that_the_others_contradict, set_up, tear_down),
        cmocka_unit_test_setup_teardown(gathers_recipients_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sees_the_shape_and_not_the_values_below, set_up, tear_down),
        cmocka_unit_test_setup_teardown(does_without_any_hop, set_up, tear_down),
        cmocka_unit_test(knows_private_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
