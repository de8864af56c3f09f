/* What the finder makes of all mail, made again in a temporary database beside the store, to compare with. */
#ifndef WEIR_STORE_SHADOW_H
#define WEIR_STORE_SHADOW_H

#include "store/finder_table.h"

struct shadow {
    struct database database; /* the finder's tables and assignment are filled */
    struct finder *finder;
    struct finder_backing backing;
    struct finder_table table;
    uint64_t unsettled;
    struct error *error; /* of the call that is running */
    bool failed;
};

bool shadow_open(struct shadow *shadow, struct error *error);
void shadow_close(struct shadow *shadow);
/* Mails in rising order. */
bool shadow_add(struct shadow *shadow, int64_t mail, const struct print *print, struct error *error);
/* After the last mail. */
bool shadow_settle(struct shadow *shadow, struct error *error);

#endif
