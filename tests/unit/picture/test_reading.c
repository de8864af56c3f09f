#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawing.h"
#include "picture/reading.h"

#define WHITE 0xffffff00U

static struct reader *reader;
static struct reading reading;

static int load(void **state) {
    struct error error;
    reader = reader_open(&error);
    return reader ? 0 : -1;
}

static int unload(void **state) {
    reader_close(reader);
    return 0;
}

static const char *read_drawing(const struct drawing *drawing) {
    struct error why;
    PIX *pix = draw(drawing);
    assert_true(reader_read(reader, pix, &reading, &why));
    pixDestroy(&pix);
    return reading.text;
}

static void reads_text(void **state) {
    const char *text = read_drawing(
        &(struct drawing){.lines = "Harbour Company rises\nSymbol: KHRB\nGet in on Monday", .paper = WHITE});
    assert_non_null(strstr(text, "KHRB"));
    assert_non_null(strstr(text, "Monday"));
    assert_int_equal(strlen(text), reading.bytes);
    assert_in_range(reading.confidence, 60, 100);
}

static void reads_light_text_on_dark_and_through_noise(void **state) {
    const char *text = read_drawing(&(struct drawing){.lines = "Harbour Company rises\nSymbol: KHRB\nGet in",
                                                      .paper = 0x10204000,
                                                      .ink = 0xf0e0a000,
                                                      .specks = 150,
                                                      .seed = 7});
    assert_non_null(strstr(text, "KHRB"));
}

static void reads_nothing_where_nothing_is(void **state) {
    struct error why;
    PIX *spacer = pixCreate(1, 1, 32);
    assert_string_equal(read_drawing(&(struct drawing){.lines = "", .paper = WHITE}), "");
    assert_true(reader_read(reader, spacer, &reading, &why));
    assert_string_equal(reading.text, "");
    pixDestroy(&spacer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_text),
        cmocka_unit_test(reads_light_text_on_dark_and_through_noise),
        cmocka_unit_test(reads_nothing_where_nothing_is),
    };
    return cmocka_run_group_tests_name("picture/reading", tests, load, unload);
}
