/* Proves the store sound, mends what can be made anew from the raw mail, and lists what could not be read. */
#ifndef WEIR_STORE_CHECK_H
#define WEIR_STORE_CHECK_H

#include "store/store.h"

struct check_counts {
    uint64_t messages, deliveries, campaigns, templates;
    uint64_t raw_bytes, stored_bytes; /* of mail; of the whole folder */
    uint64_t unreadable;
    uint64_t wrong; /* findings */
};

/* found: called with one line for each thing that is wrong. Changes nothing. false: could not be checked at
 * all. A sound store: true and counts->wrong == 0. progress may be NULL: messages verified of all. */
bool store_check(struct store *store, void (*found)(void *context, const char *what),
                 void (*progress)(void *context, uint64_t done, uint64_t all), void *context,
                 struct check_counts *counts, struct error *error);
/* Makes search index, summaries, campaigns and the finder's state anew from the raw mail. store: STORE_WRITE.
 * done: called with one line for each thing mended; mail whose bytes are lost is named and left. */
bool store_repair(struct store *store, void (*done)(void *context, const char *what),
                  void (*progress)(void *context, uint64_t done, uint64_t all), void *context,
                  struct error *error);

/* Every message kept that could not be read, in order of seq. */
bool store_unreadable(struct store *store,
                      void (*each)(void *context, uint64_t seq, const char *source, const char *reason),
                      void *context, struct error *error);

#endif
