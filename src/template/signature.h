/* A signature: what the mail of one template has and no other mail has together. It is a conjunction of
 * anchors; each anchor stands for a place of the template and is one phrase, or one of few where that place
 * is a choice. A mail matches when each anchor has one of its phrases in the anchor's field.
 *
 * Phrases are in the normal form of template/words.h: words of ASCII in lower case, one space between them
 * whatever stood there, `#` for a number. So spacing, case, punctuation, line ends and the price of the day
 * do not matter, and one phrase is one literal to search for and one regular expression to export. */
#ifndef WEIR_TEMPLATE_SIGNATURE_H
#define WEIR_TEMPLATE_SIGNATURE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

#define SIGNATURE_ANCHORS      8
#define SIGNATURE_PHRASES      16 /* of one anchor */
#define SIGNATURE_PHRASE_BYTES ((size_t)200)

enum signature_field {
    SIGNATURE_SUBJECT,
    SIGNATURE_FROM, /* the display name */
    SIGNATURE_BODY, /* the text as its reader sees it */
    SIGNATURE_FIELDS
};

struct signature_phrase {
    const char *words; /* "# day target price #" */
    const char
        *surface; /* as the mails commonest write it, white space as one space: "1 Day Target price: $1" */
};

struct signature_anchor {
    enum signature_field field;
    size_t phrase_count; /* at least 1 */
    struct signature_phrase phrases[SIGNATURE_PHRASES];
};

struct signature {
    size_t anchor_count; /* at least 1 */
    struct signature_anchor anchors[SIGNATURE_ANCHORS];
};

/* "subject", "from", "body". */
const char *signature_field_name(enum signature_field field);

/* As JSON, to keep; the same signature gives the same bytes. In the arena. */
const char *signature_write(struct arena *arena, const struct signature *signature);
/* What signature_write() wrote. The strings are the arena's. */
bool signature_read(struct arena *arena, const char *json, struct signature *signature, struct error *error);

#endif
