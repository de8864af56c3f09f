/* What goes over the line for one mail. Nothing of it comes from a mail unlooked at: an address or a name
 * with a space, a bracket or a control character in it could begin another command, and is left out.
 *
 * XCLIENT: Postfix's XCLIENT_README. Values are xtext (RFC 3461, 4), IPv6 addresses begin with IPV6:, what is
 * not known is [UNAVAILABLE].
 *
 * Cost: the mail is copied twice (line ends, then dots), about 1 ms for 1 MB. */
#include "bench/smtp_letter.h"

#include <ctype.h>
#include <string.h>

#include "bench/smtp_reply.h"

#define UNAVAILABLE "[UNAVAILABLE]"

void smtp_letter_text(const struct handover *mail, enum smtp_client client, const char *header,
                      struct buffer *into) {
    size_t skipped = client == SMTP_CLIENT_RECEIVED ? 0 : mail->own_bytes;
    if (client == SMTP_CLIENT_HEADER && *mail->client)
        buffer_printf(into, "%s: %s\r\n", header, mail->client);
    buffer_append(into, mail->bytes.data + skipped, mail->bytes.size - skipped);
}

void smtp_letter_wire(struct slice text, struct buffer *into) {
    struct buffer lines = {0};
    handover_crlf(text, &lines);
    for (size_t at = 0; at < lines.size;) {
        const char *line = lines.data + at;
        const char *end = memchr(line, '\n', lines.size - at);
        size_t size = end ? (size_t)(end - line) + 1 : lines.size - at;
        if (*line == '.')
            buffer_append(into, ".", 1);
        buffer_append(into, line, size);
        at += size;
    }
    if (lines.size && lines.data[lines.size - 1] != '\n')
        buffer_append_string(into, "\r\n");
    buffer_append_string(into, ".\r\n");
    buffer_free(&lines);
}

bool smtp_letter_is_8bit(struct slice text) {
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] >= 0x80)
            return true;
    return false;
}

/* Printable ASCII of at most `most` bytes, without what ends an address or a word. */
static bool is_plain(const char *text, size_t most, const char *unfit) {
    size_t size = strlen(text);
    for (size_t i = 0; i < size; i++)
        if (!isgraph((unsigned char)text[i]) || strchr(unfit, text[i]))
            return false;
    return size && size <= most;
}

bool smtp_letter_is_address(const char *text) {
    return is_plain(text, SMTP_ADDRESS_BYTES, "<>");
}

bool smtp_letter_is_name(const char *text) {
    return is_plain(text, SMTP_NAME_BYTES, "<>\"\\");
}

/* RFC 3461, 4: "+" and "=" are written as "+" and two digits. */
static void append_xtext(struct buffer *into, const char *text) {
    for (; *text; text++) {
        if (*text == '+' || *text == '=')
            buffer_printf(into, "+%02X", (unsigned char)*text);
        else
            buffer_append(into, text, 1);
    }
}

static void append_attribute(struct buffer *into, const char *name, const char *prefix, const char *value) {
    buffer_printf(into, " %s=", name);
    if (smtp_letter_is_name(value)) {
        buffer_append_string(into, prefix);
        append_xtext(into, value);
    } else {
        buffer_append_string(into, UNAVAILABLE);
    }
}

void smtp_letter_xclient(const struct handover *mail, unsigned offers, struct buffer *into) {
    size_t start = into->size;
    bool is_ipv6 = strchr(mail->client, ':') != NULL;
    buffer_append_string(into, "XCLIENT");
    append_attribute(into, "ADDR", is_ipv6 ? "IPV6:" : "", mail->client);
    if (offers & SMTP_OFFER_XCLIENT_NAME)
        append_attribute(into, "NAME", "", mail->client_name);
    size_t rest = into->size;
    if (offers & SMTP_OFFER_XCLIENT_HELO)
        append_attribute(into, "HELO", "", mail->helo);
    if (into->size - start > SMTP_COMMAND_BYTES - strlen("\r\n")) {
        into->size = rest;
        append_attribute(into, "HELO", "", "");
    }
    buffer_append_string(into, "\r\n");
}
