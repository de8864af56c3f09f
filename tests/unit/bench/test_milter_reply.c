/* What answers of filters mean. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/milter.h"

static struct milter_marks marks;

/* Hears packets (the last NULL) at one stage, none of which has a NUL but where "|" stands. */
static enum milter_heard hear(enum milter_stage stage, const char *const *packets, struct answer *answer) {
    const struct milter_options options = {6, 0, 0};
    struct milter_judge judge;
    struct arena *arena = arena_new();
    enum milter_heard heard = MILTER_HEARD_MORE;
    milter_judge_begin(&judge, &marks, &options, "recipient@weir.example", arena);
    *answer = (struct answer){.score = NAN};
    for (; *packets && heard == MILTER_HEARD_MORE; packets++) {
        char *packet = arena_string(arena, *packets);
        for (char *c = packet; *c; c++)
            *c = *c == '|' ? '\0' : *c == '#' ? '\1' : *c; /* # is a byte of a number */
        heard = milter_hear(&judge, stage, slice_of(packet, strlen(*packets)), answer);
    }
    arena_free(arena);
    return heard;
}

static void assert_answer(enum milter_stage stage, const char *const *packets, enum answer_state state,
                          const char *native) {
    struct answer answer;
    assert_int_equal(hear(stage, packets, &answer), MILTER_HEARD_LAST);
    assert_string_equal(answer.native, native);
    assert_int_equal(answer.state, state);
}
#define PACKETS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void ends_have_a_meaning(void **state) {
    assert_answer(MILTER_END, PACKETS("c"), ANSWER_PASS, "continue");
    assert_answer(MILTER_END, PACKETS("a"), ANSWER_PASS, "accept");
    assert_answer(MILTER_CONNECT, PACKETS("a"), ANSWER_PASS, "CONNECT: accept");
    assert_answer(MILTER_END, PACKETS("r"), ANSWER_BLOCK, "reject");
    assert_answer(MILTER_RCPT, PACKETS("r"), ANSWER_BLOCK, "RCPT: reject");
    assert_answer(MILTER_END, PACKETS("d"), ANSWER_BLOCK, "discard");
    assert_answer(MILTER_END, PACKETS("t"), ANSWER_LATER, "tempfail");
    assert_answer(MILTER_END, PACKETS("f"), ANSWER_LATER, "connection failed");
    assert_answer(MILTER_HELO, PACKETS("4"), ANSWER_LATER, "HELO: connection failed");
}

