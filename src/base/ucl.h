/* Reads the Universal Configuration Language into a tree. */
#ifndef WEIR_BASE_UCL_H
#define WEIR_BASE_UCL_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"

enum ucl_kind { UCL_STRING, UCL_LIST, UCL_SECTION };

/* A value, with what it is called where it stands in a section. A number is the string that it is written
 * as. */
struct ucl_value {
    enum ucl_kind kind;
    unsigned line;                 /* on which it begins */
    const char *key;               /* "" in a list */
    const char *string;            /* of a string; else "" */
    const struct ucl_value *first; /* of a list or section, in order; a key may come more than once */
    const struct ucl_value *next;  /* beside it */
};

/* A section; its memory, as all strings', is the arena's. NULL with error "line N: ..." otherwise. */
const struct ucl_value *ucl_read(struct arena *arena, struct slice text, struct error *error);

struct ucl_strings {
    const char **items;
    size_t count, capacity;
};
/* Adds a string, or all of a list of strings; false if anything else is in it. Memory is the arena's. */
bool ucl_strings_add(struct arena *arena, struct ucl_strings *strings, const struct ucl_value *value);

#endif
