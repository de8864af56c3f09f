/* The hand-over: what the sending host called itself, what it pretends to have passed before, the host that
 * its Message-ID names, and how it signs. Of mail that came over a list the hand-over is the list's and says
 * nothing.
 */
#include "mail/delivery.h"

#include <ctype.h>
#include <strings.h>

#include "mail/header_habit.h"
#include "mail/received.h"

/* Hops below the hand-over that are told apart; more are as good as many. */
#define HOPS_BELOW 3

static bool is_list_mail(struct arena *arena, const struct head *head) {
    const struct header *precedence = head_find(head, "precedence", 0);
    return head_find(head, "list-id", 0) || head_find(head, "list-post", 0) ||
           head_find(head, "mailing-list", 0) || head_find(head, "x-mailman-version", 0) ||
           head_find(head, "x-beenthere", 0) ||
           (precedence && !strcasecmp(head_unfold(arena, precedence->value), "list"));
}

static bool ends_with_domain(const char *host, const char *domain) {
    size_t length = strlen(host), tail = strlen(domain);
    return tail && length > tail && host[length - tail - 1] == '.' &&
           !strcasecmp(host + length - tail, domain);
}

/* What the host called itself. */
static const char *describe_helo(const struct mail *mail) {
    const char *helo = mail->sender.helo, *at = strrchr(mail->from.address, '@');
    const char *domain = at ? at + 1 : "";
    if (!*helo)
        return "none";
    if (!strcasecmp(helo, mail->sender.reverse_name))
        return "its reverse name";
    if (!strcasecmp(helo, domain))
        return "the sender's domain";
    if (ends_with_domain(helo, domain) || ends_with_domain(domain, helo))
        return "a host of the sender's domain";
    if (*helo == '[')
        return "[address]";
    if (helo[strspn(helo, "0123456789.:")] == '\0')
        return "an address";
    return strchr(helo, '.') ? "another name" : "a word";
}

/* "ESMTP" of "... by host with ESMTP id ...". */
static void add_protocol(struct line *line, struct slice value) {
    static const char with[] = " with ";
    enum { LONGEST = 8 };
    const char *at = memmem(value.data, value.size, with, sizeof with - 1), *end = value.data + value.size;
    size_t length = 0;
    if (!at)
        return;
    at += sizeof with - 1;
    while (at + length < end && length < LONGEST && isalnum((unsigned char)at[length]))
        length++;
    line_string(line, ", ");
    line_slice(line, slice_of(at, length));
}

/* Shapes of what the sender says of the way before; the sign of the zone is the place's, not the program's.
 */
static void add_below(struct line *line, const struct mail *mail, const struct head *head) {
    size_t hops = 0;
    for (size_t i = header_first_of_sender(mail, head); i < head->count; i++) {
        if (!header_is(&head->headers[i], "received"))
            continue;
        char shape[RECEIVED_SHAPE_BYTES];
        if (hops++ == HOPS_BELOW)
            break;
        size_t size = received_shape(head->headers[i].value, shape);
        for (size_t j = 0; j + 1 < size; j++)
            if (shape[j] == '-' && shape[j + 1] == 'w')
                shape[j] = '+';
        line_string(line, " | below:");
        line_slice(line, slice_of(shape, size));
    }
}

/* The names of the tags of the sender's own signature, in order. */
static void add_signature(struct line *line, const struct head *head) {
    const struct header *found = NULL;
    for (size_t i = 0; i < head->count; i++)
        if (header_is(&head->headers[i], "dkim-signature"))
            found = &head->headers[i]; /* the lowest was written first */
    if (!found)
        return;
    line_string(line, " | dkim");
    bool name = true;
    for (size_t i = 0; i < found->value.size; i++) {
        char c = found->value.data[i];
        if (c == ';' || c == '=')
            name = c == ';';
        else if (name && !isspace((unsigned char)c))
            line_char(line, c);
        if (c == ';')
            line_char(line, ' ');
    }
}

void delivery_read(struct line *line, const struct mail *mail, const struct head *head,
                   const struct message_id *own_id) {
    if (is_list_mail(mail->arena, head))
        return;
    line_string(line, "id ");
    line_char(line, own_id->given ? shape_host_relation(mail, own_id->host) : '-');
    line_string(line, " | helo ");
    line_string(line, describe_helo(mail));
    if (header_first_of_sender(mail, head))
        add_protocol(line, head->headers[mail->own_headers - 1].value);
    add_below(line, mail, head);
    add_signature(line, head);
}
