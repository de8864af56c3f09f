/* Commands that are fed a mail, and what their answers mean. */
#ifndef WEIR_BENCH_COMMAND_H
#define WEIR_BENCH_COMMAND_H

#include <regex.h>

#include "bench/process.h"
#include "bench/product.h"

/* Exit statuses of a process are a byte. */
#define COMMAND_STATUSES 256

enum command_pattern { PATTERN_BLOCK, PATTERN_PASS, PATTERN_SCORE, PATTERN_VERSION, COMMAND_PATTERNS };

struct command_settings {
    const char *preset;   /* "" none */
    const char *database; /* folder of what a preset's filter has learnt */
    const char *model;    /* which files in it those are, a pattern of the shell */
    const char *const *command;
    size_t command_count;
    const char *const *version_command; /* NULL: the program with --version */
    size_t version_command_count;
    const char
        *patterns[COMMAND_PATTERNS]; /* POSIX extended; "" none. Score and version: their first group */
    bool decides[COMMAND_STATUSES];  /* this exit status means something: */
    enum answer_state means[COMMAND_STATUSES];
    bool lower_is_spam; /* of its scores, so that their sign is turned */
    double
        block_score; /* from here on a score (turned) blocks, below it passes; NAN: scores decide nothing */
    const char *const *arguments; /* NULL-terminated; the check of settings makes it */
    const char *const *version_arguments;
};

/* Patterns, compiled: a session's own, since matching locks them. */
struct command_patterns {
    regex_t compiled[COMMAND_PATTERNS];
    bool there[COMMAND_PATTERNS];
};
bool command_patterns_make(const struct command_settings *settings, struct command_patterns *patterns,
                           struct error *error);
void command_patterns_free(struct command_patterns *patterns);

/* Completes settings from their preset and looks whether they make sense. Memory is the arena's. */
bool command_settings_check(struct arena *arena, struct command_settings *settings, struct error *error);

/* What a run of it means. */
void command_read(const struct command_settings *settings, const struct command_patterns *patterns,
                  const struct process *process, struct answer *answer);

#endif
