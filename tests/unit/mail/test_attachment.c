#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/attachment.h"

static uint16_t width, height;

#define SIZE_OF(bytes) picture_size(slice_of(bytes, sizeof(bytes) - 1), &width, &height)

static void assert_size(unsigned w, unsigned h) {
    assert_int_equal(width, w);
    assert_int_equal(height, h);
}

static void measures_pictures(void **state) {
    assert_true(SIZE_OF("GIF89a\x40\x01\xc8\x00\x80"));
    assert_size(320, 200);
    assert_true(SIZE_OF("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x40\0\0\0\xc8"));
    assert_size(320, 200);
    assert_true(SIZE_OF("BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x40\x01\0\0\xc8\0\0\0"));
    assert_size(320, 200);
}

static void walks_the_segments_of_a_jpeg(void **state) {
    assert_true(
        SIZE_OF("\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xff\xc0\x00\x11\x08\x00\xc8\x01\x40\x03\x01\x22"));
    assert_size(320, 200);
    assert_true(SIZE_OF("\xff\xd8\xff\xc4\x00\x02\xff\xc2\x00\x11\x08\x00\xc8\x01\x40\x03\x01"));
    assert_size(320, 200);
}

static void measures_nothing_of_broken_headers(void **state) {
    assert_false(SIZE_OF(""));
    assert_false(SIZE_OF("GIF89a\x40\x01"));
    assert_false(SIZE_OF("GIF89a\x40\x01\x00\x00\x80"));
    assert_false(SIZE_OF("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"));
    assert_false(SIZE_OF("\xff\xd8\xff\xe0\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00"));
    assert_false(SIZE_OF("\xff\xd8nonsense and more of it"));
    assert_false(SIZE_OF("no picture at all, but long enough"));
}

static struct mail *parse(struct arena *arena, const char *raw) {
    return mail_parse(arena, slice_from_string(raw), NULL, NULL);
}

static void keeps_name_type_size_and_hash(void **state) {
    static const uint8_t sha256_of_abc[32] = {
        0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
        0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};
    struct arena *arena = arena_new();
    mail_initialize();
    struct mail *mail = parse(arena, "Subject: x\nContent-Type: Application/X-Data; name=a.dat\n"
                                     "Content-Transfer-Encoding: base64\n\nYWJj\n");
    assert_int_equal(mail->attachment_count, 1);
    assert_string_equal(mail->attachments[0].name, "a.dat");
    assert_string_equal(mail->attachments[0].content_type, "application/x-data");
    assert_int_equal(mail->attachments[0].size, 3);
    assert_memory_equal(mail->attachments[0].sha256, sha256_of_abc, 32);
    assert_false(mail->attachments[0].image || mail->attachments[0].inlined);
    arena_free(arena);
}

static void knows_a_picture_by_its_bytes(void **state) {
    struct arena *arena = arena_new();
    mail_initialize();
    struct mail *mail = parse(arena, "Subject: x\nContent-Type: application/octet-stream\nContent-ID: <a@b>\n"
                                     "Content-Transfer-Encoding: base64\n\nR0lGODlhQAHIAIA=\n");
    assert_true(mail->attachments[0].image && mail->attachments[0].inlined);
    assert_int_equal(mail->attachments[0].width, 320);
    assert_int_equal(mail->attachments[0].height, 200);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures_pictures),
        cmocka_unit_test(walks_the_segments_of_a_jpeg),
        cmocka_unit_test(measures_nothing_of_broken_headers),
        cmocka_unit_test(keeps_name_type_size_and_hash),
        cmocka_unit_test(knows_a_picture_by_its_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
