#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "fixture.h"
#include "mail/picture.h"

/* "GIF89a" and some bytes; "%PDF-1.4\n". */
#define GIF "R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs="
#define PDF "JVBERi0xLjQK"

static struct mail_picture pictures[MAIL_PICTURES];

static size_t take(void **state, const char *raw) {
    return mail_pictures(*state, slice_from_string(raw), pictures);
}

static void knows_formats_by_their_first_bytes(void **state) {
#define FORMAT_OF(bytes) picture_format_of(slice_of(bytes, sizeof(bytes) - 1))
    assert_int_equal(FORMAT_OF("GIF87a..."), PICTURE_GIF);
    assert_int_equal(FORMAT_OF("\x89PNG\r\n\x1a\n..."), PICTURE_PNG);
    assert_int_equal(FORMAT_OF("\xff\xd8\xff\xe0"), PICTURE_JPEG);
    assert_int_equal(FORMAT_OF("II*\0"), PICTURE_TIFF);
    assert_int_equal(FORMAT_OF("MM\0*"), PICTURE_TIFF);
    assert_int_equal(FORMAT_OF("BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0"), PICTURE_BMP);
    assert_int_equal(FORMAT_OF("\r\n%PDF-1.4"), PICTURE_PDF);
    assert_int_equal(FORMAT_OF(""), PICTURE_NONE);
    assert_int_equal(FORMAT_OF("BMW sells cars, and this is text and no picture"), PICTURE_NONE);
}

static void hands_out_pictures_in_order_whatever_they_are_called(void **state) {
    size_t count = take(state, "Content-Type: multipart/mixed; boundary=b\n\n"
                               "--b\n\nsome text\n"
                               "--b\nContent-Type: application/octet-stream; name=a.txt\n"
                               "Content-Transfer-Encoding: base64\n\n" GIF "\n"
                               "--b\nContent-Type: image/jpeg\nContent-Disposition: inline\n"
                               "Content-Transfer-Encoding: base64\n\n" PDF "\n"
                               "--b\nContent-Type: image/png\n\nno picture\n--b--\n");
    assert_int_equal(count, 2);
    assert_int_equal(pictures[0].format, PICTURE_GIF);
    assert_int_equal(pictures[0].file.size, 35);
    assert_int_equal(pictures[1].format, PICTURE_PDF);
}

static void goes_as_far_as_broken_base64_goes(void **state) {
    assert_int_equal(take(state, "Content-Type: image/gif\nContent-Transfer-Encoding: base64\n\n"
                                 "R0lGODlhAQ!!ABAIAA\n\nAP=//wAA"),
                     1);
    assert_int_equal(pictures[0].format, PICTURE_GIF);
    assert_true(pictures[0].file.size > 10);
}

static void looks_into_messages_within(void **state) {
    assert_int_equal(take(state, "Content-Type: message/rfc822\n\nContent-Type: image/gif\n"
                                 "Content-Transfer-Encoding: base64\n\n" GIF "\n"),
                     1);
}

static void counts_readings_of_one_body_once(void **state) {
    assert_int_equal(take(state, "Content-Type: multipart/mixed; boundary=b\n"
                                 "Content-Type: multipart/related; boundary=b\n\n"
                                 "--b\nContent-Transfer-Encoding: base64\n\n" GIF "\n--b--\n"),
                     1);
}

static void is_bounded(void **state) {
    struct buffer raw = {0};
    buffer_append_string(&raw, "Content-Type: multipart/mixed; boundary=b\n\n");
    for (int i = 0; i < 2 * MAIL_PICTURES; i++)
        buffer_append_string(&raw, "--b\nContent-Transfer-Encoding: base64\n\n" GIF "\n");
    buffer_append(&raw, "", 1);
    assert_int_equal(take(state, raw.data), MAIL_PICTURES);
    buffer_free(&raw);
    assert_int_equal(take(state, ""), 0);
}

int main(void) {
#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_formats_by_their_first_bytes),
        TEST(hands_out_pictures_in_order_whatever_they_are_called),
        TEST(goes_as_far_as_broken_base64_goes),
        TEST(looks_into_messages_within),
        TEST(counts_readings_of_one_body_once),
        TEST(is_bounded),
    };
    return cmocka_run_group_tests_name("mail/picture", tests, NULL, NULL);
}
