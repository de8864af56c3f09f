/* Reads the Universal Configuration Language into JSON values. */
#ifndef WEIR_COMMAND_UCL_H
#define WEIR_COMMAND_UCL_H

#include <jansson.h>

#include "base/error.h"
#include "base/slice.h"

/* A new reference to an object; NULL with error "line N: ..." otherwise. Values are strings, lists and
 * objects: a number is the string that it is written as. */
json_t *ucl_read(struct slice text, struct error *error);

#endif
