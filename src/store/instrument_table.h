/* The list of known instruments as the store keeps it. */
#ifndef WEIR_STORE_INSTRUMENT_TABLE_H
#define WEIR_STORE_INSTRUMENT_TABLE_H

#include "store/database.h"
#include "store/instrument_list.h"

/* Memory is the arena's. */
bool instrument_table_read(struct database *database, struct arena *arena, struct instrument_list *list,
                           struct error *error);
/* Replaces what was there. */
bool instrument_table_write(struct database *database, const struct instrument_list *list,
                            struct error *error);

/* What is listed of symbol[0..bytes); all "" if it is not listed. */
bool instrument_table_find(struct database *database, struct arena *arena, struct slice symbol,
                           struct instrument *instrument, struct error *error);
/* The symbol of what has this name, as company_fold() gives it; NULL if none has it, or several have. */
bool instrument_table_symbol(struct database *database, struct arena *arena, const char *name,
                             const char **symbol, struct error *error);

#endif
