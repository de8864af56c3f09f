#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "mail/content.h"
#include "mail/mail.h"

static struct content read(void **state, const char *raw, size_t n) {
    struct head head;
    struct content content;
    head_parse(*state, slice_from_string(raw), &head);
    content_read(*state, &head, n, &content);
    return content;
}

static void reads_type_and_parameters(void **state) {
    struct content content =
        read(state, "Content-Type: Text/HTML; charset=\"UTF-8\"; name=\"a b.html\"\n\n", 0);
    assert_string_equal(content.type, "text/html");
    assert_string_equal(content.charset, "UTF-8");
    assert_string_equal(content.name, "a b.html");
    assert_true(content.declared);
    content = read(
        state, "Content-Type: multipart/report; report-type=Delivery-Status;\n boundary=\"=_b c\"\n\n", 0);
    assert_string_equal(content.report_type, "delivery-status");
    assert_string_equal(content.boundary, "=_b c");
}

static void is_plain_text_without_a_type(void **state) {
    struct content content = read(state, "Subject: x\n\n", 0);
    assert_string_equal(content.type, "text/plain");
    assert_false(content.declared);
    content = read(state, "Content-Type: nonsense\n\n", 0);
    assert_string_equal(content.type, "text/plain");
    assert_false(content.declared);
}

static void reads_the_type_asked_for(void **state) {
    const char *raw = "Content-Type: text/plain\nContent-Type: text/html\n\n";
    assert_string_equal(read(state, raw, 0).type, "text/plain");
    assert_string_equal(read(state, raw, 1).type, "text/html");
}

static void reads_names_however_spelt(void **state) {
    assert_string_equal(
        read(state, "Content-Type: a/b; name*0*=iso-8859-1''gr%FC; name*1=\"n.exe\"\n\n", 0).name,
        "grün.exe");
    assert_string_equal(read(state, "Content-Type: a/b; name=\"=?utf-8?Q?gr=C3=BCn?=.exe\"\n\n", 0).name,
                        "grün.exe");
    assert_string_equal(read(state, "Content-Type: a/b; name=\"gr\xc3\xbcn.exe\"\n\n", 0).name, "grün.exe");
    assert_string_equal(
        read(state, "Content-Type: a/b; name=x\nContent-Disposition: attachment; filename=y\n\n", 0).name,
        "y");
}

static void reads_disposition_and_id(void **state) {
    struct content content =
        read(state, "Content-Disposition: ATTACHMENT\nContent-ID: <a@example.org>\n\n", 0);
    assert_true(content.attachment && !content.inlined);
    assert_string_equal(content.id, "a@example.org");
    assert_true(read(state, "Content-Disposition: inline; filename=a\n\n", 0).inlined);
}

static void keeps_types_to_ascii(void **state) {
    assert_string_equal(read(state, "Content-Type: text/\xe9x\n\n", 0).type, "text/??x");
}

static void reads_encodings(void **state) {
    assert_int_equal(read(state, "Content-Transfer-Encoding: BASE64\n\n", 0).encoding, ENCODING_BASE64);
    assert_int_equal(read(state, "Content-Transfer-Encoding: quoted-printable (x)\n\n", 0).encoding,
                     ENCODING_QUOTED_PRINTABLE);
    assert_int_equal(read(state, "Content-Transfer-Encoding: x-uuencode\n\n", 0).encoding, ENCODING_UU);
    struct content content = read(state, "Content-Transfer-Encoding: none\n\n", 0);
    assert_int_equal(content.encoding, ENCODING_NONE);
    assert_int_equal(content.anomalies, MAIL_BAD_ENCODING);
}

static void check_decoding(void **state, const char *body, enum content_encoding encoding,
                           const char *expected, uint32_t odd) {
    uint32_t anomalies = 0;
    struct slice bytes = content_decode(*state, slice_from_string(body), encoding, &anomalies);
    assert_int_equal(bytes.size, strlen(expected));
    assert_memory_equal(bytes.data, expected, bytes.size);
    assert_int_equal(anomalies, odd);
}

static void decodes_each_encoding(void **state) {
    check_decoding(state, "as it is=20", ENCODING_NONE, "as it is=20", 0);
    check_decoding(state, "SGVs\r\nbG8=\r\n", ENCODING_BASE64, "Hello", 0);
    check_decoding(state, "a=3Db =\r\nc=0D", ENCODING_QUOTED_PRINTABLE, "a=b c\r", 0);
    check_decoding(state, "begin 644 a.txt\n+:&5L;&\\@=V]R;&0 \n`\nend\n", ENCODING_UU, "hello world", 0);
    check_decoding(state, "see:\n\nbegin 644 a\n#86)C\n`\nend\nbehind", ENCODING_UU, "abc", 0);
    check_decoding(state, "", ENCODING_BASE64, "", 0);
}

static void forgives_what_is_not_of_the_encoding(void **state) {
    check_decoding(state, "SGVs*bG8=", ENCODING_BASE64, "Hello", MAIL_BAD_ENCODING);
    check_decoding(state, "no file here", ENCODING_UU, "no file here", MAIL_BAD_ENCODING);
    check_decoding(state, "100=% off today", ENCODING_QUOTED_PRINTABLE, "100=% off today", MAIL_BAD_ENCODING);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_type_and_parameters, set_up, tear_down),
        cmocka_unit_test_setup_teardown(is_plain_text_without_a_type, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_the_type_asked_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_names_however_spelt, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_disposition_and_id, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keeps_types_to_ascii, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_encodings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(decodes_each_encoding, set_up, tear_down),
        cmocka_unit_test_setup_teardown(forgives_what_is_not_of_the_encoding, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
