#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "mail/auth.h"

/* own: how many headers at the top are the own servers'. */
static struct mail read_mail(const char *raw, size_t own) {
    struct arena *arena = arena_new();
    struct mail mail = {.arena = arena, .own_headers = own};
    struct head head;
    head_parse(arena, slice_from_string(raw), &head);
    auth_read(&mail, &head);
    arena_free(arena);
    return mail;
}

static void reads_authentication_results(void **state) {
    struct mail mail = read_mail("Authentication-Results: mx.example.org 1;\n"
                                 " spf=softfail (spf=pass; by (nobody)) smtp.mailfrom=example.net;\n"
                                 " dkim=fail reason=\"dmarc=pass; x\" header.d=a.example;\n"
                                 " dkim = pass header.d=b.example;dmarc=none\n\n",
                                 1);
    assert_int_equal(mail.spf, MAIL_RESULT_SOFTFAIL);
    assert_int_equal(mail.dkim, MAIL_RESULT_PASS);
    assert_int_equal(mail.dmarc, MAIL_RESULT_NONE);
}

static void reads_results_without_a_server_name(void **state) {
    struct mail mail = read_mail("Authentication-Results: spf=pass (sender IP is 192.0.2.1)\n"
                                 " smtp.mailfrom=example.net; dkim=temperror;dmarc=fail action=none\n\n",
                                 1);
    assert_int_equal(mail.spf, MAIL_RESULT_PASS);
    assert_int_equal(mail.dkim, MAIL_RESULT_ERROR);
    assert_int_equal(mail.dmarc, MAIL_RESULT_FAIL);
}

static void reads_other_forms(void **state) {
    assert_int_equal(read_mail("Received-SPF: Pass (example.org: x)\n\n", 1).spf, MAIL_RESULT_PASS);
    assert_int_equal(read_mail("X-SPF-Result: neutral\n\n", 1).spf, MAIL_RESULT_NEUTRAL);
    assert_int_equal(read_mail("DomainKey-Status: good\n\n", 1).dkim, MAIL_RESULT_PASS);
    assert_int_equal(read_mail("X-DKIM: bad\n\n", 1).dkim, MAIL_RESULT_FAIL);
    assert_int_equal(read_mail("DKIM-Signature: pass\nX-Spam: pass\n\n", 2).dkim, MAIL_RESULT_NONE);
}

static void ignores_what_the_sender_may_have_forged(void **state) {
    const char *raw = "Received-SPF: fail\nReceived: by mx.example.org\nReceived-SPF: pass\nX-DKIM: pass\n\n";
    assert_int_equal(read_mail(raw, 2).spf, MAIL_RESULT_FAIL);
    assert_int_equal(read_mail(raw, 2).dkim, MAIL_RESULT_NONE);
}

static void prefers_the_server_nearest_to_the_hand_over(void **state) {
    const char *raw =
        "Received-SPF: fail\nReceived-SPF: none\nReceived-SPF: pass\nReceived: by mx.example.org\n\n";
    assert_int_equal(read_mail(raw, 4).spf, MAIL_RESULT_PASS);
}

static void survives_what_is_cut_off(void **state) {
    static const char *const values[] = {
        "", ";", "dkim", "dkim=", "x; dkim =", "(", "\"", "a(b\\", "=;=;=", ";;spf=;"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char raw[100];
        snprintf(raw, sizeof raw, "Authentication-Results:%s", values[i]);
        assert_int_equal(read_mail(raw, 1).dkim, MAIL_RESULT_NONE);
    }
}

static void names_results(void **state) {
    assert_string_equal(mail_result_name(MAIL_RESULT_NONE), "none");
    assert_string_equal(mail_result_name(MAIL_RESULT_ERROR), "error");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_authentication_results),
        cmocka_unit_test(reads_results_without_a_server_name),
        cmocka_unit_test(reads_other_forms),
        cmocka_unit_test(ignores_what_the_sender_may_have_forged),
        cmocka_unit_test(prefers_the_server_nearest_to_the_hand_over),
        cmocka_unit_test(survives_what_is_cut_off),
        cmocka_unit_test(names_results),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
