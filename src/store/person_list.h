/* Whom the store knows of, by the hashes of person.h; for redaction. */
#ifndef WEIR_STORE_PERSON_LIST_H
#define WEIR_STORE_PERSON_LIST_H

#include "base/key_map.h"
#include "store/store.h"

/* Adds every recipient and own host, with value 1. */
bool store_recipients(struct store *store, struct key_map *recipients, struct error *error);
bool store_knows_sender(struct store *store, uint64_t key, bool *knows, struct error *error);

#endif
