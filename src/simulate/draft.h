/* One mail as its sender makes it, before any server of a feed has seen it; the parts of it that the files
 * beside message.c fill in. */
#ifndef WEIR_SIMULATE_DRAFT_H
#define WEIR_SIMULATE_DRAFT_H

#include "base/random.h"
#include "simulate/habit.h"
#include "simulate/message.h"

/* What of a mail is drawn from which stream of its variant, so that one does not move the other. */
enum draft_stream { DRAFT_SENDER = 1, DRAFT_TEXT, DRAFT_PROGRAM, DRAFT_IDS, DRAFT_HOPS, DRAFT_BOUNCE };

#define CLIENT_NAME_BYTES 192

/* The host that hands the mail over. */
struct client {
    char ip[16];
    char reverse[CLIENT_NAME_BYTES]; /* "" none */
    char helo[CLIENT_NAME_BYTES];
};

/* Strings and buffers are the arena's or whoever's they were; draft_free() frees the buffers. */
struct draft {
    struct arena *arena;
    const struct scenario *scenario;
    const struct sim_mail *mail;
    struct habit habit;
    struct client client;
    struct random ids;
    int zone_minutes; /* east of UTC */
    const char *from_name, *from_address, *recipient;
    const char *list; /* host of the List-Id, "" none */
    bool bounce;      /* null sender */
    bool html;
    struct buffer subject, text; /* UTF-8; paragraphs are lines, or wrapped as the sender does it */
};

/* message_client.c: kinds of hosts. key: what stays the same of a host. */
void client_home(struct draft *draft, uint32_t address, unsigned pool_bits, uint64_t key);
void client_server(struct draft *draft, uint32_t address, const char *name);
void client_write_ip(uint32_t address, char ip[16]);

/* message_background.c: who wrote it and whence it comes; what it says. */
void background_begin(struct draft *draft);
void background_write(struct draft *draft);

/* message_head.c: the sender's own headers. type: with its parameters, folded. */
void head_write(struct draft *draft, const char *type, const char *encoding, struct buffer *into);
/* A date as RFC 5322 writes it, in the given zone, without a comment. */
void head_write_date(int64_t seconds, int zone_minutes, struct buffer *into);
/* A pattern of habit.h. */
void head_write_pattern(struct draft *draft, const char *pattern, struct buffer *into);

/* message_body.c: head and body; base64 without line ends. */
void body_write(struct draft *draft, struct buffer *into);
void body_write_base64(struct slice data, struct buffer *into);

/* message_bounce.c: a report that returns what the draft is of. */
void bounce_write(struct draft *draft, struct buffer *into);

/* message_received.c: what a feed's servers put on top. */
void received_write(struct draft *draft, size_t feed, struct buffer *into, int64_t *received);

#endif
