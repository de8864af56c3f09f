/* Rows of values with commas between, after RFC 4180. See csv_reader.c. */
#ifndef WEIR_BASE_CSV_READER_H
#define WEIR_BASE_CSV_READER_H

#include "base/buffer.h"
#include "base/error.h"

/* More columns than any table that people exchange as CSV. */
#define CSV_FIELDS 256
/* A longer value is a quote that was never closed. */
#define CSV_FIELD_BYTES 8192

struct csv_reader {
    const char *at, *end;
    size_t line;      /* on which the row read last begins, from 1 */
    size_t next_line; /* on which the next one does */
    struct buffer text;
    size_t ends[CSV_FIELDS]; /* in text */
    struct slice fields[CSV_FIELDS];
    size_t count; /* of fields; 1 at least */
};

enum csv_step { CSV_ROW, CSV_END, CSV_FAILED };

/* text outlives the reader. A byte order mark is skipped. */
void csv_reader_open(struct csv_reader *reader, struct slice text);
void csv_reader_close(struct csv_reader *reader);
/* The next row that is not blank, in reader->fields until the next call. An error begins with "line N". */
enum csv_step csv_reader_next(struct csv_reader *reader, struct error *error);

#endif
