#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawing.h"
#include "picture/decode.h"

#define WHITE 0xffffff00U
static const struct drawing note = {.lines = "QUILL RISES", .paper = WHITE};

/* Share of dark pixels, in 1/1000. */
static int darkness(PIX *pix) {
    size_t dark = 0;
    for (int y = 0; y < pixGetHeight(pix); y++)
        for (int x = 0; x < pixGetWidth(pix); x++)
            dark += (pixGetData(pix)[(size_t)y * (size_t)pixGetWpl(pix) + (size_t)x] >> 24) < 128;
    return (int)(dark * 1000 / ((size_t)pixGetWidth(pix) * (size_t)pixGetHeight(pix)));
}

static void reads_every_format(void **state) {
    PIX *original = draw(&note);
    for (enum picture_format format = PICTURE_GIF; format <= PICTURE_PDF; format++) {
        struct mail_picture picture = draw_file(&note, format);
        struct error why = {""};
        assert_int_equal(picture_format_of(picture.file), format);
        PIX *pix = picture_decode(format, picture.file, &why);
        assert_non_null(pix);
        assert_int_equal(pixGetDepth(pix), 32);
        assert_int_equal(pixGetWidth(pix), pixGetWidth(original));
        assert_int_equal(pixGetHeight(pix), pixGetHeight(original));
        assert_in_range(darkness(pix), darkness(original) - 3, darkness(original) + 3);
        pixDestroy(&pix);
        free((char *)picture.file.data);
    }
    pixDestroy(&original);
}

static void gives_what_is_there_of_a_gif_cut_short(void **state) {
    struct mail_picture picture = draw_file(&note, PICTURE_GIF);
    struct error why;
    picture.file.size -= picture.file.size / 4;
    PIX *pix = picture_decode(PICTURE_GIF, picture.file, &why);
    assert_non_null(pix);
    assert_true(darkness(pix) > 0);
    pixDestroy(&pix);
    free((char *)picture.file.data);
}

static void says_why_not(void **state) {
    static const char *const broken[] = {"", "GIF89a", "GIF89a\x01", "BM and no more of it", "%PDF-1.4\nno"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        for (enum picture_format format = PICTURE_NONE; format <= PICTURE_PDF; format++) {
            struct error why = {""};
            assert_null(picture_decode(format, slice_from_string(broken[i]), &why));
            assert_true(*why.message);
        }
}

/* Two frames of one pixel, two by one: red for a second, then blue for a moment. */
#define SCREEN  "GIF89a\x02\x00\x01\x00\x80\x00\x00\xff\x00\x00\x00\x00\xff"
#define CONTROL "\x21\xf9\x04\x00"
#define FRAME   "\x2c\x00\x00\x00\x00\x02\x00\x01\x00\x00\x02"
static void of_an_animation_takes_what_stands_longest(void **state) {
    static const char file[] =
        SCREEN CONTROL "\x64\x00\x00\x00" FRAME "\x02\x04\x0a\x00" /* two of colour 0 */
        CONTROL "\x05\x00\x00\x00" FRAME "\x02\x4c\x0a\x00"        /* of colour 1 */
                       "\x3b";
    struct error why = {""};
    PIX *pix = picture_decode(PICTURE_GIF, slice_of(file, sizeof file - 1), &why);
    assert_non_null(pix);
    assert_int_equal(pixGetWidth(pix), 2);
    assert_int_equal(pixGetData(pix)[0], 0xff000000U);
    pixDestroy(&pix);
}

static void unpacks_nothing_huge(void **state) {
    static const char gif[] = "GIF89a\xff\xff\xff\xff\x80\x00\x00\xff\x00\x00\x00\x00\xff"
                              "\x2c\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x02\x04\x0a\x00\x3b";
    static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\xff\xff\x08\x02\0\0\0\0\0\0\0";
    struct error why;
    assert_null(picture_decode(PICTURE_GIF, slice_of(gif, sizeof gif - 1), &why));
    assert_null(picture_decode(PICTURE_PNG, slice_of(png, sizeof png - 1), &why));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_format),   cmocka_unit_test(gives_what_is_there_of_a_gif_cut_short),
        cmocka_unit_test(says_why_not),         cmocka_unit_test(of_an_animation_takes_what_stands_longest),
        cmocka_unit_test(unpacks_nothing_huge),
    };
    return cmocka_run_group_tests_name("picture/decode", tests, NULL, NULL);
}
