/* What of a mail leaves the house for a filter's maker. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/mail.h"
#include "publish/specimen.h"

/* "dHJhcHBl..." is trapped@trap.example in base64, "7472..." the same in hexadecimal digits. */
static const char text[] =
    "Received: from bad.example.com (bad.example.com [192.0.2.7])\r\n"
    "\tby mx.trap.example with SMTP id 9; Sun, 08 Apr 2007 19:04:48 +0100\r\n"
    "Received: from forged.example.net by bad.example.com for <trapped@trap.example>; Sun, 08 Apr 2007\r\n"
    "From: A Seller <seller@example.com>\r\n"
    "To: trapped@trap.example\r\n"
    "Subject: =?utf-8?B?Zm9yIHRyYXBwZWQ=?=\r\n"
    "X-SMFBL: dHJhcHBlZEB0cmFwLmV4YW1wbGU=\r\n"
    "X-Hex: 7472617070656440747261702e6578616d706c65\r\n"
    "X-Mailer: Microsoft Outlook Express 6.00.2900.2180\r\n"
    "DKIM-Signature: v=1; d=example.com; b=AbCdEfGhIjKlMnOp\r\n"
    "Content-Type: multipart/mixed; boundary=\"----------70CED3486721C7\"\r\n\r\n"
    "------------70CED3486721C7\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n"
    "Buy now, dHJhcHBlZEB0cmFwLmV4YW1wbGU= "
    "http://shop.example.com/?7472617070656440747261702e6578616d706c65\r\n"
    "------------70CED3486721C7\r\nContent-Type: application/octet-stream; name=\"trapped.exe\"\r\n\r\nx\r\n"
    "------------70CED3486721C7--\r\n";

static const char *specimen(struct arena *arena, struct buffer *written) {
    struct error error;
    struct redactor *redactor = redactor_open(NULL, &error);
    mail_initialize();
    const struct mail *mail = mail_parse(arena, slice_of(text, sizeof text - 1), NULL, NULL);
    redactor_add(redactor, mail);
    specimen_append(redactor, arena, mail, written);
    buffer_append(written, "", 1);
    redactor_close(redactor);
    return written->data;
}

static void recipients_are_nowhere_in_it(void **state) {
    static const char *const secrets[] = {"trapped", "trap.example", "dHJhcHBl", "747261",
                                          "mx.",     "70CED",        "AbCd"};
    struct arena *arena = arena_new();
    struct buffer written = {0};
    const char *made = specimen(arena, &written);
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        assert_null(strstr(made, secrets[i]));
    buffer_free(&written);
    arena_free(arena);
}

/* What a filter judges by: order, forged servers, the mailer, where links lead. */
static void the_rest_is_as_it_was(void **state) {
    static const char *const kept[] = {
        "Received: from forged.example.net by bad.example.com for <[recipient]>",
        "\nX-SMFBL: [recipient]",
        "\nX-Mailer: Microsoft Outlook Express 6.00.2900.2180\n",
        "\nDKIM-Signature: [id]\n",
        "multipart/mixed;",
        "Buy now, ",
        "\nlink http://shop.example.com/?",
        "\nattachment [recipient].exe application/octet-stream 1 bytes sha256 "};
    struct arena *arena = arena_new();
    struct buffer written = {0};
    const char *at = specimen(arena, &written);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        assert_non_null(at = strstr(at, kept[i]));
    buffer_free(&written);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recipients_are_nowhere_in_it),
        cmocka_unit_test(the_rest_is_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
