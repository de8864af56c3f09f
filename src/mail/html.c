/* HTML to the text that a person would see.
 *
 * One pass of an own tokenizer (html_token.c) over a stack of open elements (html_tree.c), no document tree.
 * Each run of text goes to one of two writers: seen, or hidden by what the elements around it say of display,
 * size, place and colour (html_style.c, html_sheet.c). Where spam and the standard disagree the browsers
 * decide: what they show is what the reader got.
 *
 * Words: what splits a word without showing (comments, empty or invented elements, hidden text) is noted, not
 * seen. Links: with the text in them; one around nothing is nothing to click, hence hidden.
 *
 * Cost: linear; see docs/decisions.md for the measurement against libxml2's SAX parser. Memory: the arena's,
 * about twice the HTML at most. */
#include "mail/html.h"

#include <strings.h>

#include "mail/html_entity.h"
#include "mail/html_sheet.h"
#include "mail/html_token.h"
#include "mail/html_tree.h"
#include "mail/html_writer.h"
#include "mail/mail.h"

#define PREHEADER_BYTES 200  /* inboxes show no more of the first line */
#define ALT_BYTES       100  /* longer ones are no caption */
#define LINKS           4000 /* repeats included; mail/link.h keeps MAIL_LINKS different ones */
#define URL_BYTES       8000 /* the longest that browsers follow everywhere */
#define LINK_COLOR      0x0000ee
#define NO_LINK         SIZE_MAX

struct page {
    struct arena *arena;
    struct html_text *text;
    struct html_reader reader;
    struct html_writer seen, hidden;
    struct html_sheet *sheet;
    uint32_t link_color;
    bool quirks;        /* no doctype, or an old one: tables begin with the page's own style */
    bool split;         /* something unseen came since the last character seen */
    size_t leading;     /* bytes hidden before anything is seen */
    size_t link;        /* the <a> that is open, or NO_LINK */
    size_t link_begin;  /* what was seen before it */
    bool link_pictured; /* a picture stands in it */
    size_t link_capacity;
    struct html_tree tree;
};

/* Not even a picture is seen here. */
static bool is_absent(struct page *page) {
    const struct html_style *style = &html_tree_innermost(&page->tree)->style;
    return style->gone || style->invisible;
}

static bool is_word_byte(char c) {
    return (unsigned char)((c | 0x20) - 'a') < 26 || (unsigned char)(c - '0') < 10 || (c & 0x80);
}

static void write_seen(struct page *page, struct slice text, bool preformatted) {
    struct html_writer *seen = &page->seen;
    size_t before = seen->size;
    if (page->split && before && !seen->gap && text.size && is_word_byte(*text.data) &&
        is_word_byte(seen->data[before - 1]))
        page->text->split_words = true;
    html_writer_text(seen, text, preformatted);
    if (seen->size > before || seen->gap)
        page->split = false;
    if (!before && seen->size)
        page->leading = page->hidden.size;
}

static void write_text(struct page *page, struct slice text) {
    struct html_element *element = html_tree_innermost(&page->tree);
    element->empty = false;
    if (html_style_shows(&element->style)) {
        write_seen(page, text, element->style.preformatted);
        return;
    }
    html_writer_text(&page->hidden, text, element->style.preformatted);
    page->split = true;
}

/* Sets apart what comes, where it stands: a block that is not displayed parts nothing of what is seen. */
static void write_gap(struct page *page, enum html_gap gap) {
    html_writer_gap(&page->hidden, gap);
    if (!html_tree_innermost(&page->tree)->style.gone)
        html_writer_gap(&page->seen, gap);
}

/* Control characters are dropped and spaces around, as browsers do. */
static const char *copy_url(struct page *page, struct slice url) {
    if (url.size > URL_BYTES) {
        url.size = URL_BYTES;
        while (url.size && ((unsigned char)url.data[url.size] & 0xc0) == 0x80)
            url.size--;
    }
    url = html_entity_decode(page->arena, url);
    char *copy = arena_alloc_raw(page->arena, url.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < url.size; i++)
        if ((unsigned char)url.data[i] > ' ' ? url.data[i] != 0x7f : url.data[i] == ' ' && size)
            copy[size++] = url.data[i];
    while (size && copy[size - 1] == ' ')
        size--;
    copy[size] = '\0';
    return copy;
}

