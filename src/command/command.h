/* The command line: a table of commands, each with its options, and what a run of one is given. */
#ifndef WEIR_COMMAND_COMMAND_H
#define WEIR_COMMAND_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "command/config.h"
#include "command/terminal.h"
#include "store/store.h"

/* The exit status. */
enum command_status {
    COMMAND_DONE = 0,
    COMMAND_FAILED = 1, /* could not be done, or something is wrong with what was looked at */
    COMMAND_USAGE = 2,  /* was asked for wrongly */
};

enum option_kind {
    OPTION_FLAG,
    OPTION_TEXT,
    OPTION_LIST,   /* may be given more than once */
    OPTION_COUNT,  /* from `least` to `most` */
    OPTION_CHOICE, /* one of `choices` */
    OPTION_SINCE,  /* a time; a day alone is its beginning */
    OPTION_UNTIL,  /* a time; a day alone is its end */
    OPTION_MOMENT, /* a time, or "now"; a day alone is its last second */
};

struct option {
    const char *name; /* without the dashes */
    enum option_kind kind;
    char letter;          /* the short form, 0 none */
    const char *argument; /* what help calls its value */
    const char *choices;  /* "size, recent, growth" */
    uint64_t least, most;
    const char *help; /* one line */
};

/* One option as given; `given` false leaves the rest empty. */
struct option_value {
    bool given;
    const char *text; /* as typed: of all kinds but flags and lists */
    uint64_t count;
    int64_t time;
    const char **list;
    size_t list_count, list_capacity;
};

/* The most options that one command has. */
#define OPTIONS_MOST 12

struct invocation;

struct command {
    const char *name;
    const char *arguments; /* as help shows them, "" none */
    const char *summary;   /* one line */
    const char *details;   /* paragraphs for `weir help COMMAND` */
    const char *examples;  /* lines, each indented by two */
    const struct option *options;
    size_t option_count;
    size_t least_arguments, most_arguments;
    bool json; /* knows --json */
    enum command_status (*run)(struct invocation *invocation);
};

/* What one run was asked for. Memory is the arena's. */
struct invocation {
    const struct command *command;
    struct arena *arena;
    const char *store; /* the folder */
    bool json, quiet;
    struct option_value values[OPTIONS_MOST]; /* in the order of command->options */
    const char **arguments;
    size_t argument_count;
    struct config config;
    struct terminal out, err;
    void *own;         /* what the command keeps, for what it has called with the store */
    bool threads_left; /* set by a command that threads may outlive, which look at what is in the arena */
};

extern const struct command command_bench, command_campaigns, command_check, command_estimate, command_export,
    command_feeds, command_find, command_help, command_ingest, command_like, command_match, command_messages,
    command_ocr, command_operators, command_raw, command_show, command_signatures, command_simulate,
    command_touts;

/* All of them, in the order that help lists them. */
const struct command *command_at(size_t index);
size_t command_count(void);
/* NULL if there is none of this name. */
const struct command *command_named(const char *name);

/* One line on standard error, "weir: ..."; returns COMMAND_FAILED. */
enum command_status complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same for wrong usage, ending in where help is; command may be NULL. Returns COMMAND_USAGE. */
enum command_status complain_usage(const struct command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Opens invocation->store, complaining if that fails. */
struct store *open_store(const struct invocation *invocation, enum store_mode mode);
/* Runs a command on the store opened for reading, all of it on one state of the store. */
enum command_status run_reading(struct invocation *invocation,
                                enum command_status (*run)(struct invocation *invocation,
                                                           struct store *store));
/* Resolves a campaign's id, says on standard error if it has moved, complains and returns false if there is
 * no such campaign. */
bool resolve_campaign(struct invocation *invocation, struct store *store, const char *asked,
                      char id[STORE_ID_BYTES]);

#endif
