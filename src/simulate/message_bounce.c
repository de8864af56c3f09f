/* What a mail server returns to whoever was forged as the sender: a report (RFC 3462, RFC 3464) with the mail
 * that it could not deliver. The draft is that mail, addressed to somebody whom nobody knows. */
#include <string.h>

#include "simulate/draft.h"
#include "simulate/words.h"

#define RETURNED_SECONDS 120

static void write_report_head(struct draft *draft, const char *server, const char *boundary,
                              struct buffer *into) {
    const char *recipient = draft->mail->recipient;
    buffer_append_string(into, "Date: ");
    head_write_date(draft->mail->sent, 0, into);
    buffer_printf(into,
                  "\nFrom: MAILER-DAEMON@%s (Mail Delivery System)\n"
                  "Subject: Undelivered Mail Returned to Sender\nTo: %s\nAuto-Submitted: auto-replied\n"
                  "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status;\n"
                  "\tboundary=\"%s\"\n",
                  server, recipient, boundary);
    buffer_append_string(into, "Message-Id: <");
    head_write_pattern(draft, "%14d.%10H@", into);
    buffer_printf(into, "%s>\n\n", server);
}

static void write_report(const struct draft *draft, const char *server, const char *boundary,
                         struct buffer *into) {
    buffer_printf(into,
                  "--%s\nContent-Type: text/plain; charset=us-ascii\n\n"
                  "This is the mail system at host %s.\n\n"
                  "I'm sorry to have to inform you that your message could not\n"
                  "be delivered to one or more recipients. It's attached below.\n\n"
                  "<%s>: user unknown\n\n",
                  boundary, server, draft->recipient);
    buffer_printf(into,
                  "--%s\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; %s\n\n"
                  "Final-Recipient: rfc822; %s\nAction: failed\nStatus: 5.1.1\n\n",
                  boundary, server, draft->recipient);
    buffer_printf(into, "--%s\nContent-Type: message/rfc822\n\n", boundary);
}

static void write_hop(const struct draft *draft, const char *server, struct buffer *into) {
    const struct client *client = &draft->client;
    buffer_printf(into, "Received: from %s (%s [%s])\n\tby %s (Postfix) with SMTP\n\tfor <%s>; ",
                  client->helo, *client->reverse ? client->reverse : "unknown", client->ip, server,
                  draft->recipient);
    head_write_date(draft->mail->sent - RETURNED_SECONDS, 0, into);
    buffer_append_string(into, "\n");
}

void bounce_write(struct draft *draft, struct buffer *into) {
    const char *at = strrchr(draft->recipient, '@');
    const char *server = arena_printf(draft->arena, "mx.%s", at + 1);
    struct buffer boundary = {0};
    head_write_pattern(draft, "%10H.%10d/", &boundary);
    buffer_append(&boundary, server, strlen(server) + 1);
    write_report_head(draft, server, boundary.data, into);
    write_report(draft, server, boundary.data, into);
    write_hop(draft, server, into);
    body_write(draft, into);
    buffer_printf(into, "\n--%s--\n", boundary.data);
    buffer_free(&boundary);
}
