/* Conversations with a filter that speaks the milter protocol, well or badly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bench/milter.h"
#include "milter_peer.h"

#define ALL_SILENT 0xff080 /* SMFIP_NR_HDR, SMFIP_NR_CONN to SMFIP_NR_BODY but NR_UNKN */
#define PACKET(bytes)                                                                                        \
    { bytes, sizeof bytes - 1 }

static const char received[] =
    "Received: from pc.example.net (host7.example.net [198.51.100.7]) by mx.example.org\n"
    "\twith SMTP id 1; Mon, 3 Mar 2025 10:00:00 +0100\n";
static const char mail_text[] =
    "Received: from pc.example.net (host7.example.net [198.51.100.7]) by mx.example.org\n"
    "\twith SMTP id 1; Mon, 3 Mar 2025 10:00:00 +0100\n"
    "Subject: one\n two\nX-Tight:value\nX-Wide: \t wide\nEmpty:\n\nfirst\n.second\n";

static struct handover mail_of(const char *text) {
    return (struct handover){.number = 0xabc,
                             .bytes = slice_from_string(text),
                             .own_bytes = strncmp(text, received, strlen(received)) ? 0 : strlen(received),
                             .client = "198.51.100.7",
                             .client_name = "host7.example.net",
                             .helo = "pc.example.net",
                             .mail_from = "a@example.net"};
}

static int64_t limit_ms = 5000;

static struct answer ask_mail(struct milter_peer *peer, const struct handover *mail) {
    struct milter_settings settings;
    memcpy(&settings, product_milter.own_usual, sizeof settings);
    const struct product product = {.endpoint = peer->endpoint, .own = &settings};
    struct answer answer = {.native = ""};
    void *session = product_milter.open(&product);
    product_milter.ask(session, mail, monotonic_ms() + limit_ms, &answer);
    product_milter.close(session);
    return answer;
}

static struct answer ask(struct milter_peer *peer) {
    const struct handover mail = mail_of(mail_text);
    milter_peer_start(peer);
    struct answer answer = ask_mail(peer, &mail);
    milter_peer_stop(peer);
    return answer;
}

static void assert_answer(struct milter_peer peer, enum answer_state state, const char *native) {
    struct answer answer = ask(&peer);
    assert_string_equal(answer.native, native);
    assert_int_equal(answer.state, state);
    milter_peer_free(&peer);
}

static void assert_packet(const struct milter_peer *peer, char command, size_t nth, const char *data,
                          size_t size) {
    struct slice packet = milter_peer_packet(peer, command, nth);
    assert_int_equal(packet.size, size);
    assert_memory_equal(packet.data, data, size);
}
#define assert_said(peer, command, nth, data) assert_packet(peer, command, nth, data, sizeof data - 1)

/* --- what is said --- */

static void assert_all_said(const struct milter_peer *peer) {
    assert_said(peer, 'O', 0, "\0\0\0\6\0\0\1\xff\0\x1f\xff\xff");
    assert_said(peer, 'C', 0, "host7.example.net\0004\0\000198.51.100.7\0");
    assert_said(peer, 'H', 0, "pc.example.net\0");
    assert_said(peer, 'M', 0, "<a@example.net>\0");
    assert_said(peer, 'R', 0, "<recipient@weir.example>\0");
    assert_said(peer, 'T', 0, "");
    assert_int_equal(milter_peer_count(peer, 'L'), 4); /* its own server's Received is left out */
    assert_said(peer, 'N', 0, "");
    assert_said(peer, 'B', 0, "first\r\n.second\r\n");
    assert_said(peer, 'E', 0, "");
    assert_int_equal(milter_peer_count(peer, 'B'), 1);
    assert_int_equal(milter_peer_count(peer, 'Q'), 1);
}

static void a_mail_is_told_stage_by_stage(void **state) {
    struct milter_peer peer = {0};
    assert_int_equal(ask(&peer).state, ANSWER_PASS);
    assert_all_said(&peer);
    assert_said(&peer, 'L', 0, "Subject\0one\n two\0");
    assert_said(&peer, 'L', 1, "X-Tight\0value\0");
    assert_said(&peer, 'L', 2, "X-Wide\0\t wide\0");
    assert_said(&peer, 'L', 3, "Empty\0\0");
    milter_peer_free(&peer);
}

static void the_same_is_told_to_who_answers_little(void **state) {
    struct milter_peer peer = {.wishes = ALL_SILENT | 0x100000}; /* SMFIP_HDR_LEADSPC */
    assert_int_equal(ask(&peer).state, ANSWER_PASS);
    assert_all_said(&peer);
    assert_said(&peer, 'L', 0, "Subject\0 one\n two\0");
    assert_said(&peer, 'L', 1, "X-Tight\0value\0");
    assert_said(&peer, 'L', 2, "X-Wide\0 \t wide\0");
    milter_peer_free(&peer);
}

