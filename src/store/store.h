/* The store: one folder with one SQLite database (WAL, STRICT) holding raw mail (zstd), messages, the
 * finder's state and the search index. One writer; readers are never blocked. Every call that can fail fills
 * error. */
#ifndef WEIR_STORE_STORE_H
#define WEIR_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

/* "c" and letters and digits easily told apart; its NUL included. */
#define STORE_ID_BYTES 16

enum store_mode {
    STORE_READ,  /* must exist */
    STORE_WRITE, /* made where there is none; a second writer gets an error */
};

struct store;

struct store *store_open(const char *folder, enum store_mode mode, struct error *error);
void store_close(struct store *store);

/* One delivery as `weir messages` shows it. Strings live until the next call on the same cursor; never NULL.
 */
struct store_message {
    uint64_t seq;
    const char *feed, *role, *source;
    int64_t received;
    const char *src_ip;
    const char *campaign; /* id, "" none */
    const char *template_id;
    const char *kind; /* "tout" or "other" */
    double score;
    const char *instrument, *operator_id; /* "" none */
    const char *from, *subject;
    uint64_t bytes;
    bool copy, indirect;
    const char *unreadable; /* reason, "" if it could be read */
};

struct store_campaign {
    const char *id, *name; /* name: what a person would call it, from its commonest subject words */
    const char *kind;
    double score;
    uint64_t messages, deliveries, indirect;
    int64_t first_seen, last_seen;
    uint64_t templates, source_ips;
    double with_url, with_attachment;
    const char *const *subjects; /* commonest first */
    size_t subject_count;
    struct store_count {
        const char *name;
        uint64_t count;
    } * feeds;
    size_t feed_count;
    const uint32_t *days; /* messages a day from first_seen's day on */
    size_t day_count;
    uint64_t recent; /* messages in the store's last 7 days, for growth */
    uint64_t before; /* and in the 7 before */
};

#endif
