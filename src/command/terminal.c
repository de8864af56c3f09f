/* What a stream is connected to; see terminal.h. Colour follows no-color.org. */
#include "command/terminal.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/harmless.h"

/* Where a terminal does not say, and the narrowest that the layouts are made for. */
#define USUAL_WIDTH    80
#define NARROWEST      30
#define WIDEST         1000
#define ELLIPSIS_UTF8  "\xE2\x80\xA6"
#define ELLIPSIS_ASCII "~"

static size_t width_of(int descriptor, bool is_terminal) {
    const char *columns = getenv("COLUMNS");
    struct winsize size;
    size_t width = is_terminal ? USUAL_WIDTH : 0;
    if (columns && atoi(columns) > 0)
        width = (size_t)atoi(columns);
    else if (is_terminal && ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col)
        width = size.ws_col;
    if (width && width < NARROWEST)
        width = NARROWEST;
    return width > WIDEST ? WIDEST : width;
}

void terminal_look(struct terminal *terminal, FILE *stream) {
    int descriptor = fileno(stream);
    const char *kind = getenv("TERM"), *no_colour = getenv("NO_COLOR");
    terminal->is_terminal = isatty(descriptor);
    terminal->colour =
        terminal->is_terminal && !(no_colour && *no_colour) && kind && *kind && strcmp(kind, "dumb") != 0;
    terminal->utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
    terminal->width = width_of(descriptor, terminal->is_terminal);
}

const char *terminal_style(const struct terminal *terminal, enum terminal_style style) {
    static const char *const sequences[STYLE_COUNT] = {
        [STYLE_PLAIN] = "\033[0m",
        [STYLE_STRONG] = "\033[1m",
        [STYLE_FAINT] = "\033[2m",
        [STYLE_HIT] = "\033[1;33m",
    };
    return terminal->colour ? sequences[style] : "";
}

size_t terminal_text(const struct terminal *terminal, struct buffer *into, const char *text, size_t columns) {
    size_t begin = into->size;
    buffer_reserve(into, 1);
    /* A file gets UTF-8 whatever the locale; a terminal that does not read it takes bytes for controls. */
    harmless_append(into, slice_from_string(text),
                    terminal->is_terminal && !terminal->utf8 ? HARMLESS_ASCII : HARMLESS_LINE);
    struct slice shown = slice_of(into->data + begin, into->size - begin);
    size_t width = display_width(shown);
    if (!columns || width <= columns)
        return width;
    into->size = begin + display_fit(shown, columns - 1);
    width = display_width(slice_of(into->data + begin, into->size - begin)) + 1;
    buffer_append_string(into, terminal->utf8 ? ELLIPSIS_UTF8 : ELLIPSIS_ASCII);
    return width;
}
