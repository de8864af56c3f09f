/* Structured output, written as it comes: JSON or lines for people (after notmuch's sprinter). Calls nest as
 * the values do: begin, members, end; in a map each value has its key before it. */
#ifndef WEIR_COMMAND_PRINTER_H
#define WEIR_COMMAND_PRINTER_H

#include <stdbool.h>
#include <stdint.h>

#include "command/terminal.h"

/* The deepest nesting that any command prints. */
#define PRINTER_DEPTH 12

struct printer;
struct printer_face {
    void (*begin)(struct printer *printer, char bracket);
    void (*end)(struct printer *printer, char bracket);
    void (*key)(struct printer *printer, const char *key);
    void (*string)(struct printer *printer, const char *string); /* NULL: nothing there */
    void (*count)(struct printer *printer, uint64_t count);
    void (*real)(struct printer *printer, double number);
    void (*truth)(struct printer *printer, bool truth);
};

struct printer {
    const struct printer_face *face;
    const struct terminal *terminal;
    unsigned depth;
    bool filled[PRINTER_DEPTH]; /* the value open at this depth has members */
    bool after_key;
    bool lines;               /* JSON: each outermost value on one line */
    char open[PRINTER_DEPTH]; /* text: the brackets */
    struct buffer line, item; /* text: the line being made, what goes into it next */
    size_t column;            /* text: how wide the line is */
};

/* To standard output. An outermost list or map has a line for each member; with `lines`, each outermost value
 * has one line. */
void printer_json(struct printer *printer, const struct terminal *terminal, bool lines);
/* To standard output: a line for each member of the outermost map, its key first; lists and maps within are
 * enumerations, a map in a list has a line of its own. Members with nothing in them are left out. */
void printer_text(struct printer *printer, const struct terminal *terminal);
void printer_free(struct printer *printer);

void print_begin_map(struct printer *printer);
void print_end_map(struct printer *printer);
void print_begin_list(struct printer *printer);
void print_end_list(struct printer *printer);
void print_key(struct printer *printer, const char *key);
void print_string(struct printer *printer, const char *string);
void print_count(struct printer *printer, uint64_t count);
void print_real(struct printer *printer, double number);
void print_truth(struct printer *printer, bool truth);
/* RFC 3339, nothing for TIME_NONE. */
void print_time(struct printer *printer, int64_t time);
/* Members of a map; an empty or NULL string is nothing. */
void print_member_string(struct printer *printer, const char *key, const char *string);
void print_member_count(struct printer *printer, const char *key, uint64_t count);
void print_member_real(struct printer *printer, const char *key, double number);
void print_member_truth(struct printer *printer, const char *key, bool truth);
void print_member_time(struct printer *printer, const char *key, int64_t time);

#endif
