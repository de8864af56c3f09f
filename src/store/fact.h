/* What the mail of a campaign shows that others can look for: hosts it came from, domains it leads to... */
#ifndef WEIR_STORE_FACT_H
#define WEIR_STORE_FACT_H

#include "base/arena.h"
#include "store/store.h"

enum store_fact_kind {
    FACT_SOURCE_IP,   /* that handed a message over */
    FACT_FROM_DOMAIN, /* of the sender that is named, mostly forged */
    FACT_SUBJECT,
    FACT_LINK_DOMAIN, /* registrable domain, or address, of links to click */
    FACT_PHONE,
    FACT_ATTACHMENT_SHA256, /* in hexadecimal */
    FACT_ATTACHMENT_NAME,
    FACT_KINDS
};

/* "source_ip"... */
const char *store_fact_kind_name(enum store_fact_kind kind);

struct store_fact {
    enum store_fact_kind kind;
    const char *value;
    uint64_t messages;             /* distinct mails with it */
    int64_t first_seen, last_seen; /* receipts of these; TIME_NONE unknown */
};

struct store_facts {
    struct store_fact *facts; /* by kind; of a kind most messages first */
    size_t count;
};

/* Of each kind `limit` at most, 0: all. id: as store_campaign_resolve() gives it. Reads every mail of the
 * campaign, some thousand a second. Memory is the arena's. */
bool store_facts(struct store *store, struct arena *arena, const char *id, size_t limit,
                 struct store_facts *facts, struct error *error);

#endif
