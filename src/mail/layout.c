/* See layout.h. Rewrites the line in place, each depth remembering the sibling before. */
#include "mail/layout.h"

#include <string.h>

#include "mail/mail.h"

/* MIME trees are limited in depth when they are read (MAIL_NESTING); deeper text is a name with brackets in
 * it. */
#define TREE_NESTING (MAIL_NESTING + 4)

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
    bool spaced; /* siblings stand apart */
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
    if (tree->spaced && size)
        tree->text[tree->size++] = ' ';
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
    if (tree->size && tree->text[tree->size - 1] == ' ')
        tree->size--;
    tree->text[tree->size++] = ')';
    if (tree->depth)
        tree->depth--;
}

const char *layout_text(struct arena *arena, const char *mime_shape, bool spaced) {
    struct tree tree = {.text = arena_alloc_raw(arena, strlen(mime_shape) + 1), .spaced = spaced};
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
    tree.text[tree.size] = '\0';
    return tree.text;
}
