/* Standard output, with its errors noticed. */
#ifndef WEIR_COMMAND_OUTPUT_H
#define WEIR_COMMAND_OUTPUT_H

#include "base/time.h"
#include "command/command.h"

/* First of all: takes the places of standard streams that came closed, or a file of the store would open
 * there and be written over. */
void output_prepare(void);
/* Writes what is buffered; says so in one line if not everything could be written, except to a reader that
 * has seen enough (`weir messages | head`). Returns status, or COMMAND_FAILED. */
enum command_status output_finish(enum command_status status);
/* Is nobody reading any more, or is there no room? Then the rest need not be computed. */
bool output_broken(void);

/* "20,000" and "151.2 MB". */
#define OUTPUT_NUMBER_BYTES 32
const char *output_count(uint64_t count, char text[OUTPUT_NUMBER_BYTES]);
const char *output_bytes(uint64_t bytes, char text[OUTPUT_NUMBER_BYTES]);
/* A price as a person writes it, six digits of it, without an exponent: "0.00012", "1250.5". "" for 0. */
const char *output_amount(double amount, char text[OUTPUT_NUMBER_BYTES]);
/* Seconds, not negative, in the unit that suits: "45 s", "12 min", "3.5 h", "2.1 d". */
const char *output_duration(double seconds, char text[OUTPUT_NUMBER_BYTES]);
/* "1 campaign", "1,204 campaigns". */
void output_plural(struct buffer *into, uint64_t count, const char *one, const char *many);
/* The day of a time, "2007-04-08"; "-" if there is none. */
const char *output_day(int64_t time, char text[TIME_TEXT_BYTES]);

/* All of a file (`-`: standard input) up to `most` bytes; complains and returns false if it cannot be read.
 */
bool input_read(const char *path, size_t most, struct buffer *into);

#endif
