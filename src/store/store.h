/* The store: one folder with one SQLite database (WAL, STRICT) and one file of compressed raw mail. One
 * writer; readers are never blocked. Every call that can fail fills error. A struct store belongs to one
 * thread.
 *
 *   store.h          open, close
 *   ingest.h         feeds in: the whole pipeline from bytes to campaigns
 *   message.h        deliveries, raw bytes, text as its reader saw it
 *   campaign_list.h  campaigns: the list, one whole, old ids
 *   feed.h           what is known of feeds, and said
 *   capture.h        a campaign's deliveries, for size estimates
 *   fact.h           what a campaign's mail shows that others can look for
 *   operator_list.h  operators: the list, names, a campaign's
 *   search.h         find, list of indicators, like
 *   ocr.h            attached pictures: what is read in them
 *   bench.h          the comparative test: corpora, runs, verdicts
 *   check.h          check, repair, unreadable mail */
#ifndef WEIR_STORE_STORE_H
#define WEIR_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* "c" and letters and digits easily told apart; its NUL included. */
#define STORE_ID_BYTES 24

enum store_mode {
    STORE_READ,   /* must exist */
    STORE_WRITE,  /* made where there is none; a second writer gets an error */
    STORE_CHANGE, /* the same, but must exist and be of today */
    STORE_MEND,   /* the same, but must exist, and is brought up to date */
};

/* What a reading cursor came to. */
enum store_step {
    STORE_ROW,
    STORE_END,
    STORE_FAILED, /* error says why */
};

struct store;

/* NULL with error filled: no store there, made by a newer weir, another writer (named by its pid), no right.
 */
struct store *store_open(const char *folder, enum store_mode mode, struct error *error);
void store_close(struct store *store);

/* All reading calls up to store_end_read() see one state, whatever a writer does meanwhile. */
bool store_begin_read(struct store *store, struct error *error);
void store_end_read(struct store *store);

/* Roles, as `--role` spells them. */
#define STORE_ROLES "spam, ham, newsletter, phish, malware, unwanted, simulated, mixed"
bool store_role_known(const char *role);

#endif
