/* Simulated mail as text: what a feed's server would have written down. See message.c. */
#ifndef WEIR_SIMULATE_MESSAGE_H
#define WEIR_SIMULATE_MESSAGE_H

#include "base/buffer.h"
#include "simulate/scenario.h"

enum sim_kind { SIM_CAMPAIGN, SIM_SPAM, SIM_WANTED, SIM_BOUNCE };

/* One mail that reached a trap, at one or more feeds. */
struct sim_mail {
    enum sim_kind kind;
    int64_t sent;
    uint64_t variant; /* seed of all that differs between mails of a campaign */
    size_t campaign;  /* SIM_CAMPAIGN and SIM_BOUNCE: index; SIM_SPAM: number of the background's campaign;
                         SIM_WANTED: number of the sender */
    uint32_t host;    /* who sends, within its operator */
    uint32_t address; /* of 240.0.0.0/4: of a bounce the server that returns it */
    const char *recipient; /* a trap address */
    uint32_t feeds;        /* mask */
};

/* The mail as feed received it, with its headers in front, X-Weir-Simulated among them, and without an mbox
 * separator; lines end in "\n", body lines that begin with "From " are quoted. Two feeds' copies of one mail
 * differ in the Received lines that a feed's servers and its forwarder added (and in the receipt, by
 * minutes), in nothing else. received: when the feed got it. */
void message_write(const struct scenario *scenario, size_t feed, const struct sim_mail *mail,
                   struct buffer *into, int64_t *received);

/* What an mbox separator names: the envelope's sender; "MAILER-DAEMON" for none. Memory is the arena's. */
const char *message_envelope(const struct scenario *scenario, const struct sim_mail *mail,
                             struct arena *arena);

/* The names of programs that a scenario may use, NULL after the last. */
extern const char *const message_programs[];

#endif
