/* The elements open at a point of the page; see html_tree.c. */
#ifndef WEIR_MAIL_HTML_TREE_H
#define WEIR_MAIL_HTML_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "mail/html.h"
#include "mail/html_style.h"
#include "mail/html_tag.h"

struct html_element {
    enum html_tag tag;
    bool empty; /* nothing has come in it yet */
    struct html_declared declared;
    struct html_style style;
};

struct html_tree {
    struct html_element elements[HTML_NESTING + 1]; /* the first is the page itself */
    size_t depth;                                   /* index of the innermost */
    size_t overflow;                                /* opened beyond HTML_NESTING and not pushed */
    uint8_t open[HTML_TAGS];                        /* how many of each are open */
};

void html_tree_initialize(struct html_tree *tree);
static inline struct html_element *html_tree_innermost(struct html_tree *tree) {
    return &tree->elements[tree->depth];
}

/* Lays declared over the page's own style (what body says). */
void html_tree_set_page(struct html_tree *tree, const struct html_declared *declared);
/* Closes what a start tag of this kind closes without saying so. False: the tag has no meaning here. */
bool html_tree_prepare(struct html_tree *tree, enum html_tag tag);
/* False: nested too deep; the element is only counted. */
bool html_tree_open(struct html_tree *tree, enum html_tag tag, const struct html_declared *declared);
/* False: there is nothing that this end tag could close. *was_empty: it closed an element without content. */
bool html_tree_close(struct html_tree *tree, enum html_tag tag, bool *was_empty);

#endif
