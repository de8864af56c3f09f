/* What is learnt of mails printed from a template. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "template/infer.h"

/* A campaign under the press. */
struct press {
    struct arena *arena;
    struct sample samples[SAMPLES_MOST];
    size_t count;
};

static void print_mail(struct press *press, const char *subject, const char *body) {
    struct sample *sample = &press->samples[press->count++];
    memset(sample, 0, sizeof *sample);
    words_read(press->arena, slice_from_string(arena_string(press->arena, subject)),
               &sample->fields[SIGNATURE_SUBJECT]);
    words_read(press->arena, slice_from_string(arena_string(press->arena, body)),
               &sample->fields[SIGNATURE_BODY]);
}

static const char *const heads[] = {"This gem will explode", "Watch it like a hawk", "The bull report is out",
                                    "Just take a look at it"};
static const char *const keys[] = {"Lookup", "Target sym", "Campaign for", "Symbol"};

/* Each mail has a head of four, a key of four, a price of its own, the padding of chance. */
static void print_touts(struct press *press, size_t count, const char *symbol) {
    for (size_t i = 0; i < count; i++)
        print_mail(press, arena_printf(press->arena, "noise%zu of%zu", i * 7, i * 13),
                   arena_printf(press->arena,
                                "%s\n%s: %s\nPrice: $0.%zu\n5 Day Target price: $3\npadding%zu word%zu\n",
                                heads[i * 5 % 4], keys[i * 3 % 4], symbol, 10 + i, i * 31, i * 17));
}

static int set_up(void **state) {
    struct press *press = allocate_zeroed(1, sizeof *press);
    press->arena = arena_new();
    *state = press;
    return 0;
}

static int tear_down(void **state) {
    struct press *press = *state;
    arena_free(press->arena);
    free(press);
    return 0;
}

static struct inference infer(struct press *press, const char *name, const char *refused) {
    const struct infer_settings settings = {
        .names = &name, .name_count = name != NULL, .refused = &refused, .refused_count = refused != NULL};
    struct inference inference;
    signature_infer(press->arena, press->samples, press->count, &settings, &inference);
    return inference;
}

static bool has_phrase(const struct signature *signature, const char *words) {
    for (size_t i = 0; i < signature->anchor_count; i++)
        for (size_t j = 0; j < signature->anchors[i].phrase_count; j++)
            if (!strcmp(signature->anchors[i].phrases[j].words, words))
                return true;
    return false;
}

static void test_what_is_promoted_is_an_anchor(void **state) {
    struct press *press = *state;
    print_touts(press, 20, "QVZX.PK");
    struct inference inference = infer(press, "QVZX.PK", NULL);
    assert_int_equal(inference.count, 1);
    assert_true(inference.items[0].named);
    assert_true(has_phrase(&inference.items[0].signature, "qvzx pk"));
    assert_true(has_phrase(&inference.items[0].signature, "day target price"));
    assert_int_equal(sample_set_count(&inference.items[0].samples), 20);
    assert_int_equal(sample_set_count(&inference.unmatched), 0);
}

static void test_every_spelling_of_a_name(void **state) {
    struct press *press = *state;
    print_touts(press, 10, "QVZX");
    print_touts(press, 10, "Q.V.Z.X");
    struct inference inference = infer(press, "QVZX", NULL);
    assert_int_equal(inference.count, 1);
    assert_true(has_phrase(&inference.items[0].signature, "qvzx"));
    assert_true(has_phrase(&inference.items[0].signature, "q v z x"));
}

static void test_text_alone_needs_more(void **state) {
    struct press *press = *state;
    for (size_t i = 0; i < 20; i++)
        print_mail(press, "hello",
                   arena_printf(press->arena, "call us today %zu\nthank you so much\nsee you", i));
    assert_int_equal(infer(press, NULL, NULL).count, 0);
    press->count = 0;
    for (size_t i = 0; i < 20; i++)
        print_mail(press, "hello",
                   arena_printf(press->arena,
                                "genuine Swiss replica chronographs shipped overnight\nnumber%zu\n"
                                "sapphire crystal bracelets engraved individually",
                                i));
    struct inference inference = infer(press, NULL, NULL);
    assert_int_equal(inference.count, 1);
    assert_false(inference.items[0].named);
}

static void test_two_templates_are_two_signatures(void **state) {
    struct press *press = *state;
    for (size_t i = 0; i < 30; i++)
        print_mail(press, "hello",
                   i % 2 ? "genuine Swiss replica chronographs shipped overnight worldwide discreetly"
                         : "discount Canadian pharmacy tablets dispatched without prescription questions");
    struct inference inference = infer(press, NULL, NULL);
    assert_int_equal(inference.count, 2);
    assert_int_equal(sample_set_count(&inference.unmatched), 0);
}

static void test_refused_phrases_are_avoided(void **state) {
    struct press *press = *state;
    print_touts(press, 20, "QVZX");
    struct inference inference = infer(press, "QVZX", "day target price");
    for (size_t i = 0; i < inference.count; i++)
        assert_false(has_phrase(&inference.items[i].signature, "day target price"));
}

static void test_barred_phrases_and_holes(void **state) {
    struct press *press = *state;
    for (size_t i = 0; i < 20; i++)
        print_mail(
            press, "monday",
            "Forward-looking statements; private securities litigation reform act\nunsubscribe click here\n"
            "\x01 replica\x01 chronographs \x01 overnight \x01 bracelets \x01 sapphire \x01");
    struct inference inference = infer(press, NULL, NULL);
    assert_int_equal(inference.count, 0); /* single words are no template */
}

static void test_too_few(void **state) {
    struct press *press = *state;
    assert_int_equal(infer(press, NULL, NULL).count, 0);
    print_touts(press, 2, "QVZX");
    assert_int_equal(infer(press, "QVZX", NULL).count, 0);
}

static void test_numbers_at_the_ends_are_left_out(void **state) {
    struct press *press = *state;
    print_touts(press, 20, "QVZX");
    struct inference inference = infer(press, "QVZX", NULL);
    for (size_t i = 0; i < inference.items[0].signature.anchor_count; i++) {
        const char *words = inference.items[0].signature.anchors[i].phrases[0].words;
        assert_true(words[0] != '#' && words[strlen(words) - 1] != '#');
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_is_promoted_is_an_anchor, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_every_spelling_of_a_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_text_alone_needs_more, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_two_templates_are_two_signatures, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused_phrases_are_avoided, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_barred_phrases_and_holes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_too_few, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_numbers_at_the_ends_are_left_out, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
