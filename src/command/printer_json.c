/* The printer's JSON face. The structure is written as it comes, so that a list of any length takes no
 * memory; strings and numbers are Jansson's. Keys stand in the order of the calls. */
#include <assert.h>
#include <inttypes.h>
#include <jansson.h>

#include "base/harmless.h"
#include "command/printer.h"

/* Shares and scores need no more. */
#define REAL_DIGITS 6

/* What stands before a value or key: a comma behind the one before it, a new line for outermost members. */
static void separate(struct printer *printer) {
    if (printer->after_key || !printer->depth) {
        printer->after_key = false;
        return;
    }
    bool *filled = &printer->filled[printer->depth - 1];
    bool own_line = printer->depth == 1 && !printer->lines;
    if (*filled)
        putchar(',');
    if (own_line)
        fputs("\n  ", stdout);
    else if (*filled)
        putchar(' ');
    *filled = true;
}

static void begin(struct printer *printer, char bracket) {
    separate(printer);
    assert(printer->depth < PRINTER_DEPTH);
    printer->filled[printer->depth++] = false;
    putchar(bracket);
}

static void end(struct printer *printer, char bracket) {
    bool filled = printer->filled[--printer->depth];
    if (!printer->depth && filled && !printer->lines)
        putchar('\n');
    putchar(bracket);
    if (!printer->depth)
        putchar('\n');
}

static void write_value(json_t *value, size_t flags) {
    json_dumpf(value, stdout, JSON_ENCODE_ANY | JSON_REAL_PRECISION(REAL_DIGITS) | flags);
    json_decref(value);
}

/* Most strings need no escape and no look at their UTF-8. */
static bool is_plain(const char *string) {
    for (; *string; string++)
        if ((unsigned char)*string < ' ' || (unsigned char)*string > '~' || *string == '"' || *string == '\\')
            return false;
    return true;
}

static void write_string(const struct printer *printer, const char *string) {
    struct slice text = slice_from_string(string);
    if (is_plain(string)) {
        putchar('"');
        fwrite(text.data, 1, text.size, stdout);
        putchar('"');
        return;
    }
    /* JSON is exact, but a terminal gets nothing that it would obey. */
    size_t flags = printer->terminal->is_terminal && !harmless_already(text) ? JSON_ENSURE_ASCII : 0;
    json_t *value = json_stringn(text.data, text.size);
    if (!value) {
        struct buffer mended = {0};
        harmless_append(&mended, text, HARMLESS_UTF8);
        value = json_stringn(mended.data, mended.size);
        buffer_free(&mended);
    }
    write_value(value, flags);
}

static void key(struct printer *printer, const char *name) {
    separate(printer);
    write_string(printer, name);
    fputs(": ", stdout);
    printer->after_key = true;
}

static void string(struct printer *printer, const char *text) {
    separate(printer);
    if (text)
        write_string(printer, text);
    else
        fputs("null", stdout);
}

static void count(struct printer *printer, uint64_t number) {
    separate(printer);
    printf("%" PRIu64, number);
}

static void real(struct printer *printer, double number) {
    separate(printer);
    json_t *value = json_real(number);
    /* JSON knows no infinity. */
    if (value)
        write_value(value, 0);
    else
        fputs("null", stdout);
}

static void truth(struct printer *printer, bool is_true) {
    separate(printer);
    fputs(is_true ? "true" : "false", stdout);
}

void printer_json(struct printer *printer, const struct terminal *terminal, bool lines) {
    static const struct printer_face face = {begin, end, key, string, count, real, truth};
    *printer = (struct printer){.face = &face, .terminal = terminal, .lines = lines};
}
