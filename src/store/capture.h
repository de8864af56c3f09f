/* A campaign's deliveries as size estimates need them: who sent each, when, to whom, and which feeds saw it.
 * One delivery that reached several feeds is one capture, and never a recapture. */
#ifndef WEIR_STORE_CAPTURE_H
#define WEIR_STORE_CAPTURE_H

#include "store/feed.h"

/* Feeds that captures can be told apart by: a bit each. Of more, the last stands for all further ones. */
#define CAPTURE_FEEDS 32

struct store_capture {
    int64_t received;
    uint8_t address[16]; /* of the host that handed it over, IPv4 as ::ffff:a.b.c.d */
    uint32_t feeds;      /* that it came by: bits as in store_captures.feeds */
    int64_t recipient;   /* hash, 0 unknown */
};

struct store_captures {
    struct store_capture *captures; /* in order of receipt, of equals in that of arrival */
    size_t count;
    uint64_t indirect, undated, hostless; /* left out: returned ones; without receipt; dated, without host */
    uint64_t linked;                      /* mails that are captures of another feed's, too */
    const struct store_feed *feeds;       /* that have mail of the campaign */
    size_t feed_count;
    struct arena *arena; /* of all of it */
};

/* campaign_id: as it is now. false with error set: there is nothing to free then. */
bool store_captures(struct store *store, const char *campaign_id, struct store_captures *out,
                    struct error *error);
void store_captures_free(struct store_captures *captures);

#endif
