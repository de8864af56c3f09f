/* Deliveries and their mail: the rows of `weir messages`, the bytes of `weir raw`. */
#ifndef WEIR_STORE_MESSAGE_H
#define WEIR_STORE_MESSAGE_H

#include "base/buffer.h"
#include "store/store.h"
#include "tout/reading.h"

/* One delivery as `weir messages` shows it. Strings live until the next call on the same cursor; never NULL.
 */
struct store_message {
    uint64_t seq;
    const char *feed, *role, *source;
    int64_t received;        /* TIME_NONE if nothing says */
    const char *src_ip;      /* "" unknown */
    const char *campaign;    /* id, "" none */
    const char *template_id; /* "" none */
    const char *kind;        /* "tout" or "other"; "" without a campaign */
    double score;
    const char *instrument;     /* "" none */
    const char *operator_label; /* its name, else its id; "" unknown */
    const char *aliases;        /* what else the instrument is called, a line each */
    const char *from;           /* "Name <address>" or one of the two, decoded */
    const char *subject;        /* decoded */
    const char *mail_class;     /* mail_class_name() */
    uint64_t bytes;
    bool copy, indirect;
    int64_t occasion;       /* the same where one delivery came by several feeds; see occasion.h; 0 unknown */
    bool reported;          /* it is what a report was about, unwrapped */
    unsigned derived;       /* of that, what the report left out: of enum feedback_derived */
    uint64_t first;         /* of a copy: the delivery that it repeats; else seq itself */
    const char *unreadable; /* reason, "" if it could be read */
};

struct store_messages;

/* campaign: an id or a former one, NULL for all. In order of seq. */
struct store_messages *store_messages_open(struct store *store, const char *campaign, struct error *error);
enum store_step store_messages_next(struct store_messages *messages, struct store_message *message,
                                    struct error *error);
/* What the message that came last claims, by itself; said: it claims something. */
bool store_messages_claims(struct store_messages *messages, struct tout_claims *claims, bool *said,
                           struct error *error);
void store_messages_close(struct store_messages *messages);

/* The bytes as they came, appended. */
bool store_raw(struct store *store, uint64_t seq, struct buffer *into, struct error *error);
/* The host that handed it over, as it was found when it came in (for trust_known()); zeros: unknown. */
bool store_hand_over(struct store *store, uint64_t seq, uint8_t address[16], struct error *error);
/* `raw --text`: the subject, an empty line, the text as its reader saw it; what `find` finds words in.
 * Appended. */
bool store_text(struct store *store, uint64_t seq, struct buffer *into, struct error *error);

#endif
