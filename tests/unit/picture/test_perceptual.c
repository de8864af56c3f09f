#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawing.h"
#include "picture/perceptual.h"

#define WHITE 0xffffff00U
#define TEXT  "QUILL HARBOUR INC\nSymbol: KHRB\nPrice: 0.12\nTarget: 0.80\nGet in on Monday"

static struct perceptual hash_of(const struct drawing *drawing) {
    struct perceptual hash;
    PIX *pix = draw(drawing);
    perceptual_hash(pix, &hash);
    pixDestroy(&pix);
    return hash;
}

static void noise_colour_and_margin_do_not_count(void **state) {
    const struct drawing plain = {.lines = TEXT, .paper = WHITE};
    const struct drawing others[] = {
        {.lines = TEXT, .paper = WHITE, .specks = 200, .seed = 1},
        {.lines = TEXT, .paper = 0x20306000, .ink = 0xffe0d000, .specks = 100, .seed = 2},
        {.lines = TEXT, .paper = 0xf0f0d000, .ink = 0x80000000, .margin = 30},
    };
    struct perceptual first = hash_of(&plain);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct perceptual other = hash_of(&others[i]);
        assert_true(perceptual_alike(&first, &other));
    }
}

static void another_symbol_is_another_picture(void **state) {
    const struct drawing one = {.lines = TEXT, .paper = WHITE};
    const struct drawing other = {
        .lines = "MERLE MINING\nSymbol: MRLM\nPrice: 1.50\nTarget: 4.00\nGet in on Tuesday", .paper = WHITE};
    struct perceptual first = hash_of(&one), second = hash_of(&other);
    assert_false(perceptual_alike(&first, &second));
}

static void what_is_empty_has_no_shape(void **state) {
    const struct drawing empty = {.lines = "", .paper = WHITE}, one = {.lines = TEXT, .paper = WHITE};
    struct perceptual nothing = hash_of(&empty), text = hash_of(&one);
    assert_int_equal(nothing.shape, 0);
    assert_true(perceptual_alike(&nothing, &nothing));
    assert_false(perceptual_alike(&nothing, &text));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(noise_colour_and_margin_do_not_count),
        cmocka_unit_test(another_symbol_is_another_picture),
        cmocka_unit_test(what_is_empty_has_no_shape),
    };
    return cmocka_run_group_tests_name("picture/perceptual", tests, NULL, NULL);
}
