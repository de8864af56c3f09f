/* SMTP and LMTP filters as black boxes: what each thing that a filter can do amounts to, and that none of it
 * holds weir beyond the deadline or disturbs another mail. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <unistd.h>

#include "base/arena.h"
#include "bench/smtp.h"
#include "bench/smtp_settings.h"
#include "smtp_peer.h"

/* Waits of these tests: what does not come is missed within LOST_MS; nothing takes longer than LIMIT_MS. */
enum { LOST_MS = 150, LIMIT_MS = 600, LONG_MS = 10000 };

static char folder[64];

struct bench {
    struct smtp_peer peer;
    struct product product;
    struct smtp_settings settings;
    void *session;
};

static int setup(void **state) {
    snprintf(folder, sizeof folder, "/tmp/weir-smtp-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int teardown(void **state) {
    char path[80];
    snprintf(path, sizeof path, "%s/peer", folder);
    unlink(path);
    return rmdir(folder);
}

static void begin(struct bench *bench, const struct product_protocol *protocol) {
    static const char *const tags[] = {"X-Spam-Flag: YES"};
    struct error error;
    smtp_peer_start(&bench->peer, folder);
    bench->settings = smtp_settings_usual;
    bench->settings.tags = tags;
    bench->settings.tag_count = 1;
    bench->settings.lost_after_ms = LOST_MS;
    bench->settings.back_end_address = bench->peer.back_end;
    bench->product = (struct product){.name = "peer",
                                      .protocol = protocol,
                                      .endpoint = bench->peer.own,
                                      .timeout_ms = LONG_MS,
                                      .own = &bench->settings};
    assert_true(protocol->start(&bench->product, &error));
    bench->session = protocol->open(&bench->product);
}

static void end(struct bench *bench) {
    bench->product.protocol->close(bench->session);
    bench->product.protocol->stop(&bench->product);
    smtp_peer_stop(&bench->peer);
}

static const char plain[] = "Received: by mx.example.org\nSubject: s\n\n.b\n";

static struct answer ask_within(struct bench *bench, int64_t limit_ms) {
    const struct handover mail = {.number = 17,
                                  .bytes = slice_from_string(plain),
                                  .own_bytes = strcspn(plain, "\n") + 1,
                                  .client = "192.0.2.7",
                                  .client_name = "",
                                  .helo = "host.example.net",
                                  .mail_from = "a@example.net"};
    struct answer answer = {.state = ANSWER_PASS};
    int64_t before = monotonic_ms();
    bench->product.protocol->ask(bench->session, &mail, before + limit_ms, &answer);
    assert_true(monotonic_ms() - before < limit_ms + LIMIT_MS); /* scheduling */
    return answer;
}

static struct answer ask(struct bench *bench) {
    return ask_within(bench, LONG_MS);
}

static bool heard(const struct bench *bench, const char *text) {
    return memmem(bench->peer.heard.data, bench->peer.heard.size, text, strlen(text)) != NULL;
}

/* --- verdicts --- */

static void what_comes_out_untagged_passes(void **state) {
    struct bench bench = {.peer = {.deliveries = 1}};
    begin(&bench, &product_smtp);
    struct answer answer = ask(&bench);
    assert_int_equal(answer.state, ANSWER_PASS);
    assert_string_equal(answer.native, "came out");
    end(&bench);
}

static void what_comes_out_tagged_is_blocked(void **state) {
    struct bench bench = {.peer = {.deliveries = 1, .added = "X-Spam-Flag: YES\r\n"}};
    begin(&bench, &product_lmtp);
    assert_int_equal(ask(&bench).state, ANSWER_BLOCK);
    end(&bench);
}

static void recipients_and_sender_are_of_the_test_domain(void **state) {
    struct bench bench = {.peer = {.deliveries = 1}};
    begin(&bench, &product_smtp);
    assert_int_equal(ask(&bench).state, ANSWER_PASS);
    assert_true(heard(&bench, "EHLO weir.example\nMAIL FROM:<sender@weir.example>\nRCPT TO:<w17."));
    assert_true(
        heard(&bench, "@weir.example>\nDATA\nReceived: by mx.example.org\r\nSubject: s\r\n\r\n..b\r\n"));
    assert_false(heard(&bench, "example.net"));
    end(&bench);
}

static void the_sender_is_given_where_outbound_mail_is_sunk(void **state) {
    struct bench bench = {.peer = {.deliveries = 1}};
    begin(&bench, &product_smtp);
    bench.settings.outbound_is_sunk = true;
    assert_int_equal(ask(&bench).state, ANSWER_PASS);
    assert_true(heard(&bench, "MAIL FROM:<a@example.net>\nRCPT TO:<w17."));
    assert_true(heard(&bench, "@weir.example>\n"));
    end(&bench);
}

static void a_session_serves_several_mails(void **state) {
    struct bench bench = {.peer = {.deliveries = 1}};
    begin(&bench, &product_smtp);
    bench.product.protocol->close(bench.session);
    bench.settings.session_mails = 2;
    bench.session = bench.product.protocol->open(&bench.product);
    for (int i = 0; i < 5; i++)
        assert_int_equal(ask(&bench).state, ANSWER_PASS);
    assert_int_equal(smtp_counts(&bench.product).delivered, 5);
    assert_int_equal(bench.peer.connections, 3);
    assert_true(heard(&bench, "RSET\nMAIL FROM:<sender@weir.example>\n"));
    end(&bench);
}

static void xclient_gives_the_client(void **state) {
    struct bench bench = {.peer = {.deliveries = 1}};
    begin(&bench, &product_smtp);
    bench.settings.client = SMTP_CLIENT_XCLIENT;
    assert_int_equal(ask(&bench).state, ANSWER_PASS);
    assert_true(heard(&bench, "EHLO weir.example\nXCLIENT ADDR=192.0.2.7 NAME=[UNAVAILABLE] "
                              "HELO=host.example.net\nEHLO host.example.net\nMAIL"));
    assert_true(heard(&bench, "DATA\nSubject: s\r\n"));
    end(&bench);
}

/* --- refusals --- */

static void check_refusal(enum smtp_peer_stage stage, const char *reply, enum answer_state expected,
                          const char *native) {
    struct bench bench = {.peer = {.deliveries = 0}};
    bench.peer.replies[stage] = reply;
    begin(&bench, &product_smtp);
    bench.settings.client = SMTP_CLIENT_XCLIENT;
    struct answer answer = ask(&bench);
    assert_string_equal(answer.native, native);
    assert_int_equal(answer.state, expected);
    end(&bench);
}

static void a_permanent_refusal_of_the_mail_blocks(void **state) {
    static const enum smtp_peer_stage stages[] = {PEER_XCLIENT, PEER_MAIL, PEER_RECIPIENT, PEER_DATA,
                                                  PEER_TEXT};
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        check_refusal(stages[i], "554-5.7.1 listed\r\n554 bye\r\n", ANSWER_BLOCK, "554 5.7.1 listed");
}

static void a_refusal_of_weir_is_none_of_the_mail(void **state) {
    check_refusal(PEER_GREETING, "554 no\r\n", ANSWER_DOWN, "greeting: 554 no");
    check_refusal(PEER_HELLO, "550 no\r\n", ANSWER_DOWN, "EHLO: 550 no");
    check_refusal(PEER_XCLIENT, "550 5.7.0 unauthorized\r\n", ANSWER_BROKEN,
                  "XCLIENT: 550 5.7.0 unauthorized");
    check_refusal(PEER_HELLO, "250 plain\r\n", ANSWER_BROKEN, "XCLIENT with ADDR is not offered");
}

static void a_temporary_refusal_is_later(void **state) {
    static const char *const names[] = {"greeting", "EHLO", "XCLIENT", "MAIL", "RCPT", "DATA", "mail"};
    for (int stage = PEER_GREETING; stage <= PEER_TEXT; stage++) {
        char native[80];
        snprintf(native, sizeof native, "%s: 450 4.7.1 wait", names[stage]);
        check_refusal((enum smtp_peer_stage)stage, "450 4.7.1 wait\r\n", ANSWER_LATER, native);
    }
}

static void what_smtp_does_not_have_is_broken(void **state) {
    check_refusal(PEER_GREETING, "SPAMD/1.5 0 EX_OK\r\n", ANSWER_BROKEN, "no reply of SMTP to greeting");
    check_refusal(PEER_MAIL, "354 what\r\n", ANSWER_BROKEN, "MAIL: 354 what");
    check_refusal(PEER_DATA, "250 what\r\n", ANSWER_BROKEN, "DATA: 250 what");
    check_refusal(PEER_TEXT, "250-a\r\n251 b\r\n", ANSWER_BROKEN, "no reply of SMTP to mail");
}

static void a_refused_mail_leaves_the_session(void **state) {
    struct bench bench = {.peer = {.replies = {[PEER_RECIPIENT] = "550 no\r\n"}}};
    begin(&bench, &product_smtp);
    assert_int_equal(ask(&bench).state, ANSWER_BLOCK);
    assert_int_equal(ask(&bench).state, ANSWER_BLOCK);
    assert_int_equal(bench.peer.connections, 1);
    end(&bench);
}

/* --- faults --- */

static void check_fault(enum smtp_peer_stage stage, const char *fault, enum answer_state expected) {
    struct bench bench = {.peer = {.deliveries = 0}};
    bench.peer.replies[stage] = fault;
    begin(&bench, &product_smtp);
    assert_int_equal(ask_within(&bench, LIMIT_MS / 4).state, expected);
    end(&bench);
}

static void silence_within_the_session_is_a_timeout(void **state) {
    static const enum smtp_peer_stage stages[] = {PEER_GREETING,  PEER_HELLO, PEER_MAIL,
                                                  PEER_RECIPIENT, PEER_DATA,  PEER_TEXT};
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        check_fault(stages[i], PEER_MUTE, ANSWER_TIMEOUT);
}

static void an_end_before_the_answer_is_down(void **state) {
    static const enum smtp_peer_stage stages[] = {PEER_GREETING,  PEER_HELLO, PEER_MAIL,
                                                  PEER_RECIPIENT, PEER_DATA,  PEER_TEXT};
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
        check_fault(stages[i], PEER_CLOSE, ANSWER_DOWN);
        check_fault(stages[i], PEER_HALF, ANSWER_DOWN);
    }
}