static void what_is_not_wanted_is_left_out(void **state) {
    struct milter_peer peer = {.wishes = 0x27f}; /* SMFIP_NOCONNECT to SMFIP_NOEOH, SMFIP_NODATA */
    assert_int_equal(ask(&peer).state, ANSWER_PASS);
    for (const char *command = "CHMRTLNB"; *command; command++)
        assert_int_equal(milter_peer_count(&peer, *command), 0);
    assert_int_equal(milter_peer_count(&peer, 'E'), 1);
    milter_peer_free(&peer);
}

static void macros_say_what_is_known(void **state) {
    struct milter_peer peer = {0};
    ask(&peer);
    assert_string_equal(milter_peer_macro(&peer, 'C', "j"), "mx.weir.example");
    assert_string_equal(milter_peer_macro(&peer, 'C', "_"), "host7.example.net [198.51.100.7]");
    assert_string_equal(milter_peer_macro(&peer, 'C', "{client_addr}"), "198.51.100.7");
    assert_string_equal(milter_peer_macro(&peer, 'M', "i"), "0000000ABC");
    assert_string_equal(milter_peer_macro(&peer, 'M', "b"), "Mon, 03 Mar 2025 09:00:00 +0000");
    assert_string_equal(milter_peer_macro(&peer, 'M', "{mail_addr}"), "a@example.net");
    assert_string_equal(milter_peer_macro(&peer, 'R', "{rcpt_addr}"), "recipient@weir.example");
    assert_string_equal(milter_peer_macro(&peer, 'E', "i"), "0000000ABC");
    milter_peer_free(&peer);
}

static void what_is_not_known_is_not_made_up(void **state) {
    const struct handover mail = {.bytes = slice_from_string("no head\n"),
                                  .client = "",
                                  .client_name = "",
                                  .helo = "",
                                  .mail_from = ""};
    struct milter_peer peer = {0};
    milter_peer_start(&peer);
    assert_int_equal(ask_mail(&peer, &mail).state, ANSWER_PASS);
    milter_peer_stop(&peer);
    assert_said(&peer, 'C', 0, "unknown\0U");
    assert_int_equal(milter_peer_count(&peer, 'H'), 0);
    assert_said(&peer, 'M', 0, "<>\0");
    assert_int_equal(milter_peer_count(&peer, 'L'), 0);
    assert_said(&peer, 'B', 0, "no head\r\n");
    assert_string_equal(milter_peer_macro(&peer, 'M', "b"), "");
    milter_peer_free(&peer);
}

static void ipv6_is_told_as_sendmail_does(void **state) {
    struct handover mail = mail_of("\nbody\n");
    struct milter_peer peer = {0};
    mail.client = "2001:db8::7";
    milter_peer_start(&peer);
    ask_mail(&peer, &mail);
    milter_peer_stop(&peer);
    assert_said(&peer, 'C', 0, "host7.example.net\0006\0\0IPv6:2001:db8::7\0");
    milter_peer_free(&peer);
}

/* --- large mails --- */

enum { LARGE = 200000 };

static struct answer ask_large(struct milter_peer *peer) {
    struct buffer text = {0};
    buffer_append_string(&text, "Subject: large\n\n");
    memset(buffer_reserve(&text, LARGE), 'x', LARGE);
    text.size += LARGE;
    struct handover mail = mail_of("");
    mail.bytes = buffer_slice(&text);
    milter_peer_start(peer);
    struct answer answer = ask_mail(peer, &mail);
    milter_peer_stop(peer);
    buffer_free(&text);
    return answer;
}

static void a_body_comes_in_chunks(void **state) {
    struct milter_peer peer = {0};
    assert_int_equal(ask_large(&peer).state, ANSWER_PASS);
    assert_int_equal(milter_peer_count(&peer, 'B'), 4);
    assert_int_equal(milter_peer_packet(&peer, 'B', 2).size, MILTER_CHUNK_BYTES);
    assert_int_equal(milter_peer_packet(&peer, 'B', 3).size, LARGE + 2 - 3 * MILTER_CHUNK_BYTES);
    milter_peer_free(&peer);
}

static void who_has_enough_gets_no_more(void **state) {
    struct milter_peer peer = {.at = 'B', .answer = PACKET("\0\0\0\1s"), .wishes = 0x400};
    assert_int_equal(ask_large(&peer).state, ANSWER_PASS);
    assert_int_equal(milter_peer_count(&peer, 'B'), 1);
    milter_peer_free(&peer);
}