/* Returns its index, or NO_LINK. */
static size_t add_link(struct page *page, struct slice url, bool image) {
    struct html_text *text = page->text;
    if (!url.size)
        return NO_LINK;
    if (text->link_count == LINKS) {
        text->limited = true;
        return NO_LINK;
    }
    text->links =
        arena_grow(page->arena, text->links, text->link_count, &page->link_capacity, sizeof *text->links);
    struct html_link *link = &text->links[text->link_count];
    *link = (struct html_link){copy_url(page, url), image, is_absent(page)};
    return *link->url ? text->link_count++ : NO_LINK;
}

static void end_link(struct page *page) {
    if (page->link == NO_LINK)
        return;
    if (page->seen.size == page->link_begin && !page->link_pictured && !page->seen.full)
        page->text->links[page->link].hidden = true;
    page->link = NO_LINK;
}

static void begin_link(struct page *page, const struct html_token *token) {
    end_link(page);
    page->link = add_link(page, token->values[HTML_HREF], false);
    page->link_begin = page->seen.size;
    page->link_pictured = html_tree_innermost(&page->tree)->style.background == HTML_COLOR_PICTURE;
}

/* "0; url=http://..." */
static void read_refresh(struct page *page, const struct html_token *token) {
    if (!html_has(token, HTML_CONTENT))
        return;
    struct slice content = token->values[HTML_CONTENT];
    for (size_t i = 0; i + 4 < content.size; i++)
        if (!strncasecmp(content.data + i, "url=", 4)) {
            add_link(page, slice_of(content.data + i + 4, content.size - i - 4), false);
            return;
        }
}

static bool is_tiny(const struct html_token *token, enum html_attribute attribute) {
    int pixels = html_has(token, attribute) ? html_number_read(token->values[attribute]) : -1;
    return pixels >= 0 && pixels <= 2;
}

static void read_picture(struct page *page, const struct html_token *token) {
    if (html_has(token, HTML_SRC))
        add_link(page, token->values[HTML_SRC], true);
    if (is_tiny(token, HTML_WIDTH) || is_tiny(token, HTML_HEIGHT))
        return;
    if (is_absent(page))
        return;
    page->link_pictured = true;
    write_gap(page, HTML_SPACED);
    if (html_has(token, HTML_ALT) && token->values[HTML_ALT].size <= ALT_BYTES)
        write_seen(page, token->values[HTML_ALT], false);
    write_gap(page, HTML_SPACED);
}

static bool is_word(const struct html_token *token, enum html_attribute attribute, const char *word) {
    const struct slice *value = &token->values[attribute];
    return html_has(token, attribute) && value->size == strlen(word) &&
           !strncasecmp(value->data, word, value->size);
}

static void read_input(struct page *page, const struct html_token *token) {
    if (is_word(token, HTML_TYPE, "image")) {
        read_picture(page, token);
    } else if (html_has(token, HTML_VALUE) &&
               (is_word(token, HTML_TYPE, "submit") || is_word(token, HTML_TYPE, "button"))) {
        write_gap(page, HTML_SPACED);
        write_text(page, token->values[HTML_VALUE]);
        write_gap(page, HTML_SPACED);
        page->link_pictured = true;
    }
}

static void declare_color(struct html_declared *declared, const struct html_token *token,
                          enum html_attribute attribute) {
    uint32_t color =
        html_has(token, attribute) ? html_color_read_attribute(token->values[attribute]) : HTML_COLOR_NONE;
    if (color == HTML_COLOR_NONE)
        return;
    declared->properties |= HTML_SETS_COLOR;
    declared->color = color;
}