static void nobody_there_is_down(void **state) {
    struct bench bench = {.peer = {.deliveries = 0}};
    begin(&bench, &product_smtp);
    unlink(bench.peer.own.path);
    assert_int_equal(ask(&bench).state, ANSWER_DOWN);
    end(&bench);
}

static void a_session_that_ended_is_begun_anew(void **state) {
    static const char *const ends[] = {PEER_CLOSE, "421 4.4.2 timeout\r\n", "500 what\r\n", "what\r\n"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct bench bench = {.peer = {.deliveries = 1, .replies = {[PEER_RESET] = ends[i]}}};
        begin(&bench, &product_smtp);
        assert_int_equal(ask(&bench).state, ANSWER_PASS);
        assert_int_equal(ask(&bench).state, ANSWER_PASS);
        assert_int_equal(bench.peer.connections, 2);
        end(&bench);
    }
}

static void what_does_not_come_out_is_blocked(void **state) {
    struct bench bench = {.peer = {.deliveries = 0}};
    begin(&bench, &product_smtp);
    struct answer answer = ask(&bench);
    assert_int_equal(answer.state, ANSWER_BLOCK);
    assert_string_equal(answer.native, "did not come out");
    bench.settings.silence_blocks = false;
    assert_int_equal(ask(&bench).state, ANSWER_TIMEOUT);
    end(&bench);
}

