/* The server's side of one SMTP or LMTP session at the back-end, without a socket. See back_end_talk.c. */
#ifndef WEIR_BENCH_BACK_END_TALK_H
#define WEIR_BENCH_BACK_END_TALK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "mail/mail.h"

/* RFC 5321 allows 512 bytes; an address with parameters may be longer. */
#define BACK_END_COMMAND_BYTES 2048
/* Longer heads are cut: as much as weir reads of any. */
#define BACK_END_HEAD_BYTES MAIL_HEADER_BYTES
/* More than any mail has. None of it is kept, but who sends on for ever is stopped. */
#define BACK_END_MESSAGE_BYTES (INT64_C(1) << 30)
/* RFC 5321, 4.5.3.1.8: as many must be taken. */
#define BACK_END_RECIPIENTS 100
/* Who sends commands but reads no replies is read no further. */
#define BACK_END_REPLIES_BYTES 65536
/* What the greeting says behind the host's name: the mark by which weir knows its own listener. */
#define BACK_END_GREETING "weir back-end"

/* The local part of recipients: w<number of the mail>.<token in 16 hexadecimal digits>. */
#define BACK_END_RECIPIENT_FORMAT "w%" PRIu64 ".%016" PRIx64

enum back_end_state {
    BACK_END_COMMAND,
    BACK_END_HEAD, /* of a mail */
    BACK_END_BODY,
    BACK_END_CLOSED, /* no more is read */
};

/* A mail that came in whole. */
struct back_end_mail {
    const uint64_t *tokens; /* of its recipients; 0 for those that weir did not make */
    size_t recipient_count;
    bool null_sender;
    struct slice head; /* up to the empty line, dots undone; lines end in CRLF */
};
typedef void back_end_deliver(void *context, const struct back_end_mail *mail);

struct back_end_talk {
    const char *domain; /* of weir's recipients */
    back_end_deliver *deliver;
    void *context;
    enum back_end_state state;
    bool greeted, is_lmtp, has_sender, null_sender;
    uint64_t tokens[BACK_END_RECIPIENTS];
    size_t recipient_count;
    char command[BACK_END_COMMAND_BYTES];
    size_t command_size; /* BACK_END_COMMAND_BYTES: too long, thrown away up to its end */
    unsigned line_end;   /* what was seen of the CRLF . CRLF that ends a mail */
    int64_t message_bytes;
    struct buffer head, out; /* out: replies, to be sent and taken out by who holds it */
};

/* Begins with the greeting in out. deliver is called before the reply that takes the mail over. */
void back_end_talk_begin(struct back_end_talk *talk, const char *domain, back_end_deliver *deliver,
                         void *context);
void back_end_talk_take(struct back_end_talk *talk, const char *bytes, size_t size);
void back_end_talk_free(struct back_end_talk *talk);

/* The token of an address that weir made, 0 of any other. address: without < and >. */
uint64_t back_end_token(struct slice address, const char *domain);

#endif
