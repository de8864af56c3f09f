/* The headers that a sending program writes, in its order, with its ids and dates. Values are drawn from the
 * mail's own stream; what they look like is the sender's habit. Cost: one pass over what is written. */
#include <ctype.h>
#include <string.h>
#include <time.h>

#include "simulate/draft.h"
#include "simulate/words.h"

/* -- dates -- */

static char *write_two(char *to, int number) {
    *to++ = (char)('0' + number / 10 % 10);
    *to++ = (char)('0' + number % 10);
    return to;
}

static char *write_word(char *to, const char *words, int number) {
    memcpy(to, words + (size_t)3 * (size_t)number, 3);
    return to + 3;
}

/* "15 Jan 2018 10:11:12 +0100", with "Mon, " before it. */
static void write_date(int64_t seconds, int zone_minutes, bool weekday, struct buffer *into) {
    time_t local = (time_t)(seconds + (int64_t)zone_minutes * 60);
    struct tm tm;
    gmtime_r(&local, &tm);
    char text[40], *to = text;
    int year = tm.tm_year + 1900, zone = zone_minutes < 0 ? -zone_minutes : zone_minutes;
    if (weekday) {
        to = write_word(to, "SunMonTueWedThuFriSat", tm.tm_wday);
        *to++ = ',';
        *to++ = ' ';
    }
    to = write_two(to, tm.tm_mday);
    *to++ = ' ';
    to = write_word(to, "JanFebMarAprMayJunJulAugSepOctNovDec", tm.tm_mon);
    *to++ = ' ';
    to = write_two(write_two(to, year / 100), year);
    *to++ = ' ';
    to = write_two(to, tm.tm_hour);
    *to++ = ':';
    to = write_two(to, tm.tm_min);
    *to++ = ':';
    to = write_two(to, tm.tm_sec);
    *to++ = ' ';
    *to++ = zone_minutes < 0 ? '-' : '+';
    to = write_two(write_two(to, zone / 60), zone % 60);
    buffer_append(into, text, (size_t)(to - text));
}

void head_write_date(int64_t seconds, int zone_minutes, struct buffer *into) {
    write_date(seconds, zone_minutes, true, into);
}

/* In the sender's form. */
static void write_own_date(const struct draft *draft, struct buffer *into) {
    unsigned form = draft->habit.date;
    write_date(draft->mail->sent, form == 3 ? 0 : draft->zone_minutes, form != 1, into);
    if (form == 2)
        buffer_append_string(into, " (local)");
}

/* -- ids -- */

static void write_signs(struct random *random, char kind, size_t count, struct buffer *into) {
    static const char all[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char capitals[] = "0123456789ABCDEF";
    const char *signs = kind == 'H' ? capitals : all;
    uint64_t range = kind == 'd' ? 10 : kind == 'a' ? 36 : kind == 'A' ? 62 : 16, drawn = 0;
    char *to = buffer_reserve(into, count);
    for (size_t i = 0; i < count; i++) {
        if (i % 8 == 0)
            drawn = random_next(random) >> 8;
        to[i] = signs[drawn % range];
        drawn /= range;
    }
    into->size += count;
}

static void write_host(struct draft *draft, char kind, struct buffer *into) {
    const char *at = strrchr(draft->from_address, '@');
    if (kind == 'f')
        buffer_append_string(into, at ? at + 1 : "localhost");
    else if (kind == 'e')
        buffer_append_string(into, draft->client.helo);
    else if (kind == 'w')
        write_signs(&draft->ids, 'a', 8, into);
    else
        words_write_domain(&draft->ids, into);
}

void head_write_pattern(struct draft *draft, const char *pattern, struct buffer *into) {
    while (*pattern) {
        size_t plain = strcspn(pattern, "%"), count = 0;
        buffer_append(into, pattern, plain);
        pattern += plain;
        if (!*pattern++)
            return;
        while (isdigit((unsigned char)*pattern))
            count = 10 * count + (size_t)(*pattern++ - '0');
        if (count)
            write_signs(&draft->ids, *pattern, count, into);
        else
            write_host(draft, *pattern, into);
        pattern++;
    }
}

/* -- values -- */

static bool is_ascii(struct slice text) {
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] >= 0x80)
            return false;
    return true;
}

/* Of at most 45 bytes, an encoded word's fill: the end of a character. */
static size_t word_size(struct slice text) {
    enum { MOST = 45 };
    size_t size = text.size < MOST ? text.size : MOST;
    while (size < text.size && size > 1 && ((unsigned char)text.data[size] & 0xc0) == 0x80)
        size--;
    return size;
}

/* Encoded words (RFC 2047) where it is not ASCII. */
static void write_text(struct slice text, struct buffer *into) {
    if (is_ascii(text)) {
        buffer_append(into, text.data, text.size);
        return;
    }
    while (text.size) {
        size_t size = word_size(text);
        buffer_append_string(into, "=?utf-8?B?");
        body_write_base64(slice_of(text.data, size), into);
        buffer_append_string(into, "?=");
        text = slice_of(text.data + size, text.size - size);
        buffer_append_string(into, text.size ? "\n " : "");
    }
}

