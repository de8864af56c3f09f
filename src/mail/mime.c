/* Splits multiparts by their boundary lines, in place. Spam is made to be parsed wrongly, so structure is
 * read as the more forgiving mail programs do: a boundary that never occurs is replaced by one that does and
 * is followed by a part's head; a part behind the closing line is a part; a multipart may end without
 * closing; of several Content-Types each makes a reading of its own (the later ones only at the root). Every
 * such turn leaves its anomaly.
 *
 * Cost: each level of nesting is one look at the beginnings of its lines; levels and parts are bounded. */
#include "mail/mime.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "mail/mail.h"

struct walk {
    struct arena *arena;
    size_t *parts;
    uint32_t anomalies;
};

/* A line that begins with two hyphens. */
struct boundary_line {
    const char *begin; /* the hyphens */
    const char *next;  /* the line behind it */
    bool closing;
};

static const char *line_end(const char *at, const char *end) {
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    return newline ? newline : end;
}

static const char *next_line(const char *at, const char *end) {
    const char *stop = line_end(at, end);
    return stop < end ? stop + 1 : end;
}

/* The next line from `at` (which begins a line) that starts with "--" and boundary. */
static bool find_boundary(const char *at, const char *end, const char *boundary, struct boundary_line *line) {
    size_t length = strlen(boundary);
    while (at < end) {
        if ((size_t)(end - at) >= length + 2 && at[0] == '-' && at[1] == '-' &&
            !memcmp(at + 2, boundary, length)) {
            const char *after = at + 2 + length, *stop = line_end(after, end);
            bool closing = stop - after >= 2 && after[0] == '-' && after[1] == '-';
            after += closing ? 2 : 0;
            while (after < stop && isspace((unsigned char)*after))
                after++;
            if (after == stop || closing) {
                *line = (struct boundary_line){at, stop < end ? stop + 1 : end, closing};
                return true;
            }
        }
        at = next_line(at, end);
    }
    return false;
}

/* A boundary that is not declared: a line of hyphens and more, followed by the head of a part. */
static const char *guess_boundary(struct arena *arena, struct slice body) {
    enum { LONGEST = 200 };
    const char *at = body.data, *end = at + body.size;
    while (at < end) {
        if (end - at > 4 && at[0] == '-' && at[1] == '-') {
            const char *stop = line_end(at, end), *next = stop < end ? stop + 1 : end;
            while (stop > at && isspace((unsigned char)stop[-1]))
                stop--;
            if (stop - at > 2 && stop - at < LONGEST && end - next > 8 && !strncasecmp(next, "content-", 8))
                return arena_copy(arena, at + 2, (size_t)(stop - at - 2));
        }
        at = next_line(at, end);
    }
    return NULL;
}

/* The line end before a boundary belongs to the boundary. */
static struct slice up_to(const char *begin, const char *boundary) {
    if (boundary > begin && boundary[-1] == '\n')
        boundary--;
    if (boundary > begin && boundary[-1] == '\r')
        boundary--;
    return slice_of(begin, (size_t)(boundary - begin));
}

static bool is_blank(struct slice text) {
    for (size_t i = 0; i < text.size; i++)
        if (!isspace((unsigned char)text.data[i]))
            return false;
    return true;
}

static struct mime_part *read_part(struct walk *walk, struct slice raw, size_t type, unsigned depth);

static void split(struct walk *walk, struct mime_part *part, const char *boundary, unsigned depth) {
    const char *end = part->body.data + part->body.size;
    struct boundary_line line;
    struct mime_part **link = &part->first;
    if (!find_boundary(part->body.data, end, boundary, &line))
        return;
    part->split = true;
    part->preamble = up_to(part->body.data, line.begin);
    for (bool more = true, behind_end = false; more;) {
        const char *begin = line.next;
        bool closed = line.closing;
        more = find_boundary(begin, end, boundary, &line);
        struct slice bytes = up_to(begin, more ? line.begin : end);
        behind_end |= closed;
        if (closed && !more) {
            part->epilogue = bytes;
            break;
        }
        if (!more)
            walk->anomalies |= MAIL_UNCLOSED_MULTIPART;
        if (behind_end && !is_blank(bytes))
            walk->anomalies |= MAIL_PART_AFTER_END;
        if (*walk->parts >= MAIL_PARTS) {
            walk->anomalies |= MAIL_LIMIT;
            return;
        }
        if (closed && is_blank(bytes))
            continue;
        *link = read_part(walk, bytes, 0, depth + 1);
        link = &(*link)->next;
    }
    if (!is_blank(part->epilogue))
        walk->anomalies |= MAIL_PART_AFTER_END;
}

static void read_multipart(struct walk *walk, struct mime_part *part, unsigned depth) {
    if (depth >= MAIL_NESTING) {
        walk->anomalies |= MAIL_LIMIT;
        return;
    }
    if (*part->content.boundary)
        split(walk, part, part->content.boundary, depth);
    if (part->split)
        return;
    const char *guess = guess_boundary(walk->arena, part->body);
    walk->anomalies |= MAIL_UNDECLARED_BOUNDARY;
    if (guess)
        split(walk, part, guess, depth);
}

static struct mime_part *read_part(struct walk *walk, struct slice raw, size_t type, unsigned depth) {
    struct mime_part *part = arena_alloc(walk->arena, sizeof *part);
    ++*walk->parts;
    /* A part may do without a head. */
    if (depth && raw.size && (raw.data[0] == '\n' || (raw.size > 1 && raw.data[0] == '\r')))
        part->head.bytes = raw.data[0] == '\n' ? 1 : 2;
    else
        head_parse(walk->arena, raw, &part->head);
    if (depth) /* what is odd about a part's head alone is not the message's */
        part->head.anomalies &= (uint32_t)~MAIL_DUPLICATE_HEADER;
    part->body = slice_of(raw.data + part->head.bytes, raw.size - part->head.bytes);
    content_read(walk->arena, &part->head, type, &part->content);
    walk->anomalies |= part->head.anomalies | part->content.anomalies;
    if (!strncmp(part->content.type, "multipart/", 10))
        read_multipart(walk, part, depth);
    return part;
}

struct mime_part *mime_read(struct arena *arena, struct slice raw, size_t *parts, uint32_t *anomalies) {
    enum { READINGS = 3 }; /* of several Content-Types; more are only there to cost time */
    struct walk walk = {.arena = arena, .parts = parts};
    struct mime_part *root = read_part(&walk, raw, 0, 0), *last = root;
    for (size_t type = 1; type < READINGS && head_find(&root->head, "content-type", type); type++) {
        last->other_reading = read_part(&walk, raw, type, 0);
        last = last->other_reading;
    }
    *anomalies |= walk.anomalies;
    return root;
}

static void describe(const struct mime_part *part, struct buffer *shape) {
    buffer_append_string(shape, part->content.type);
    if (!part->first) {
        buffer_printf(shape, ";%s;%s", part->content.charset, part->content.encoding_name);
        return;
    }
    for (const struct mime_part *child = part->first; child; child = child->next) {
        buffer_append_string(shape, child == part->first ? "(" : " ");
        describe(child, shape);
    }
    buffer_append_string(shape, ")");
}

const char *mime_shape(struct arena *arena, const struct mime_part *root) {
    struct buffer shape = {0};
    describe(root, &shape);
    const char *text = arena_copy(arena, shape.data, shape.size);
    buffer_free(&shape);
    return text;
}
