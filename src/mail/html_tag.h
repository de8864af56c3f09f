/* The elements of HTML and how each behaves; see html_tag.c. */
#ifndef WEIR_MAIL_HTML_TAG_H
#define WEIR_MAIL_HTML_TAG_H

#include <stdint.h>

#include "base/slice.h"

enum html_trait {
    HTML_BLOCK = 1 << 0,      /* stands on lines of its own */
    HTML_CELL = 1 << 1,       /* set apart by a space */
    HTML_VOID = 1 << 2,       /* has no content, hence no end tag */
    HTML_FORMATTING = 1 << 3, /* outlives a block that is closed around it */
    HTML_SPECIAL = 1 << 4,    /* an end tag of an ordinary element does not reach past it */
    HTML_BARRIER = 1 << 5,    /* no end tag from inside reaches past it, but those of a table */
    HTML_TABLE_PART = 1 << 6, /* only means something inside a table */
    HTML_RAW = 1 << 7,        /* no markup inside; ends at its own end tag */
    HTML_LEFT_OUT = 1 << 8,   /* content is not text */
    HTML_PREFORMATTED = 1 << 9,
    HTML_CLOSES_PARAGRAPH = 1 << 10,
    HTML_PAGE = 1 << 11, /* html, head, body: there is one of it, whatever the tags say */
};

#define HTML_PLAIN_BLOCK (HTML_BLOCK | HTML_SPECIAL | HTML_CLOSES_PARAGRAPH)