static void declare_background(struct html_declared *declared, const struct html_token *token) {
    uint32_t color = html_has(token, HTML_BGCOLOR) ? html_color_read_attribute(token->values[HTML_BGCOLOR])
                                                   : HTML_COLOR_NONE;
    if (html_has(token, HTML_BACKGROUND) && token->values[HTML_BACKGROUND].size)
        color = HTML_COLOR_PICTURE;
    if (color == HTML_COLOR_NONE)
        return;
    declared->properties |= HTML_SETS_BACKGROUND;
    declared->background = color;
}

/* size="1" to "7", "+2", "-1": never too small to read, whatever it says. */
static void declare_font_size(struct html_declared *declared, const struct html_token *token) {
    static const int16_t sizes[] = {100, 100, 130, 160, 180, 240, 320, 480};
    if (!html_has(token, HTML_SIZE))
        return;
    struct slice value = token->values[HTML_SIZE];
    bool signs = value.size && (*value.data == '+' || *value.data == '-');
    int size = html_number_read(signs ? slice_of(value.data + 1, value.size - 1) : value);
    if (size < 0)
        return;
    if (signs)
        size = *value.data == '-' ? 3 - size : 3 + size;
    declared->properties |= HTML_SETS_FONT_SIZE;
    declared->font_size = sizes[size < 1 ? 1 : size > 7 ? 7 : size];
    declared->relative_size = false;
}

/* What the element says by being what it is, and by attributes other than style. */
static void declare_own(struct page *page, const struct html_token *token, struct html_declared *declared) {
    const struct html_element *base = &page->tree.elements[0];
    if (html_has(token, HTML_HIDDEN)) {
        declared->properties |= HTML_SETS_DISPLAY;
        declared->display = HTML_DISPLAY_NONE;
    }
    if (html_tag_traits[token->tag] & HTML_PREFORMATTED) {
        declared->properties |= HTML_SETS_WHITE_SPACE;
        declared->preformatted = true;
    }
    if (token->tag == HTML_TAG_FONT) {
        declare_color(declared, token, HTML_COLOR);
        declare_font_size(declared, token);
    } else if (token->tag == HTML_TAG_A && html_has(token, HTML_HREF)) {
        declared->properties |= HTML_SETS_COLOR;
        declared->color = page->link_color;
    } else if (token->tag == HTML_TAG_TABLE && page->quirks) {
        declared->properties |= HTML_SETS_COLOR | HTML_SETS_FONT_SIZE;
        declared->color = base->style.color;
        declared->font_size = html_style_initial.font_size;
    } else if (token->tag == HTML_TAG_TEMPLATE || token->tag == HTML_TAG_XML ||
               (token->tag == HTML_TAG_MARQUEE && is_tiny(token, HTML_HEIGHT))) {
        declared->properties |= HTML_SETS_GONE;
        declared->gone = true;
    }
    if (token->attributes & (1u << HTML_BGCOLOR | 1u << HTML_BACKGROUND))
        declare_background(declared, token);
}

static struct html_declared declare(struct page *page, const struct html_token *token) {
    struct html_declared declared = {0};
    declare_own(page, token, &declared);
    html_sheet_apply(page->sheet, token, &declared);
    if (html_has(token, HTML_STYLE))
        html_style_read(html_entity_decode(page->arena, token->values[HTML_STYLE]), &declared);
    return declared;
}

/* Where the element stands: on lines of its own, beside others, or in the line. */
static enum html_gap gap_of(const struct html_token *token, const struct html_declared *declared) {
    static const enum html_gap gaps[] = {[HTML_DISPLAY_NONE] = HTML_GLUED,
                                         [HTML_DISPLAY_INLINE] = HTML_GLUED,
                                         [HTML_DISPLAY_CELL] = HTML_SPACED,
                                         [HTML_DISPLAY_BLOCK] = HTML_NEW_LINE};
    unsigned traits = html_tag_traits[token->tag];
    if (declared->properties & HTML_SETS_DISPLAY && !(traits & HTML_TABLE_PART))
        return gaps[declared->display];
    return traits & HTML_BLOCK ? HTML_NEW_LINE : traits & HTML_CELL ? HTML_SPACED : HTML_GLUED;
}

