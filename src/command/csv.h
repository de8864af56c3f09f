/* Rows of values with commas between, after RFC 4180, but for lines that end as lines do here. */
#ifndef WEIR_COMMAND_CSV_H
#define WEIR_COMMAND_CSV_H

#include "base/buffer.h"

/* Appends a value and the comma behind it. Line ends and other control characters become spaces. */
void csv_append(struct buffer *rows, const char *value);
/* The same, for text that others wrote: what a spreadsheet would run as a formula (=, +, -, @ at its
 * beginning) gets an apostrophe in front. */
void csv_append_inert(struct buffer *rows, const char *value);
/* Ends a row of one value at least: its last comma becomes a line end. */
void csv_end(struct buffer *rows);

#endif
