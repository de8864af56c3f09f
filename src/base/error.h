/* Errors are values: a function that can fail returns false (or NULL) and fills one of these. */
#ifndef WEIR_BASE_ERROR_H
#define WEIR_BASE_ERROR_H

#include <stdbool.h>

/* The longest message; longer ones are cut at the end. A path of PATH_MAX does not fit on purpose: nobody
 * reads it. */
#define ERROR_MESSAGE_BYTES 512

/* One line of words a user can act on: which thing, what is wrong, the way out. No final full stop or
 * newline. */
struct error {
    char message[ERROR_MESSAGE_BYTES];
};

/* Fills error (which may be NULL) and returns false, so that `return error_set(...)` is one line. Control
 * characters become spaces. */
bool error_set(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
