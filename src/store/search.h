/* Search: campaigns with a message that has all the words or keys; a list of indicators; a mail like this
 * one.
 *
 * Words are maximal runs of letters, digits and marks of store_text(), case and accents folded. "quoted" is a
 * phrase. Keys: ip: net: domain: from: subject: sha256: phone: id: */
#ifndef WEIR_STORE_SEARCH_H
#define WEIR_STORE_SEARCH_H

#include "base/buffer.h"
#include "base/slice.h"
#include "store/campaign_list.h"
#include "store/store.h"

/* One campaign with hits. */
struct search_hit {
    char campaign[STORE_ID_BYTES]; /* "" for messages that are in none */
    uint64_t messages;             /* with all the words; each mail once, resold ones, too */
    uint64_t first;                /* seq of the first of them: the one the excerpt is from */
};

struct search_result {
    struct search_hit *hits; /* most messages first */
    size_t count;
    uint64_t messages;             /* in all */
    const char *const *indicators; /* search_list() only: those that were looked for, "domain:example.org" */
    const uint64_t *indicator_messages;
    size_t indicator_count;
};

/* words: as typed, one argument each; an argument may hold several words. NULL with error set when a key is
 * not known, a net is none, or there is nothing to look for. */
struct search_result *search_find(struct store *store, const char *const *words, size_t count,
                                  struct error *error);
/* text: a list of indicators or any text; addresses, domains, hashes, phones, Message-IDs and IP addresses
 * are picked out ("hxxp", "[.]" and their like undone); campaigns with any of them. */
struct search_result *search_list(struct store *store, struct slice text, struct error *error);
void search_result_free(struct search_result *result);
/* A line of the hit's first message around its first hit, at most `width` characters of UTF-8, white space
 * folded; appended. With the result's own words. */
bool search_excerpt(struct store *store, const struct search_result *result, size_t hit, size_t width,
                    struct buffer *into, struct error *error);

struct search_likeness {
    char campaign[STORE_ID_BYTES];
    char template_id[STORE_ID_BYTES];
    double similarity; /* 0 to 1; from 0.5 the mail would join */
};
/* To which campaigns this mail belongs or is nearest, best first; how many in *count, at most `most`. */
bool search_like(struct store *store, struct slice raw, struct search_likeness *found, size_t most,
                 size_t *count, struct error *error);

#endif
