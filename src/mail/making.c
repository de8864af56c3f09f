/* The program: its own headers in order and spelling, how it folds, quotes and writes ids and dates. What
 * lists, relays, filters and the feed's own servers added is left out first (header_habit.c, own_headers).
 * Values change, habits stay: names, numbers and versions are taken off. The layout and the charsets: of the
 * MIME tree. Cost: one pass over the head. */
#include "mail/making.h"

#include "mail/delivery.h"
#include "mail/engine.h"
#include "mail/header_habit.h"
#include "mail/layout.h"

#define MAILER_BYTES ((size_t)60)
/* Part of a queue id that is no chance: shorter ones occur in other words. */
#define QUEUE_ID_BYTES 6

static void add_order(struct line *line, const struct written_head *written) {
    bool extra = false;
    for (size_t i = written->first; i < written->head->count; i++) {
        enum header_habit habit = written->kinds[i].habit;
        if (habit == HEADER_OWN)
            line_slice(line, written->head->headers[i].name);
        else if (habit == HEADER_EXTRA && !extra)
            line_string(line, "X-?");
        else
            continue;
        extra = habit == HEADER_EXTRA;
        line_char(line, ' ');
    }
}

/* The white space of the first fold of Content-Type, which nearly every program folds. */
static void add_fold(struct line *line, const struct header *header) {
    const char *end = header ? memchr(header->value.data, '\n', header->value.size) : NULL;
    size_t left = end ? header->value.size - (size_t)(end + 1 - header->value.data) : 0, spaces = 0;
    line_string(line, "| fold ");
    if (!end) {
        line_string(line, "none");
        return;
    }
    for (; spaces < left && (end[1 + spaces] == ' ' || end[1 + spaces] == '\t'); spaces++)
        line_char(line, end[1 + spaces] == '\t' ? 't' : 's');
}

static void add_address(struct line *line, const struct header *header) {
    struct shape shape;
    shape.size = 0;
    if (header)
        shape_add_address(&shape, header->value);
    line_char(line, ' ');
    line_shape(line, &shape);
}

/* Whether a server gave the mail its id, since it came without: it holds what the server calls it. */
static bool is_given_on_the_way(const struct written_head *written, const struct message_id *id) {
    const char *dot = memrchr(id->left.data, '.', id->left.size);
    struct slice part = id->left;
    if (dot)
        part = slice_of(dot + 1, (size_t)(id->left.data + id->left.size - dot - 1));
    if (part.size < QUEUE_ID_BYTES || !written->found[NAME_RECEIVED])
        return false;
    for (size_t i = 0; i < written->head->count; i++) {
        const struct header *header = &written->head->headers[i];
        if (written->kinds[i].name == NAME_RECEIVED &&
            memmem(header->value.data, header->value.size, part.data, part.size))
            return true;
    }
    return false;
}

static void add_message_id(struct line *line, const struct message_id *id, bool added) {
    struct shape shape;
    shape.size = 0;
    line_string(line, " | id ");
    if (!id->given) {
        line_string(line, added ? "added" : "none");
        return;
    }
    shape_add(&shape, id->bracketed ? '<' : ' ');
    shape_add_id(&shape, id->left);
    line_shape(line, &shape);
}

static void add_mailer(struct line *line, struct arena *arena, const struct written_head *written) {
    const struct header *header = written->found[NAME_X_MAILER];
    if (!header)
        header = written->found[NAME_USER_AGENT];
    line_string(line, " | mailer ");
    line_version(line, slice_from_string(header ? head_unfold(arena, header->value) : "-"), MAILER_BYTES);
}

static void add_date(struct line *line, const struct header *header) {
    struct shape shape;
    shape.size = 0;
    if (header)
        shape_add_date(&shape, shape_trim(header->value));
    line_string(line, " | date ");
    line_shape(line, &shape);
}

