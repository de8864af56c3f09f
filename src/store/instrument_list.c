/* Columns are found by the header's words, in any order; others are ignored. A list is of use only if it is
 * right, so the first line that cannot be meant ends the reading, and nothing is changed.
 *
 * Cost: one pass over the file, a tokenizer's over each name, and a sort. */
#include "store/instrument_list.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unicode/utf8.h>

#include "base/csv_reader.h"
#include "tout/company.h"

enum column { SYMBOL, NAME, MARKET, TYPE, COLUMNS };
static const char *const columns[COLUMNS] = {"symbol", "name", "market", "type"};
#define HEADER "symbol,name,market,type"

struct parse {
    struct arena *arena;
    struct arena *scratch; /* of one name */
    struct csv_reader reader;
    size_t at[COLUMNS]; /* where each column stands */
    size_t fields;      /* that a row needs */
    struct instrument_list *list;
    size_t capacity;
    struct error *error;
};

static struct slice trim(struct slice value) {
    while (value.size && strchr(" \t", value.data[0]))
        value = slice_of(value.data + 1, value.size - 1);
    while (value.size && strchr(" \t", value.data[value.size - 1]))
        value.size--;
    return value;
}

static bool find_column(struct parse *parse, enum column column) {
    for (size_t i = 0; i < parse->reader.count; i++) {
        struct slice title = trim(parse->reader.fields[i]);
        if (title.size != strlen(columns[column]) ||
            strncasecmp(title.data, columns[column], title.size) != 0)
            continue;
        parse->at[column] = i;
        parse->fields = i >= parse->fields ? i + 1 : parse->fields;
        return true;
    }
    return error_set(parse->error, "line %zu has no column \"%s\"; the first line must be " HEADER,
                     parse->reader.line, columns[column]);
}

static bool read_header(struct parse *parse) {
    for (size_t i = 0; i < COLUMNS; i++)
        if (!find_column(parse, (enum column)i))
            return false;
    return true;
}

/* A spreadsheet's own encodings would make of names what nobody is called. */
static bool is_text(struct slice value) {
    for (int32_t at = 0; at < (int32_t)value.size;) {
        UChar32 c;
        U8_NEXT(value.data, at, (int32_t)value.size, c);
        if (c <= 0)
            return false;
    }
    return true;
}

static bool take_value(struct parse *parse, enum column column, struct slice *value) {
    *value = trim(parse->reader.fields[parse->at[column]]);
    if (value->size > INSTRUMENT_VALUE_BYTES)
        return error_set(parse->error, "line %zu has a %s of %zu bytes, %d are the most; shorten it",
                         parse->reader.line, columns[column], value->size, INSTRUMENT_VALUE_BYTES);
    return is_text(*value) ||
           error_set(parse->error, "line %zu has a %s that is not UTF-8; save the file as UTF-8",
                     parse->reader.line, columns[column]);
}

