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

/* What a finder keeps, summed up: equal for the same mail, however it was cut into runs. */
struct finder_sum {
    uint64_t rows, sum;
};

/* A backing that keeps nothing but the sum; good for a single commit. */
struct finder_backing finder_sum_backing(struct finder_sum *sum);
/* Of the two tables. */
bool finder_sum_stored(struct database *database, struct finder_sum *sum, struct error *error);

#endif