static void read_page_tag(struct page *page, const struct html_token *token) {
    if (token->tag == HTML_TAG_HEAD)
        return;
    struct html_declared declared = {0};
    declare_color(&declared, token, HTML_TEXT);
    declare_background(&declared, token);
    html_sheet_apply(page->sheet, token, &declared);
    if (html_has(token, HTML_STYLE))
        html_style_read(html_entity_decode(page->arena, token->values[HTML_STYLE]), &declared);
    if (html_has(token, HTML_LINK)) {
        uint32_t color = html_color_read_attribute(token->values[HTML_LINK]);
        page->link_color = color == HTML_COLOR_NONE ? page->link_color : color;
    }
    html_tree_set_page(&page->tree, &declared);
    if (html_has(token, HTML_BACKGROUND))
        add_link(page, token->values[HTML_BACKGROUND], true);
}

static void read_void(struct page *page, const struct html_token *token) {
    struct html_declared declared = {0};
    switch (token->tag) {
    case HTML_TAG_IMG:
        declared = declare(page, token);
        html_tree_open(&page->tree, token->tag, &declared);
        read_picture(page, token);
        bool was_empty;
        html_tree_close(&page->tree, token->tag, &was_empty);
        break;
    case HTML_TAG_INPUT:
        read_input(page, token);
        break;
    case HTML_TAG_AREA:
        if (html_has(token, HTML_HREF))
            add_link(page, token->values[HTML_HREF], false);
        break;
    case HTML_TAG_META:
        read_refresh(page, token);
        break;
    default:
        if (html_tag_traits[token->tag] & HTML_BLOCK) {
            html_tree_prepare(&page->tree, token->tag);
            write_gap(page, HTML_NEW_LINE);
        }
        break;
    }
}

/* Script, style and the like: left out, but for rules; and what stands behind one without an end, since no
 * browser shows it, is hidden text. */
static void read_left_out(struct page *page, const struct html_token *token) {
    bool closed;
    struct slice content = html_token_raw(&page->reader, token->tag, &closed);
    bool late_title = token->tag == HTML_TAG_TITLE && page->seen.size;
    page->split = true;
    if (closed && token->tag == HTML_TAG_STYLE) {
        page->sheet = html_sheet_read(page->arena, page->sheet, content);
    } else if ((!closed || late_title) && token->tag != HTML_TAG_SCRIPT) {
        html_writer_gap(&page->hidden, HTML_NEW_LINE);
        html_writer_text(&page->hidden, content, false);
        html_writer_gap(&page->hidden, HTML_NEW_LINE);
    }
}

static void read_start(struct page *page, const struct html_token *token) {
    unsigned traits = html_tag_traits[token->tag];
    if (traits & HTML_PAGE) {
        read_page_tag(page, token);
        return;
    }
    if (traits & HTML_LEFT_OUT) {
        read_left_out(page, token);
        return;
    }
    if (token->tag == HTML_TAG_UNKNOWN)
        page->split = true;
    if (traits & HTML_VOID) {
        read_void(page, token);
        return;
    }
    if (!html_tree_prepare(&page->tree, token->tag)) {
        write_gap(page, HTML_SPACED);
        return;
    }
    struct html_declared declared = declare(page, token);
    enum html_gap gap = gap_of(token, &declared);
    if (gap)
        write_gap(page, gap);
    if (!html_tree_open(&page->tree, token->tag, &declared))
        page->text->limited = true;
    if (html_has(token, HTML_HREF))
        begin_link(page, token);
    else if (token->tag == HTML_TAG_FORM && html_has(token, HTML_ACTION))
        add_link(page, token->values[HTML_ACTION], false);
    if (html_has(token, HTML_BACKGROUND))
        add_link(page, token->values[HTML_BACKGROUND], true);
    if (traits & HTML_RAW) {
        bool closed, was_empty;
        write_text(page, html_token_raw(&page->reader, token->tag, &closed));
        html_tree_close(&page->tree, token->tag, &was_empty);
        write_gap(page, gap);
    }
}

