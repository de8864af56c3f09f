/* What of CSS decides whether text can be seen; see html_style.c. */
#ifndef WEIR_MAIL_HTML_STYLE_H
#define WEIR_MAIL_HTML_STYLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "mail/html_color.h"

enum html_property {
    HTML_SETS_COLOR = 1 << 0,
    HTML_SETS_BACKGROUND = 1 << 1,
    HTML_SETS_FONT_SIZE = 1 << 2,
    HTML_SETS_VISIBILITY = 1 << 3,
    HTML_SETS_DISPLAY = 1 << 4,
    HTML_SETS_INDENT = 1 << 5,
    HTML_SETS_WHITE_SPACE = 1 << 6,
    HTML_SETS_GONE = 1 << 7, /* no room, no opacity, off the page */
};

enum html_display { HTML_DISPLAY_NONE, HTML_DISPLAY_INLINE, HTML_DISPLAY_CELL, HTML_DISPLAY_BLOCK };

/* What is said of one element: a bit of `properties` for each field that counts. */
struct html_declared {
    uint16_t properties; /* of enum html_property */
    uint8_t display;     /* of enum html_display */
    bool invisible, off_line, preformatted, gone;
    bool relative_size; /* font_size is per cent of the parent's, else tenths of a pixel */
    int32_t font_size;
    uint32_t color, background; /* of html_color.h */
};

/* What comes of it, with what is inherited. */
struct html_style {
    uint32_t color, background;
    int32_t font_size; /* tenths of a pixel */
    bool gone;         /* the element has no place on the page, nor has anything in it */
    bool invisible, off_line, preformatted;
};

extern const struct html_style html_style_initial;

/* Adds what a style attribute or the block of a rule says. */
void html_style_read(struct slice css, struct html_declared *declared);
/* Lays `over` over declared. */
void html_style_lay(struct html_declared *declared, const struct html_declared *over);
struct html_style html_style_compute(const struct html_style *parent, const struct html_declared *declared);
/* Whether a reader sees text in this style. */
bool html_style_shows(const struct html_style *style);

/* "12", "12px", "1.5em", "50%" in tenths of a pixel, or per cent with *relative; false when it is no length.
 */
bool html_length_read(struct slice value, int32_t *length, bool *relative);
/* A number without unit at the beginning of an attribute; -1 when there is none. */
int html_number_read(struct slice value);

#endif