/* Name, spelling, traits. */
#define HTML_TAG_LIST(TAG)                                                                                   \
    TAG(A, "a", HTML_FORMATTING)                                                                             \
    TAG(ADDRESS, "address", HTML_PLAIN_BLOCK)                                                                \
    TAG(APPLET, "applet", HTML_SPECIAL | HTML_BARRIER)                                                       \
    TAG(AREA, "area", HTML_VOID)                                                                             \
    TAG(ARTICLE, "article", HTML_PLAIN_BLOCK)                                                                \
    TAG(ASIDE, "aside", HTML_PLAIN_BLOCK)                                                                    \
    TAG(B, "b", HTML_FORMATTING)                                                                             \
    TAG(BASE, "base", HTML_VOID)                                                                             \
    TAG(BASEFONT, "basefont", HTML_VOID)                                                                     \
    TAG(BGSOUND, "bgsound", HTML_VOID)                                                                       \
    TAG(BIG, "big", HTML_FORMATTING)                                                                         \
    TAG(BLOCKQUOTE, "blockquote", HTML_PLAIN_BLOCK)                                                          \
    TAG(BODY, "body", HTML_PAGE)                                                                             \
    TAG(BR, "br", HTML_VOID | HTML_BLOCK)                                                                    \
    TAG(BUTTON, "button", HTML_SPECIAL | HTML_BARRIER | HTML_CELL)                                           \
    TAG(CAPTION, "caption", HTML_BLOCK | HTML_SPECIAL | HTML_BARRIER | HTML_TABLE_PART)                      \
    TAG(CENTER, "center", HTML_PLAIN_BLOCK)                                                                  \
    TAG(CODE, "code", HTML_FORMATTING)                                                                       \
    TAG(COL, "col", HTML_VOID)                                                                               \
    TAG(COLGROUP, "colgroup", HTML_VOID)                                                                     \
    TAG(DD, "dd", HTML_PLAIN_BLOCK)                                                                          \
    TAG(DETAILS, "details", HTML_PLAIN_BLOCK)                                                                \
    TAG(DIR, "dir", HTML_PLAIN_BLOCK)                                                                        \
    TAG(DIV, "div", HTML_PLAIN_BLOCK)                                                                        \
    TAG(DL, "dl", HTML_PLAIN_BLOCK)                                                                          \
    TAG(DT, "dt", HTML_PLAIN_BLOCK)                                                                          \
    TAG(EM, "em", HTML_FORMATTING)                                                                           \
    TAG(EMBED, "embed", HTML_VOID)                                                                           \
    TAG(FIELDSET, "fieldset", HTML_PLAIN_BLOCK)                                                              \
    TAG(FIGCAPTION, "figcaption", HTML_PLAIN_BLOCK)                                                          \
    TAG(FIGURE, "figure", HTML_PLAIN_BLOCK)                                                                  \
    TAG(FONT, "font", HTML_FORMATTING)                                                                       \
    TAG(FOOTER, "footer", HTML_PLAIN_BLOCK)                                                                  \
    TAG(FORM, "form", HTML_PLAIN_BLOCK)                                                                      \
    TAG(FRAME, "frame", HTML_VOID)                                                                           \
    TAG(H1, "h1", HTML_PLAIN_BLOCK)                                                                          \
    TAG(H2, "h2", HTML_PLAIN_BLOCK)                                                                          \
    TAG(H3, "h3", HTML_PLAIN_BLOCK)                                                                          \
    TAG(H4, "h4", HTML_PLAIN_BLOCK)                                                                          \
    TAG(H5, "h5", HTML_PLAIN_BLOCK)                                                                          \
    TAG(H6, "h6", HTML_PLAIN_BLOCK)                                                                          \
    TAG(HEAD, "head", HTML_PAGE)                                                                             \
    TAG(HEADER, "header", HTML_PLAIN_BLOCK)                                                                  \
    TAG(HR, "hr", HTML_VOID | HTML_BLOCK | HTML_CLOSES_PARAGRAPH)                                            \
    TAG(HTML, "html", HTML_PAGE)                                                                             \
    TAG(I, "i", HTML_FORMATTING)                                                                             \
    TAG(IFRAME, "iframe", HTML_RAW | HTML_LEFT_OUT)                                                          \
    TAG(IMG, "img", HTML_VOID)                                                                               \
    TAG(INPUT, "input", HTML_VOID)                                                                           \
    TAG(LEGEND, "legend", HTML_PLAIN_BLOCK)                                                                  \
    TAG(LI, "li", HTML_PLAIN_BLOCK)                                                                          \
    TAG(LINK, "link", HTML_VOID)                                                                             \
    TAG(LISTING, "listing", HTML_PLAIN_BLOCK | HTML_PREFORMATTED)                                            \
    TAG(MAIN, "main", HTML_PLAIN_BLOCK)                                                                      \
    TAG(MARQUEE, "marquee", HTML_BLOCK | HTML_SPECIAL | HTML_BARRIER)                                        \
    TAG(MENU, "menu", HTML_PLAIN_BLOCK)                                                                      \
    TAG(META, "meta", HTML_VOID)                                                                             \
    TAG(NAV, "nav", HTML_PLAIN_BLOCK)                                                                        \
    TAG(NOBR, "nobr", HTML_FORMATTING)                                                                       \
    TAG(NOEMBED, "noembed", HTML_RAW | HTML_LEFT_OUT)                                                        \
    TAG(NOFRAMES, "noframes", HTML_RAW | HTML_LEFT_OUT)                                                      \
    TAG(OBJECT, "object", HTML_SPECIAL | HTML_BARRIER)                                                       \
    TAG(OL, "ol", HTML_PLAIN_BLOCK)                                                                          \
    TAG(OPTGROUP, "optgroup", HTML_BLOCK)                                                                    \
    TAG(OPTION, "option", HTML_BLOCK)                                                                        \
    TAG(P, "p", HTML_PLAIN_BLOCK)                                                                            \
    TAG(PARAM, "param", HTML_VOID)                                                                           \
    TAG(PLAINTEXT, "plaintext", HTML_RAW | HTML_PLAIN_BLOCK | HTML_PREFORMATTED)                             \
    TAG(PRE, "pre", HTML_PLAIN_BLOCK | HTML_PREFORMATTED)                                                    \
    TAG(S, "s", HTML_FORMATTING)                                                                             \
    TAG(SCRIPT, "script", HTML_RAW | HTML_LEFT_OUT)                                                          \
    TAG(SECTION, "section", HTML_PLAIN_BLOCK)                                                                \
    TAG(SELECT, "select", HTML_CELL | HTML_SPECIAL)                                                          \
    TAG(SMALL, "small", HTML_FORMATTING)                                                                     \
    TAG(SOURCE, "source", HTML_VOID)                                                                         \
    TAG(SPACER, "spacer", HTML_VOID)                                                                         \
    TAG(SPAN, "span", 0)                                                                                     \
    TAG(STRIKE, "strike", HTML_FORMATTING)                                                                   \
    TAG(STRONG, "strong", HTML_FORMATTING)                                                                   \
    TAG(STYLE, "style", HTML_RAW | HTML_LEFT_OUT)                                                            \
    TAG(SUMMARY, "summary", HTML_PLAIN_BLOCK)                                                                \
    TAG(TABLE, "table", HTML_BLOCK | HTML_SPECIAL | HTML_BARRIER)                                            \
    TAG(TBODY, "tbody", HTML_SPECIAL | HTML_TABLE_PART)                                                      \
    TAG(TD, "td", HTML_CELL | HTML_SPECIAL | HTML_BARRIER | HTML_TABLE_PART)                                 \
    TAG(TEMPLATE, "template", HTML_SPECIAL)                                                                  \
    TAG(TEXTAREA, "textarea", HTML_RAW | HTML_CELL | HTML_PREFORMATTED)                                      \
    TAG(TFOOT, "tfoot", HTML_SPECIAL | HTML_TABLE_PART)                                                      \
    TAG(TH, "th", HTML_CELL | HTML_SPECIAL | HTML_BARRIER | HTML_TABLE_PART)                                 \
    TAG(THEAD, "thead", HTML_SPECIAL | HTML_TABLE_PART)                                                      \
    TAG(TITLE, "title", HTML_RAW | HTML_LEFT_OUT)                                                            \
    TAG(TR, "tr", HTML_BLOCK | HTML_SPECIAL | HTML_TABLE_PART)                                               \
    TAG(TT, "tt", HTML_FORMATTING)                                                                           \
    TAG(U, "u", HTML_FORMATTING)                                                                             \
    TAG(UL, "ul", HTML_PLAIN_BLOCK)                                                                          \
    TAG(WBR, "wbr", HTML_VOID)                                                                               \
    TAG(XML, "xml", 0)                                                                                       \
    TAG(XMP, "xmp", HTML_RAW | HTML_PLAIN_BLOCK | HTML_PREFORMATTED)                                         \
    /* Inline, without a way of their own; listed to be told from invented ones. */                          \
    TAG(ABBR, "abbr", 0)                                                                                     \
    TAG(ACRONYM, "acronym", 0)                                                                               \
    TAG(AUDIO, "audio", 0)                                                                                   \
    TAG(BDI, "bdi", 0)                                                                                       \
    TAG(BDO, "bdo", 0)                                                                                       \
    TAG(BLINK, "blink", 0)                                                                                   \
    TAG(CITE, "cite", 0)                                                                                     \
    TAG(DEL, "del", 0)                                                                                       \
    TAG(DFN, "dfn", 0)                                                                                       \
    TAG(INS, "ins", 0)                                                                                       \
    TAG(KBD, "kbd", 0)                                                                                       \
    TAG(LABEL, "label", 0)                                                                                   \
    TAG(MAP, "map", 0)                                                                                       \
    TAG(MARK, "mark", 0)                                                                                     \
    TAG(NOSCRIPT, "noscript", 0)                                                                             \
    TAG(PICTURE, "picture", 0)                                                                               \
    TAG(Q, "q", 0)                                                                                           \
    TAG(SAMP, "samp", 0)                                                                                     \
    TAG(SUB, "sub", 0)                                                                                       \
    TAG(SUP, "sup", 0)                                                                                       \
    TAG(SVG, "svg", 0)                                                                                       \
    TAG(TIME, "time", 0)                                                                                     \
    TAG(VAR, "var", 0)                                                                                       \
    TAG(VIDEO, "video", 0)

enum html_tag {
    HTML_TAG_UNKNOWN, /* invented */
    HTML_TAG_FOREIGN, /* with a namespace: o:p, v:shape, st1:place */
#define TAG(name, spelling, traits) HTML_TAG_##name,
    HTML_TAG_LIST(TAG)
#undef TAG
        HTML_TAGS
};

extern const uint16_t html_tag_traits[HTML_TAGS];
extern const char *const html_tag_names[HTML_TAGS]; /* NULL for the first two */

/* Of a name in any case. */
enum html_tag html_tag_find(struct slice name);

#endif
