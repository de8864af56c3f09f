/* See answer.h. */
#include "bench/answer.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* No score has more digits. */
#define SCORE_BYTES 40

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

bool answer_score(struct slice text, double *score) {
    char number[SCORE_BYTES], *end;
    if (!text.size || text.size >= sizeof number)
        return false;
    memcpy(number, text.data, text.size);
    number[text.size] = '\0';
    *score = strtod(number, &end);
    return strspn(number, "0123456789+-.eE") == text.size && !*end && isfinite(*score);
}

const char *answer_state_name(enum answer_state state) {
    static const char *const names[] = {"pass", "block", "later", "timeout", "down", "broken"};
    return names[state];
}
