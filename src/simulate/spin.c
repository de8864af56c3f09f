/* A group is found whole, one of its alternatives drawn, and that expanded in the same way. Only what is
 * drawn is looked into, so the cost is one pass over the text for each level of nesting. */
#include "simulate/spin.h"

/* Of the group that begins at text[0], with its braces; 0: it does not end. */
static size_t group_size(struct slice text) {
    size_t depth = 0;
    for (size_t i = 0; i < text.size; i++) {
        depth += text.data[i] == '{';
        if (text.data[i] == '}' && --depth == 0)
            return i + 1;
    }
    return 0;
}

/* Where the alternative that begins at text[0] ends. */
static size_t alternative_size(struct slice text) {
    size_t depth = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '|' && depth == 0)
            return i;
        depth += text.data[i] == '{';
        depth -= text.data[i] == '}' && depth;
    }
    return text.size;
}

static size_t count_alternatives(struct slice text) {
    size_t count = 1;
    for (size_t at; (at = alternative_size(text)) < text.size; count++)
        text = slice_of(text.data + at + 1, text.size - at - 1);
    return count;
}

/* text: between the braces. */
static struct slice draw_alternative(struct slice text, struct random *random) {
    for (uint64_t skip = random_below(random, count_alternatives(text)); skip; skip--) {
        size_t size = alternative_size(text) + 1;
        text = slice_of(text.data + size, text.size - size);
    }
    return slice_of(text.data, alternative_size(text));
}

static void expand(struct slice text, unsigned depth, struct random *random, struct buffer *into) {
    while (text.size) {
        const char *open = depth < SPIN_NESTING ? memchr(text.data, '{', text.size) : NULL;
        size_t plain = open ? (size_t)(open - text.data) : text.size;
        buffer_append(into, text.data, plain);
        text = slice_of(text.data + plain, text.size - plain);
        if (!text.size)
            return;
        size_t group = group_size(text);
        if (group)
            expand(draw_alternative(slice_of(text.data + 1, group - 2), random), depth + 1, random, into);
        else
            buffer_append(into, text.data, group = 1);
        text = slice_of(text.data + group, text.size - group);
    }
}

void spin_expand(struct slice text, struct random *random, struct buffer *into) {
    expand(text, 0, random, into);
}
