/* Replies of SMTP and LMTP servers (RFC 5321, 4.2). See smtp_reply.c. */
#ifndef WEIR_BENCH_SMTP_REPLY_H
#define WEIR_BENCH_SMTP_REPLY_H

#include <stdbool.h>

#include "base/slice.h"

/* RFC 5321 allows 512 bytes; servers that list reasons write more. */
#define SMTP_REPLY_LINE_BYTES 4096
/* EHLO is answered with a dozen lines, a refusal with a few. */
#define SMTP_REPLY_LINES 128
/* As much of a reply's text as anybody reads. */
#define SMTP_REPLY_TEXT_BYTES 160

/* What a server says that it can, of what weir uses; a bit each. */
enum smtp_offer {
    SMTP_OFFER_8BITMIME = 1 << 0,
    SMTP_OFFER_XCLIENT = 1 << 1, /* and of its attributes: */
    SMTP_OFFER_XCLIENT_ADDR = 1 << 2,
    SMTP_OFFER_XCLIENT_NAME = 1 << 3,
    SMTP_OFFER_XCLIENT_HELO = 1 << 4,
};

struct smtp_reply {
    unsigned code; /* 200 to 599; 0 before the first line */
    unsigned lines;
    unsigned offers;                  /* of enum smtp_offer: its lines but the first, read as EHLO's */
    char text[SMTP_REPLY_TEXT_BYTES]; /* of its first line, behind the code; printable */
};

enum smtp_reply_step { SMTP_REPLY_MORE, SMTP_REPLY_WHOLE, SMTP_REPLY_GARBAGE };

/* Adds a line, without its end, to a reply that begins zeroed. */
enum smtp_reply_step smtp_reply_add(struct smtp_reply *reply, struct slice line);

#endif
