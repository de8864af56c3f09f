/* Who sends a campaign, and how hard he tries: sums over all of its messages, from what the store keeps of
 * each (trace.h). Bounces and reports are not counted: they say nothing of who sent what they return. */
#ifndef WEIR_STORE_SENDING_H
#define WEIR_STORE_SENDING_H

#include "campaign/effort.h"
#include "mail/sender.h"
#include "store/tally.h"

#define SENDING_HELOS   (SENDER_HELO_OURS + 1)
#define SENDING_RESULTS (MAIL_RESULT_ERROR + 1)

struct store_count;

/* Counts of senders are of distinct addresses, those of messages of all. */
struct store_sending {
    uint64_t messages, senders;
    uint64_t one_mail;                   /* senders of one message */
    uint64_t home;                       /* that look like home connections */
    uint64_t named, doubtful, nameless;  /* by their name in the DNS; the rest is not recorded */
    const struct store_count *providers; /* senders of known mail providers, most first */
    size_t provider_count;
    uint64_t helos[SENDING_HELOS];     /* messages, by enum sender_helo */
    uint64_t helo_recorded, helo_fake; /* messages */
    uint64_t spf[SENDING_RESULTS], dkim[SENDING_RESULTS], dmarc[SENDING_RESULTS]; /* messages, by result */
    struct effort_counts counts;
    struct effort effort;
    const char *reasons[EFFORT_REASONS];
    size_t reason_count;
};

/* Sums under way. Zeroed is empty and valid. */
struct sending {
    struct store_sending sums;
    struct tally hosts, texts, pictures;
    struct sender_traits *traits; /* of each host: the most that any of its messages says */
    size_t trait_capacity;
    uint32_t classes[8][8]; /* messages by class of the text and its value */
};

/* packed: of trace_pack(); host: its address, size 0 unknown. */
void sending_add(struct sending *sending, int64_t packed, struct slice host);
/* Memory is the arena's; nothing may be added after, until it is cleared. */
void sending_finish(struct sending *sending, struct arena *arena, struct store_sending *result);
void sending_clear(struct sending *sending);
void sending_free(struct sending *sending);

#endif
