/* Mails read again together with what their pictures say. */
#ifndef WEIR_STORE_TOUT_REREAD_H
#define WEIR_STORE_TOUT_REREAD_H

#include "store/store.h"
#include "store/tout_table.h"

/* Those whose pictures say something. */
enum tout_reread_which {
    REREAD_TOLD,   /* known to the campaigns */
    REREAD_UNTOLD, /* not yet, or in other words */
    REREAD_ALL,
};

/* What the store's mails say goes into table, which may be of another database; settled. named: as for
 * tout_table_settle(). *count: mails that were read again. */
bool tout_reread(struct store *store, enum tout_reread_which which, struct tout_table *table,
                 bool (*named)(void *context, int64_t founder), void *context, uint64_t *count,
                 struct error *error);

#endif
