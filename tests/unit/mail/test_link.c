/* Links as a browser reads them; things in text as a reader would use them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mail/link.h"

static struct mail *mail_new(struct arena *arena) {
    struct mail *mail = arena_alloc(arena, sizeof *mail);
    mail->arena = arena;
    return mail;
}

static void assert_host(const char *url, const char *host, const char *domain) {
    struct arena *arena = arena_new();
    struct mail *mail = mail_new(arena);
    link_add(mail, slice_from_string(url), false, false);
    if (!host) {
        if (mail->link_count)
            fail_msg("%s is kept as %s", url, mail->links[0].url);
    } else {
        if (mail->link_count != 1 || strcmp(mail->links[0].host, host) != 0 ||
            strcmp(mail->links[0].domain, domain) != 0)
            fail_msg("%s: host %s, domain %s", url, mail->link_count ? mail->links[0].host : "none",
                     mail->link_count ? mail->links[0].domain : "none");
    }
    arena_free(arena);
}

static void test_hosts(void **state) {
    (void)state;
    assert_host("http://www.Example.COM/x", "www.example.com", "example.com");
    assert_host("HTTPS://a.b.example.co.uk:8080/", "a.b.example.co.uk", "example.co.uk");
    assert_host("http:\\\\example.org\\x", "example.org", "example.org");
    assert_host("http:/example.org", "example.org", "example.org");
    assert_host("http://example.net@example.org/", "example.org", "example.org");
    assert_host("http://a:b@c@example.org:80", "example.org", "example.org");
    assert_host("//example.org/x", "example.org", "example.org");
    assert_host("www.example.org", "www.example.org", "example.org");
    assert_host("example.org:80/x", "example.org", "example.org");
    assert_host("http://example.org.", "example.org", "example.org");
    assert_host("ht\ttp://exam\nple.org/", "example.org", "example.org");
    assert_host("http://ex%61mple.org/", "example.org", "example.org");
    assert_host("http://b\xc3\xbc"
                "cher.example/",
                "xn--bcher-kva.example", "xn--bcher-kva.example");
    assert_host("http://example\xe3\x80\x82org/", "example.org", "example.org");
    assert_host("http://\xef\xbd\x85xample.org/", "example.org", "example.org");
    assert_host("http://example.org?x@y", "example.org", "example.org");
}

static void test_addresses_as_hosts(void **state) {
    (void)state;
    assert_host("http://192.0.2.1/x", "192.0.2.1", "192.0.2.1");
    assert_host("http://3221226219/", "192.0.2.235", "192.0.2.235");
    assert_host("http://0xC0.0x00.0x02.0xEB/", "192.0.2.235", "192.0.2.235");
    assert_host("http://0300.0.02.0353/", "192.0.2.235", "192.0.2.235");
    assert_host("http://192.0.747/", "192.0.2.235", "192.0.2.235");
    assert_host("http://[2001:DB8::1]:80/", "2001:db8::1", "2001:db8::1");
    assert_host("http://[no]/", NULL, NULL);
    assert_host("http://192.0.2.999/", "192.0.2.999", "2.999");
}

static void test_not_links(void **state) {
    (void)state;
    static const char *const urls[] = {
        "",           "#top",    "javascript:void(0)", "cid:a@b",     "data:text/html,x", "x.htm",
        "/path/only", "http://", "about:blank",        "JavaScript:x"};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
        assert_host(urls[i], NULL, NULL);
}

static void test_other_schemes(void **state) {
    (void)state;
    assert_host("bitcoin:1ExampleExampleExample", "", "");
    struct arena *arena = arena_new();
    struct mail *mail = mail_new(arena);
    link_add(mail, slice_from_string("mailto:A%40example.org,b@Example.NET?subject=c@example.com"), false,
             false);
    link_add(mail, slice_from_string("tel:+1-206-555-0100"), false, false);
    assert_int_equal(mail->link_count, 0);
    assert_int_equal(mail->address_count, 2);
    assert_string_equal(mail->addresses[0], "a@example.org");
    assert_string_equal(mail->addresses[1], "b@example.net");
    assert_int_equal(mail->phone_count, 1);
    assert_string_equal(mail->phones[0], "+12065550100");
    arena_free(arena);
}

static void test_once_a_visibility(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct mail *mail = mail_new(arena);
    struct slice url = slice_from_string("http://example.org/");
    link_add(mail, url, true, false);
    link_add(mail, url, false, false);
    link_add(mail, url, false, true);
    link_add(mail, url, false, true);
    assert_int_equal(mail->link_count, 2);
    assert_false(mail->links[0].image);
    assert_false(mail->links[0].hidden);
    assert_true(mail->links[1].hidden);
    arena_free(arena);
}

static void test_limits(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct mail *mail = mail_new(arena);
    for (int i = 0; i < 3 * MAIL_LINKS; i++)
        link_add(mail, slice_from_string(arena_printf(arena, "http://h%d.example.org/", i)), false, false);
    assert_int_equal(mail->link_count, MAIL_LINKS);
    assert_true(mail->anomalies & MAIL_LIMIT);
    for (int i = 0; i < 3 * MAIL_INDICATORS; i++)
        link_find(mail, slice_from_string(arena_printf(arena, "a%d@example.org (206) 555-%04d", i, i)),
                  false);
    assert_int_equal(mail->address_count, MAIL_INDICATORS);
    assert_int_equal(mail->phone_count, MAIL_INDICATORS);
    char *long_url = arena_alloc(arena, 5000);
    memset(long_url, 'x', 4999);
    memcpy(long_url, "http://example.org/", 19);
    struct mail *other = mail_new(arena);
    link_add(other, slice_from_string(long_url), false, false);
    assert_int_equal(strlen(other->links[0].url), 2000);
    arena_free(arena);
}

/* What link_find() makes of text, as one line: links, addresses, phones. */
static const char *find(struct arena *arena, const char *text) {
    struct mail *mail = mail_new(arena);
    link_find(mail, slice_from_string(text), false);
    const char *found = "";
    for (size_t i = 0; i < mail->link_count; i++)
        found = arena_printf(arena, "%s%s%s", found, *found ? " " : "", mail->links[i].url);
    for (size_t i = 0; i < mail->address_count; i++)
        found = arena_printf(arena, "%s%s%s", found, *found ? " " : "", mail->addresses[i]);
    for (size_t i = 0; i < mail->phone_count; i++)
        found = arena_printf(arena, "%s%s%s", found, *found ? " " : "", mail->phones[i]);
    return found;
}

