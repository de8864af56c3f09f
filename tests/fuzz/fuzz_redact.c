/* Redaction: the input as text, link, file name and headers. What must hold: a recipient's local part,
 * address and trap host never stand in what comes out, as a plain word; what needs no redaction is not
 * copied; a text that is clean stays as it is. */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "publish/redact.h"

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct redactor *redactor;

static void demand(bool holds) {
    if (!holds)
        abort();
}

/* As a word of ASCII: other letters may make it another one. */
static bool has_word(const char *text, const char *word) {
    size_t size = strlen(word);
    for (const char *at = text; (at = strcasestr(at, word)); at++) {
        unsigned char before = at > text ? (unsigned char)at[-1] : ' ', after = (unsigned char)at[size];
        if (!isalnum(before) && before < 0x80 && !isalnum(after) && after < 0x80)
            return true;
    }
    return false;
}

static void check(const char *text, const char *result) {
    demand(!has_word(result, "trapname"));
    demand(!has_word(result, "mx.trap.example"));
    demand(result == text || strcmp(result, text) != 0);
}

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    static const char mail[] =
        "Received: from a.example.net ([192.0.2.7]) by mx.trap.example for <trapname@mx.trap.example>\n"
        "From: Maria Forged <mforged@victim.example.net>\n"
        "To: \"Johann Q. Smithson\" <j.smithson@mailbox.example.com>\n\nText.\n";
    struct arena *arena = arena_new();
    mail_initialize();
    redactor = redactor_open(NULL, NULL);
    redactor_add(redactor, mail_parse(arena, slice_of(mail, sizeof mail - 1), NULL, NULL));
    arena_free(arena);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const headers[] = {"From", "To", "Received", "Message-ID"};
    struct arena *arena = arena_new();
    const char *text = arena_copy(arena, (const char *)data, size); /* a NUL ends it */
    const char *result = redact_text(redactor, arena, text);
    check(text, result);
    demand(redact_is_clean(redactor, text) == (result == text));
    check(text, redact_link(redactor, arena, text));
    check(text, redact_file_name(redactor, arena, text));
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        demand(!has_word(redact_header(redactor, arena, headers[i], text), "trapname"));
    arena_free(arena);
    return 0;
}