static void replies_are_by_their_code(void **state) {
    assert_answer(MILTER_END, PACKETS("y550 5.7.1 Spam|"), ANSWER_BLOCK, "550 5.7.1 Spam");
    assert_answer(MILTER_END, PACKETS("y550|"), ANSWER_BLOCK, "550");
    assert_answer(MILTER_END, PACKETS("y550-5.7.1 One\r\n550 5.7.1 two|"), ANSWER_BLOCK,
                  "550-5.7.1 One  550 5.7.1 two");
    assert_answer(MILTER_MAIL, PACKETS("y451 4.7.1 Try again later|"), ANSWER_LATER,
                  "MAIL: 451 4.7.1 Try again later");
    static const char *const wrong[] = {"y250 2.0.0 Fine|",  "y5|",      "y|",    "y",
                                        "y550 5.7.1 no end", "y5xx no|", "y5500|"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_answer(MILTER_END, PACKETS(wrong[i]), ANSWER_BROKEN, "end: no answer of a milter: 'y'");
}

static void what_is_put_aside_is_blocked(void **state) {
    assert_answer(MILTER_END, PACKETS("qSpam message|", "a"), ANSWER_BLOCK, "quarantine: Spam message");
    assert_answer(MILTER_END, PACKETS("-<Recipient@weir.example>|", "+<box@weir.example>|", "c"),
                  ANSWER_BLOCK, "recipient removed");
    assert_answer(MILTER_END, PACKETS("-other@weir.example|", "a"), ANSWER_PASS, "accept");
    assert_answer(MILTER_END, PACKETS("hX-Spam-Flag|YES|", "a"), ANSWER_BLOCK, "X-Spam-Flag: YES");
    assert_answer(MILTER_END, PACKETS("m####X-Spam|Yes|", "a"), ANSWER_BLOCK, "X-Spam: Yes");
    assert_answer(MILTER_END, PACKETS("i####X-SPAM-FLAG|\n\tYES|", "c"), ANSWER_BLOCK, "X-Spam-Flag: YES");
}

static void a_refusal_is_stronger_than_a_tag(void **state) {
    assert_answer(MILTER_END, PACKETS("hX-Spam-Flag|YES|", "y550 5.7.1 Blocked|"), ANSWER_BLOCK,
                  "550 5.7.1 Blocked");
    assert_answer(MILTER_END, PACKETS("hX-Spam-Flag|YES|", "t"), ANSWER_LATER, "tempfail");
}

static void other_headers_do_not_matter(void **state) {
    assert_answer(MILTER_END, PACKETS("hX-Spam-Flag|NO|", "a"), ANSWER_PASS, "accept");
    assert_answer(MILTER_END, PACKETS("hX-Spam-Flags|YES|", "a"), ANSWER_PASS, "accept");
    assert_answer(MILTER_END, PACKETS("m####X-Spam||", "a"), ANSWER_PASS, "accept"); /* is removed */
    assert_answer(MILTER_END,
                  PACKETS("bX-Spam-Flag: YES", "e<x@example.org>|", "2<x@example.org>|", "p", "a"),
                  ANSWER_PASS, "accept");
}

static void scores_are_found(void **state) {
    struct answer answer;
    hear(MILTER_END, PACKETS("hX-Spam-Status|No, score=-1.5 required=5.0|", "c"), &answer);
    assert_true(answer.score == -1.5);
    hear(MILTER_END,
         PACKETS("hX-Spamd-Result|default: False [4.40 / 15.00];|", "hX-Spam-Status|x score=9|", "a"),
         &answer);
    assert_true(answer.score == 4.4);
    hear(MILTER_END, PACKETS("hX-Spam-Status|score=.-.|", "c"), &answer);
    assert_true(isnan(answer.score));
    hear(MILTER_END, PACKETS("hX-Spam-Status|Yes, score=15|", "y550 no|"), &answer);
    assert_true(answer.score == 15);
}

static void every_stage_has_its_answers(void **state) {
    struct answer answer;
    for (enum milter_stage stage = MILTER_CONNECT; stage < MILTER_END; stage++) {
        assert_int_equal(hear(stage, PACKETS("c"), &answer), MILTER_HEARD_NEXT);
        assert_int_equal(hear(stage, PACKETS("p", "c"), &answer), MILTER_HEARD_NEXT);
        assert_int_equal(hear(stage, PACKETS("hX|y|"), &answer), MILTER_HEARD_LAST);
        assert_int_equal(answer.state, ANSWER_BROKEN);
    }
    /* It was not agreed upon that more can be skipped. */
    assert_answer(MILTER_BODY, PACKETS("s"), ANSWER_BROKEN, "body: no answer of a milter: 's'");
    assert_answer(MILTER_HELO, PACKETS("d"), ANSWER_BROKEN, "HELO: no answer of a milter: 'd'");
    assert_answer(MILTER_MAIL, PACKETS("d"), ANSWER_BLOCK, "MAIL: discard");
}

static void half_packets_are_broken(void **state) {
    static const char *const wrong[] = {"",  "h", "hX-Spam-Flag|YES", "hX-Spam-Flag", "m###", "m####X|y",
                                        "i", "q", "qno end",          "-no end",      "Z",    "O",
                                        "|"};
    struct answer answer;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(hear(MILTER_END, PACKETS(wrong[i]), &answer), MILTER_HEARD_LAST);
        assert_int_equal(answer.state, ANSWER_BROKEN);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_have_a_meaning),          cmocka_unit_test(replies_are_by_their_code),
        cmocka_unit_test(what_is_put_aside_is_blocked), cmocka_unit_test(a_refusal_is_stronger_than_a_tag),
        cmocka_unit_test(other_headers_do_not_matter),  cmocka_unit_test(scores_are_found),
        cmocka_unit_test(every_stage_has_its_answers),  cmocka_unit_test(half_packets_are_broken),
    };
    if (!milter_marks_make(product_milter.own_usual, &marks, NULL))
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    milter_marks_free(&marks);
    return failed;
}