/* *own_id: the Message-ID, as far as it is the sender's. */
static void read_program(struct line *line, const struct mail *mail, const struct written_head *written,
                         struct message_id *own_id) {
    const struct header *id = written->found[NAME_MESSAGE_ID];
    *own_id = (struct message_id){.given = false};
    if (id)
        *own_id = shape_split_id(id->value);
    bool added = own_id->given && is_given_on_the_way(written, own_id);
    own_id->given &= !added;
    add_order(line, written);
    add_fold(line, written->found[NAME_CONTENT_TYPE]);
    line_string(line, " | from");
    add_address(line, written->found[NAME_FROM]);
    line_string(line, " to");
    add_address(line, written->found[NAME_TO]);
    add_message_id(line, own_id, added);
    add_mailer(line, mail->arena, written);
    add_date(line, written->found[NAME_DATE]);
}

/* What is odd about the structure; whatever may be done to a mail on the way is left out. */
static const struct {
    enum mail_anomaly anomaly;
    const char *words;
} oddities[] = {
    {MAIL_DUPLICATE_CONTENT_TYPE, "two content types"},
    {MAIL_UNDECLARED_BOUNDARY, "undeclared boundary"},
    {MAIL_PART_AFTER_END, "part after the end"},
    {MAIL_BAD_CHARSET, "wrong charset"},
    {MAIL_NO_CHARSET, "no charset"},
    {MAIL_BAD_HEADER, "line that is no header"},
    {MAIL_DUPLICATE_HEADER, "doubled header"},
    {MAIL_NUL_BYTES, "NUL bytes"},
    {MAIL_RAW_8BIT_HEADER, "raw bytes in the head"},
};

static void read_layout(struct line *line, const struct mail *mail, const struct mime_part *root,
                        const struct header *type, const char *mime_shape) {
    struct shape boundary, parameters;
    boundary.size = parameters.size = 0;
    line_string(line, layout_text(mail->arena, mime_shape, true));
    if (*root->content.boundary)
        shape_add_id(&boundary, slice_from_string(root->content.boundary));
    if (type)
        shape_add_parameters(&parameters, type->value);
    line_string(line, " | boundary ");
    line_shape(line, &boundary);
    line_string(line, " | parameters ");
    line_shape(line, &parameters);
    for (size_t i = 0; i < sizeof oddities / sizeof *oddities; i++)
        if (mail->anomalies & oddities[i].anomaly) {
            line_string(line, " | ");
            line_string(line, oddities[i].words);
        }
}

/* The charsets of the leaves, each once in a row. */
static void read_charsets(struct line *line, const char *mime_shape) {
    struct slice before = {NULL, 0};
    for (const char *at = mime_shape; (at = strchr(at, ';'));) {
        size_t length = strcspn(++at, "; ()");
        struct slice charset = slice_of(at, length);
        at += length;
        at += *at == ';' ? strcspn(at, " ()") : 0; /* the encoding */
        if (!charset.size ||
            (charset.size == before.size && !memcmp(charset.data, before.data, charset.size)))
            continue;
        if (line->size)
            line_char(line, ' ');
        line_slice(line, charset);
        before = charset;
    }
}

void making_read(struct mail *mail, const struct written_head *written, const struct mime_part *root,
                 const char *mime_shape) {
    struct line program, delivery, layout, charset;
    struct message_id own_id;
    program.size = delivery.size = layout.size = charset.size = 0;
    read_program(&program, mail, written, &own_id);
    delivery_read(&delivery, mail, written, &own_id);
    read_layout(&layout, mail, root, written->found[NAME_CONTENT_TYPE], mime_shape);
    read_charsets(&charset, mime_shape);
    mail->making[MAKING_PROGRAM] = line_keep(mail->arena, &program);
    mail->making[MAKING_DELIVERY] = line_keep(mail->arena, &delivery);
    mail->making[MAKING_LAYOUT] = line_keep(mail->arena, &layout);
    mail->making[MAKING_CHARSET] = line_keep(mail->arena, &charset);
    if (!*mail->making[MAKING_ENGINE])
        engine_read_plain(mail);
}
