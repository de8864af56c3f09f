/* Address lists (RFC 5322, 3.4) through GMime's forgiving parser; of a sender that it makes nothing of
 * what is in angle brackets is taken, or all as a name.
 *
 * GMime gets UTF-8, since it would guess other charsets from the user's locale, and encoded words hidden from
 * it, since it cuts them at commas and characters that are split over two of them: each byte of one that is
 * no letter or digit stands as a character of a private plane until the list is taken apart. Cost: linear. */
#include "mail/address.h"

#include <ctype.h>
#include <gmime/gmime.h>
#include <string.h>
#include <strings.h>

#include "mail/charset.h"
#include "mail/encoded_word.h"
#include "mail/recipient.h"

/* Groups within groups are nothing that mail programs write. */
#define GROUP_NESTING 3

/* More recipients than MAIL_RECIPIENTS fit. */
#define LIST_BYTES ((size_t)64 << 10)
/* Of an encoded word; a longer one is none. */
#define WORD_BYTES 2200
/* U+10FF00, the first of the characters that hide bytes, but for its last six bits; their next bit. */
#define HIDING_LEAD  "\xf4\x8f\xbc"
#define HIDING_BYTES 4

static char *hide_byte(char *to, char c) {
    to[0] = HIDING_LEAD[0];
    to[1] = HIDING_LEAD[1];
    to[2] = (char)(HIDING_LEAD[2] + (c >> 6));
    to[3] = (char)(0x80 | (c & 0x3f));
    return to + HIDING_BYTES;
}

/* In UTF-8, encoded words hidden. */
static const char *hide_words(struct arena *arena, struct slice value) {
    char *hidden = arena_alloc_raw(arena, HIDING_BYTES * value.size + 1), *to = hidden;
    const char *end = value.data + value.size, *word_end = value.data;
    for (const char *at = value.data; at < end; at++) {
        size_t left = (size_t)(end - at);
        if (at >= word_end && *at == '=')
            word_end = at + encoded_word_length(slice_of(at, left < WORD_BYTES ? left : WORD_BYTES));
        if (at < word_end && !isalnum((unsigned char)*at) && !(*at & 0x80))
            to = hide_byte(to, *at);
        else
            *to++ = *at;
    }
    *to = '\0';
    return hidden;
}

static const char *show_words(struct arena *arena, const char *hidden) {
    char *shown = arena_string(arena, hidden), *to = shown;
    for (const char *at = hidden; *at;) {
        if (!strncmp(at, HIDING_LEAD, 2) && (at[2] == HIDING_LEAD[2] || at[2] == HIDING_LEAD[2] + 1) &&
            at[3]) {
            *to++ = (char)((at[2] - HIDING_LEAD[2]) << 6 | (at[3] & 0x3f));
            at += HIDING_BYTES;
        } else {
            *to++ = *at++;
        }
    }
    *to = '\0';
    return shown;
}

static const char *domain_in_lower_case(struct arena *arena, const char *address) {
    char *copy = arena_string(arena, address), *at = strrchr(copy, '@');
    for (char *c = at; c && *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c |= 0x20;
    return at ? copy : "";
}

static struct slice in_utf8(struct mail *mail, struct slice value, const char *charset) {
    return charset_to_utf8(mail->arena, value, charset, &mail->anomalies);
}

static const char *decode_name(struct mail *mail, const char *name) {
    return encoded_word_decode(mail->arena, slice_from_string(name), "utf-8", &mail->anomalies);
}

/* Called for each address of a list; false ends it. */
typedef bool take_address(struct mail *mail, const char *name, const char *address);

static bool each_address(struct mail *mail, InternetAddressList *list, take_address *take, unsigned depth) {
    int count = list && depth < GROUP_NESTING ? internet_address_list_length(list) : 0;
    for (int i = 0; i < count; i++) {
        InternetAddress *address = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_GROUP(address)) {
            if (!each_address(mail, internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address)), take,
                              depth + 1))
                return false;
            continue;
        }
        const char *name = internet_address_get_name(address);
        const char *mailbox = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address));
        name = name ? decode_name(mail, show_words(mail->arena, name)) : "";
        mailbox = mailbox ? domain_in_lower_case(mail->arena, show_words(mail->arena, mailbox)) : "";
        if (!take(mail, name, mailbox))
            return false;
    }
    return true;
}

static bool take_from(struct mail *mail, const char *name, const char *address) {
    mail->from = (struct mail_address){name, address};
    return false;
}

static bool take_recipient(struct mail *mail, const char *name, const char *address) {
    if (*address)
        recipient_add(mail, name, address);
    return mail->recipient_count < MAIL_RECIPIENTS;
}

