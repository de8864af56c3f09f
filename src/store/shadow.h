/* What the finder makes of all mail, made again in a temporary database beside the store, to compare with. */
#ifndef WEIR_STORE_SHADOW_H
#define WEIR_STORE_SHADOW_H

#include "store/digest.h"
#include "store/finder_table.h"
#include "store/person_table.h"
#include "store/tout_reread.h"

struct shadow {
    struct database database; /* all that is derived is filled, and what that needs of mail */
    struct finder *finder;
    struct finder_backing backing;
    struct finder_table table;
    struct tout_table *touts;
    struct person_table people;
    uint64_t unsettled;
    struct error *error; /* of the call that is running */
    bool failed;
};

/* With the store's list of instruments. */
bool shadow_open(struct shadow *shadow, struct store *store, struct error *error);
void shadow_close(struct shadow *shadow);
/* Mails in rising order. */
bool shadow_add(struct shadow *shadow, int64_t mail, const struct digest *digest, struct error *error);
/* After the last mail. */
bool shadow_settle(struct shadow *shadow, struct error *error);
/* Then what the pictures of mails say, as far as the store's campaigns know. */
bool shadow_reread(struct shadow *shadow, struct store *store, struct error *error);

#endif
