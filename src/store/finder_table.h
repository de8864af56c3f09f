/* The finder's backing, in two tables of the database. */
#ifndef WEIR_STORE_FINDER_TABLE_H
#define WEIR_STORE_FINDER_TABLE_H

#include "campaign/finder.h"
#include "store/index_table.h"

/* Mails between two commits of a finder that is given all mail anew: bounds its memory as ingest's commits
 * do. */
#define FINDER_TABLE_UNSETTLED 50000

struct finder_table {
    struct database *database;
    struct index_table *index;
    struct error error; /* of the first failure; the finder cannot pass it on */
    bool failed;
};

bool finder_table_open(struct finder_table *table, struct database *database, struct finder_backing *backing,
                       struct error *error);
void finder_table_close(struct finder_table *table);

/* What a finder keeps, summed up: equal for the same mail, however it was cut into runs. */
struct finder_sum {
    uint64_t rows, sum;
};

/* Of the two tables. */
bool finder_table_sum(struct database *database, struct finder_sum *sum, struct error *error);

#endif
