/* Operators as people see them: the list, what became of an old id, names; and what a campaign's operator
 * says of the campaign. */
#ifndef WEIR_STORE_OPERATOR_LIST_H
#define WEIR_STORE_OPERATOR_LIST_H

#include "store/store.h"

/* What ties campaigns: a habit in words (of mail/making.h), and how rare it is. */
struct store_evidence {
    const char *facet; /* "program", "delivery", "layout", "engine", "charset" */
    const char *text;
    double share; /* of the operator's messages, of a campaign's operator without it */
    double own;   /* of the campaign's messages; of the list's operators the same as share */
    uint64_t users;
};
#define STORE_EVIDENCE 5

struct store_operator {
    const char *id;
    const char *name;             /* given by a person, "" none */
    const char *const *campaigns; /* ids, oldest first */
    size_t campaign_count;
    const char *subject; /* of the first mail of its biggest campaign */
    uint64_t touts;      /* of these campaigns */
    const char *const *instruments;
    size_t instrument_count;
    uint64_t messages;                    /* distinct mails, indirect ones left out */
    uint64_t wanted;                      /* of these by a feed of wanted mail or newsletters */
    bool simulated;                       /* some of these are */
    uint64_t source_ips, source_networks; /* networks: /24, of IPv6 /48 */
    int64_t first_seen, last_seen;
    double strength; /* 0 to 1: how much alike its campaigns are made, from 0.5 on enough to be tied */
    struct store_evidence evidence[STORE_EVIDENCE]; /* most telling first */
    size_t evidence_count;
};

/* All memory is the list's. */
struct store_operator_list {
    struct store_operator *operators; /* most messages first */
    size_t count, matching;           /* matching: before limit */
    uint64_t sources;                 /* operators, and campaigns that are of none */
};

/* limit: 0 none. */
struct store_operator_list *store_operators(struct store *store, size_t limit, struct error *error);
void store_operator_list_free(struct store_operator_list *list);

/* Which operator answers to this id or name now. Ids of operators are those of campaigns with another letter,
 * so that each leads on to what its campaign has become; a beginning will do. *moved: it is called otherwise
 * now. */
bool store_operator_resolve(struct store *store, const char *asked, char id[STORE_ID_BYTES], bool *moved,
                            struct error *error);
/* Gives the operator of this id a name, "" takes it away. store: STORE_CHANGE, in no transaction. */
bool store_operator_rename(struct store *store, const char *id, const char *name, struct error *error);

/* Another campaign of the same operator. */
struct store_relative {
    const char *id, *subject /* of its first mail */, *instrument;
    uint64_t messages;
    int64_t first_seen, last_seen;
};

/* A measure of the campaign beside those of others. */
struct store_measure {
    const char *what;
    uint64_t value;
    uint64_t smaller, others; /* so many of the operator's other campaigns are smaller, of so many */
    uint64_t least, most;     /* of these */
    double percentile; /* share of all other campaigns of the store that are smaller; negative: not known */
};

struct store_campaign_operator {
    struct store_operator operator_facts;
    double strength; /* of the tie between this campaign and the others */
    struct store_evidence evidence[STORE_EVIDENCE];
    size_t evidence_count;
    const struct store_relative *relatives; /* oldest first */
    size_t relative_count;
    struct store_measure measures[4];
    size_t measure_count;
    uint64_t earlier; /* campaigns of the operator that began before */
    /* Of this campaign, and how many of these had sent for an earlier one. */
    uint64_t addresses, returning_addresses, networks, returning_networks;
    uint64_t sources, all_campaigns;
};

/* *found: NULL where the campaign's operator is unknown. id: the campaign's of now. */
bool store_campaign_operator(struct store *store, const char *id, struct store_campaign_operator **found,
                             struct error *error);
void store_campaign_operator_free(struct store_campaign_operator *public_operator);

#endif