/* --- verdicts --- */

static void each_stage_can_end_it(void **state) {
    static const struct {
        char at;
        const char *native;
    } stages[] = {{'C', "CONNECT: reject"}, {'H', "HELO: reject"}, {'M', "MAIL: reject"},
                  {'R', "RCPT: reject"},    {'T', "DATA: reject"}, {'L', "header: reject"},
                  {'N', "EOH: reject"},     {'B', "body: reject"}, {'E', "reject"}};
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
        struct milter_peer peer = {.at = stages[i].at, .answer = PACKET("\0\0\0\1r")};
        struct answer answer = ask(&peer);
        assert_string_equal(answer.native, stages[i].native);
        assert_int_equal(answer.state, ANSWER_BLOCK);
        assert_int_equal(milter_peer_count(&peer, 'E'), stages[i].at == 'E');
        milter_peer_free(&peer);
    }
}

static void a_tag_blocks_and_has_its_score(void **state) {
    struct milter_peer peer = {.at = 'E',
                               .answer = PACKET("\0\0\0\1p"
                                                "\0\0\0\44hX-Spam-Status\0Yes, score=15.5 of 5\0"
                                                "\0\0\0\21hx-spam-flag\0YES\0"
                                                "\0\0\0\1c")};
    struct answer answer = ask(&peer);
    assert_string_equal(answer.native, "X-Spam-Flag: YES");
    assert_int_equal(answer.state, ANSWER_BLOCK);
    assert_true(answer.score == 15.5);
    milter_peer_free(&peer);
}

/* It answers where it has said that it would not, and closes before it has read the mail. */
static void a_refusal_is_heard_though_it_closes(void **state) {
    struct milter_peer peer = {.mode = PEER_REFUSES,
                               .at = 'M',
                               .answer = PACKET("\0\0\0\25y550 5.7.1 Not here.\0"),
                               .wishes = ALL_SILENT};
    struct answer answer = ask_large(&peer);
    assert_string_equal(answer.native, "550 5.7.1 Not here.");
    assert_int_equal(answer.state, ANSWER_BLOCK);
    milter_peer_free(&peer);
}

/* --- bad filters --- */

static void an_old_filter_is_spoken_to_in_its_way(void **state) {
    struct milter_peer peer = {.most_version = 2, .version = 2};
    struct answer answer = ask(&peer);
    assert_int_equal(answer.state, ANSWER_PASS);
    assert_int_equal(peer.connections, 2);
    assert_said(&peer, 'O', 1, "\0\0\0\2\0\0\0\x3f\0\0\0\x7f");
    assert_int_equal(milter_peer_count(&peer, 'T'), 0); /* DATA came with version 4 */
    milter_peer_free(&peer);
}

static void nobody_may_wish_what_was_not_offered(void **state) {
    const char *words = "options: no milter, or it wants what was not offered";
    assert_answer((struct milter_peer){.wishes = 0x10000000}, ANSWER_BROKEN, words);
    assert_answer((struct milter_peer){.version = 7}, ANSWER_BROKEN, words);
    assert_answer((struct milter_peer){.version = 1}, ANSWER_BROKEN, words);
    assert_answer((struct milter_peer){.at = 'O', .answer = PACKET("\0\0\0\5O\0\0\0\6")}, ANSWER_BROKEN,
                  words);
    assert_answer((struct milter_peer){.at = 'O', .answer = PACKET("\0\0\0\1c")}, ANSWER_BROKEN, words);
}

static void who_ends_early_is_down(void **state) {
    for (const char *at = "OCHMRTLNBE"; *at; at++) {
        assert_answer((struct milter_peer){.mode = PEER_CLOSES, .at = *at}, ANSWER_DOWN,
                      "ended before its answer");
        assert_answer((struct milter_peer){.mode = PEER_ENDS, .at = *at}, ANSWER_DOWN,
                      "ended before its answer");
    }
    assert_answer((struct milter_peer){.at = 'E', .answer = PACKET("\0\0\0\11hX-Sp"), .mode = PEER_ENDS},
                  ANSWER_DOWN, "ended before its answer");
}

static void who_gives_no_answer_is_waited_for_no_longer(void **state) {
    limit_ms = 60;
    for (const char *at = "OCE"; *at; at++) {
        const int64_t begun = monotonic_ms();
        assert_answer((struct milter_peer){.mode = PEER_MUTE, .at = *at}, ANSWER_TIMEOUT,
                      "no answer in time");
        assert_true(monotonic_ms() - begun >= limit_ms && monotonic_ms() - begun < 2000);
    }
    limit_ms = 5000;
}

