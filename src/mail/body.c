/* Walks the MIME tree as a mail program of today shows it: parts in order; of alternatives the HTML one,
 * unless it shows nothing at all; where the HTML shows nothing but a picture, the plain alternative is not
 * what the reader sees (it is often a decoy), so it goes to other_text with the alternatives not chosen. An
 * attached message is shown with its text.
 *
 * Cost: each part is decoded, converted and copied once. */
#include "mail/body.h"

#include <string.h>
#include <strings.h>

#include "mail/attachment.h"
#include "mail/charset.h"
#include "mail/engine.h"
#include "mail/html.h"
#include "mail/link.h"

/* Messages inside messages that are read for their text. */
#define MESSAGE_NESTING 3
/* Of all parts together, decoded; the text in it is bounded on its own. */
#define MARKUP_BYTES (4 * MAIL_TEXT_BYTES)

struct text {
    char *data;
    size_t size, capacity, limit;
};

struct body {
    struct mail *mail;
    struct text visible, other, hidden;
    unsigned depth; /* of messages in messages */
    size_t parts;   /* of all of them */
    size_t markup;  /* bytes of text read, as they stand in the parts */
};

/* Shortens text, which is longer, to at most limit bytes, between characters if it is UTF-8. */
static struct slice cut(struct slice text, size_t limit) {
    enum { LONGEST = 4 }; /* of one character */
    size_t size = limit;
    while (size && limit - size < LONGEST && ((unsigned char)text.data[size] & 0xc0) == 0x80)
        size--;
    return slice_of(text.data, size);
}

static void append(struct body *body, struct text *text, struct slice more) {
    if (!more.size)
        return;
    if (more.size > text->limit - text->size) {
        body->mail->anomalies |= MAIL_LIMIT;
        more = cut(more, text->limit - text->size);
    }
    if (text->size + more.size + 2 > text->capacity) {
        size_t capacity = 2 * text->capacity + more.size + 2;
        char *grown = arena_alloc_raw(body->mail->arena, capacity);
        if (text->size)
            memcpy(grown, text->data, text->size);
        text->data = grown;
        text->capacity = capacity;
    }
    memcpy(text->data + text->size, more.data, more.size);
    text->size += more.size;
    if (more.size && text->data[text->size - 1] != '\n' && text->size < text->limit)
        text->data[text->size++] = '\n';
}

/* Line ends as LF; other control characters as spaces. */
static struct slice clean_plain(struct arena *arena, struct slice text) {
    char *clean = arena_alloc_raw(arena, text.size + 1), *to = clean;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == '\r') {
            if (i + 1 == text.size || text.data[i + 1] != '\n')
                *to++ = '\n';
        } else {
            *to++ = (unsigned char)c < ' ' && c != '\n' ? ' ' : c;
        }
    }
    return slice_of(clean, (size_t)(to - clean));
}

static bool begins_as_html(struct slice text) {
    size_t at = 0;
    while (at < text.size && (unsigned char)text.data[at] <= ' ')
        at++;
    struct slice rest = slice_of(text.data + at, text.size - at);
    return (rest.size > 5 && !strncasecmp(rest.data, "<html", 5)) ||
           (rest.size > 9 && !strncasecmp(rest.data, "<!doctype", 9));
}

static bool is_html(const struct mime_part *part, struct slice text) {
    return !strcmp(part->content.type, "text/html") || (!part->content.declared && begins_as_html(text));
}

/* Returns whether the reader sees something: text or a picture. */
static bool read_html(struct body *body, struct slice text, struct text *into) {
    struct mail *mail = body->mail;
    struct html_text html;
    bool picture = false;
    engine_read_html(mail, text);
    html_to_text(mail->arena, text, &html);
    append(body, into, html.visible);
    append(body, &body->hidden, html.hidden);
    for (size_t i = 0; i < html.link_count; i++) {
        link_add(mail, slice_from_string(html.links[i].url), html.links[i].image, html.links[i].hidden);
        picture |= html.links[i].image;
    }
    link_find(mail, html.visible, false);
    mail->anomalies |= (html.split_words ? MAIL_HTML_SPLIT_WORDS : 0U) |
                       (html.has_hidden ? MAIL_HTML_HIDDEN : 0U) | (html.limited ? MAIL_LIMIT : 0U);
    return html.visible.size || picture;
}

static bool read_text(struct body *body, const struct mime_part *part, struct text *into) {
    struct mail *mail = body->mail;
    struct slice bytes = content_decode(mail->arena, part->body, part->content.encoding, &mail->anomalies);
    if (bytes.size > MARKUP_BYTES - body->markup) {
        mail->anomalies |= MAIL_LIMIT;
        bytes = cut(bytes, MARKUP_BYTES - body->markup);
    }
    body->markup += bytes.size;
    struct slice text = charset_to_utf8(mail->arena, bytes, part->content.charset, &mail->anomalies);
    if (is_html(part, text))
        return read_html(body, text, into);
    text = clean_plain(mail->arena, text);
    append(body, into, text);
    link_find(mail, text, false);
    return text.size > 0;
}

