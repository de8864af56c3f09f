/* Who handed the message over: the Received chain. See received.c for how the hop is found. */
#ifndef WEIR_MAIL_RECEIVED_H
#define WEIR_MAIL_RECEIVED_H

#include "base/error.h"
#include "mail/head.h"
#include "mail/mail.h"

struct received_hop {
    const char *from_name;    /* HELO or name after `from`, "" none */
    const char *reverse_name; /* in the comment, "" none or unknown */
    const char *ip;           /* canonical, "" none */
    const char *by;           /* "" none */
    const char *recipient;    /* of `for`, "" none */
    int64_t time;             /* TIME_NONE if unreadable */
    uint8_t address[16];      /* ip; zeros if none */
    bool looked_up;     /* the server writes what it looked up, so that a missing reverse_name is no name */
    bool doubtful_name; /* "may be forged": reverse_name does not lead back to ip */
    bool fetched;       /* by POP or IMAP: not handed over, but got from an own mailbox */
};

/* Parses one unfolded Received value; every mail server's dress, never fails. */
void received_parse(struct arena *arena, struct slice value, struct received_hop *hop);

/* Reads head's Received chain (newest first): fills sender, own_headers, received, recipients and
 * TRAIT_RECEIVED of mail. */
void received_read(struct mail *mail, const struct head *head, const struct trust *trust);

/* nets: "192.0.2.0/24", "2001:db8::/32", single addresses. NULL with error set when one is not a network. */
struct trust *trust_new(const char *const *nets, size_t count, struct error *error);
/* The same networks (trust may be NULL), and a forwarder's: a network, or the name of a host or domain, whose
 * hops are then taken as own ones where a server looked the name up. */
struct trust *trust_with_forwarder(const struct trust *trust, const char *forwarder);
void trust_free(struct trust *trust);
/* Instead of networks, what came of them when the mail was read first: the address of the host that handed it
 * over, zeros for none. In the arena; address outlives it. */
struct trust *trust_known(struct arena *arena, const uint8_t address[16]);

#endif
