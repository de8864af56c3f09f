/* Mail filters under test, each protocol one file behind one interface and one line of the table in
 * product.c. How a protocol's native answers become block or pass stands in its file, each with its source.
 *
 * A product is described by the configuration and shared by all threads, which only read it; what a thread
 * needs to ask (a connection, a handle) is its session. */
#ifndef WEIR_BENCH_PRODUCT_H
#define WEIR_BENCH_PRODUCT_H

#include "base/arena.h"
#include "base/setting.h"
#include "bench/answer.h"
#include "bench/connection.h"
#include "bench/handover.h"

/* More filters side by side than anybody compares. */
#define PRODUCTS_MOST 64

enum product_class {
    PRODUCT_FULL,          /* a filter that one would use alone */
    PRODUCT_COMPLEMENTARY, /* limited by design: a DNS list, a scanner for malware */
};

enum product_network { PRODUCT_NETWORK_UNSAID, PRODUCT_NETWORK_OFF, PRODUCT_NETWORK_ON };

/* Canaries that a product must know; a bit each. */
enum canary {
    CANARY_GTUBE = 1 << 0, /* must be blocked */
    CANARY_EICAR = 1 << 1, /* must be blocked */
    CANARY_PLAIN = 1 << 2, /* wanted mail: must pass */
};

struct product_protocol;

struct product {
    const char *name;
    const struct product_protocol *protocol;
    enum product_class product_class;
    const char *address;      /* as written, "" for what needs none */
    struct endpoint endpoint; /* of address */
    unsigned concurrency;     /* mails at once, 1 to PRODUCT_CONCURRENCY */
    int64_t timeout_ms;       /* for one answer */
    unsigned retries;         /* after temporary failures */
    int64_t retry_ms;         /* before the first of them; doubled each time */
    int64_t down_ms;   /* so long a product that is down is waited for; then the run stops, to be resumed */
    unsigned canaries; /* of enum canary: what its configuration says it knows */
    const char *version, *rules; /* as the configuration says; "" unsaid: asked of the product where it tells.
                                    rules: date or version of rules, signatures or the trained model */
    enum product_network network; /* whether it looks things up outside */
    void *own;                    /* settings of its protocol, own_bytes of it */
    void *state;                  /* of its protocol between start and stop */
};

#define PRODUCT_CONCURRENCY 64

/* What a product tells of itself; "" what it does not. One line, printable. */
#define PRODUCT_FACT_BYTES 64
struct product_facts {
    char version[PRODUCT_FACT_BYTES], rules[PRODUCT_FACT_BYTES];
};
/* Fills one of them: cut where it is too long, control characters are spaces. */
void product_fact_set(char fact[PRODUCT_FACT_BYTES], struct slice said);

struct product_protocol {
    const char *name;
    const char *summary; /* one line: which products speak it */
    enum product_class product_class;
    uint16_t port;                  /* where the configuration names none; 0: it must, or has no address */
    bool addressed;                 /* it has an address */
    unsigned canaries;              /* what such products know unless said otherwise */
    const struct setting *settings; /* of its own, into product->own */
    size_t setting_count, own_bytes;
    const void *own_usual; /* what own holds where nothing is set; NULL: zeros */
    /* Completes own from presets and looks whether settings make sense; settings_read() is done. NULL:
     * nothing to do. */
    bool (*check)(struct arena *arena, struct product *product, struct error *error);
    /* Once a run, before sessions: a listener. NULL: nothing to do. */
    bool (*start)(struct product *product, struct error *error);
    void (*stop)(struct product *product);
    /* A thread's; never NULL: what cannot be reached is said when it is asked. */
    void *(*open)(const struct product *product);
    /* One mail, answered before the deadline (monotonic_ms()); handed over once, never again by itself. */
    void (*ask)(void *session, const struct handover *mail, int64_t deadline, struct answer *answer);
    void (*close)(void *session);
    /* What it tells of itself; leaves "" what it does not tell, or if it cannot be reached. NULL: it never
     * does. */
    void (*tell)(const struct product *product, int64_t deadline, struct product_facts *facts);
};

extern const struct product_protocol product_spamd, product_rspamd, product_clamd, product_milter,
    product_command, product_smtp, product_lmtp, product_dnsbl;

/* In the order of the manual; NULL at the end. */
const struct product_protocol *product_protocol_at(size_t index);

struct product_list {
    struct product *items;
    size_t count;
};
/* section: `products { NAME { protocol = spamd; address = "127.0.0.1:783"; ... } }`, NULL for none. allowed:
 * of endpoint_read(). Memory is the arena's. */
bool products_read(struct arena *arena, const struct ucl_value *section, const char *const *allowed,
                   size_t allowed_count, struct product_list *list, struct error *error);

const char *product_class_name(enum product_class product_class); /* "full", "complementary" */
const char *product_network_name(enum product_network network);   /* "off", "on", "not said" */

#endif