static bool read_part(struct body *body, const struct mime_part *part, struct text *into);

static bool contains_html(const struct mime_part *part) {
    if (!strcmp(part->content.type, "text/html") && !part->content.attachment)
        return true;
    for (const struct mime_part *child = part->first; child; child = child->next)
        if (contains_html(child))
            return true;
    return false;
}

static bool read_alternatives(struct body *body, const struct mime_part *part, struct text *into) {
    const struct mime_part *chosen = NULL;
    bool seen = false;
    for (const struct mime_part *child = part->first; child; child = child->next)
        if (contains_html(child))
            chosen = child;
    if (chosen)
        seen = read_part(body, chosen, into);
    for (const struct mime_part *child = part->first; child; child = child->next)
        if (child != chosen)
            seen |= read_part(body, child, seen ? &body->other : into);
    return seen;
}

static bool read_message(struct body *body, const struct mime_part *part, struct text *into) {
    struct mail *mail = body->mail;
    if (body->depth == MESSAGE_NESTING || body->parts >= MAIL_PARTS) {
        mail->anomalies |= MAIL_LIMIT;
        return false;
    }
    uint32_t of_the_other = 0;
    struct slice raw = content_decode(mail->arena, part->body, part->content.encoding, &mail->anomalies);
    body->depth++;
    bool seen = read_part(body, mime_read(mail->arena, raw, &body->parts, &of_the_other), into);
    body->depth--;
    return seen;
}

static bool is_shown_text(const struct mime_part *part) {
    bool text = !strncmp(part->content.type, "text/", 5) ||
                !strcmp(part->content.type, "message/delivery-status") ||
                !strncmp(part->content.type, "multipart/", 10); /* one that could not be split */
    bool named_other = *part->content.name && strcmp(part->content.type, "text/plain") != 0 &&
                       strcmp(part->content.type, "text/html") != 0;
    return text && !part->content.attachment && !named_other;
}

/* What some readers show and others do not. */
static void read_outside(struct body *body, struct slice bytes) {
    struct arena *arena = body->mail->arena;
    if (bytes.size > MAIL_TEXT_BYTES)
        bytes.size = MAIL_TEXT_BYTES;
    append(body, &body->other, clean_plain(arena, charset_to_utf8(arena, bytes, "", &body->mail->anomalies)));
}

static bool read_part(struct body *body, const struct mime_part *part, struct text *into) {
    bool seen = false;
    if (part->split) {
        read_outside(body, part->preamble);
        read_outside(body, part->epilogue);
        if (!strcmp(part->content.type, "multipart/alternative"))
            return read_alternatives(body, part, into);
        for (const struct mime_part *child = part->first; child; child = child->next)
            seen |= read_part(body, child, into);
        return seen;
    }
    if (!strcmp(part->content.type, "message/rfc822"))
        return read_message(body, part, into);
    if (is_shown_text(part))
        return read_text(body, part, into);
    attachment_read(body->mail, part);
    return false;
}

static const char *finish(struct arena *arena, struct text *text) {
    while (text->size && text->data[text->size - 1] == '\n')
        text->size--;
    return text->size ? arena_copy(arena, text->data, text->size) : "";
}

void body_read(struct mail *mail, const struct mime_part *root) {
    struct body body = {.mail = mail,
                        .visible.limit = MAIL_TEXT_BYTES,
                        .other.limit = MAIL_TEXT_BYTES,
                        .hidden.limit = MAIL_HIDDEN_BYTES};
    read_part(&body, root, &body.visible);
    for (const struct mime_part *other = root->other_reading; other; other = other->other_reading) {
        size_t attachments = mail->attachment_count;
        read_part(&body, other, &body.other);
        mail->attachment_count = attachments; /* the same bytes, read again */
    }
    mail->text = finish(mail->arena, &body.visible);
    mail->text_bytes = body.visible.size;
    mail->other_text = finish(mail->arena, &body.other);
    mail->other_text_bytes = body.other.size;
    mail->hidden = finish(mail->arena, &body.hidden);
    mail->hidden_bytes = body.hidden.size;
    if (!body.visible.size && !mail->link_count && !mail->attachment_count)
        mail->anomalies |= MAIL_NO_BODY;
}

struct slice body_embedded(struct mail *mail, const struct mime_part *root) {
    if (!strcmp(root->content.type, "message/rfc822") || !strcmp(root->content.type, "text/rfc822-headers") ||
        !strcmp(root->content.type, "message/rfc822-headers"))
        return content_decode(mail->arena, root->body, root->content.encoding, &mail->anomalies);
    for (const struct mime_part *child = root->first; child; child = child->next) {
        struct slice found = body_embedded(mail, child);
        if (found.size)
            return found;
    }
    return slice_of(NULL, 0);
}
