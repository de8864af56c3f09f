/* A user's list of known instruments: a CSV file with the columns symbol, name, market and type. See
 * instrument_list.c. */
#ifndef WEIR_STORE_INSTRUMENT_LIST_H
#define WEIR_STORE_INSTRUMENT_LIST_H

#include "base/arena.h"
#include "base/error.h"

/* All stocks, funds and coins that are traded anywhere are fewer. */
#define INSTRUMENT_ROWS 500000
/* So many at about 130 bytes each. */
#define INSTRUMENT_FILE_BYTES ((size_t)64 << 20)
/* Longer values of these columns are of another one. */
#define INSTRUMENT_VALUE_BYTES 200

/* "" what is not known. */
struct instrument {
    const char *symbol; /* in capitals, without what says where it is traded */
    const char *name;   /* as company_fold() gives it */
    const char *market;
    const char *type; /* "stock", "coin" or anything else */
};

/* In order of symbol, each but once. */
struct instrument_list {
    struct instrument *rows;
    size_t count;
};

/* Memory is the arena's. The first row of a symbol counts. Errors begin with "line N". */
bool instrument_list_parse(struct arena *arena, struct slice text, struct instrument_list *list,
                           struct error *error);
/* The same of a file; errors begin with its path. */
bool instrument_list_load(struct arena *arena, const char *path, struct instrument_list *list,
                          struct error *error);

/* Names that are sorted, each but once. */
struct instrument_names {
    const char **names;
    size_t count;
};
/* Symbols and names of rows that are in one of the lists alone. */
struct instrument_names instrument_list_changes(struct arena *arena, const struct instrument_list *a,
                                                const struct instrument_list *b);
bool instrument_names_have(const struct instrument_names *names, const char *name, size_t bytes);

#endif
