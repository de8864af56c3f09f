/* The hand-over: what the sending host called itself, what it pretends to have passed before, the host that
 * its Message-ID names, and how it signs. Of mail that came over a list the hand-over is the list's and says
 * nothing.
 */
#include "mail/delivery.h"

#include <ctype.h>
#include <strings.h>

static bool is_list_mail(struct arena *arena, const struct written_head *written) {
    const struct header *precedence = written->found[NAME_PRECEDENCE];
    return written->found[NAME_LIST] ||
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
static void add_below(struct line *line, const struct mail *mail) {
    for (size_t i = 0; i < mail->below_count; i++) {
        struct slice shape = mail->below[i];
        line_string(line, " | below:");
        for (size_t j = 0; j < shape.size; j++)
            line_char(line, shape.data[j] == '-' && j + 1 < shape.size && shape.data[j + 1] == 'w'
                                ? '+'
                                : shape.data[j]);
    }
}

/* The names of the tags of the sender's own signature, in order. */
static void add_signature(struct line *line, const struct header *found) {
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

void delivery_read(struct line *line, const struct mail *mail, const struct written_head *written,
                   const struct message_id *own_id) {
    if (is_list_mail(mail->arena, written))
        return;
    line_string(line, "id ");
    line_char(line, own_id->given ? shape_host_relation(mail, own_id->host) : '-');
    line_string(line, " | helo ");
    line_string(line, describe_helo(mail));
    if (written->first)
        add_protocol(line, written->head->headers[written->first - 1].value);
    add_below(line, mail);
    add_signature(line, written->found[NAME_DKIM_SIGNATURE]);
}
