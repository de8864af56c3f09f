/* Open elements, with the browsers' leniency as far as it changes what is shown how:
 *
 * - A formatting element (font, b, a...) closed out of order leaves what was opened inside it open, and one
 *   left open when its block is closed goes on behind it ("adoption agency", "reconstruct the active
 *   formatting elements"). Table cells keep in what was opened in them.
 * - A block closes an open paragraph; li, td, tr, option close their like.
 * - An end tag that matches nothing within reach is passed over.
 *
 * Cost: an end tag looks back over at most HTML_NESTING elements, and only when such an element is open. */
#include "mail/html_tree.h"

#include <string.h>

void html_tree_initialize(struct html_tree *tree) {
    tree->depth = tree->overflow = 0;
    memset(tree->open, 0, sizeof tree->open);
    memset(&tree->elements[0], 0, sizeof tree->elements[0]);
    tree->elements[0].tag = HTML_TAG_HTML;
    tree->elements[0].style = html_style_initial;
}

static void compute_from(struct html_tree *tree, size_t first) {
    for (size_t i = first; i <= tree->depth; i++)
        tree->elements[i].style =
            html_style_compute(&tree->elements[i - 1].style, &tree->elements[i].declared);
}

void html_tree_set_page(struct html_tree *tree, const struct html_declared *declared) {
    struct html_element *page = &tree->elements[0];
    html_style_lay(&page->declared, declared);
    page->style = html_style_compute(&html_style_initial, &page->declared);
    compute_from(tree, 1);
}

/* Takes away element i and, of those in it, all or only those that do not outlive it. */
static void remove_element(struct html_tree *tree, size_t i, bool keep_formatting, bool keep_all) {
    size_t kept = i;
    tree->open[tree->elements[i].tag]--;
    for (size_t j = i + 1; j <= tree->depth; j++) {
        enum html_tag tag = tree->elements[j].tag;
        if (keep_all || (keep_formatting && html_tag_traits[tag] & HTML_FORMATTING))
            tree->elements[kept++] = tree->elements[j];
        else
            tree->open[tag]--;
    }
    tree->depth = kept - 1;
    compute_from(tree, i);
}

/* The innermost open element of this kind within reach; 0 when there is none. */
static size_t find_open(const struct html_tree *tree, enum html_tag tag) {
    unsigned traits = html_tag_traits[tag];
    bool table_part = traits & HTML_TABLE_PART, reaches_far = table_part || tag == HTML_TAG_TABLE;
    bool ordinary = !(traits & (HTML_SPECIAL | HTML_FORMATTING));
    if (!tree->open[tag])
        return 0;
    for (size_t i = tree->depth; i; i--) {
        enum html_tag candidate = tree->elements[i].tag;
        unsigned candidate_traits = html_tag_traits[candidate];
        if (candidate == tag)
            return i;
        if (candidate_traits & HTML_BARRIER && (!reaches_far || (table_part && candidate == HTML_TAG_TABLE)))
            return 0;
        if (ordinary && candidate_traits & HTML_SPECIAL)
            return 0;
    }
    return 0;
}

static void close_at(struct html_tree *tree, size_t i) {
    unsigned traits = html_tag_traits[tree->elements[i].tag];
    remove_element(tree, i, !(traits & HTML_TABLE_PART), traits & HTML_FORMATTING);
}

static void close_like(struct html_tree *tree, enum html_tag tag) {
    size_t i = find_open(tree, tag);
    if (i)
        close_at(tree, i);
}

static bool is_list(enum html_tag tag) {
    return tag == HTML_TAG_UL || tag == HTML_TAG_OL || tag == HTML_TAG_DIR || tag == HTML_TAG_MENU;
}

/* An item closes the one before it in the same list. */
static void close_item(struct html_tree *tree) {
    size_t item = find_open(tree, HTML_TAG_LI);
    for (size_t i = tree->depth; i > item; i--)
        if (is_list(tree->elements[i].tag))
            return;
    if (item)
        close_at(tree, item);
}

bool html_tree_prepare(struct html_tree *tree, enum html_tag tag) {
    unsigned traits = html_tag_traits[tag];
    if (traits & HTML_TABLE_PART) {
        if (!tree->open[HTML_TAG_TABLE])
            return false;
        close_like(tree, HTML_TAG_TD);
        close_like(tree, HTML_TAG_TH);
        close_like(tree, HTML_TAG_CAPTION);
        if (!(traits & HTML_CELL))
            close_like(tree, HTML_TAG_TR);
    }
    if (traits & HTML_CLOSES_PARAGRAPH && tree->open[HTML_TAG_P])
        close_like(tree, HTML_TAG_P);
    if (tag == HTML_TAG_LI && tree->open[tag])
        close_item(tree);
    else if (tag == HTML_TAG_OPTION || tag == HTML_TAG_A || tag == HTML_TAG_DD || tag == HTML_TAG_DT)
        close_like(tree, tag);
    return true;
}

bool html_tree_open(struct html_tree *tree, enum html_tag tag, const struct html_declared *declared) {
    if (tree->depth == HTML_NESTING) {
        tree->overflow++;
        return false;
    }
    struct html_element *parent = html_tree_innermost(tree), *element = parent + 1;
    parent->empty = false;
    element->tag = tag;
    element->empty = true;
    element->declared = *declared;
    element->style = html_style_compute(&parent->style, declared);
    tree->depth++;
    tree->open[tag]++;
    return true;
}

bool html_tree_close(struct html_tree *tree, enum html_tag tag, bool *was_empty) {
    *was_empty = false;
    if (tree->overflow) {
        tree->overflow--;
        return true;
    }
    size_t i = find_open(tree, tag);
    if (!i)
        return false;
    *was_empty = i == tree->depth && tree->elements[i].empty;
    close_at(tree, i);
    return true;
}
