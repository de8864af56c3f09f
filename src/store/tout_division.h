/* How the members of a part fall into cells. See tout_division.c. */
#ifndef WEIR_STORE_TOUT_DIVISION_H
#define WEIR_STORE_TOUT_DIVISION_H

#include "base/arena.h"
#include "store/database.h"
#include "store/tout_event.h"
#include "tout/verdict.h"

/* Those of a verdict's instruments and the rest. */
#define TOUT_CELLS (TOUT_INSTRUMENTS + 1)

struct tout_division {
    bool one;                                /* all members are of the first cell */
    bool whole;                              /* those that say nothing are */
    const char *primaries[TOUT_INSTRUMENTS]; /* of the cells, but for the rest; of the first the main one */
    size_t count;
};

/* order: which of the verdict's instruments each cell is of. */
struct tout_division tout_division_of(const struct tout_verdict *verdict, size_t order[TOUT_INSTRUMENTS]);

/* As it is kept with the part, to be compared and read again: what the same is written like divides alike. */
const char *tout_division_write(struct arena *arena, const struct tout_division *division);
struct tout_division tout_division_read(struct arena *arena, const char *text);

/* Of what this is the primary name of, NULL or none of them: the rest. */
size_t tout_division_cell(const struct tout_division *division, const char *primary);

struct tout_member {
    int64_t mail;
    int64_t campaign; /* that it has so far */
    int64_t received;
    size_t cell;
};
/* Calls each for the newcomers, or where there are none given for every member of the part. */
bool tout_division_visit(const struct tout_division *division, struct database *database, int64_t part,
                         const struct tout_newcomers *newcomers,
                         bool (*each)(void *context, const struct tout_member *member, struct error *error),
                         void *context, struct error *error);

#endif
