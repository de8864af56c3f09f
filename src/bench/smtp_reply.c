/* A reply is one or more lines "250-text", the last of them "250 text" or "250" alone, all with one code
 * (RFC 5321, 4.2.1). Anything else is no SMTP. Lines of EHLO's reply but the first name one extension each,
 * with its parameters behind it (4.1.1.1). */
#include "bench/smtp_reply.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define CODE_DIGITS 3

/* 1 to 5 are the first digits that there are; 1 has never been used by SMTP. 0: none. */
static unsigned read_code(struct slice line) {
    unsigned code = 0;
    if (line.size < CODE_DIGITS || line.data[0] < '2' || line.data[0] > '5')
        return 0;
    for (size_t i = 0; i < CODE_DIGITS; i++) {
        if (!isdigit((unsigned char)line.data[i]))
            return 0;
        code = 10 * code + (unsigned)(line.data[i] - '0');
    }
    return code;
}

static void keep_text(struct smtp_reply *reply, struct slice text) {
    size_t size = text.size < sizeof reply->text ? text.size : sizeof reply->text - 1;
    for (size_t i = 0; i < size; i++)
        reply->text[i] = isprint((unsigned char)text.data[i]) ? text.data[i] : ' ';
    reply->text[size] = '\0';
}

/* The next word, and what is behind it. */
static struct slice next_word(struct slice *rest) {
    size_t start = 0, end;
    while (start < rest->size && rest->data[start] == ' ')
        start++;
    for (end = start; end < rest->size && rest->data[end] != ' ';)
        end++;
    struct slice word = slice_of(rest->data + start, end - start);
    *rest = slice_of(rest->data + end, rest->size - end);
    return word;
}

static bool is_word(struct slice word, const char *name) {
    return word.size == strlen(name) && !strncasecmp(word.data, name, word.size);
}

static unsigned read_offer(struct slice text) {
    struct slice word = next_word(&text);
    if (is_word(word, "8BITMIME"))
        return SMTP_OFFER_8BITMIME;
    if (!is_word(word, "XCLIENT"))
        return 0;
    unsigned offers = SMTP_OFFER_XCLIENT;
    while ((word = next_word(&text)).size) {
        offers |= is_word(word, "ADDR") ? SMTP_OFFER_XCLIENT_ADDR : 0;
        offers |= is_word(word, "NAME") ? SMTP_OFFER_XCLIENT_NAME : 0;
        offers |= is_word(word, "HELO") ? SMTP_OFFER_XCLIENT_HELO : 0;
    }
    return offers;
}

enum smtp_reply_step smtp_reply_add(struct smtp_reply *reply, struct slice line) {
    unsigned code = read_code(line);
    char mark = line.size > CODE_DIGITS ? line.data[CODE_DIGITS] : ' ';
    bool known = code && (mark == ' ' || mark == '-') && (!reply->lines || code == reply->code);
    if (!known || reply->lines == SMTP_REPLY_LINES)
        return SMTP_REPLY_GARBAGE;
    size_t skipped = line.size > CODE_DIGITS ? CODE_DIGITS + 1 : CODE_DIGITS;
    struct slice text = slice_of(line.data + skipped, line.size - skipped);
    if (reply->lines++)
        reply->offers |= read_offer(text);
    else
        keep_text(reply, text);
    reply->code = code;
    return mark == '-' ? SMTP_REPLY_MORE : SMTP_REPLY_WHOLE;
}
