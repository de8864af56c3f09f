#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/dialect.h"

static struct mail read_whole(const char *raw, const char *mime_shape, const char *boundary) {
    struct arena *arena = arena_new();
    struct mail mail = {
        .arena = arena, .from = {"", "someone@example.net"}, .sender = {.helo = "helo.example"}};
    struct head head;
    head_parse(arena, slice_from_string(raw), &head);
    struct written_head written;
    header_look(&mail, &head, &written);
    dialect_read(&mail, &written, mime_shape, boundary);
    arena_free(arena);
    return mail;
}

static uint64_t trait(enum mail_trait trait, const char *raw) {
    return read_whole(raw, "text/plain;us-ascii;7bit", "").traits[trait];
}

static void assert_trait(enum mail_trait which, const char *a, const char *b, bool same) {
    assert_int_equal(trait(which, a) == trait(which, b), same);
}

static void orders_core_headers_alone(void **state) {
    const char *bare = "From: a\nTo: b\nSubject: c\n\n";
    assert_trait(
        TRAIT_HEADER_ORDER, bare,
        "Received: x\nFrom: a\nX-Mailer: y\nTo: b\nImportance: high\nCc: z\nSubject: c\nX-Spam: 1\n\n", true);
    assert_trait(TRAIT_HEADER_ORDER, bare, "To: b\nFrom: a\nSubject: c\n\n", false);
    assert_true(trait(TRAIT_HEADER_ORDER, "X-Other: a\n\n") == 0);
}

static void sees_the_shape_of_ids(void **state) {
    assert_trait(TRAIT_MESSAGE_ID, "Message-ID: <000001c77a1b$4a2b3c10$01a8c0d0@host>\n\n",
                 "Message-ID: <000001c77b00$12345678$0100007f@pc17>\n\n", true);
    assert_trait(TRAIT_MESSAGE_ID, "Message-ID: <20070408.1234@a.example>\n\n",
                 "Message-ID: <20070408-1234@a.example>\n\n", false);
    assert_trait(TRAIT_MESSAGE_ID, "Message-ID: <1234@example.net>\n\n", "Message-ID: <1234@example.com>\n\n",
                 false);
    assert_trait(TRAIT_MESSAGE_ID, "Message-ID: <1234@helo.example>\n\n",
                 "Message-ID: <1234@example.com>\n\n", false);
    assert_true(trait(TRAIT_MESSAGE_ID, "Message-ID:\n\n") == 0);
    assert_true(trait(TRAIT_MESSAGE_ID, "Message-ID: <>\n\n") == 0);
    assert_true(trait(TRAIT_MESSAGE_ID, "Message-ID: <@\n\n") != 0);
}

static void sees_the_shape_of_boundaries(void **state) {
    uint64_t a =
        read_whole("A: b\n\n", "", "----=_NextPart_000_0003_01C77A1B.6C822ECF").traits[TRAIT_BOUNDARY];
    uint64_t b =
        read_whole("A: b\n\n", "", "----=_NextPart_000_0007_01C77B9A.12345678").traits[TRAIT_BOUNDARY];
    uint64_t c = read_whole("A: b\n\n", "", "--12345678").traits[TRAIT_BOUNDARY];
    assert_true(a == b && a != c);
    assert_true(read_whole("A: b\n\n", "", "").traits[TRAIT_BOUNDARY] == 0);
}

static void sees_the_form_of_dates(void **state) {
    assert_trait(TRAIT_DATE, "Date: Sun, 08 Apr 2007 13:13:04 -0400\n\n",
                 "Date: Mon, 19 Mar 2007 01:02:03 +0900\n\n", true);
    assert_trait(TRAIT_DATE, "Date: Sun, 08 Apr 2007 13:13:04 -0400\n\n",
                 "Date: Sun, 08 Apr 2007 13:13:04 -0400 (EDT)\n\n", false);
    assert_trait(TRAIT_DATE, "Date: Sun,  8 Apr 2007 13:13:04 GMT\n\n",
                 "Date: Sun, 15 Apr 2007 13:13:04 GMT\n\n", true);
    assert_trait(TRAIT_DATE, "Date: Sun, 08 Apr 2007 13:13:04 GMT\n\n", "Date: 08 Apr 2007 13:13:04 GMT\n\n",
                 false);
}

static uint64_t tree(const char *mime_shape) {
    return read_whole("A: b\n\n", mime_shape, "").traits[TRAIT_MIME];
}

static void folds_equal_siblings_and_charsets(void **state) {
    assert_true(tree("multipart/mixed(text/plain;utf-8;7bit image/gif;;base64)") ==
                tree("multipart/mixed(text/plain;iso-8859-1;7bit image/gif;;base64 image/gif;;base64)"));
    assert_true(tree("multipart/mixed(text/plain;utf-8;7bit)") !=
                tree("multipart/mixed(text/plain;utf-8;8bit)"));
    assert_true(tree("a(b(c;x;1 c;y;1) b(c;z;1))") == tree("a(b(c;;1))"));
    assert_true(tree("a(b c)") != tree("a(b(c))"));
    assert_true(tree("") == 0);
}

static void survives_brackets_without_end(void **state) {
    char text[600];
    for (size_t i = 0; i < sizeof text - 1; i++)
        text[i] = "(() )"[i % 5];
    text[sizeof text - 1] = '\0';
    assert_true(tree(text) != 0);
    assert_true(tree("))))") != 0);
}

static void sees_spelling_and_quoting(void **state) {
    assert_trait(TRAIT_FOLDING, "From: \"A B\" <a@example.org>\n\n", "From: \"C\" <c@example.org>\n\n", true);
    assert_trait(TRAIT_FOLDING, "From: \"A B\" <a@example.org>\n\n", "From: C <c@example.org>\n\n", false);
    assert_trait(TRAIT_FOLDING, "MIME-Version: 1.0\n\n", "Mime-Version: 1.0\n\n", false);
    assert_trait(TRAIT_FOLDING, "Content-Type: text/html;\n\tcharset=\"x\"\n\n",
                 "Content-Type: text/html;\n\tcharset=\"y-z\"\n\n", true);
    assert_trait(TRAIT_FOLDING, "Content-Type: text/html;\r\n\tcharset=\"x\"\r\n\r\n",
                 "Content-Type: text/html;\n\tcharset=\"x\"\n\n", true);
    assert_trait(TRAIT_FOLDING, "Content-Type: text/html;\n charset=\"x\"\n\n",
                 "Content-Type: text/html;\n\tcharset=\"x\"\n\n", false);
}

static void names_the_mailer(void **state) {
    assert_trait(TRAIT_MAILER, "X-Mailer: One 1.0\n\n", "User-Agent: One 1.0\n\n", true);
    assert_trait(TRAIT_MAILER, "X-Mailer: One 1.0\n\n", "X-Mailer: One 1.1\n\n", false);
    assert_true(trait(TRAIT_MAILER, "A: b\n\n") == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_core_headers_alone),         cmocka_unit_test(sees_the_shape_of_ids),
        cmocka_unit_test(sees_the_shape_of_boundaries),      cmocka_unit_test(sees_the_form_of_dates),
        cmocka_unit_test(folds_equal_siblings_and_charsets), cmocka_unit_test(survives_brackets_without_end),
        cmocka_unit_test(sees_spelling_and_quoting),         cmocka_unit_test(names_the_mailer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
