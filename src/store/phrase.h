/* Words in a row, looked for in the text of mails. */
#ifndef WEIR_STORE_PHRASE_H
#define WEIR_STORE_PHRASE_H

#include "store/base.h"
#include "store/query.h"
#include "store/segment.h"

/* Leaves only the mails whose text (or subject, or sender, as the clause says) has the phrase. */
bool phrase_filter(struct store *store, const struct query_clause *clause, struct mail_list *mails,
                   struct error *error);
/* Where in text the words stand in a row for the first time; empty if nowhere. words: folded. */
struct slice phrase_find(struct slice text, const char *const *words, size_t count);

#endif