static void write_from(const struct draft *draft, struct buffer *into) {
    const char *quote = draft->habit.program->quotes_names ? "\"" : "";
    if (*draft->from_name) {
        buffer_append_string(into, quote);
        write_text(slice_from_string(draft->from_name), into);
        buffer_append_string(into, quote);
        buffer_append_string(into, " ");
    }
    buffer_append_string(into, "<");
    buffer_append_string(into, draft->from_address);
    buffer_append_string(into, ">");
}

static void write_to(const struct draft *draft, struct buffer *into) {
    static const char *const before[] = {"<", "", "\""};
    static const char *const behind[] = {">", "", "\" <"};
    buffer_append_string(into, before[draft->habit.to]);
    buffer_append_string(into, draft->recipient);
    buffer_append_string(into, behind[draft->habit.to]);
    if (draft->habit.to == 2) {
        buffer_append_string(into, draft->recipient);
        buffer_append_string(into, ">");
    }
}

/* -- the head -- */

static const struct header_form {
    char letter; /* in a program's order */
    const char *name, *small_name;
    const char *value; /* NULL: of this mail */
} forms[] = {
    {'M', "Message-ID", "Message-Id", NULL},
    {'F', "From", NULL, NULL},
    {'T', "To", NULL, NULL},
    {'S', "Subject", NULL, NULL},
    {'D', "Date", NULL, NULL},
    {'V', "MIME-Version", "Mime-Version", "1.0"},
    {'C', "Content-Type", NULL, NULL},
    {'X', "X-Mailer", NULL, NULL},
    {'U', "User-Agent", NULL, NULL},
    {'P', "X-Priority", NULL, "3"},
    {'p', "X-MSMail-Priority", NULL, "Normal"},
    {'O', "X-MimeOLE", NULL, "Produced By Microsoft MimeOLE V6.00.2900.6157"},
    {'I', "Importance", NULL, "Normal"},
    {'H', "Thread-Index", NULL, NULL},
    {'L', "Content-Language", NULL, "en-us"},
};

static void write_value(struct draft *draft, char letter, const char *type, struct buffer *into) {
    switch (letter) {
    case 'M':
        head_write_pattern(draft, draft->habit.id, into);
        break;
    case 'F':
        write_from(draft, into);
        break;
    case 'T':
        write_to(draft, into);
        break;
    case 'S':
        write_text(buffer_slice(&draft->subject), into);
        break;
    case 'D':
        write_own_date(draft, into);
        break;
    case 'C':
        buffer_append_string(into, type);
        break;
    case 'H':
        head_write_pattern(draft, "AdOO%24A==", into);
        break;
    default:
        buffer_append_string(into, draft->habit.program->mailer);
    }
}

static void write_header(struct draft *draft, char letter, const char *type, struct buffer *into) {
    const struct header_form *form = forms;
    while (form->letter != letter)
        form++;
    bool small = draft->habit.program->small_ids && form->small_name;
    buffer_append_string(into, small ? form->small_name : form->name);
    buffer_append_string(into, ": ");
    if (form->value)
        buffer_append_string(into, form->value);
    else
        write_value(draft, letter, type, into);
    buffer_append_string(into, "\n");
}

/* A server that it pretends to have come through. */
static void write_forged_hop(struct draft *draft, struct buffer *into) {
    buffer_append_string(into, "Received: ");
    head_write_pattern(draft, draft->habit.hop, into);
    buffer_append_string(into, "\n\t");
    head_write_date(draft->mail->sent - 90, draft->zone_minutes, into);
    buffer_append_string(into, "\n");
}

static void write_list(const struct draft *draft, struct buffer *into) {
    buffer_append_string(into, "List-Id: <");
    buffer_append_string(into, draft->list);
    buffer_append_string(into, ">\nList-Unsubscribe: <mailto:leave@");
    buffer_append_string(into, draft->list);
    buffer_append_string(into, ">\nPrecedence: bulk\n");
}

void head_write(struct draft *draft, const char *type, const char *encoding, struct buffer *into) {
    if (*draft->habit.hop)
        write_forged_hop(draft, into);
    for (const char *header = draft->habit.order; *header; header++) {
        write_header(draft, *header, type, into);
        if (*header == 'C' && *encoding) {
            buffer_append_string(into, "Content-Transfer-Encoding: ");
            buffer_append_string(into, encoding);
            buffer_append_string(into, "\n");
        }
    }
    if (*draft->habit.extra) {
        buffer_append_string(into, draft->habit.extra);
        head_write_pattern(draft, ": %9d\n", into);
    }
    if (*draft->list)
        write_list(draft, into);
}
