/* See simulated.h. */
#include "command/simulated.h"

#include <stdio.h>

#include "store/simulated.h"

static const char *describe(struct arena *arena, enum simulated_share share, const char *feeds, bool absent) {
    if (share == SIMULATED_ALL)
        return "SIMULATED: all mail of this store is simulated";
    return arena_printf(arena,
                        absent ? "simulated mail is left out (feed %s)"
                               : "SIMULATED in part: the mail of feed %s is simulated",
                        feeds);
}

static void print_heading(const struct terminal *out, const char *text) {
    struct buffer line = {0};
    terminal_text(out, &line, text, 0);
    printf("%s%.*s%s\n\n", terminal_style(out, STYLE_STRONG), (int)line.size, line.data,
           terminal_style(out, STYLE_PLAIN));
    buffer_free(&line);
}

bool say_simulated(const struct invocation *invocation, struct store *store, enum simulated_report report) {
    enum simulated_share share;
    const char *feeds;
    struct error error;
    if (!store_simulated(store, invocation->arena, &share, &feeds, &error))
        return complain("%s", error.message) == COMMAND_DONE;
    if (share == SIMULATED_NONE)
        return true;
    bool absent = report == SIMULATED_ABSENT || report == SIMULATED_ABSENT_REMARK;
    const char *text = describe(invocation->arena, share, feeds, absent);
    if (report == SIMULATED_HEADING || report == SIMULATED_ABSENT)
        print_heading(&invocation->out, text);
    else
        complain("%s", text);
    return true;
}
