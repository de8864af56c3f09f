/* A value is quoted where a comma, a quote or a space at its edge would be misread. */
#include "command/csv.h"

#include <string.h>

#include "base/harmless.h"

static bool needs_quotes(struct slice value) {
    return memchr(value.data, ',', value.size) || memchr(value.data, '"', value.size) ||
           value.data[0] == ' ' || value.data[value.size - 1] == ' ';
}

static void append(struct buffer *rows, const char *before, const char *value) {
    struct buffer harmless = {0};
    buffer_append_string(&harmless, before);
    harmless_append(&harmless, slice_from_string(value), HARMLESS_LINE);
    bool quoted = harmless.size && needs_quotes(buffer_slice(&harmless));
    if (quoted)
        buffer_append(rows, "\"", 1);
    for (size_t i = 0; i < harmless.size; i++) {
        if (harmless.data[i] == '"')
            buffer_append(rows, "\"", 1);
        buffer_append(rows, &harmless.data[i], 1);
    }
    buffer_append_string(rows, quoted ? "\"," : ",");
    buffer_free(&harmless);
}

void csv_append(struct buffer *rows, const char *value) {
    append(rows, "", value);
}

void csv_append_inert(struct buffer *rows, const char *value) {
    /* White space in front does not stop a spreadsheet. */
    const char *text = value + strspn(value, " \t\r\n");
    append(rows, *text && strchr("=+-@", *text) ? "'" : "", value);
}

void csv_end(struct buffer *rows) {
    rows->data[rows->size - 1] = '\n';
}
