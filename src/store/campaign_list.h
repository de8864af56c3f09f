/* Campaigns as people see them: the list, one whole, and what became of an old id. */
#ifndef WEIR_STORE_CAMPAIGN_LIST_H
#define WEIR_STORE_CAMPAIGN_LIST_H

#include "base/buffer.h"
#include "store/geo.h"
#include "store/promotion.h"
#include "store/sending.h"
#include "store/store.h"
#include "template/pattern.h"

/* Samples given with each campaign. */
#define STORE_SUBJECTS 5

struct store_count {
    const char *name;
    uint64_t count;
};

struct store_campaign {
    const char *id;
    const char *name; /* what a person would call it: its instrument, its commonest subject */
    const char *kind; /* "tout" or "other" */
    bool simulated;   /* it has mail of a simulated feed */
    struct store_promotion promotion;
    uint64_t messages;   /* distinct mails; left out: indirect ones, what came by another feed before */
    uint64_t deliveries; /* of these mails, byte for byte: places where they are */
    uint64_t recipients; /* distinct ones of these mails, where known */
    uint64_t indirect;   /* returned in bounces and reports */
    int64_t first_seen, last_seen;
    uint64_t templates, source_ips;
    double with_url, with_attachment; /* shares of messages, 0 to 1 */
    const char *const *subjects;      /* commonest first */
    size_t subject_count;
    const struct store_count *feeds; /* deliveries, most first */
    size_t feed_count;
    const uint32_t *days; /* messages a day from first_seen's day on; at most STORE_DAYS, the last ones */
    size_t day_count;
    int64_t days_from;          /* start of the first of days */
    const char *operator_label; /* its name, else its id; "" unknown */
    uint64_t recent;            /* messages in the store's last 7 days, for growth */
    uint64_t before;            /* and in the 7 before */
    struct store_sending sending;
};
#define STORE_DAYS 4000

enum store_sort {
    STORE_BY_SIZE,   /* messages */
    STORE_BY_RECENT, /* last_seen */
    STORE_BY_GROWTH, /* recent against before */
};

struct store_campaign_query {
    const char *id;   /* NULL any; else this one alone, by the id it has now, without counts of the store */
    const char *kind; /* NULL any */
    const char *feed; /* NULL any: at least one delivery by it */
    int64_t since, until; /* TIME_NONE open: was alive in this stretch */
    enum store_sort sort;
    size_t limit; /* 0 none */
};

/* All memory is the list's. */
struct store_campaign_list {
    struct store_campaign *campaigns;
    size_t count;
    uint64_t matching;                                    /* before limit */
    uint64_t all_campaigns, all_messages, all_deliveries; /* of the whole store */
};

struct store_campaign_list *store_campaigns(struct store *store, const struct store_campaign_query *query,
                                            struct error *error);
void store_campaign_list_free(struct store_campaign_list *list);

/* Which campaign answers to this id now: the same one, or the one that took in its founder. A beginning that
 * no other id has will do, in either case of letters. false: nothing was ever called so, or several were.
 * *moved: another campaign than the one asked for. */
bool store_campaign_resolve(struct store *store, const char *asked, char id[STORE_ID_BYTES], bool *moved,
                            struct error *error);

struct store_template {
    const char *id; /* NULL: of several */
    uint64_t messages;
    const struct pattern *pattern; /* of the STORE_TEMPLATES_READ largest, else NULL */
};
#define STORE_TEMPLATES_READ 5

struct store_sender {
    const char *ip;
    uint64_t messages;
    int64_t first_seen, last_seen;
};

/* What messages state of one thing; all 0: none does. */
struct store_range {
    double least, most;
    double first, last; /* in order of receipt */
    uint64_t messages;
};

/* What is claimed from one day to another, as far as messages say. */
struct store_claims {
    int64_t from, to;  /* beginnings of the first and last day */
    uint64_t messages; /* that claim anything */
    struct store_range price, target;
    const char *currency;             /* of both, the commonest; "" not said */
    struct store_range gain, horizon; /* in percent; days */
    int64_t urgent;                   /* the last day on which one must act, TIME_NONE */
};
#define STORE_CLAIM_ROWS 20

/* One campaign whole; all memory is the detail's. Lists: most first, at most STORE_DETAIL_ROWS each. */
#define STORE_DETAIL_ROWS 50

/* Distinct senders by where they are, most first. */
struct store_places {
    bool known; /* there is a file to look them up in */
    const struct store_count *counts;
    size_t count;
};

struct store_campaign_detail {
    struct store_campaign campaign;
    bool moved; /* asked for by a former id */
    /* Of a tout; else empty. */
    const char *type, *company, *market; /* see promotion.h; of the user's list where no mail says it */
    struct promotion_names names;
    struct store_claims claims;            /* all in all */
    const struct store_claims *claim_rows; /* by stretches of days, at most STORE_CLAIM_ROWS */
    size_t claim_row_count;
    const struct store_template *templates;
    size_t template_count;
    const struct store_template
        *together; /* all as if they were one, where they are many and small; or NULL */
    const struct store_sender *senders;
    size_t sender_count;
    struct store_places countries, networks;
    uint32_t hours[24];   /* messages by hour of receipt, UTC */
    uint32_t weekdays[7]; /* from Monday */
    const struct store_count *domains, *phones, *attachments, *from_domains; /* of a sample of messages */
    size_t domain_count, phone_count, attachment_count, from_domain_count;
    uint64_t sampled;    /* so many messages were looked into for these */
    uint64_t sample_seq; /* the most typical message */
    const char *sample;  /* its `raw --text` */
};

/* geo: NULL, no places. */
struct store_campaign_detail *store_campaign_show(struct store *store, const char *id, const struct geo *geo,
                                                  struct error *error);
void store_campaign_detail_free(struct store_campaign_detail *public_detail);

#endif
