/* The part of the Universal Configuration Language (github.com/vstakhov/libucl) that people write by hand:
 * `key value;`, `key = value`, `key: value`, sections in braces, lists in brackets, strings in quotes,
 * comments (#, and nested C ones), and a key given twice as a list of both; so JSON is read, too. Not: macros
 * (.include), variables, suffixed numbers, here-documents. Debian 12 has no package of libucl (its libucl is
 * a compressor of the same name).
 *
 * A descent of one function a level; nesting is limited, all else is linear. */
#include "command/ucl.h"

#include <ctype.h>
#include <string.h>

#include "base/buffer.h"

/* weir's own settings need two. */
#define NESTING 16

struct reader {
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

static bool at_comment(const struct reader *reader) {
    return reader->at + 1 < reader->text.size && !memcmp(reader->text.data + reader->at, "/*", 2);
}

static bool skip_comment(struct reader *reader) {
    unsigned depth = 0;
    do {
        bool close = peek(reader) == '*' && reader->at + 1 < reader->text.size &&
                     reader->text.data[reader->at + 1] == '/';
        if (peek(reader) < 0)
            return fail(reader, "a comment is not closed");
        if (close || at_comment(reader)) {
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
        } else if (at_comment(reader)) {
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
        if (peek(reader) == '\\' && quote == '"')
            advance(reader);
        if (peek(reader) < 0 || peek(reader) == '\n')
            return fail(reader, "a string is not closed");
        buffer_append(into, reader->text.data + reader->at, 1);
    }
    advance(reader);
    return true;
}

/* A bare word ends at white space in keys, and only at the line's end or a separator in values. */
static void read_bare(struct reader *reader, struct buffer *into, const char *ends) {
    while (peek(reader) > 0 && !strchr(ends, peek(reader)) && !at_comment(reader)) {
        buffer_append(into, reader->text.data + reader->at, 1);
        advance(reader);
    }
    while (into->size && isspace((unsigned char)into->data[into->size - 1]))
        into->size--;
}

static json_t *read_string(struct reader *reader, const char *ends) {
    struct buffer word = {0};
    json_t *string = NULL;
    bool quoted = peek(reader) == '"' || peek(reader) == '\'';
    if (!quoted)
        read_bare(reader, &word, ends);
    if (quoted ? read_quoted(reader, &word) : word.size != 0) {
        string = json_stringn(word.data ? word.data : "", word.size);
        if (!string)
            fail(reader, "this is no UTF-8");
    } else if (!quoted) {
        fail(reader, "a value is missing");
    }
    buffer_free(&word);
    return string;
}

static json_t *read_object(struct reader *reader, int end, unsigned depth);

static json_t *read_list(struct reader *reader, unsigned depth);

static json_t *read_value(struct reader *reader, const char *ends, unsigned depth) {
    if (depth > NESTING)
        return fail(reader, "sections are nested too deep");
    if (peek(reader) == '{') {
        advance(reader);
        return read_object(reader, '}', depth + 1);
    }
    return peek(reader) == '[' ? read_list(reader, depth + 1) : read_string(reader, ends);
}

/* Behind its bracket. */
static json_t *read_list(struct reader *reader, unsigned depth) {
    json_t *list = json_array();
    advance(reader);
    while (skip(reader, ",;")) {
        if (peek(reader) == ']') {
            advance(reader);
            return list;
        }
        json_t *value = peek(reader) < 0 ? fail(reader, "a list is not closed with ]")
                                         : read_value(reader, ",;]}\n#", depth);
        if (!value)
            break;
        json_array_append_new(list, value);
    }
    json_decref(list);
    return NULL;
}

/* A key that is there already becomes a list of its values. */
static void add_member(json_t *object, const char *key, json_t *value) {
    json_t *before = json_object_get(object, key);
    if (!before) {
        json_object_set_new(object, key, value);
    } else if (!json_is_array(before)) {
        json_object_set_new(object, key, json_pack("[O, o]", before, value));
    } else if (json_is_array(value)) {
        json_array_extend(before, value);
        json_decref(value);
    } else {
        json_array_append_new(before, value);
    }
}

static bool read_member(struct reader *reader, json_t *object, unsigned depth) {
    json_t *key = read_string(reader, " \t\r\n=:;,{}[]#\"'");
    if (!key)
        return false;
    json_t *value = skip(reader, "=:") ? read_value(reader, ";,}\n#", depth) : NULL;
    if (value)
        add_member(object, json_string_value(key), value);
    json_decref(key);
    return value;
}

/* Up to `end`: a closing brace, or -1 for the text's end. */
static json_t *read_object(struct reader *reader, int end, unsigned depth) {
    json_t *object = json_object();
    while (skip(reader, ";,")) {
        if (peek(reader) == end) {
            if (end >= 0)
                advance(reader);
            return object;
        }
        if (peek(reader) < 0) {
            fail(reader, "a section is not closed with }");
            break;
        }
        if (!read_member(reader, object, depth))
            break;
    }
    json_decref(object);
    return NULL;
}

json_t *ucl_read(struct slice text, struct error *error) {
    struct reader reader = {.text = text, .line = 1, .error = error};
    if (text.size && memchr(text.data, 0, text.size))
        return fail(&reader, "this is no text");
    if (!skip(&reader, ""))
        return NULL;
    if (peek(&reader) != '{')
        return read_object(&reader, -1, 0);
    advance(&reader);
    json_t *object = read_object(&reader, '}', 0);
    if (object && skip(&reader, "") && peek(&reader) < 0)
        return object;
    if (object) {
        fail(&reader, "something stands behind the closing }");
        json_decref(object);
    }
    return NULL;
}
