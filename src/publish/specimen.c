/* Headers stand in the order and spelling of the mail, since that is what filters judge by; those of the
 * feed's own servers are left out, as they say whose trap it is. Nothing stays encoded: what is not decoded
 * cannot be redacted. */
#include "publish/specimen.h"

#include <strings.h>

#include "mail/encoded_word.h"
#include "mail/head.h"

/* An address in base64 or hexadecimal digits is no shorter. */
#define CODE_BYTES 12
/* Of a head: more are as good as many. */
#define SPECIMEN_HEADERS 100

/* Headers whose values are of one mail alone and say nothing that can be redacted: signatures, whole lists of
 * ids. */
static bool is_left_out(struct slice name) {
    static const char *const names[] = {
        "DKIM-Signature",          "DomainKey-Signature", "ARC-Seal", "ARC-Message-Signature",
        "X-Google-DKIM-Signature", "X-Gm-Message-State",  "X-UIDL"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (name.size == strlen(names[i]) && !strncasecmp(name.data, names[i], name.size))
            return true;
    return false;
}

/* base64, also that of URLs */
#define CODE_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-"

/* How long the run of codes and names of hosts is; is_code: one of its parts is long enough for a code. */
static size_t run_bytes(const char *text, bool *is_code) {
    size_t size = 0;
    for (*is_code = false;; size++) {
        size_t part = strspn(text + size, CODE_LETTERS);
        *is_code = *is_code || part >= CODE_BYTES;
        size += part;
        if (text[size] != '.')
            return size;
    }
}

/* Codes are decoded in parts of links, and random strings there are ids, but not names of hosts that are
 * registered. */
void specimen_append_text(struct redactor *redactor, struct arena *arena, const char *redacted,
                          struct buffer *into) {
    const char *text = redacted;
    while (*text) {
        bool is_code;
        size_t size = run_bytes(text, &is_code);
        if (is_code)
            buffer_append_string(into, redact_link(redactor, arena, arena_copy(arena, text, size)));
        else
            buffer_append(into, text, size += !size);
        text += size;
    }
}

static void append_header(struct redactor *redactor, struct arena *arena, const struct header *header,
                          struct buffer *into) {
    uint32_t anomalies = 0;
    const char *name = arena_copy(arena, header->name.data, header->name.size);
    if (is_left_out(header->name)) {
        buffer_printf(into, "%s: [id]\n", redact_text(redactor, arena, name));
        return;
    }
    const char *value = encoded_word_decode(arena, header->value, "", &anomalies);
    buffer_printf(into, "%s: ", redact_text(redactor, arena, name));
    specimen_append_text(redactor, arena, redact_header(redactor, arena, name, value), into);
    buffer_append(into, "\n", 1);
}

static void append_attachment(struct redactor *redactor, struct arena *arena,
                              const struct mail_attachment *attachment, struct buffer *into) {
    buffer_append_string(into, "attachment ");
    buffer_append_string(into, redact_file_name(redactor, arena, attachment->name));
    buffer_printf(into, " %s %zu bytes sha256 ", redact_text(redactor, arena, attachment->content_type),
                  attachment->size);
    for (size_t i = 0; i < sizeof attachment->sha256; i++)
        buffer_printf(into, "%02x", attachment->sha256[i]);
    buffer_append(into, "\n", 1);
}

void specimen_append(struct redactor *redactor, struct arena *arena, const struct mail *mail,
                     struct buffer *into) {
    struct head head;
    head_parse(arena, mail->raw, &head);
    for (size_t i = mail->own_headers; i < head.count && i < mail->own_headers + SPECIMEN_HEADERS; i++)
        append_header(redactor, arena, &head.headers[i], into);
    buffer_append(into, "\n", 1);
    specimen_append_text(redactor, arena, redact_text(redactor, arena, mail->text), into);
    buffer_append_string(into, "\n\n");
    for (size_t i = 0; i < mail->link_count; i++)
        if (*mail->links[i].url) {
            buffer_append_string(into, mail->links[i].image ? "picture " : "link ");
            buffer_append_string(into, redact_link(redactor, arena, mail->links[i].url));
            buffer_append(into, "\n", 1);
        }
    for (size_t i = 0; i < mail->attachment_count; i++)
        append_attachment(redactor, arena, &mail->attachments[i], into);
}
