/* The sending dialect: how the mail was made, whatever it says. Programs that send differ in the order,
 * spelling and folding of what they write and in the shape of the ids they invent; the same program, whatever
 * names and words it is given, does not.
 *
 * Traits are keys, so each must survive a sender that rotates what it can: only the core headers that every
 * sending program writes itself are looked at, since optional ones come and go, and the rest was added on the
 * way by lists, relays and the feed's own servers; charsets and values of names, times and numbers are left
 * out.
 *
 * A shape of an id: the union of the classes of bytes in it (a random token may be digits alone by chance,
 * all tokens together hardly), its separators, and the rough length of each token. Cost: one pass over the
 * head. */
#include "mail/dialect.h"

#include <ctype.h>
#include <strings.h>
#include <xxhash.h>

/* Room for one shape; a longer one is cut, and means the same. */
#define SHAPE_BYTES ((size_t)256)
/* MIME trees are limited in depth when they are read (MAIL_NESTING); deeper text is a name with brackets in
 * it. */
#define TREE_NESTING (MAIL_NESTING + 4)

enum core {
    CORE_MESSAGE_ID,
    CORE_FROM,
    CORE_TO,
    CORE_SUBJECT,
    CORE_DATE,
    CORE_MIME_VERSION,
    CORE_CONTENT_TYPE,
    CORE_CONTENT_TRANSFER_ENCODING,
    CORE_X_MIMEOLE,
    CORE_COUNT
};

static const struct {
    const char *name;
    size_t length;
} core_headers[CORE_COUNT] = {
    {"message-id", 10},
    {"from", 4},
    {"to", 2},
    {"subject", 7},
    {"date", 4},
    {"mime-version", 12},
    {"content-type", 12},
    {"content-transfer-encoding", 25},
    {"x-mimeole", 9},
};

struct shape {
    char data[SHAPE_BYTES];
    size_t size;
};

static void shape_add(struct shape *shape, char c) {
    if (shape->size < SHAPE_BYTES && c != '\r') /* line ends are the feed's */
        shape->data[shape->size++] = c;
}

static uint64_t shape_hash(const struct shape *shape) {
    return shape->size ? XXH3_64bits(shape->data, shape->size) : 0;
}

/* Random numbers differ by one digit in length, seldom by more; the steps lie between the usual widths. */
static char rough_length(size_t length) {
    static const size_t steps[] = {2, 6, 12, 24};
    char rough = 'a';
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        rough += length > steps[i];
    return rough;
}

/* Digits; hexadecimal and other letters of either case. */
static unsigned byte_class(unsigned char c) {
    if (isdigit(c))
        return 1;
    if (isxdigit(c))
        return islower(c) ? 2 : 4;
    return islower(c) ? 8 : 16;
}

static void add_id_shape(struct shape *shape, struct slice id) {
    unsigned classes = 0;
    for (size_t at = 0; at < id.size;) {
        size_t begin = at;
        while (at < id.size && isalnum((unsigned char)id.data[at]))
            classes |= byte_class((unsigned char)id.data[at++]);
        if (at > begin)
            shape_add(shape, rough_length(at - begin));
        else
            shape_add(shape, id.data[at++]);
    }
    shape_add(shape, (char)('@' + classes));
}

static struct slice trim(struct slice text) {
    while (text.size && isspace((unsigned char)*text.data))
        text = slice_of(text.data + 1, text.size - 1);
    while (text.size && isspace((unsigned char)text.data[text.size - 1]))
        text.size--;
    return text;
}

static bool same_host(struct slice host, const char *name) {
    return host.size && host.size == strlen(name) && !strncasecmp(host.data, name, host.size);
}

/* What the right side of a Message-ID has to do with the sender. */
static char host_relation(const struct mail *mail, struct slice host) {
    const char *at = strrchr(mail->from.address, '@');
    if (at && same_host(host, at + 1))
        return 'F';
    if (same_host(host, mail->sender.helo))
        return 'H';
    if (!memchr(host.data, '.', host.size))
        return host.size ? 'L' : '0';
    return isdigit((unsigned char)host.data[host.size - 1]) || *host.data == '[' ? 'I' : 'N';
}

