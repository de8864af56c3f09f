/* See shape.h. */
#include "mail/shape.h"

#include <ctype.h>
#include <strings.h>
#include <xxhash.h>

void shape_add(struct shape *shape, char c) {
    if (shape->size < SHAPE_BYTES && c != '\r') /* line ends are the feed's */
        shape->data[shape->size++] = c;
}

uint64_t shape_hash(const struct shape *shape) {
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

void shape_add_id(struct shape *shape, struct slice id) {
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

struct slice shape_trim(struct slice text) {
    while (text.size && isspace((unsigned char)*text.data))
        text = slice_of(text.data + 1, text.size - 1);
    while (text.size && isspace((unsigned char)text.data[text.size - 1]))
        text.size--;
    return text;
}

static bool same_host(struct slice host, const char *name) {
    return host.size && host.size == strlen(name) && !strncasecmp(host.data, name, host.size);
}

char shape_host_relation(const struct mail *mail, struct slice host) {
    const char *at = strrchr(mail->from.address, '@');
    if (at && same_host(host, at + 1))
        return 'F';
    if (same_host(host, mail->sender.helo))
        return 'H';
    if (!memchr(host.data, '.', host.size))
        return host.size ? 'L' : '0';
    return isdigit((unsigned char)host.data[host.size - 1]) || *host.data == '[' ? 'I' : 'N';
}

struct message_id shape_split_id(struct slice value) {
    struct slice id = shape_trim(value);
    bool open = id.size && *id.data == '<', closed = id.size && id.data[id.size - 1] == '>';
    id = slice_of(id.data + open, id.size - open);
    id.size -= closed && id.size;
    const char *at = id.size ? memrchr(id.data, '@', id.size) : NULL;
    size_t left = at ? (size_t)(at - id.data) : id.size;
    return (struct message_id){.left = slice_of(id.data, left),
                               .host = slice_of(id.data + left + !!at, id.size - left - !!at),
                               .given = id.size > 0,
                               .bracketed = open && closed};
}

void shape_add_date(struct shape *shape, struct slice value) {
    value = slice_of(value.data, value.size < SHAPE_BYTES ? value.size : SHAPE_BYTES);
    for (size_t at = 0; at < value.size;) {
        unsigned char c = (unsigned char)value.data[at];
        size_t begin = at;
        if (c == '(') {
            const char *end = memchr(value.data + at, ')', value.size - at);
            at = end ? (size_t)(end + 1 - value.data) : value.size;
            shape_add(shape, '(');
        } else if (isalpha(c)) {
            shape_add(shape, isupper(c) ? 'A' : 'a');
            while (at < value.size && isalpha((unsigned char)value.data[at]))
                at++;
            shape_add(shape, islower((unsigned char)value.data[at - 1]) ? 'a' : 'A');
        } else if (isdigit(c)) {
            while (at < value.size && isdigit((unsigned char)value.data[at]))
                at++;
            shape_add(shape, at - begin < 2 ? '2' : (char)('0' + (at - begin) % 10));
        } else if (c == ' ' && shape->size && shape->data[shape->size - 1] == ' ') {
            at++;
        } else {
            shape_add(shape, c == '-' && shape->size && shape->data[shape->size - 1] == ' ' ? '+' : (char)c);
            at++;
        }
    }
}

void shape_add_address(struct shape *shape, struct slice value) {
    value = shape_trim(value);
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

void shape_add_parameters(struct shape *shape, struct slice value) {
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
