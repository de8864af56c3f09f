/* Cells: what a part promotes. See tout_table.c. */
#ifndef WEIR_STORE_TOUT_CELL_H
#define WEIR_STORE_TOUT_CELL_H

#include "base/arena.h"
#include "store/database.h"
#include "store/tout_event.h"
#include "tout/verdict.h"

/* Kinds of cells beside those of enum tout_kind. */
enum { TOUT_CELL_UNNAMED = TOUT_KIND_COUNT, TOUT_CELL_REST };

/* Writes the cells of a part as judged; the verdict on a part that is no tout, too. newcomers: since the
 * cells were written last. changed: cells were written or are gone. */
bool tout_cells_write(struct database *database, struct arena *arena, int64_t part,
                      const struct tout_verdict *verdict, const char *reasons,
                      const struct tout_newcomers *newcomers, bool *changed, struct error *error);

/* All members of a part of one cell are of another campaign from now on. */
bool tout_cells_rename(struct database *database, int64_t part, int64_t from, int64_t to,
                       struct error *error);

/* One of a part's cells, as it was written. */
struct tout_cell {
    const char *primary; /* NULL: the rest */
    int64_t campaign;
};
/* Each of the newcomers, or where there are none given every member of the part, is of its cell's campaign
 * from now on. */
bool tout_cells_place(struct database *database, struct arena *arena, int64_t part,
                      const struct tout_cell *cells, size_t count, const struct tout_newcomers *newcomers,
                      struct error *error);

#endif
