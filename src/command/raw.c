/* weir raw: a message as it came, or its text as its reader saw it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/harmless.h"
#include "command/output.h"
#include "store/message.h"

enum { TEXT };
static const struct option options[] = {
    [TEXT] = {"text", OPTION_FLAG, .help = "the text as its reader saw it, subject first"},
};

static bool parse_seq(const char *text, uint64_t *seq) {
    char *end;
    errno = 0;
    *seq = strtoull(text, &end, 10);
    return strspn(text, "0123456789") == strlen(text) && *text && !errno && *seq;
}

/* Line by line where the terminal is not one for UTF-8: HARMLESS_ASCII knows no line ends. */
static void write_harmless(const struct terminal *terminal, struct slice text) {
    struct buffer shown = {0};
    while (text.size) {
        const char *line_end = terminal->utf8 ? NULL : memchr(text.data, '\n', text.size);
        size_t length = line_end ? (size_t)(line_end - text.data) : text.size;
        harmless_append(&shown, slice_of(text.data, length), terminal->utf8 ? HARMLESS_TEXT : HARMLESS_ASCII);
        length += line_end != NULL;
        if (line_end)
            buffer_append(&shown, "\n", 1);
        text = slice_of(text.data + length, text.size - length);
    }
    if (shown.size)
        fwrite(shown.data, 1, shown.size, stdout);
    buffer_free(&shown);
}

static enum command_status print_message(struct invocation *invocation, struct store *store) {
    uint64_t seq;
    bool as_text = invocation->values[TEXT].given;
    struct buffer message = {0};
    struct error error;
    parse_seq(invocation->arguments[0], &seq);
    bool found = as_text ? store_text(store, seq, &message, &error) : store_raw(store, seq, &message, &error);
    if (found && invocation->out.is_terminal)
        write_harmless(&invocation->out, buffer_slice(&message));
    else if (found && message.size)
        fwrite(message.data, 1, message.size, stdout);
    buffer_free(&message);
    return found ? COMMAND_DONE : complain("%s", error.message);
}

static enum command_status run(struct invocation *invocation) {
    uint64_t seq;
    if (!parse_seq(invocation->arguments[0], &seq))
        return complain_usage(&command_raw, "SEQ is a message's number (see weir messages), not '%s'",
                              invocation->arguments[0]);
    return run_reading(invocation, print_message);
}

const struct command command_raw = {
    .name = "raw",
    .arguments = "SEQ",
    .summary = "a message as it came, byte for byte",
    .details =
        "SEQ is the message's number in the first column of 'weir messages'. Into a file or pipe go the\n"
        "very bytes that came in; a terminal is spared their control characters.\n",
    .examples = "  weir raw 17 > 17.eml\n"
                "  weir raw --text 17\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .least_arguments = 1,
    .most_arguments = 1,
    .run = run,
};
