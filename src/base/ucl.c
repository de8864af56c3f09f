/* The part of the Universal Configuration Language (github.com/vstakhov/libucl) that people write by hand:
 * `key value;`, `key = value`, `key: value`, sections in braces, `key name { }` for a section in a section,
 * lists in brackets, strings in quotes, texts of many lines from <<WORD to a line that is WORD alone,
 * comments
 * (#, and nested C ones), and a key given more than once; so JSON is read, too. Not: macros (.include),
 * variables, suffixed numbers. Debian 12 has no package of libucl (its libucl is a compressor of the same
 * name).
 *
 * A descent of one function a level; nesting is limited, all else is linear. */
#include "base/ucl.h"

#include <ctype.h>
#include <string.h>
#include <unicode/utf8.h>

#include "base/buffer.h"

/* weir's own settings need five. */
#define NESTING 16

struct reader {
    struct arena *arena;
    struct slice text;
    size_t at;
    unsigned line;
    struct error *error;
};

static void *fail(struct reader *reader, const char *what) {
    error_set(reader->error, "line %u: %s", reader->line, what);
    return NULL;
}

static int peek(const struct reader *reader) {
    return reader->at < reader->text.size ? (unsigned char)reader->text.data[reader->at] : -1;
}

static void advance(struct reader *reader) {
    if (peek(reader) == '\n')
        reader->line++;
    reader->at++;
}

static bool looking_at(const struct reader *reader, const char *two) {
    return reader->at + 1 < reader->text.size && !memcmp(reader->text.data + reader->at, two, 2);
}

static bool skip_comment(struct reader *reader) {
    unsigned depth = 0;
    do {
        bool close = looking_at(reader, "*/");
        if (peek(reader) < 0)
            return fail(reader, "a comment is not closed");
        if (close || looking_at(reader, "/*")) {
            depth += close ? -1U : 1;
            advance(reader);
        }
        advance(reader);
    } while (depth);
    return true;
}

/* Over white space, comments and the separators given. */
static bool skip(struct reader *reader, const char *separators) {
    for (;;) {
        int next = peek(reader);
        if (next == '#') {
            while (peek(reader) >= 0 && peek(reader) != '\n')
                advance(reader);
        } else if (looking_at(reader, "/*")) {
            if (!skip_comment(reader))
                return false;
        } else if (next > 0 && (isspace(next) || strchr(separators, next))) {
            advance(reader);
        } else {
            return true;
        }
    }
}

static bool read_quoted(struct reader *reader, struct buffer *into) {
    int quote = peek(reader);
    for (advance(reader); peek(reader) != quote; advance(reader)) {
        bool escaped = peek(reader) == '\\' && quote == '"';
        if (escaped)
            advance(reader);
        if (peek(reader) < 0 || peek(reader) == '\n')
            return fail(reader, "a string is not closed");
        if (escaped && (peek(reader) == 'n' || peek(reader) == 't'))
            buffer_append(into, peek(reader) == 'n' ? "\n" : "\t", 1);
        else
            buffer_append(into, reader->text.data + reader->at, 1);
    }
    advance(reader);
    return true;
}

/* A bare word ends at white space in keys, and only at the line's end or a separator in values. */
static bool read_bare(struct reader *reader, struct buffer *into, const char *ends) {
    while (peek(reader) > 0 && !strchr(ends, peek(reader)) && !looking_at(reader, "/*")) {
        buffer_append(into, reader->text.data + reader->at, 1);
        advance(reader);
    }
    while (into->size && isspace((unsigned char)into->data[into->size - 1]))
        into->size--;
    return into->size || fail(reader, "a value is missing");
}

/* The line at the reader, without its end. */
static struct slice line_here(const struct reader *reader) {
    const char *from = reader->text.data + reader->at;
    size_t left = reader->text.size - reader->at;
    const char *end = memchr(from, '\n', left);
    size_t size = end ? (size_t)(end - from) : left;
    return slice_of(from, size && from[size - 1] == '\r' ? size - 1 : size);
}

static void next_line(struct reader *reader) {
    while (peek(reader) >= 0 && peek(reader) != '\n')
        advance(reader);
    if (peek(reader) >= 0)
        advance(reader);
}

/* Behind "<<": the word, then lines up to one that is the word alone. The last line end is not of the text.
 */
static bool read_document(struct reader *reader, struct buffer *into) {
    struct slice word = line_here(reader);
    for (size_t i = 0; i < word.size; i++)
        if (!isupper((unsigned char)word.data[i]))
            return fail(reader, "behind << stands one word of capital letters, and then the line ends");
    if (!word.size)
        return fail(reader, "behind << a word is missing");
    unsigned begun = reader->line;
    for (next_line(reader); peek(reader) >= 0; next_line(reader)) {
        struct slice line = line_here(reader);
        if (line.size == word.size && !memcmp(line.data, word.data, word.size)) {
            reader->at += line.size;
            into->size -= into->size != 0;
            return true;
        }
        buffer_append(into, line.data, line.size);
        buffer_append(into, "\n", 1);
    }
    reader->line = begun;
    return fail(reader, "the text from << on has no end: a line that is its word alone");
}

static bool is_utf8(struct slice text) {
    const uint8_t *bytes = (const uint8_t *)text.data;
    for (size_t at = 0; at < text.size;) {
        UChar32 character;
        U8_NEXT(bytes, at, text.size, character);
        if (character < 0)
            return false;
    }
    return true;
}

