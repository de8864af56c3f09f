/* See person_list.h. */
#include "store/person_list.h"

#include "store/base.h"
#include "store/person_table.h"

bool store_recipients(struct store *store, struct key_map *recipients, struct error *error) {
    return person_table_load(&store->database, recipients, error);
}

bool store_knows_sender(struct store *store, uint64_t key, bool *knows, struct error *error) {
    return person_table_has_sender(&store->database, key, knows, error);
}
