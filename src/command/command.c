/* The table of commands, and what all of them do alike: complain, open the store, follow an old id. */
#include "command/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/harmless.h"
#include "store/campaign_list.h"

/* In the order in which one meets them. */
static const struct command *const commands[] = {
    &command_ingest, &command_campaigns, &command_show,       &command_find,     &command_like,
    &command_touts,  &command_operators, &command_feeds,      &command_estimate, &command_messages,
    &command_raw,    &command_ocr,       &command_signatures, &command_match,    &command_export,
    &command_bench,  &command_simulate,  &command_check,      &command_help,
};

const struct command *command_at(size_t index) {
    return commands[index];
}

size_t command_count(void) {
    return sizeof commands / sizeof *commands;
}

const struct command *command_named(const char *name) {
    for (size_t i = 0; i < command_count(); i++)
        if (!strcmp(commands[i]->name, name))
            return commands[i];
    return NULL;
}

/* A file's name or a mail's words may be in it, so it is made harmless; one write, so that lines of two
 * processes do not mix. */
static void print_complaint(const char *line) {
    struct buffer harmless = {0};
    buffer_append_string(&harmless, "weir: ");
    harmless_append(&harmless, slice_from_string(line), HARMLESS_LINE);
    buffer_append(&harmless, "\n", 1);
    fflush(stdout);
    fwrite(harmless.data, 1, harmless.size, stderr);
    buffer_free(&harmless);
}

enum command_status complain(const char *format, ...) {
    char line[2 * ERROR_MESSAGE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    print_complaint(line);
    return COMMAND_FAILED;
}

enum command_status complain_usage(const struct command *command, const char *format, ...) {
    char line[ERROR_MESSAGE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    const char *joint = *line && line[strlen(line) - 1] == '?' ? " See" : "; see";
    if (command)
        complain("%s: %s%s 'weir help %s'", command->name, line, joint, command->name);
    else
        complain("%s%s 'weir help'", line, joint);
    return COMMAND_USAGE;
}

struct store *open_store(const struct invocation *invocation, enum store_mode mode) {
    struct error error;
    struct store *store = store_open(invocation->store, mode, &error);
    if (!store)
        complain("%s", error.message);
    return store;
}

enum command_status run_reading(struct invocation *invocation,
                                enum command_status (*run)(struct invocation *invocation,
                                                           struct store *store)) {
    enum command_status status = COMMAND_FAILED;
    struct error error;
    struct store *store = open_store(invocation, STORE_READ);
    if (!store)
        return COMMAND_FAILED;
    if (store_begin_read(store, &error)) {
        status = run(invocation, store);
        store_end_read(store);
    } else {
        complain("%s", error.message);
    }
    store_close(store);
    return status;
}

bool resolve_campaign(struct invocation *invocation, struct store *store, const char *asked,
                      char id[STORE_ID_BYTES]) {
    struct error error;
    bool moved = false;
    if (!store_campaign_resolve(store, asked, id, &moved, &error)) {
        complain("%s", error.message);
        return false;
    }
    if (moved && !invocation->quiet)
        complain("%s is now %s", asked, id);
    return true;
}