/* A symbol's suffix says where it is traded, not what it is. */
static char *fold_symbol(struct arena *arena, struct slice value) {
    char *symbol = arena_copy(arena, value.data, value.size);
    symbol[strcspn(symbol, ".")] = 0;
    for (char *c = symbol; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    return symbol;
}

static const char *fold_name(struct parse *parse, struct slice value) {
    char name[TOUT_NAME_BYTES];
    arena_reset(parse->scratch);
    company_fold(parse->scratch, value, name);
    return arena_string(parse->arena, name);
}

static const char *fold_type(struct arena *arena, struct slice value) {
    char *type = arena_copy(arena, value.data, value.size);
    return !strcasecmp(type, "stock") ? "stock" : !strcasecmp(type, "coin") ? "coin" : type;
}

static bool add_row(struct parse *parse) {
    struct instrument_list *list = parse->list;
    struct slice values[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++)
        if (!take_value(parse, (enum column)i, &values[i]))
            return false;
    struct instrument row = {.symbol = fold_symbol(parse->arena, values[SYMBOL]),
                             .name = fold_name(parse, values[NAME]),
                             .market = arena_copy(parse->arena, values[MARKET].data, values[MARKET].size),
                             .type = fold_type(parse->arena, values[TYPE])};
    if (!*row.symbol)
        return error_set(parse->error, "line %zu has no symbol; give it one or take it out",
                         parse->reader.line);
    if (list->count == INSTRUMENT_ROWS)
        return error_set(parse->error,
                         "line %zu is one too many, %d instruments are the most; split the list",
                         parse->reader.line, INSTRUMENT_ROWS);
    list->rows = arena_grow(parse->arena, list->rows, list->count, &parse->capacity, sizeof *list->rows);
    list->rows[list->count++] = row;
    return true;
}

static bool read_row(struct parse *parse) {
    if (parse->reader.count < parse->fields)
        return error_set(parse->error, "line %zu has %zu field%s, %zu are needed: " HEADER,
                         parse->reader.line, parse->reader.count, parse->reader.count == 1 ? "" : "s",
                         parse->fields);
    return add_row(parse);
}

static bool read_rows(struct parse *parse) {
    bool header = true, good = true;
    enum csv_step step = CSV_END;
    while (good && (step = csv_reader_next(&parse->reader, parse->error)) == CSV_ROW) {
        good = header ? read_header(parse) : read_row(parse);
        header = false;
    }
    return good && step == CSV_END;
}

/* The sort is not stable: rows of one symbol are told apart by where they stood. */
static int compare_rows(const void *a, const void *b, void *context) {
    const struct instrument *rows = context;
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    int order = strcmp(rows[x].symbol, rows[y].symbol);
    return order ? order : x < y ? -1 : 1;
}

static void sort_rows(struct arena *arena, struct instrument_list *list) {
    size_t *order = arena_alloc_raw(arena, (list->count + 1) * sizeof *order), kept = 0;
    struct instrument *rows = arena_alloc_raw(arena, (list->count + 1) * sizeof *rows);
    for (size_t i = 0; i < list->count; i++)
        order[i] = i;
    if (list->count)
        qsort_r(order, list->count, sizeof *order, compare_rows, list->rows);
    for (size_t i = 0; i < list->count; i++)
        if (!kept || strcmp(rows[kept - 1].symbol, list->rows[order[i]].symbol) != 0)
            rows[kept++] = list->rows[order[i]];
    *list = (struct instrument_list){rows, kept};
}

bool instrument_list_parse(struct arena *arena, struct slice text, struct instrument_list *list,
                           struct error *error) {
    struct parse parse = {.arena = arena, .scratch = arena_new(), .list = list, .error = error};
    *list = (struct instrument_list){0};
    csv_reader_open(&parse.reader, text);
    bool good = read_rows(&parse);
    if (good)
        sort_rows(arena, list);
    csv_reader_close(&parse.reader);
    arena_free(parse.scratch);
    return good;
}

static bool read_file(const char *path, struct buffer *text, struct error *error) {
    enum { PIECE_BYTES = 1 << 16 };
    FILE *file = fopen(path, "rbe");
    if (!file)
        return error_set(error, "cannot read %s: %s; name a CSV file with --instruments", path,
                         strerror(errno));
    size_t got = 1;
    while (got && text->size <= INSTRUMENT_FILE_BYTES) {
        got = fread(buffer_reserve(text, PIECE_BYTES), 1, PIECE_BYTES, file);
        text->size += got;
    }
    bool failed = ferror(file);
    int code = errno;
    fclose(file);
    if (failed)
        return error_set(error, "cannot read %s: %s; name a CSV file with --instruments", path,
                         strerror(code));
    return text->size <= INSTRUMENT_FILE_BYTES ||
           error_set(error, "%s has more than %zu MB; leave out columns that are not needed", path,
                     INSTRUMENT_FILE_BYTES >> 20);
}

bool instrument_list_load(struct arena *arena, const char *path, struct instrument_list *list,
                          struct error *error) {
    struct buffer text = {0};
    struct error why;
    bool good = read_file(path, &text, error);
    if (good && !instrument_list_parse(arena, buffer_slice(&text), list, &why))
        good = error_set(error, "%s: %s", path, why.message);
    buffer_free(&text);
    return good;
}

struct changes {
    struct arena *arena;
    struct instrument_names names;
    size_t capacity;
};

static void add_name(struct changes *changes, const char *name) {
    struct instrument_names *names = &changes->names;
    if (!*name)
        return;
    names->names =
        arena_grow(changes->arena, names->names, names->count, &changes->capacity, sizeof *names->names);
    names->names[names->count++] = name;
}

static void add_both(struct changes *changes, const struct instrument *row) {
    add_name(changes, row->symbol);
    add_name(changes, row->name);
}

static int compare_strings(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static struct instrument_names sort_names(struct instrument_names names) {
    size_t kept = 0;
    if (names.count)
        qsort(names.names, names.count, sizeof *names.names, compare_strings);
    for (size_t i = 0; i < names.count; i++)
        if (!kept || strcmp(names.names[kept - 1], names.names[i]) != 0)
            names.names[kept++] = names.names[i];
    names.count = kept;
    return names;
}

struct instrument_names instrument_list_changes(struct arena *arena, const struct instrument_list *a,
                                                const struct instrument_list *b) {
    struct changes changes = {.arena = arena};
    for (size_t i = 0, j = 0; i < a->count || j < b->count;) {
        int order = i == a->count ? 1 : j == b->count ? -1 : strcmp(a->rows[i].symbol, b->rows[j].symbol);
        if (!order && strcmp(a->rows[i].name, b->rows[j].name) != 0) {
            add_name(&changes, a->rows[i].name);
            add_name(&changes, b->rows[j].name);
        } else if (order) {
            add_both(&changes, order < 0 ? &a->rows[i] : &b->rows[j]);
        }
        i += order <= 0;
        j += order >= 0;
    }
    return sort_names(changes.names);
}

bool instrument_names_have(const struct instrument_names *names, const char *name, size_t bytes) {
    for (size_t from = 0, to = names->count; from < to;) {
        size_t middle = from + (to - from) / 2;
        const char *at = names->names[middle];
        int order = strncmp(name, at, bytes);
        order = order ? order : -(at[bytes] != 0);
        if (!order)
            return true;
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return false;
}