static void read_end(struct page *page, const struct html_token *token) {
    unsigned traits = html_tag_traits[token->tag];
    if (traits & (HTML_PAGE | HTML_LEFT_OUT))
        return;
    if (token->tag == HTML_TAG_BR || token->tag == HTML_TAG_P)
        write_gap(page, HTML_NEW_LINE);
    if (traits & HTML_VOID)
        return;
    if (token->tag == HTML_TAG_A)
        end_link(page);
    struct html_element *innermost = html_tree_innermost(&page->tree);
    enum html_gap gap = HTML_GLUED;
    if (innermost->tag == token->tag)
        gap = gap_of(token, &innermost->declared);
    else if (traits & (HTML_BLOCK | HTML_CELL))
        gap = traits & HTML_BLOCK ? HTML_NEW_LINE : HTML_SPACED;
    bool gone = innermost->style.gone, was_empty;
    if (!html_tree_close(&page->tree, token->tag, &was_empty))
        was_empty = !(traits & HTML_FORMATTING);
    page->split |= was_empty || token->tag == HTML_TAG_UNKNOWN;
    if (gap) {
        html_writer_gap(&page->hidden, gap);
        if (!gone)
            write_gap(page, gap);
    }
}

/* Standards mode asks for `<!DOCTYPE html>`, XHTML, or HTML 4.01 with an address. */
static void read_doctype(struct page *page, struct slice doctype) {
    struct slice rest = doctype.size > 200 ? slice_of(doctype.data, 200) : doctype;
    size_t at = 8; /* !doctype */
    while (at < rest.size && rest.data[at] == ' ')
        at++;
    bool bare = rest.size - at == 4 && !strncasecmp(rest.data + at, "html", 4);
    bool strict = memmem(rest.data, rest.size, "XHTML", 5) ||
                  memmem(rest.data, rest.size, "about:legacy", 12) ||
                  (memmem(rest.data, rest.size, " 4.01", 5) && memmem(rest.data, rest.size, "http:", 5));
    if (!page->seen.size && !page->tree.depth && (bare || strict))
        page->quirks = false;
}

static void read_comment(struct page *page, const struct html_token *token) {
    page->split = true;
    if (!token->unclosed)
        return;
    html_writer_gap(&page->hidden, HTML_NEW_LINE);
    html_writer_text(&page->hidden, token->text, false);
}

static bool has_word(const char *data, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (is_word_byte(data[i]))
            return true;
    return false;
}

static void finish(struct page *page) {
    struct html_text *text = page->text;
    end_link(page);
    if (!page->seen.size)
        page->leading = 0;
    text->visible = html_writer_finish(&page->seen);
    text->hidden = html_writer_finish(&page->hidden);
    size_t preheader = page->leading <= PREHEADER_BYTES ? page->leading : 0;
    text->has_hidden = has_word(text->hidden.data + preheader, text->hidden.size - preheader);
    text->limited |= page->seen.full || page->hidden.full;
}

void html_to_text(struct arena *arena, struct slice html, struct html_text *text) {
    *text = (struct html_text){.visible = {"", 0}, .hidden = {"", 0}};
    if (!html.size)
        return;
    struct page *page = arena_alloc_raw(arena, sizeof *page);
    memset(page, 0, offsetof(struct page, tree));
    html_tree_initialize(&page->tree);
    page->arena = arena;
    page->text = text;
    page->reader = (struct html_reader){.at = html.data, .end = html.data + html.size};
    page->seen = (struct html_writer){.arena = arena, .limit = MAIL_TEXT_BYTES};
    page->hidden = (struct html_writer){.arena = arena, .limit = MAIL_HIDDEN_BYTES};
    page->link_color = LINK_COLOR;
    page->quirks = true;
    page->link = NO_LINK;
    struct html_token token;
    while (html_token_next(&page->reader, &token)) {
        if (token.kind == HTML_TEXT_RUN)
            write_text(page, token.text);
        else if (token.kind == HTML_START)
            read_start(page, &token);
        else if (token.kind == HTML_END)
            read_end(page, &token);
        else if (token.kind == HTML_COMMENT)
            read_comment(page, &token);
        else
            read_doctype(page, token.text);
    }
    finish(page);
}
