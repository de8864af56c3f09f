/* HTML in tokens: text, start tags, end tags, comments; see html_token.c. */
#ifndef WEIR_MAIL_HTML_TOKEN_H
#define WEIR_MAIL_HTML_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "mail/html_tag.h"

enum html_attribute {
    HTML_ACTION,
    HTML_ALT,
    HTML_BACKGROUND,
    HTML_BGCOLOR,
    HTML_CLASS,
    HTML_COLOR,
    HTML_CONTENT,
    HTML_HEIGHT,
    HTML_HIDDEN,
    HTML_HREF,
    HTML_ID,
    HTML_LINK,
    HTML_SIZE,
    HTML_SRC,
    HTML_STYLE,
    HTML_TEXT,
    HTML_TYPE,
    HTML_VALUE,
    HTML_WIDTH,
    HTML_ATTRIBUTES
};

enum html_token_kind { HTML_TEXT_RUN, HTML_START, HTML_END, HTML_COMMENT, HTML_DOCTYPE };

struct html_token {
    enum html_token_kind kind;
    enum html_tag tag;   /* of start and end */
    struct slice text;   /* of text and comment, entities as they are */
    bool unclosed;       /* a comment without an end: browsers show nothing of what follows */
    uint32_t attributes; /* a bit for each that is there */
    struct slice values[HTML_ATTRIBUTES];
};

/* Zero but at and end. */
struct html_reader {
    const char *at, *end;
    bool no_quote[2]; /* known: no further " or ' up to the end */
};

static inline bool html_has(const struct html_token *token, enum html_attribute attribute) {
    return token->attributes >> attribute & 1;
}

/* False at the end. Everything but values[] of absent attributes is set. */
bool html_token_next(struct html_reader *reader, struct html_token *token);
/* The content of the raw element just begun, up to its end tag, which is consumed; *closed is false, and the
 * content all the rest, when there is none. */
struct slice html_token_raw(struct html_reader *reader, enum html_tag tag, bool *closed);

#endif
