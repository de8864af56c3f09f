/* Which words are everybody's, by the mail of the store: those of many mails that have nothing to do with the
 * person whose name they might be. */
#ifndef WEIR_STORE_ORDINARY_H
#define WEIR_STORE_ORDINARY_H

#include "base/slice.h"
#include "store/store.h"

/* In so many bodies a word is an ordinary one. */
#define ORDINARY_BODIES 20

/* Whether the word (as written) is in the subject or text of so many mails. */
bool store_word_is_ordinary(struct store *store, struct slice word, bool *ordinary, struct error *error);
/* Whether this local part stands, by itself and not in an address or link, in the text of so many mails not
 * addressed to it. Where finding out would take long, it does not. */
bool store_part_is_ordinary(struct store *store, struct slice part, bool *ordinary, struct error *error);

#endif
