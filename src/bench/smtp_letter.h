/* One mail made ready for an SMTP or LMTP filter: its envelope, and its bytes as they go over the line. */
#ifndef WEIR_BENCH_SMTP_LETTER_H
#define WEIR_BENCH_SMTP_LETTER_H

#include "bench/handover.h"

/* Addresses and names longer than these are no addresses and names (RFC 5321, 4.5.3.1). */
#define SMTP_ADDRESS_BYTES 254
#define SMTP_NAME_BYTES    255
/* A command, its line end included (RFC 5321, 4.5.3.1.4). */
#define SMTP_COMMAND_BYTES 512

/* How the product learns who the client was. */
enum smtp_client {
    SMTP_CLIENT_RECEIVED, /* by the Received header of the hand-over, which the mail has: nothing is added */
    SMTP_CLIENT_XCLIENT,  /* by Postfix's XCLIENT command */
    SMTP_CLIENT_HEADER,   /* by a header in front of the mail, X-Forwarded-For as a rule */
    SMTP_CLIENT_NONE,     /* not at all */
};

/* What of the mail is handed over: own headers of the feed are left out where the client is given otherwise,
 * or not at all. header: the name of that of SMTP_CLIENT_HEADER. Appends; lines end as they came. */
void smtp_letter_text(const struct handover *mail, enum smtp_client client, const char *header,
                      struct buffer *into);
/* As DATA sends it: lines end in CRLF, dots at their beginning are doubled, a dot alone ends it
 * (RFC 5321, 4.5.2). Appends. */
void smtp_letter_wire(struct slice text, struct buffer *into);
/* Has it bytes that 7-bit SMTP would not carry? */
bool smtp_letter_is_8bit(struct slice text);

/* Can it stand between < and > as it is? */
bool smtp_letter_is_address(const char *text);
/* Can it stand behind HELO or in XCLIENT as it is? */
bool smtp_letter_is_name(const char *text);
/* The XCLIENT command, with its line end; offers: of enum smtp_offer. What is not known, or cannot be
 * written, is [UNAVAILABLE]. */
void smtp_letter_xclient(const struct handover *mail, unsigned offers, struct buffer *into);

#endif
