/* The dialogue in which one mail is handed to an SMTP or LMTP filter. See smtp_client.c. */
#ifndef WEIR_BENCH_SMTP_CLIENT_H
#define WEIR_BENCH_SMTP_CLIENT_H

#include "bench/answer.h"
#include "bench/connection.h"
#include "bench/handover.h"
#include "bench/smtp_reply.h"

/* A session that lasts for several mails. */
struct smtp_session {
    const struct endpoint *endpoint;
    bool is_lmtp;
    const char *own_name; /* for EHLO or LHLO */
    unsigned mails_most;  /* in one connection */
    bool is_open;
    unsigned mails;
    unsigned offers; /* of enum smtp_offer, of the last EHLO */
    struct connection connection;
};

struct smtp_letter {
    const struct handover *client; /* given by XCLIENT; NULL: not given so */
    const char *mail_from;         /* "" for <> */
    const char *recipient;
    bool is_8bit;
    struct slice wire; /* of smtp_letter_wire() */
};

/* true: the product took the mail over; false: answer says why not, before the deadline. */
bool smtp_hand_over(struct smtp_session *session, const struct smtp_letter *letter, int64_t deadline,
                    struct answer *answer);
/* With QUIT, which is waited for shortly. */
void smtp_session_end(struct smtp_session *session);
/* Connects and reads the greeting alone. */
bool smtp_greeting(const struct endpoint *endpoint, int64_t deadline, struct smtp_reply *reply);

#endif
