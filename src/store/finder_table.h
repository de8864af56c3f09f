/* The finder's backing, in two tables of the database. */
#ifndef WEIR_STORE_FINDER_TABLE_H
#define WEIR_STORE_FINDER_TABLE_H

#include "campaign/finder.h"
#include "store/database.h"

struct finder_table {
    struct database *database;
    struct error error; /* of the first failure; the finder cannot pass it on */
    bool failed;
};

bool finder_table_open(struct finder_table *table, struct database *database, struct finder_backing *backing,
                       struct error *error);

#endif
