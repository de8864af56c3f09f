/* Address lists (RFC 5322, 3.4) through GMime's forgiving parser; a value it makes nothing of is taken as a
 * name alone. */
#include "mail/address.h"

#include <ctype.h>
#include <gmime/gmime.h>
#include <string.h>
#include <strings.h>

#include "mail/encoded_word.h"
#include "mail/recipient.h"

/* Groups within groups are nothing that mail programs write. */
#define GROUP_NESTING 3

static const char *domain_in_lower_case(struct arena *arena, const char *address) {
    char *copy = arena_string(arena, address), *at = strrchr(copy, '@');
    for (char *c = at; c && *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return at ? copy : "";
}

/* Called for each address of a list; false ends it. */
typedef bool take_address(struct mail *mail, const char *name, const char *address);

static bool each_address(struct mail *mail, InternetAddressList *list, take_address *take, unsigned depth,
                         const char *charset) {
    int count = list && depth < GROUP_NESTING ? internet_address_list_length(list) : 0;
    for (int i = 0; i < count; i++) {
        InternetAddress *address = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_GROUP(address)) {
            if (!each_address(mail, internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address)), take,
                              depth + 1, charset))
                return false;
            continue;
        }
        const char *name = internet_address_get_name(address);
        const char *mailbox = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address));
        name =
            name ? encoded_word_decode(mail->arena, slice_from_string(name), charset, &mail->anomalies) : "";
        if (!take(mail, name, mailbox ? domain_in_lower_case(mail->arena, mailbox) : ""))
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
    enum { LONGEST = 64 << 10 }; /* more recipients than MAIL_RECIPIENTS fit */
    if (value.size > LONGEST)
        value.size = LONGEST;
    InternetAddressList *list = internet_address_list_parse(NULL, head_unfold(mail->arena, value));
    each_address(mail, list, take, 0, charset);
    if (list)
        g_object_unref(list);
}

static void read_from(struct mail *mail, const struct head *head, const char *charset) {
    const struct header *header = head_find(head, "from", 0);
    if (!header)
        header = head_find(head, "sender", 0);
    if (!header)
        return;
    read_list(mail, header->value, take_from, charset);
    if (!*mail->from.name && !*mail->from.address)
        mail->from.name = encoded_word_decode(mail->arena, header->value, charset, &mail->anomalies);
}

/* "From who@example.org Sun Apr  8 13:13:04 2007" */
static const char *from_line_address(struct arena *arena, const char *from_line) {
    const char *address = strchr(from_line, ' ');
    if (!address)
        return "";
    address += strspn(address, " ");
    return domain_in_lower_case(arena, arena_copy(arena, address, strcspn(address, " \t\r\n")));
}

static void read_envelope(struct mail *mail, const struct head *head, const char *from_line) {
    const struct header *header = head_find(head, "return-path", 0);
    if (header) {
        const char *value = head_unfold(mail->arena, header->value);
        const char *open = strchr(value, '<');
        value = open ? open + 1 : value;
        const char *address = arena_copy(mail->arena, value, strcspn(value, "> \t"));
        mail->null_sender = !*address || !strcasecmp(address, "mailer-daemon");
        mail->envelope_from = domain_in_lower_case(mail->arena, address);
    } else if (from_line) {
        mail->envelope_from = from_line_address(mail->arena, from_line);
        const char *who = from_line + strcspn(from_line, " ");
        mail->null_sender = !strncasecmp(who + strspn(who, " "), "mailer-daemon ", 14) ||
                            !strncmp(who + strspn(who, " "), "<> ", 3);
    }
}

void address_read(struct mail *mail, const struct head *head, const char *from_line, const char *charset) {
    static const char *const lists[] = {"to", "cc", "delivered-to", "x-original-to", "envelope-to"};
    read_from(mail, head, charset);
    read_envelope(mail, head, from_line);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const struct header *header;
        for (size_t n = 0; (header = head_find(head, lists[i], n)) && n < 4; n++)
            read_list(mail, header->value, take_recipient, charset);
    }
}