static void assert_finds(const char *text, const char *expected) {
    struct arena *arena = arena_new();
    const char *found = find(arena, text);
    if (strcmp(found, expected) != 0)
        fail_msg("\"%s\" holds \"%s\", not \"%s\"", text, found, expected);
    arena_free(arena);
}

static void test_finds_urls(void **state) {
    (void)state;
    assert_finds("see http://example.org/a?b=c, or (https://example.net/x).",
                 "http://example.org/a?b=c https://example.net/x");
    assert_finds("<http://example.org/x_(y)>", "http://example.org/x_(y)");
    assert_finds("go to www.example.org!", "http://www.example.org");
    assert_finds("example.com/path and EXAMPLE.NET.", "http://example.com/path http://EXAMPLE.NET");
    assert_finds("hxxp://example.org/x", "http://example.org/x");
    assert_finds("at http://example.hk.Yours,Ann", "http://example.hk");
    assert_finds("order at - example . com", "http://example.com");
    assert_finds("shop.example.ru", "http://shop.example.ru");
    assert_finds("example.co.uk", "http://example.co.uk");
}

static void test_finds_no_urls_in_prose(void **state) {
    (void)state;
    static const char *const texts[] = {
        "readme.txt and setup.exe",
        "come now.in the end",
        "e.g. this, i.e. that",
        "3.14 and 1.2.3.4",
        "U.S.A. p.m.",
        "end.This is",
        "a...b",
        "foo.bar.baz",
        "main_test.pl",
        "it was so.to be",
        "http://",
        "x: //y",
        "www.nothing",
        ".com boom",
        "at 10.30",
        "questions. com",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_finds(texts[i], "");
}

static void test_finds_addresses(void **state) {
    (void)state;
    assert_finds("write to John.Doe+tag@Example.ORG.", "john.doe+tag@example.org");
    assert_finds("<a@example.co.uk>,b_c@sub.example.net;", "a@example.co.uk b_c@sub.example.net");
    assert_finds("a@b @example.org x@ y@localhost", "");
    assert_finds("a@example.org b@example.org A@example.org", "a@example.org b@example.org");
}

static void test_finds_phones(void **state) {
    (void)state;
    static const struct {
        const char *text, *phone;
    } cases[] = {
        {"call (206) 555-0100 now", "+12065550100"},
        {"206-555-0100", "+12065550100"},
        {"206.555.0100", "+12065550100"},
        {"1-800-555-0100.", "+18005550100"},
        {"1 (800) 555 0100", "+18005550100"},
        {"+1 206 555 0100", "+12065550100"},
        {"2 0 6 - 5 5 5 - 0 1 0 0", "+12065550100"},
        {"8OO-555-O1OO", "+18005550100"},
        {"call us at 2065550100", "+12065550100"},
        {"+44 20 7946 0958", "+442079460958"},
        {"+44 (0)20 7946 0958", "+442079460958"},
        {"0044 20 7946 0958", "+442079460958"},
        {"+442079460958", "+442079460958"},
        {"Tel: 020 7946 0958", "02079460958"},
        {"206\xe2\x80\x93"
         "555\xe2\x80\x93"
         "0100",
         "+12065550100"},
        {"\xef\xbc\x92\xef\xbc\x90\xef\xbc\x96-\xef\xbc\x95\xef\xbc\x95\xef\xbc\x95-"
         "\xef\xbc\x90\xef\xbc\x91\xef\xbc"
         "\x90\xef\xbc\x90",
         "+12065550100"},
        {"1-206-555-0100 or 1-206-555-0199", "+12065550100 +12065550199"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_finds(cases[i].text, cases[i].phone);
}

static void test_finds_no_phones_in_numbers(void **state) {
    (void)state;
    static const char *const texts[] = {
        "on 2007-04-12 10:30:00",
        "$1,234,567.00",
        "tracking 1Z9999999999999999",
        "192.0.2.100 and 10.20.30.40",
        "2065550100",
        "4111 1111 1111 1111",
        "ISBN 0-306-40615-2",
        "12/31/2007 12:00",
        "in 1998-2007",
        "order #206-555-0100",
        "100 200 3000",
        "+50% +100",
        "a206-555-0100",
        "206-555-01000",
        "20070412123000",
        "1.000.000.000",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_finds(texts[i], "");
}

static void test_phone_alone(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal(link_phone_read(arena, slice_from_string(" 2065550100 ")), "+12065550100");
    assert_null(link_phone_read(arena, slice_from_string("2065550100 x")));
    assert_null(link_phone_read(arena, slice_from_string("")));
    arena_free(arena);
}

static void test_hidden_text_gives_hidden_links_only(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct mail *mail = mail_new(arena);
    link_find(mail, slice_from_string("www.example.org a@example.org (206) 555-0100"), true);
    assert_int_equal(mail->link_count, 1);
    assert_true(mail->links[0].hidden);
    assert_int_equal(mail->address_count + mail->phone_count, 0);
    arena_free(arena);
}

static void test_hostile_repetition(void **state) {
    (void)state;
    static const char *const units[] = {
        "a.",   "a@",     "@",       ".",    "http://",        "1 ",     "(1",          "+1-",
        "www.", " . com", "call 1 ", "a.b@", "http://a.com/(", "x.com ", "\xef\xbc\x91"};
    size_t size = (size_t)2 << 20;
    char *text = allocate(size);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t unit = strlen(units[i]);
        for (size_t at = 0; at < size; at++)
            text[at] = units[i][at % unit];
        struct arena *arena = arena_new();
        link_find(mail_new(arena), slice_of(text, size), false);
        arena_free(arena);
    }
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hosts),
        cmocka_unit_test(test_addresses_as_hosts),
        cmocka_unit_test(test_not_links),
        cmocka_unit_test(test_other_schemes),
        cmocka_unit_test(test_once_a_visibility),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_finds_urls),
        cmocka_unit_test(test_finds_no_urls_in_prose),
        cmocka_unit_test(test_finds_addresses),
        cmocka_unit_test(test_finds_phones),
        cmocka_unit_test(test_finds_no_phones_in_numbers),
        cmocka_unit_test(test_phone_alone),
        cmocka_unit_test(test_hidden_text_gives_hidden_links_only),
        cmocka_unit_test(test_hostile_repetition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