/* A silence that the deadline cuts short says nothing yet. */
static void a_shorter_silence_is_a_timeout(void **state) {
    struct bench bench = {.peer = {.deliveries = 0}};
    begin(&bench, &product_smtp);
    assert_int_equal(ask_within(&bench, LOST_MS / 3).state, ANSWER_TIMEOUT);
    end(&bench);
}

static void a_second_copy_is_sunk(void **state) {
    struct bench bench = {.peer = {.deliveries = 3}};
    begin(&bench, &product_smtp);
    assert_int_equal(ask(&bench).state, ANSWER_PASS);
    struct back_end_counts counts = smtp_counts(&bench.product);
    assert_int_equal(counts.delivered, 1);
    assert_int_equal(counts.again, 2);
    assert_int_equal(counts.bounces + counts.strays, 0);
    end(&bench);
}

static void a_late_copy_disturbs_no_other_mail(void **state) {
    struct bench bench = {.peer = {.deliveries = 1, .late_ms = 2 * LOST_MS, .added = "X-Spam-Flag: YES\r\n"}};
    begin(&bench, &product_smtp);
    assert_string_equal(ask(&bench).native, "did not come out");
    /* The next is handed over while the first is not out yet. */
    bench.settings.lost_after_ms = LONG_MS / 2;
    bench.peer.added = "";
    assert_string_equal(ask(&bench).native, "came out");
    assert_int_equal(smtp_counts(&bench.product).again, 1);
    assert_int_equal(smtp_counts(&bench.product).delivered, 1);
    end(&bench);
}

/* --- several at once --- */

enum { THREADS = 8, MAILS_EACH = 25 };

static void *ask_many(void *context) {
    struct bench *shared = context;
    struct bench own = {.product = shared->product};
    unsigned passed = 0;
    own.session = own.product.protocol->open(&own.product);
    for (int i = 0; i < MAILS_EACH; i++)
        passed += ask(&own).state == ANSWER_PASS;
    own.product.protocol->close(own.session);
    return (void *)(uintptr_t)passed;
}

