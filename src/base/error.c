/* Errors as values; see error.h. */
#include "base/error.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

/* What a mail or a file calls something may be in it. */
static void keep_one_line(char *message) {
    for (; *message; message++)
        if (iscntrl((unsigned char)*message))
            *message = ' ';
}

bool error_set(struct error *error, const char *format, ...) {
    if (error) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(error->message, sizeof error->message, format, arguments);
        va_end(arguments);
        keep_one_line(error->message);
    }
    return false;
}
