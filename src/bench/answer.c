/* See answer.h. */
#include "bench/answer.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

void answer_set(struct answer *answer, enum answer_state state, double score, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(answer->native, sizeof answer->native, format, arguments);
    va_end(arguments);
    answer->state = state;
    answer->score = score;
    for (char *letter = answer->native; *letter; letter++)
        if (!isprint((unsigned char)*letter))
            *letter = ' ';
}

const char *answer_state_name(enum answer_state state) {
    static const char *const names[] = {"pass", "block", "later", "timeout", "down", "broken"};
    return names[state];
}