/* A word, string or text; NULL after an error. */
static const char *read_string(struct reader *reader, const char *ends) {
    struct buffer word = {0};
    bool quoted = peek(reader) == '"' || peek(reader) == '\'';
    bool document = looking_at(reader, "<<");
    if (document)
        reader->at += 2;
    bool good = document ? read_document(reader, &word)
                : quoted ? read_quoted(reader, &word)
                         : read_bare(reader, &word, ends);
    good = good && (is_utf8(buffer_slice(&word)) || fail(reader, "this is no UTF-8"));
    const char *string = good ? arena_copy(reader->arena, word.data ? word.data : "", word.size) : NULL;
    buffer_free(&word);
    return string;
}

static struct ucl_value *value_new(const struct reader *reader, enum ucl_kind kind) {
    struct ucl_value *value = arena_alloc(reader->arena, sizeof *value);
    *value = (struct ucl_value){.kind = kind, .line = reader->line, .key = "", .string = ""};
    return value;
}

static struct ucl_value *read_section(struct reader *reader, int end, unsigned depth);

static struct ucl_value *read_list(struct reader *reader, unsigned depth);

static struct ucl_value *read_value(struct reader *reader, const char *ends, unsigned depth) {
    if (depth > NESTING)
        return fail(reader, "sections are nested too deep");
    if (peek(reader) == '{') {
        advance(reader);
        return read_section(reader, '}', depth + 1);
    }
    if (peek(reader) == '[')
        return read_list(reader, depth + 1);
    struct ucl_value *value = value_new(reader, UCL_STRING);
    value->string = read_string(reader, ends);
    return value->string ? value : NULL;
}

/* Behind its bracket. */
static struct ucl_value *read_list(struct reader *reader, unsigned depth) {
    struct ucl_value *list = value_new(reader, UCL_LIST);
    const struct ucl_value **last = &list->first;
    advance(reader);
    while (skip(reader, ",;")) {
        if (peek(reader) == ']') {
            advance(reader);
            return list;
        }
        struct ucl_value *value = peek(reader) < 0 ? fail(reader, "a list is not closed with ]")
                                                   : read_value(reader, ",;]}\n#", depth);
        if (!value)
            break;
        *last = value;
        last = &value->next;
    }
    return NULL;
}

/* `key name { }` is `key { name { } }`: what stands behind a key without = and before a brace is a name. */
static struct ucl_value *read_named(struct reader *reader, unsigned depth) {
    struct ucl_value *outer = read_value(reader, "{;,}\n#", depth);
    while (peek(reader) == ' ' || peek(reader) == '\t')
        advance(reader);
    if (!outer || outer->kind != UCL_STRING || peek(reader) != '{')
        return outer;
    struct ucl_value *inner = read_value(reader, "", depth + 1);
    if (!inner)
        return NULL;
    inner->key = outer->string;
    *outer =
        (struct ucl_value){.kind = UCL_SECTION, .line = outer->line, .key = "", .string = "", .first = inner};
    return outer;
}

static struct ucl_value *read_member(struct reader *reader, unsigned depth) {
    const char *key = read_string(reader, " \t\r\n=:;,{}[]#\"'");
    if (!key || !skip(reader, ""))
        return NULL;
    bool assigned = peek(reader) == '=' || peek(reader) == ':';
    if (!skip(reader, "=:"))
        return NULL;
    struct ucl_value *value = assigned ? read_value(reader, "{;,}\n#", depth) : read_named(reader, depth);
    if (value && value->kind == UCL_STRING && peek(reader) == '{')
        return fail(reader, "a value with a brace in it stands in quotes");
    if (value)
        value->key = key;
    return value;
}

/* Up to `end`: a closing brace, or -1 for the text's end. */
static struct ucl_value *read_section(struct reader *reader, int end, unsigned depth) {
    struct ucl_value *section = value_new(reader, UCL_SECTION);
    const struct ucl_value **last = &section->first;
    while (skip(reader, ";,")) {
        if (peek(reader) == end) {
            if (end >= 0)
                advance(reader);
            return section;
        }
        struct ucl_value *member =
            peek(reader) < 0 ? fail(reader, "a section is not closed with }") : read_member(reader, depth);
        if (!member)
            break;
        *last = member;
        last = &member->next;
    }
    return NULL;
}

const struct ucl_value *ucl_read(struct arena *arena, struct slice text, struct error *error) {
    struct reader reader = {.arena = arena, .text = text, .line = 1, .error = error};
    if (text.size && memchr(text.data, 0, text.size))
        return fail(&reader, "this is no text");
    if (!skip(&reader, ""))
        return NULL;
    if (peek(&reader) != '{')
        return read_section(&reader, -1, 0);
    advance(&reader);
    const struct ucl_value *section = read_section(&reader, '}', 0);
    if (section && skip(&reader, "") && peek(&reader) >= 0)
        return fail(&reader, "something stands behind the closing }");
    return section && peek(&reader) < 0 ? section : NULL;
}

bool ucl_strings_add(struct arena *arena, struct ucl_strings *strings, const struct ucl_value *value) {
    if (value->kind == UCL_LIST) {
        for (const struct ucl_value *item = value->first; item; item = item->next)
            if (item->kind != UCL_STRING || !ucl_strings_add(arena, strings, item))
                return false;
        return true;
    }
    if (value->kind != UCL_STRING)
        return false;
    strings->items =
        arena_grow(arena, strings->items, strings->count, &strings->capacity, sizeof *strings->items);
    strings->items[strings->count++] = value->string;
    return true;
}
