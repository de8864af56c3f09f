/* An SMTP server (RFC 5321) that takes every mail and keeps none: of a mail only the head is held until it is
 * delivered. Begun with LHLO it speaks LMTP (RFC 2033), a reply to each recipient after the mail; a filter
 * that passes commands on needs no other listener for that.
 *
 * Recipients of others are taken, too: what a filter sends to anybody must end here. Whose they are is said
 * by a token of 64 random bits in the local part, never by what the mail says.
 *
 * A mail ends with CRLF . CRLF alone: bare LFs end nothing, or a mail could hold another one (SMTP
 * smuggling).
 *
 * Cost: bodies are looked through once for line ends, and kept nowhere. */
#include "bench/back_end_talk.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TOKEN_DIGITS 16

/* Of the end of a mail, CRLF . CRLF, so much was seen. */
enum { SEEN_NOTHING, SEEN_CR, SEEN_CRLF, SEEN_DOT, SEEN_DOT_CR };

static void reply(struct back_end_talk *talk, const char *text) {
    buffer_append_string(&talk->out, text);
    buffer_append_string(&talk->out, "\r\n");
}

static void forget_mail(struct back_end_talk *talk) {
    talk->has_sender = talk->null_sender = false;
    talk->recipient_count = 0;
    buffer_clear(&talk->head);
}

void back_end_talk_begin(struct back_end_talk *talk, const char *domain, back_end_deliver *deliver,
                         void *context) {
    *talk = (struct back_end_talk){.domain = domain, .deliver = deliver, .context = context};
    buffer_printf(&talk->out, "220 %s ESMTP %s\r\n", domain, BACK_END_GREETING);
}

void back_end_talk_free(struct back_end_talk *talk) {
    buffer_free(&talk->head);
    buffer_free(&talk->out);
}

/* --- addresses --- */

uint64_t back_end_token(struct slice address, const char *domain) {
    size_t domain_size = strlen(domain), at = 1;
    char digits[TOKEN_DIGITS + 1];
    if (address.size < 1 || tolower((unsigned char)address.data[0]) != 'w')
        return 0;
    while (at < address.size && isdigit((unsigned char)address.data[at]))
        at++;
    if (at == 1 || address.size != at + 1 + TOKEN_DIGITS + 1 + domain_size || address.data[at] != '.' ||
        address.data[at + 1 + TOKEN_DIGITS] != '@' ||
        strncasecmp(address.data + at + 1 + TOKEN_DIGITS + 1, domain, domain_size) != 0)
        return 0;
    memcpy(digits, address.data + at + 1, TOKEN_DIGITS);
    digits[TOKEN_DIGITS] = '\0';
    return strspn(digits, "0123456789abcdefABCDEF") == TOKEN_DIGITS ? strtoull(digits, NULL, 16) : 0;
}

/* Between < and >, or up to a space where there are none; false if it is no path. */
static bool read_path(struct slice text, struct slice *address) {
    size_t start = 0, end;
    while (start < text.size && text.data[start] == ' ')
        start++;
    bool bracketed = start < text.size && text.data[start] == '<';
    start += bracketed;
    for (end = start; end < text.size && text.data[end] != (bracketed ? '>' : ' ');)
        end++;
    *address = slice_of(text.data + start, end - start);
    return bracketed ? end < text.size : end > start;
}

/* --- commands --- */

static void hello(struct back_end_talk *talk, struct slice rest) {
    forget_mail(talk);
    talk->greeted = true;
    buffer_printf(&talk->out, "250-%s\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE %lld\r\n", talk->domain,
                  (long long)BACK_END_MESSAGE_BYTES);
}

static void say_ehlo(struct back_end_talk *talk, struct slice rest) {
    talk->is_lmtp = false;
    hello(talk, rest);
}

static void say_lhlo(struct back_end_talk *talk, struct slice rest) {
    talk->is_lmtp = true;
    hello(talk, rest);
}

static void say_helo(struct back_end_talk *talk, struct slice rest) {
    forget_mail(talk);
    talk->greeted = true;
    talk->is_lmtp = false;
    buffer_printf(&talk->out, "250 %s\r\n", talk->domain);
}

static void say_mail(struct back_end_talk *talk, struct slice rest) {
    struct slice address;
    if (!talk->greeted || talk->has_sender) {
        reply(talk, "503 5.5.1 not now");
    } else if (!read_path(rest, &address)) {
        reply(talk, "501 5.5.4 MAIL FROM:<address>");
    } else {
        talk->has_sender = true;
        talk->null_sender = !address.size;
        reply(talk, "250 2.1.0 ok");
    }
}

static void say_recipient(struct back_end_talk *talk, struct slice rest) {
    struct slice address;
    if (!talk->has_sender) {
        reply(talk, "503 5.5.1 MAIL first");
    } else if (!read_path(rest, &address) || !address.size) {
        reply(talk, "501 5.5.4 RCPT TO:<address>");
    } else if (talk->recipient_count == BACK_END_RECIPIENTS) {
        reply(talk, "452 4.5.3 too many recipients");
    } else {
        talk->tokens[talk->recipient_count++] = back_end_token(address, talk->domain);
        reply(talk, "250 2.1.5 ok");
    }
}

static void say_data(struct back_end_talk *talk, struct slice rest) {
    if (!talk->recipient_count) {
        reply(talk, "503 5.5.1 RCPT first");
        return;
    }
    talk->state = BACK_END_HEAD;
    talk->line_end = SEEN_CRLF;
    talk->message_bytes = 0;
    reply(talk, "354 end with a dot alone");
}