static uint64_t hash_message_id(const struct mail *mail, struct slice value) {
    struct shape shape = {.size = 0};
    struct slice id = trim(value);
    bool open = id.size && *id.data == '<', closed = id.size && id.data[id.size - 1] == '>';
    id = slice_of(id.data + open, id.size - open);
    id.size -= closed && id.size;
    if (!id.size)
        return 0;
    const char *at = memrchr(id.data, '@', id.size);
    size_t left = at ? (size_t)(at - id.data) : id.size;
    shape_add(&shape, open && closed ? '<' : ' ');
    shape_add(&shape, host_relation(mail, slice_of(id.data + left + !!at, id.size - left - !!at)));
    add_id_shape(&shape, slice_of(id.data, left));
    return shape_hash(&shape);
}

static uint64_t hash_boundary(const char *boundary) {
    struct shape shape = {.size = 0};
    if (*boundary)
        add_id_shape(&shape, slice_from_string(boundary));
    return shape_hash(&shape);
}

/* Letters as one, digits counted, signs of the zone alike, comments empty. Whether the day is padded shows
 * only in the first nine days of a month, so it is left out, lest the trait change on the tenth. */
static uint64_t hash_date(struct slice value) {
    struct shape shape = {.size = 0};
    value = slice_of(value.data, value.size < SHAPE_BYTES ? value.size : SHAPE_BYTES);
    for (size_t at = 0; at < value.size;) {
        unsigned char c = (unsigned char)value.data[at];
        size_t begin = at;
        if (c == '(') {
            const char *end = memchr(value.data + at, ')', value.size - at);
            at = end ? (size_t)(end + 1 - value.data) : value.size;
            shape_add(&shape, '(');
        } else if (isalpha(c)) {
            shape_add(&shape, isupper(c) ? 'A' : 'a');
            while (at < value.size && isalpha((unsigned char)value.data[at]))
                at++;
            shape_add(&shape, islower((unsigned char)value.data[at - 1]) ? 'a' : 'A');
        } else if (isdigit(c)) {
            while (at < value.size && isdigit((unsigned char)value.data[at]))
                at++;
            shape_add(&shape, at - begin < 2 ? '2' : (char)('0' + (at - begin) % 10));
        } else if (c == ' ' && shape.size && shape.data[shape.size - 1] == ' ') {
            at++;
        } else {
            shape_add(&shape, c == '-' && shape.size && shape.data[shape.size - 1] == ' ' ? '+' : (char)c);
            at++;
        }
    }
    return shape_hash(&shape);
}

/* Bare, quoted, encoded name or none; address in angle brackets or not. */
static void add_address_form(struct shape *shape, struct slice value) {
    value = trim(value);
    bool bracket = memchr(value.data, '<', value.size) != NULL;
    char name = 'b';
    if (!value.size || *value.data == '<' || !bracket)
        name = '0';
    else if (*value.data == '"' || *value.data == '\'')
        name = *value.data;
    else if (value.size > 1 && !memcmp(value.data, "=?", 2))
        name = '=';
    shape_add(shape, name);
    shape_add(shape, bracket ? '<' : ' ');
}

/* The white space of each fold, and of each parameter whether it is quoted. */
static void add_parameter_form(struct shape *shape, struct slice value) {
    bool quoted = false;
    for (size_t i = 0; i + 1 < value.size; i++) {
        char c = value.data[i], next = value.data[i + 1];
        if (c == '"')
            quoted = !quoted;
        else if (c == '\n')
            shape_add(shape, next == '\t' ? 't' : 's');
        else if (c == ' ' && next == ' ')
            shape_add(shape, ' ');
        else if (c == '=' && !quoted)
            shape_add(shape, next == '"' ? '"' : '=');
    }
}

/* What stands between the colon and the value. */
static char space_form(struct slice value) {
    if (value.size && (*value.data == ' ' || *value.data == '\t'))
        return *value.data;
    return value.size && isspace((unsigned char)*value.data) ? 'n' : ':';
}

static uint64_t hash_folding(const struct header *const *core) {
    struct shape shape = {.size = 0};
    for (size_t i = 0; i < CORE_COUNT; i++) {
        if (!core[i])
            continue;
        struct slice name = core[i]->name, value = core[i]->value;
        for (size_t j = 0; j < name.size; j++)
            shape_add(&shape, isupper((unsigned char)name.data[j]) ? 'A' : 'a');
        shape_add(&shape, space_form(value));
        if (i == CORE_FROM || i == CORE_TO)
            add_address_form(&shape, value);
        else if (i == CORE_CONTENT_TYPE)
            add_parameter_form(&shape, value);
    }
    return shape_hash(&shape);
}

