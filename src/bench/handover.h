/* One mail as it is handed to products: the bytes without what a collector or an earlier filter added, and
 * the envelope with which it once came. */
#ifndef WEIR_BENCH_HANDOVER_H
#define WEIR_BENCH_HANDOVER_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/slice.h"
#include "mail/received.h"

struct handover {
    uint64_t number;    /* of the mail in its corpus, from 1; for canaries 0 */
    struct slice bytes; /* without the mbox separator and without verdict headers; line ends as they came */
    size_t own_bytes;   /* so many bytes at its beginning are headers that the feed's own servers wrote, the
                           Received of the hand-over the last: who presents the client otherwise (XCLIENT,
                           milter) leaves them out, who presents it by that Received keeps them. 0 where the
                           client is unknown */
    const char *client; /* address of the host that handed it over, canonical; "" unknown */
    /* Words that may stand in a line of SMTP as they are: printable ASCII without spaces, quotes and angle
     * brackets, none longer than HANDOVER_WORD_BYTES; "" where the mail has another. */
    const char *client_name; /* what it was looked up as, "" none or unknown */
    const char *helo;        /* "" unknown */
    const char *mail_from;   /* the envelope's sender; "" for bounces, or unknown */
    bool null_sender;        /* it is a bounce's: known to be empty */
};
/* A path is no longer (RFC 5321, 4.5.3.1.3). */
#define HANDOVER_WORD_BYTES 254

/* raw must outlive it. Never fails; number is left 0. from_line: the mbox separator, or NULL. trust as for
 * mail_parse(); may be NULL. */
void handover_make(struct arena *arena, struct slice raw, const char *from_line, const struct trust *trust,
                   struct handover *handover);

/* bytes with every line ended by CRLF, as SMTP has it: bare CRs and LFs become line ends. */
void handover_crlf(struct slice bytes, struct buffer *into);

/* Is it a header that a filter or collector adds as its verdict (X-Spam-Status and the like)? The list is
 * data/verdict_headers.txt. */
bool handover_is_verdict(struct slice name);

#endif
