/* RFC 4180, a little wider: lines end in CR LF, LF or CR; a quote within a value that does not begin with one
 * is a character like others; blank lines are skipped. Anything that could be read in two ways is an error
 * with its line.
 *
 * Cost: one pass over the text; a row is copied once. */
#include "base/csv_reader.h"

#include <stdbool.h>
#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

void csv_reader_open(struct csv_reader *reader, struct slice text) {
    size_t mark = sizeof BYTE_ORDER_MARK - 1;
    bool marked = text.size >= mark && !memcmp(text.data, BYTE_ORDER_MARK, mark);
    *reader = (struct csv_reader){.at = text.data + (marked ? mark : 0), .next_line = 1};
    reader->end = text.data + text.size;
}

void csv_reader_close(struct csv_reader *reader) {
    buffer_free(&reader->text);
}

static bool at_line_end(const struct csv_reader *reader) {
    return reader->at == reader->end || *reader->at == '\n' || *reader->at == '\r';
}

static void skip_line_end(struct csv_reader *reader) {
    if (reader->at == reader->end)
        return;
    bool pair = *reader->at == '\r' && reader->end - reader->at > 1 && reader->at[1] == '\n';
    reader->at += pair ? 2 : 1;
    reader->next_line++;
}

static bool append(struct csv_reader *reader, const char *data, size_t size, size_t from,
                   struct error *error) {
    if (reader->text.size - from + size > CSV_FIELD_BYTES)
        return error_set(error, "line %zu has a value of more than %d bytes; is a quote not closed?",
                         reader->line, CSV_FIELD_BYTES);
    buffer_append(&reader->text, data, size);
    return true;
}

/* Behind the quote that opens it; a doubled quote stands for one. */
static bool read_quoted(struct csv_reader *reader, size_t from, struct error *error) {
    for (;;) {
        const char *quote = memchr(reader->at, '"', (size_t)(reader->end - reader->at));
        const char *stop = quote ? quote : reader->end;
        if (!append(reader, reader->at, (size_t)(stop - reader->at), from, error))
            return false;
        for (; reader->at < stop; reader->at++)
            reader->next_line += *reader->at == '\n';
        if (!quote)
            return error_set(error, "line %zu has a quote that is not closed; close it, or double it",
                             reader->line);
        reader->at++;
        if (reader->at == reader->end || *reader->at != '"')
            break;
        if (!append(reader, reader->at++, 1, from, error))
            return false;
    }
    return at_line_end(reader) || *reader->at == ',' ||
           error_set(error,
                     "line %zu has text behind a closing quote; double quotes that are part of a value",
                     reader->line);
}

static bool read_plain(struct csv_reader *reader, size_t from, struct error *error) {
    const char *start = reader->at;
    while (!at_line_end(reader) && *reader->at != ',')
        reader->at++;
    return append(reader, start, (size_t)(reader->at - start), from, error);
}

static bool read_field(struct csv_reader *reader, struct error *error) {
    size_t from = reader->text.size;
    if (reader->count == CSV_FIELDS)
        return error_set(error, "line %zu has more than %d fields; leave out columns", reader->line,
                         CSV_FIELDS);
    bool quoted = reader->at < reader->end && *reader->at == '"';
    reader->at += quoted;
    if (!(quoted ? read_quoted(reader, from, error) : read_plain(reader, from, error)))
        return false;
    reader->ends[reader->count++] = reader->text.size;
    return true;
}

/* Where each value stands is known when the buffer grows no more. */
static void place_fields(struct csv_reader *reader) {
    const char *data = reader->text.data ? reader->text.data : "";
    for (size_t i = 0, from = 0; i < reader->count; from = reader->ends[i++])
        reader->fields[i] = slice_of(data + from, reader->ends[i] - from);
}

static bool is_blank(const struct csv_reader *reader) {
    return reader->count == 1 && !reader->fields[0].size;
}

static bool read_row(struct csv_reader *reader, struct error *error) {
    buffer_clear(&reader->text);
    reader->line = reader->next_line;
    reader->count = 0;
    while (read_field(reader, error)) {
        if (at_line_end(reader)) {
            skip_line_end(reader);
            place_fields(reader);
            return true;
        }
        reader->at++; /* the comma */
    }
    return false;
}

enum csv_step csv_reader_next(struct csv_reader *reader, struct error *error) {
    while (reader->at < reader->end) {
        if (!read_row(reader, error))
            return CSV_FAILED;
        if (!is_blank(reader))
            return CSV_ROW;
    }
    return CSV_END;
}