static void read_list(struct mail *mail, struct slice value, take_address *take, const char *charset) {
    if (value.size > LIST_BYTES)
        value.size = LIST_BYTES;
    const char *text = head_unfold(mail->arena, in_utf8(mail, value, charset));
    text = hide_words(mail->arena, slice_from_string(text));
    InternetAddressList *list = internet_address_list_parse(NULL, text);
    each_address(mail, list, take, 0);
    if (list)
        g_object_unref(list);
}

/* What no parser makes an address of, as programs show it: the address is in the last angle brackets, all
 * before them is a name. */
static void read_broken_from(struct mail *mail, const char *text) {
    const char *open = strrchr(text, '<'), *end = open ? open : text + strlen(text);
    if (open) {
        const char *address = arena_copy(mail->arena, open + 1, strcspn(open + 1, "> "));
        mail->from.address = domain_in_lower_case(mail->arena, address);
    }
    while (text < end && (*text == ' ' || *text == '"'))
        text++;
    while (end > text && (end[-1] == ' ' || end[-1] == '"'))
        end--;
    mail->from.name = arena_copy(mail->arena, text, (size_t)(end - text));
}

static void read_from(struct mail *mail, const struct head *head, const char *charset) {
    const struct header *header = head_find(head, "from", 0);
    if (!header)
        header = head_find(head, "sender", 0);
    if (!header)
        return;
    read_list(mail, header->value, take_from, charset);
    if (!*mail->from.address)
        read_broken_from(mail, encoded_word_decode(mail->arena, header->value, charset, &mail->anomalies));
}

/* "From who@example.org Sun Apr  8 13:13:04 2007" */
static const char *from_line_address(struct arena *arena, const char *from_line) {
    const char *address = strchr(from_line, ' ');
    if (!address)
        return "";
    address += strspn(address, " ");
    return domain_in_lower_case(arena, arena_copy(arena, address, strcspn(address, " \t\r\n")));
}

void address_read_envelope(struct mail *mail, const struct head *head, const char *from_line,
                           const char *charset) {
    const struct header *header = head_find(head, "return-path", 0);
    if (header) {
        const char *value = head_unfold(mail->arena, in_utf8(mail, header->value, charset));
        const char *open = strchr(value, '<');
        value = open ? open + 1 : value;
        const char *address = arena_copy(mail->arena, value, strcspn(value, "> \t"));
        mail->null_sender = !*address || !strcasecmp(address, "mailer-daemon");
        mail->envelope_from = domain_in_lower_case(mail->arena, address);
    } else if (from_line) {
        struct slice line = in_utf8(mail, slice_from_string(from_line), charset);
        from_line = arena_copy(mail->arena, line.data, line.size);
        mail->envelope_from = from_line_address(mail->arena, from_line);
        const char *who = from_line + strcspn(from_line, " ");
        mail->null_sender = !strncasecmp(who + strspn(who, " "), "mailer-daemon ", 14) ||
                            !strncmp(who + strspn(who, " "), "<> ", 3);
    }
}

/* "mailing list users@example.org", as ezmlm writes it, is no address list. */
static void read_broken_recipient(struct mail *mail, struct slice value, const char *charset) {
    static const char ends[] = " \t<>()\",;:";
    value.size = value.size > LIST_BYTES ? LIST_BYTES : value.size;
    const char *text = head_unfold(mail->arena, in_utf8(mail, value, charset));
    const char *at = strchr(text, '@'), *begin = at;
    while (begin > text && !strchr(ends, begin[-1]))
        begin--;
    if (!at || begin == at)
        return;
    const char *address = arena_copy(mail->arena, begin, strcspn(begin, ends));
    recipient_add(mail, "", domain_in_lower_case(mail->arena, address));
}

static void read_recipients(struct mail *mail, struct slice value, const char *charset) {
    size_t before = mail->recipient_count;
    read_list(mail, value, take_recipient, charset);
    if (mail->recipient_count == before)
        read_broken_recipient(mail, value, charset);
}

void address_read(struct mail *mail, const struct head *head, const char *from_line, const char *charset) {
    static const char *const lists[] = {"to", "cc", "delivered-to", "x-original-to", "envelope-to"};
    enum { LAST_LIST = 1 }; /* of what the sender wrote */
    read_from(mail, head, charset);
    address_read_envelope(mail, head, from_line, charset);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const struct header *header;
        for (size_t n = 0; (header = head_find(head, lists[i], n)) && n < 4; n++)
            read_recipients(mail, header->value, charset);
        if (i == LAST_LIST)
            mail->addressee_count = mail->recipient_count;
    }
}
