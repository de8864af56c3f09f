/* A bar with rate and time left; see progress.h. The time left supposes that what is left goes as fast as
 * what is done. */
#include "command/progress.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/buffer.h"
#include "command/output.h"

/* Seconds between two drawings; and before a guess at the time left is worth showing. */
#define INTERVAL    0.1
#define GUESS_AFTER 1.0
#define BAR_COLUMNS 20
#define CLEAR_LINE  "\r\033[K"
#define MINUTE      60
#define HOUR        3600

static double clock_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void progress_start(struct progress *progress, const struct invocation *invocation) {
    *progress = (struct progress){
        .terminal = &invocation->err,
        .things = "messages",
        .silent = invocation->quiet || !invocation->err.is_terminal,
        .begun = clock_seconds(),
    };
}

double progress_seconds(const struct progress *progress) {
    return clock_seconds() - progress->begun;
}

static void append_bar(struct buffer *line, double share, bool utf8) {
    buffer_printf(line, "%3.0f %%  ", share * 100);
    for (int cell = 0; cell < BAR_COLUMNS; cell++) {
        bool full = cell < share * BAR_COLUMNS;
        buffer_append_string(line, utf8 ? (full ? "█" : "░") : (full ? "#" : "."));
    }
    buffer_append_string(line, "  ");
}

static void append_left(struct buffer *line, double seconds) {
    uint64_t left = (uint64_t)seconds + 1;
    if (left >= HOUR)
        buffer_printf(line, ", %" PRIu64 ":%02" PRIu64 ":%02" PRIu64 " left", left / HOUR,
                      left % HOUR / MINUTE, left % MINUTE);
    else
        buffer_printf(line, ", %" PRIu64 ":%02" PRIu64 " left", left / MINUTE, left % MINUTE);
}

/* Cut at the terminal's width, or the terminal would break it into two lines that no return takes away. */
static void draw(const struct progress *progress, const struct buffer *line) {
    struct buffer shown = {0};
    buffer_append_string(&shown, CLEAR_LINE);
    terminal_text(progress->terminal, &shown, line->data, progress->terminal->width - 1);
    fwrite(shown.data, 1, shown.size, stderr);
    buffer_free(&shown);
}

void progress_update(struct progress *progress, uint64_t done, uint64_t all, uint64_t messages,
                     uint64_t bytes) {
    double now = clock_seconds(), passed = now - progress->begun;
    if (progress->silent || now - progress->last < INTERVAL || passed <= 0)
        return;
    struct buffer line = {0};
    char number[OUTPUT_NUMBER_BYTES];
    double share = all ? (double)done / (double)all : 0;
    progress->last = now;
    progress->shown = true;
    if (all)
        append_bar(&line, share > 1 ? 1 : share, progress->terminal->utf8);
    buffer_printf(&line, "%s %s, ", output_count(messages, number), progress->things);
    buffer_printf(&line, "%s/s", output_count((uint64_t)((double)messages / passed), number));
    if (bytes)
        buffer_printf(&line, ", %s/s", output_bytes((uint64_t)((double)bytes / passed), number));
    if (share > 0 && share <= 1 && passed > GUESS_AFTER)
        append_left(&line, passed / share - passed);
    buffer_append(&line, "", 1);
    draw(progress, &line);
    buffer_free(&line);
}

void progress_clear(struct progress *progress) {
    if (progress->shown)
        fputs(CLEAR_LINE, stderr);
    progress->shown = false;
}
