/* HTML in tokens, as the WHATWG standard's tokenizer would give them, in one pass without copying.
 *
 * What the standard calls errors is what spam is made of, so the rules are the browsers': `<` that no name
 * follows is text; an unclosed comment swallows the rest; `<!-->` is a whole comment; of an attribute given
 * twice the first counts. One leniency: a quote that is never closed ends at the next `>`, since mail is
 * often cut. The tables of named attributes are kept to those that show or hide text or lead somewhere.
 *
 * Cost: each byte is looked at once. Searches that may fail (closing quotes) remember that they did. */
#include "mail/html_token.h"

#include <strings.h>

static const struct {
    const char *name;
    uint8_t attribute;
} attribute_names[] = {
    {"action", HTML_ACTION},   {"alt", HTML_ALT},       {"background", HTML_BACKGROUND},
    {"bgcolor", HTML_BGCOLOR}, {"class", HTML_CLASS},   {"color", HTML_COLOR},
    {"content", HTML_CONTENT}, {"height", HTML_HEIGHT}, {"hidden", HTML_HIDDEN},
    {"href", HTML_HREF},       {"id", HTML_ID},         {"link", HTML_LINK},
    {"size", HTML_SIZE},       {"src", HTML_SRC},       {"style", HTML_STYLE},
    {"text", HTML_TEXT},       {"type", HTML_TYPE},     {"value", HTML_VALUE},
    {"width", HTML_WIDTH},
};

static bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool is_letter(char c) {
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

static int find_attribute(struct slice name) {
    if (name.size < 2 || name.size > 10)
        return -1;
    char first = (char)(name.data[0] | 0x20);
    for (size_t i = 0; i < sizeof attribute_names / sizeof *attribute_names; i++) {
        const char *candidate = attribute_names[i].name;
        if (*candidate == first && !strncasecmp(candidate, name.data, name.size) && !candidate[name.size])
            return attribute_names[i].attribute;
    }
    return -1;
}

static struct slice read_value(struct html_reader *reader) {
    const char *at = reader->at, *end = reader->end;
    if (at < end && (*at == '"' || *at == '\'')) {
        char quote = *at++;
        bool *missing = &reader->no_quote[quote == '"'];
        const char *close = *missing ? NULL : memchr(at, quote, (size_t)(end - at));
        *missing = !close;
        if (close) {
            reader->at = close + 1;
            return slice_of(at, (size_t)(close - at));
        }
        close = memchr(at, '>', (size_t)(end - at));
        reader->at = close ? close : end;
        return slice_of(at, (size_t)(reader->at - at));
    }
    const char *begin = at;
    while (at < end && *at != '>' && !is_space(*at))
        at++;
    reader->at = at;
    return slice_of(begin, (size_t)(at - begin));
}

static void skip_spaces(struct html_reader *reader) {
    while (reader->at < reader->end && is_space(*reader->at))
        reader->at++;
}

static struct slice read_attribute_name(struct html_reader *reader) {
    const char *begin = reader->at, *at = begin + 1; /* a name may begin with = */
    while (at < reader->end && *at != '=' && *at != '>' && *at != '/' && !is_space(*at))
        at++;
    reader->at = at;
    return slice_of(begin, (size_t)(at - begin));
}

static void read_attributes(struct html_reader *reader, struct html_token *token) {
    for (;;) {
        while (reader->at < reader->end && (is_space(*reader->at) || *reader->at == '/'))
            reader->at++;
        if (reader->at >= reader->end)
            return;
        if (*reader->at == '>') {
            reader->at++;
            return;
        }
        struct slice name = read_attribute_name(reader), value = {"", 0};
        skip_spaces(reader);
        if (reader->at < reader->end && *reader->at == '=') {
            reader->at++;
            skip_spaces(reader);
            value = read_value(reader);
        }
        int attribute = find_attribute(name);
        if (attribute >= 0 && !(token->attributes >> attribute & 1)) {
            token->attributes |= UINT32_C(1) << attribute;
            token->values[attribute] = value;
        }
    }
}

/* at stands on the first letter of the name. */
static void read_tag(struct html_reader *reader, struct html_token *token) {
    const char *begin = reader->at, *at = begin;
    while (at < reader->end && *at != '>' && *at != '/' && !is_space(*at))
        at++;
    token->tag = html_tag_find(slice_of(begin, (size_t)(at - begin)));
    reader->at = at;
    read_attributes(reader, token);
}

static void read_comment_until(struct html_reader *reader, struct html_token *token, const char *close,
                               size_t close_bytes) {
    token->unclosed = !close;
    const char *stop = close ? close : reader->end;
    token->text = slice_of(reader->at, (size_t)(stop - reader->at));
    reader->at = close ? close + close_bytes : reader->end;
}

/* `at` stands behind `<!--`. */
static void read_comment(struct html_reader *reader, struct html_token *token) {
    size_t left = (size_t)(reader->end - reader->at);
    if (left && *reader->at == '>')
        read_comment_until(reader, token, reader->at, 1);
    else if (left > 1 && !memcmp(reader->at, "->", 2))
        read_comment_until(reader, token, reader->at, 2);
    else
        read_comment_until(reader, token, memmem(reader->at, left, "-->", 3), 3);
}

/* at stands behind `<` and on something that no tag begins with: declarations, instructions, `</ `. */
static void read_other(struct html_reader *reader, struct html_token *token) {
    size_t left = (size_t)(reader->end - reader->at);
    token->kind = HTML_COMMENT;
    if (left >= 3 && !memcmp(reader->at, "!--", 3)) {
        reader->at += 3;
        read_comment(reader, token);
        return;
    }
    if (left > 8 && !strncasecmp(reader->at, "!doctype", 8))
        token->kind = HTML_DOCTYPE;
    const char *close = memchr(reader->at, '>', left);
    read_comment_until(reader, token, close, 1);
    token->unclosed = false;
}

static bool markup_begins(const char *at, const char *end) {
    if (end - at < 2)
        return false;
    char next = at[1];
    return is_letter(next) || next == '!' || next == '?' || (next == '/' && end - at > 2);
}

/* The text up to the next markup. */
static const char *text_end(const char *at, const char *end) {
    while (at < end) {
        at = memchr(at, '<', (size_t)(end - at));
        if (!at)
            return end;
        if (markup_begins(at, end))
            return at;
        at++;
    }
    return end;
}

bool html_token_next(struct html_reader *reader, struct html_token *token) {
    const char *begin = reader->at;
    token->attributes = 0;
    token->unclosed = false;
    if (begin >= reader->end)
        return false;
    if (*begin != '<' || !markup_begins(begin, reader->end)) {
        reader->at = text_end(begin, reader->end);
        token->kind = HTML_TEXT_RUN;
        token->text = slice_of(begin, (size_t)(reader->at - begin));
        return true;
    }
    bool end_tag = begin[1] == '/';
    reader->at = begin + 1 + end_tag;
    if (is_letter(*reader->at)) {
        token->kind = end_tag ? HTML_END : HTML_START;
        read_tag(reader, token);
    } else {
        read_other(reader, token);
    }
    return true;
}

struct slice html_token_raw(struct html_reader *reader, enum html_tag tag, bool *closed) {
    const char *begin = reader->at, *at = begin, *name = html_tag_names[tag];
    size_t name_bytes = strlen(name);
    *closed = true;
    while (at < reader->end && (at = memchr(at, '<', (size_t)(reader->end - at)))) {
        const char *behind = at + 2 + name_bytes;
        if (behind < reader->end && at[1] == '/' && !strncasecmp(at + 2, name, name_bytes) &&
            (*behind == '>' || *behind == '/' || is_space(*behind))) {
            const char *close = memchr(behind, '>', (size_t)(reader->end - behind));
            reader->at = close ? close + 1 : reader->end;
            return slice_of(begin, (size_t)(at - begin));
        }
        at++;
    }
    *closed = false;
    reader->at = reader->end;
    return slice_of(begin, (size_t)(reader->end - begin));
}