static void signs_of_life_do_not_move_the_deadline(void **state) {
    limit_ms = 100;
    const int64_t begun = monotonic_ms();
    assert_answer((struct milter_peer){.mode = PEER_LIVES, .at = 'E'}, ANSWER_TIMEOUT, "no answer in time");
    assert_true(monotonic_ms() - begun >= limit_ms && monotonic_ms() - begun < 2000);
    limit_ms = 5000;
}

static void garbage_is_broken(void **state) {
    const char *large = "an answer larger than any right one";
    for (const char *at = "OCE"; *at; at++) {
        assert_answer((struct milter_peer){.at = *at, .answer = PACKET("HTTP/1.1 400 Bad Request\r\n\r\n")},
                      ANSWER_BROKEN, large);
        assert_answer((struct milter_peer){.at = *at, .answer = PACKET("\0\4\0\1h")}, ANSWER_BROKEN, large);
    }
    assert_answer((struct milter_peer){.at = 'E', .answer = PACKET("\0\0\0\0")}, ANSWER_BROKEN,
                  "end: no answer of a milter: ' '");
    assert_answer((struct milter_peer){.at = 'M', .answer = PACKET("\0\0\0\1s")}, ANSWER_BROKEN,
                  "MAIL: no answer of a milter: 's'");
}

static void a_flood_ends(void **state) {
    struct buffer flood = {0};
    for (int i = 0; i < 20000; i++)
        milter_peer_write('h', "X\0y", 4, &flood);
    struct milter_peer peer = {.at = 'E', .answer = buffer_slice(&flood)};
    assert_int_equal(ask(&peer).state, ANSWER_BROKEN);
    milter_peer_free(&peer);
    buffer_free(&flood);
}

static void nobody_there_is_down(void **state) {
    struct milter_peer peer = {0};
    const struct handover mail = mail_of(mail_text);
    milter_peer_start(&peer);
    milter_peer_stop(&peer);
    assert_int_equal(ask_mail(&peer, &mail).state, ANSWER_DOWN);
}

/* --- settings --- */

static void assert_settings(struct milter_settings settings, const char *complaint) {
    struct arena *arena = arena_new();
    struct product product = {.own = &settings};
    struct error error = {""};
    assert_int_equal(product_milter.check(arena, &product, &error), !*complaint);
    assert_string_equal(error.message, complaint);
    arena_free(arena);
}

static void settings_make_sense(void **state) {
    static const char *const no_pattern[] = {"X-Spam"}, *const no_group[] = {"X-Score: [0-9]"};
    const struct milter_settings *usual = product_milter.own_usual;
    struct milter_settings settings = *usual;
    assert_settings(settings, "");
    settings.recipient = "nobody";
    assert_settings(settings, "recipient: 'nobody' is no address");
    settings = *usual;
    settings.hostname = "a b";
    assert_settings(settings, "hostname: 'a b' is no name of a host");
    settings = *usual;
    settings.tags = no_pattern;
    settings.tag_count = 1;
    assert_settings(settings,
                    "tag: 'X-Spam': a header and a pattern are wanted, such as \"X-Spam-Flag: YES\"");
    settings = *usual;
    settings.scores = no_group;
    settings.score_count = 1;
    assert_settings(settings, "score_pattern: '[0-9]': it has no group, such as score=([-0-9.]+)");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mail_is_told_stage_by_stage),
        cmocka_unit_test(the_same_is_told_to_who_answers_little),
        cmocka_unit_test(what_is_not_wanted_is_left_out),
        cmocka_unit_test(macros_say_what_is_known),
        cmocka_unit_test(what_is_not_known_is_not_made_up),
        cmocka_unit_test(ipv6_is_told_as_sendmail_does),
        cmocka_unit_test(a_body_comes_in_chunks),
        cmocka_unit_test(who_has_enough_gets_no_more),
        cmocka_unit_test(each_stage_can_end_it),
        cmocka_unit_test(a_tag_blocks_and_has_its_score),
        cmocka_unit_test(a_refusal_is_heard_though_it_closes),
        cmocka_unit_test(an_old_filter_is_spoken_to_in_its_way),
        cmocka_unit_test(nobody_may_wish_what_was_not_offered),
        cmocka_unit_test(who_ends_early_is_down),
        cmocka_unit_test(who_gives_no_answer_is_waited_for_no_longer),
        cmocka_unit_test(signs_of_life_do_not_move_the_deadline),
        cmocka_unit_test(garbage_is_broken),
        cmocka_unit_test(a_flood_ends),
        cmocka_unit_test(nobody_there_is_down),
        cmocka_unit_test(settings_make_sense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
