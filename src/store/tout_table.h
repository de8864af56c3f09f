/* Touts on file: what each mail says of instruments, pooled over what the finder put together; which of that
 * is a tout, of what; and which campaign each mail is of in the end. See tout_table.c. */
#ifndef WEIR_STORE_TOUT_TABLE_H
#define WEIR_STORE_TOUT_TABLE_H

#include "campaign/finder.h"
#include "store/database.h"
#include "store/instrument_list.h"
#include "tout/reading.h"

struct tout_table;

struct tout_table *tout_table_open(struct database *database, struct error *error);
void tout_table_close(struct tout_table *table);

/* What a new mail says; an empty record: nothing. Before the finder labels it. */
bool tout_table_add(struct tout_table *table, int64_t mail, struct slice record, struct error *error);
/* The mail says something else now (its pictures were read). */
bool tout_table_replace(struct tout_table *table, int64_t mail, struct slice record, struct error *error);
/* The user's list of instruments is this one now; what it says of is judged again, and settled with the rest.
 */
bool tout_table_list(struct tout_table *table, const struct instrument_list *list, struct error *error);
/* The mail's row of assignment, as the finder has it. */
bool tout_table_assign(struct tout_table *table, const struct finder_label *label, struct error *error);
/* Judges what changed since the last time and lets the campaigns follow; named(): for the founder of every
 * campaign that is not the finder's own. */
bool tout_table_settle(struct tout_table *table, bool (*named)(void *context, int64_t founder), void *context,
                       struct error *error);

#endif
