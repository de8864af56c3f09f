/* What canaries say of products that do as a script says. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/canary.h"

/* Which mail was it? */
enum asked { ASKED_PLAIN, ASKED_GTUBE, ASKED_EICAR, ASKED_KINDS };

static struct script {
    enum answer_state answers[ASKED_KINDS];
    unsigned failures; /* so often it answers failure first, of each mail */
    enum answer_state failure;
    unsigned asked[ASKED_KINDS];
    unsigned sessions; /* that are open */
} script;

static void *script_open(const struct product *product) {
    script.sessions++;
    return &script;
}

static void script_close(void *session) {
    assert_ptr_equal(session, &script);
    script.sessions--;
}

static bool has(const struct handover *mail, const char *text) {
    return memmem(mail->bytes.data, mail->bytes.size, text, strlen(text));
}

static void script_ask(void *session, const struct handover *mail, int64_t deadline, struct answer *answer) {
    enum asked kind = has(mail, "GTUBE-STANDARD") ? ASKED_GTUBE
                      : has(mail, "eicar.com")    ? ASKED_EICAR
                                                  : ASKED_PLAIN;
    assert_true(deadline > monotonic_ms() && deadline <= monotonic_ms() + 1000);
    bool fails = script.asked[kind]++ < script.failures;
    answer_set(answer, fails ? script.failure : script.answers[kind], NAN, "as the script says");
}

static const struct product_protocol protocol = {
    .name = "script", .open = script_open, .ask = script_ask, .close = script_close};

static struct canary_report ask(unsigned canaries) {
    const struct product product = {
        .name = "p", .protocol = &protocol, .canaries = canaries, .timeout_ms = 1000, .retry_ms = 1};
    struct canary_report report;
    memset(script.asked, 0, sizeof script.asked);
    canary_ask(&product, &report);
    assert_int_equal(script.sessions, 0);
    return report;
}

static void assert_report(unsigned canaries, enum canary_state state, const char *why) {
    struct canary_report report = ask(canaries);
    assert_string_equal(report.why, why);
    assert_int_equal(report.state, state);
}

static void set_good(void) {
    script = (struct script){.answers = {ANSWER_PASS, ANSWER_BLOCK, ANSWER_BLOCK}};
}

static void what_is_known_is_asked(void **state) {
    set_good();
    assert_report(CANARY_PLAIN | CANARY_GTUBE | CANARY_EICAR, CANARY_GOOD, "");
    assert_int_equal(script.asked[ASKED_PLAIN] + script.asked[ASKED_GTUBE] + script.asked[ASKED_EICAR], 3);
    assert_report(CANARY_PLAIN, CANARY_GOOD, "");
    assert_int_equal(script.asked[ASKED_GTUBE] + script.asked[ASKED_EICAR], 0);
    assert_report(0, CANARY_GOOD, "");
    assert_int_equal(script.asked[ASKED_PLAIN], 1);
}

static void wrong_answers_are_wrong_wiring(void **state) {
    set_good();
    script.answers[ASKED_GTUBE] = ANSWER_PASS;
    assert_report(CANARY_PLAIN | CANARY_GTUBE, CANARY_MISWIRED,
                  "passes GTUBE, which its configuration says it knows (as the script says)");
    assert_report(CANARY_PLAIN, CANARY_GOOD, "");
    set_good();
    script.answers[ASKED_EICAR] = ANSWER_PASS;
    assert_report(CANARY_EICAR, CANARY_MISWIRED,
                  "passes the EICAR file, which its configuration says it knows (as the script says)");
    set_good();
    script.answers[ASKED_PLAIN] = ANSWER_BLOCK;
    assert_report(CANARY_PLAIN | CANARY_GTUBE, CANARY_MISWIRED, "blocks a plain mail (as the script says)");
    assert_report(CANARY_GTUBE, CANARY_GOOD, ""); /* who does not say that it knows plain mail may block it */
}

static void failures_are_retried(void **state) {
    set_good();
    script.failures = CANARY_TRIES - 1;
    script.failure = ANSWER_LATER;
    assert_report(CANARY_PLAIN | CANARY_GTUBE, CANARY_GOOD, "");
    assert_int_equal(script.asked[ASKED_GTUBE], CANARY_TRIES);
    script.failure = ANSWER_BROKEN;
    assert_report(CANARY_PLAIN, CANARY_GOOD, "");
    script.failures = CANARY_TRIES;
    assert_report(CANARY_PLAIN, CANARY_BROKEN, "no verdict of a plain mail (as the script says)");
    script.failure = ANSWER_LATER;
    assert_report(CANARY_PLAIN, CANARY_DOWN, "no verdict of a plain mail (as the script says)");
    assert_int_equal(script.asked[ASKED_PLAIN], CANARY_TRIES);
}

static void who_is_down_is_asked_once(void **state) {
    set_good();
    script.failures = 1;
    script.failure = ANSWER_DOWN;
    assert_report(CANARY_PLAIN | CANARY_GTUBE, CANARY_DOWN,
                  "no verdict of a plain mail (as the script says)");
    assert_int_equal(script.asked[ASKED_PLAIN], 1);
    assert_int_equal(script.asked[ASKED_GTUBE], 0);
    script.failure = ANSWER_TIMEOUT;
    assert_report(0, CANARY_DOWN, "no verdict of a plain mail (as the script says)");
}

/* What its own headers say is what a reader of hand-overs finds. */
static void canaries_are_whole_hand_overs(void **state) {
    static const enum canary canaries[] = {CANARY_GTUBE, CANARY_EICAR, CANARY_PLAIN};
    for (size_t i = 0; i < 3; i++) {
        struct arena *arena = arena_new();
        struct handover made, read;
        canary_make(arena, canaries[i], &made);
        handover_make(arena, made.bytes, NULL, NULL, &read);
        assert_int_equal(made.number, 0);
        assert_int_equal(read.bytes.size, made.bytes.size);
        assert_int_equal(read.own_bytes, made.own_bytes);
        assert_string_equal(read.client, made.client);
        assert_string_equal(read.client_name, made.client_name);
        assert_string_equal(read.helo, made.helo);
        arena_free(arena);
    }
}

static void states_have_names(void **state) {
    assert_string_equal(canary_state_name(CANARY_GOOD), "good");
    assert_string_equal(canary_state_name(CANARY_MISWIRED), "miswired");
    assert_string_equal(canary_state_name(CANARY_DOWN), "down");
    assert_string_equal(canary_state_name(CANARY_BROKEN), "broken");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_known_is_asked),        cmocka_unit_test(wrong_answers_are_wrong_wiring),
        cmocka_unit_test(failures_are_retried),          cmocka_unit_test(who_is_down_is_asked_once),
        cmocka_unit_test(canaries_are_whole_hand_overs), cmocka_unit_test(states_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