static void several_at_once_are_told_apart(void **state) {
    struct bench bench = {.peer = {.deliveries = 2}};
    pthread_t threads[THREADS];
    uintptr_t passed = 0;
    begin(&bench, &product_smtp);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_many, &bench), 0);
    for (int i = 0; i < THREADS; i++) {
        void *result;
        pthread_join(threads[i], &result);
        passed += (uintptr_t)result;
    }
    assert_int_equal(passed, THREADS * MAILS_EACH);
    assert_int_equal(smtp_counts(&bench.product).delivered, THREADS * MAILS_EACH);
    assert_int_equal(smtp_counts(&bench.product).again, THREADS * MAILS_EACH);
    assert_int_equal(bench.peer.connections, THREADS);
    end(&bench);
}

static void send_stray(const struct bench *bench, const char *from, const char *to) {
    char text[400];
    struct connection connection;
    struct slice rest;
    snprintf(text, sizeof text, "HELO a\r\nMAIL FROM:<%s>\r\nRCPT TO:<%s>\r\nDATA\r\n\r\n.\r\nQUIT\r\n", from,
             to);
    assert_true(connection_open(&connection, &bench->peer.back_end, monotonic_ms() + LONG_MS));
    assert_true(connection_send(&connection, text, strlen(text)));
    assert_true(connection_rest(&connection, 10000, &rest));
    assert_non_null(memmem(rest.data, rest.size, "\r\n221 ", 6));
    connection_close(&connection);
}

static void mail_to_others_is_sunk(void **state) {
    struct bench bench = {.peer = {.deliveries = 1}};
    begin(&bench, &product_smtp);
    send_stray(&bench, "", "sender@weir.example");
    send_stray(&bench, "postmaster@peer.example", "a@example.net");
    struct back_end_counts counts = smtp_counts(&bench.product);
    assert_int_equal(counts.bounces, 1);
    assert_int_equal(counts.strays, 1);
    assert_int_equal(ask(&bench).state, ANSWER_PASS);
    end(&bench);
}

/* --- the listener --- */

static void one_back_end_listens_at_one_place(void **state) {
    struct bench bench = {.peer = {.deliveries = 1}};
    struct product other;
    struct error error;
    begin(&bench, &product_smtp);
    other = bench.product;
    assert_false(product_smtp.start(&other, &error));
    assert_non_null(strstr(error.message, "cannot listen"));
    assert_int_equal(ask(&bench).state, ANSWER_PASS);
    end(&bench);
    bench.peer = (struct smtp_peer){.deliveries = 1};
    begin(&bench, &product_smtp); /* at once again */
    assert_int_equal(ask(&bench).state, ANSWER_PASS);
    end(&bench);
}

static void a_greeting_tells_the_version(void **state) {
    struct bench bench = {.peer = {.deliveries = 1}};
    struct product_facts facts = {"", ""};
    begin(&bench, &product_smtp);
    product_smtp.tell(&bench.product, monotonic_ms() + LONG_MS, &facts);
    assert_string_equal(facts.version, "Peer 1.0");
    facts.version[0] = '\0';
    bench.product.endpoint = bench.peer.back_end; /* as behind a transparent proxy */
    product_smtp.tell(&bench.product, monotonic_ms() + LONG_MS, &facts);
    assert_string_equal(facts.version, "");
    end(&bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_comes_out_untagged_passes),
        cmocka_unit_test(what_comes_out_tagged_is_blocked),
        cmocka_unit_test(recipients_and_sender_are_of_the_test_domain),
        cmocka_unit_test(the_sender_is_given_where_outbound_mail_is_sunk),
        cmocka_unit_test(a_session_serves_several_mails),
        cmocka_unit_test(xclient_gives_the_client),
        cmocka_unit_test(a_permanent_refusal_of_the_mail_blocks),
        cmocka_unit_test(a_refusal_of_weir_is_none_of_the_mail),
        cmocka_unit_test(a_temporary_refusal_is_later),
        cmocka_unit_test(what_smtp_does_not_have_is_broken),
        cmocka_unit_test(a_refused_mail_leaves_the_session),
        cmocka_unit_test(silence_within_the_session_is_a_timeout),
        cmocka_unit_test(an_end_before_the_answer_is_down),
        cmocka_unit_test(nobody_there_is_down),
        cmocka_unit_test(a_session_that_ended_is_begun_anew),
        cmocka_unit_test(what_does_not_come_out_is_blocked),
        cmocka_unit_test(a_shorter_silence_is_a_timeout),
        cmocka_unit_test(a_second_copy_is_sunk),
        cmocka_unit_test(a_late_copy_disturbs_no_other_mail),
        cmocka_unit_test(several_at_once_are_told_apart),
        cmocka_unit_test(mail_to_others_is_sunk),
        cmocka_unit_test(one_back_end_listens_at_one_place),
        cmocka_unit_test(a_greeting_tells_the_version),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