static void say_reset(struct back_end_talk *talk, struct slice rest) {
    forget_mail(talk);
    reply(talk, "250 2.0.0 ok");
}

static void say_nothing(struct back_end_talk *talk, struct slice rest) {
    reply(talk, "250 2.0.0 ok");
}

static void say_verify(struct back_end_talk *talk, struct slice rest) {
    reply(talk, "252 2.0.0 it is taken");
}

static void say_quit(struct back_end_talk *talk, struct slice rest) {
    reply(talk, "221 2.0.0 bye");
    talk->state = BACK_END_CLOSED;
}

static void obey(struct back_end_talk *talk, struct slice command) {
    static const struct {
        const char *name;
        void (*say)(struct back_end_talk *talk, struct slice rest);
    } commands[] = {
        {"EHLO", say_ehlo}, {"LHLO", say_lhlo},          {"HELO", say_helo},  {"MAIL FROM:", say_mail},
        {"DATA", say_data}, {"RCPT TO:", say_recipient}, {"RSET", say_reset}, {"NOOP", say_nothing},
        {"QUIT", say_quit}, {"VRFY", say_verify},
    };
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        size_t size = strlen(commands[i].name);
        if (command.size >= size && !strncasecmp(command.data, commands[i].name, size)) {
            commands[i].say(talk, slice_of(command.data + size, command.size - size));
            return;
        }
    }
    reply(talk, "502 5.5.2 unknown command");
}

/* Up to a line's end; returns how many bytes were taken. */
static size_t take_command(struct back_end_talk *talk, const char *bytes, size_t size) {
    const char *end = memchr(bytes, '\n', size);
    size_t part = end ? (size_t)(end - bytes) : size, room = sizeof talk->command - talk->command_size;
    size_t kept = part < room ? part : room;
    memcpy(talk->command + talk->command_size, bytes, kept);
    talk->command_size += kept;
    if (!end)
        return part;
    size_t length = talk->command_size;
    talk->command_size = 0;
    if (length == sizeof talk->command)
        reply(talk, "500 5.5.2 line too long");
    else
        obey(talk, slice_of(talk->command, length - (length && talk->command[length - 1] == '\r')));
    return part + 1;
}

/* --- mail --- */

static void finish_mail(struct back_end_talk *talk) {
    const struct back_end_mail mail = {talk->tokens, talk->recipient_count, talk->null_sender,
                                       buffer_slice(&talk->head)};
    size_t replies = talk->is_lmtp ? talk->recipient_count : 1;
    talk->deliver(talk->context, &mail);
    for (size_t i = 0; i < replies; i++)
        reply(talk, "250 2.0.0 taken");
    talk->state = BACK_END_COMMAND;
    forget_mail(talk);
}

static void keep(struct back_end_talk *talk, const char *bytes, size_t size) {
    if (talk->state == BACK_END_HEAD && talk->head.size + size <= BACK_END_HEAD_BYTES)
        buffer_append(&talk->head, bytes, size);
}

/* A line's end within the head: is it the empty line? The dot that stuffing added is not kept. */
static void look_for_body(struct back_end_talk *talk) {
    const struct buffer *head = &talk->head;
    bool first = head->size == 2;
    if (head->size >= 2 && (first || (head->size >= 4 && head->data[head->size - 3] == '\n')))
        talk->state = BACK_END_BODY;
}

/* One byte of a mail, and where it stands in the CRLF . CRLF that ends it. */
static void take_byte(struct back_end_talk *talk, char byte) {
    if (byte == '\n' && talk->line_end == SEEN_DOT_CR) {
        finish_mail(talk);
        return;
    }
    if (byte == '.' && talk->line_end == SEEN_CRLF) {
        talk->line_end = SEEN_DOT;
        return;
    }
    if (byte == '\r' && talk->line_end == SEEN_DOT) {
        talk->line_end = SEEN_DOT_CR;
        return;
    }
    if (talk->line_end == SEEN_DOT_CR)
        keep(talk, "\r", 1);
    bool line_ends = byte == '\n' && talk->line_end == SEEN_CR;
    keep(talk, &byte, 1);
    talk->line_end = byte == '\r' ? SEEN_CR : line_ends ? SEEN_CRLF : SEEN_NOTHING;
    if (line_ends && talk->state == BACK_END_HEAD)
        look_for_body(talk);
}

static size_t take_mail(struct back_end_talk *talk, const char *bytes, size_t size) {
    size_t taken = 0;
    while (taken < size && (talk->state == BACK_END_HEAD || talk->state == BACK_END_BODY)) {
        if (talk->state == BACK_END_BODY && talk->line_end == SEEN_NOTHING) { /* of a body nothing is kept */
            const char *end = memchr(bytes + taken, '\r', size - taken);
            taken = end ? (size_t)(end - bytes) : size;
        }
        if (taken < size)
            take_byte(talk, bytes[taken++]);
    }
    talk->message_bytes += (int64_t)taken;
    if (talk->message_bytes > BACK_END_MESSAGE_BYTES) {
        reply(talk, "421 4.3.4 the mail is too large");
        talk->state = BACK_END_CLOSED;
    }
    return taken;
}

void back_end_talk_take(struct back_end_talk *talk, const char *bytes, size_t size) {
    while (size && talk->state != BACK_END_CLOSED) {
        size_t taken =
            talk->state == BACK_END_COMMAND ? take_command(talk, bytes, size) : take_mail(talk, bytes, size);
        bytes += taken;
        size -= taken;
    }
}