/* One part of the tree as it is written: type and encoding, the charset between them left out. */
static size_t write_part(const char *part, size_t length, char *to) {
    const char *first = memchr(part, ';', length);
    const char *second = first ? memchr(first + 1, ';', length - (size_t)(first + 1 - part)) : NULL;
    size_t type = first ? (size_t)(first - part) : length;
    memcpy(to, part, type);
    if (!second)
        return type;
    size_t encoding = length - (size_t)(second - part);
    memcpy(to + type, second, encoding);
    return type + encoding;
}

/* The tree while it is rewritten; at each depth the sibling before and where this one begins. */
struct tree {
    char *text;
    size_t size;
    unsigned depth;
    size_t begin[TREE_NESTING], before[TREE_NESTING], before_size[TREE_NESTING];
};

/* Ends a sibling: one like that before it goes. */
static void end_sibling(struct tree *tree) {
    size_t begin = tree->begin[tree->depth], before = tree->before[tree->depth];
    size_t size = tree->size - begin;
    if (tree->before_size[tree->depth] == size && !memcmp(tree->text + before, tree->text + begin, size)) {
        tree->size = begin;
        return;
    }
    tree->before[tree->depth] = begin;
    tree->before_size[tree->depth] = size;
    tree->begin[tree->depth] = tree->size;
}

static void open_siblings(struct tree *tree) {
    tree->text[tree->size++] = '(';
    if (tree->depth + 1 < TREE_NESTING)
        tree->depth++;
    tree->begin[tree->depth] = tree->size;
    tree->before_size[tree->depth] = 0;
}

static void close_siblings(struct tree *tree) {
    end_sibling(tree);
    tree->text[tree->size++] = ')';
    if (tree->depth)
        tree->depth--;
}

static uint64_t hash_tree(struct arena *arena, const char *mime_shape) {
    struct tree tree = {.text = arena_alloc_raw(arena, strlen(mime_shape) + 1)};
    for (const char *at = mime_shape; *at;) {
        size_t length = strcspn(at, " ()");
        tree.size += write_part(at, length, tree.text + tree.size);
        at += length;
        if (*at == '(')
            open_siblings(&tree);
        else if (*at == ')')
            close_siblings(&tree);
        else if (*at == ' ')
            end_sibling(&tree);
        at += *at != '\0';
    }
    return tree.size ? XXH3_64bits(tree.text, tree.size) : 0;
}

static uint64_t hash_mailer(struct mail *mail, const struct head *head) {
    const struct header *header = head_find(head, "x-mailer", 0);
    if (!header)
        header = head_find(head, "user-agent", 0);
    const char *value = header ? head_unfold(mail->arena, header->value) : "";
    return *value ? XXH3_64bits(value, strlen(value)) : 0;
}

static enum core core_of(struct slice name) {
    for (enum core i = 0; i < CORE_COUNT; i++)
        if (core_headers[i].length == name.size && !strncasecmp(core_headers[i].name, name.data, name.size))
            return i;
    return CORE_COUNT;
}

void dialect_read(struct mail *mail, const struct head *head, const char *mime_shape, const char *boundary) {
    const struct header *core[CORE_COUNT] = {NULL};
    struct shape order = {.size = 0};
    for (size_t i = 0; i < head->count; i++) {
        enum core found = core_of(head->headers[i].name);
        if (found == CORE_COUNT)
            continue;
        shape_add(&order, (char)('a' + (int)found));
        if (!core[found])
            core[found] = &head->headers[i];
    }
    mail->traits[TRAIT_HEADER_ORDER] = shape_hash(&order);
    mail->traits[TRAIT_FOLDING] = hash_folding(core);
    if (core[CORE_MESSAGE_ID])
        mail->traits[TRAIT_MESSAGE_ID] = hash_message_id(mail, core[CORE_MESSAGE_ID]->value);
    if (core[CORE_DATE])
        mail->traits[TRAIT_DATE] = hash_date(core[CORE_DATE]->value);
    mail->traits[TRAIT_BOUNDARY] = hash_boundary(boundary);
    mail->traits[TRAIT_MIME] = hash_tree(mail->arena, mime_shape);
    mail->traits[TRAIT_MAILER] = hash_mailer(mail, head);
}
