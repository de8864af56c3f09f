/* Colours as HTML and CSS write them; see html_color.c. */
#ifndef WEIR_MAIL_HTML_COLOR_H
#define WEIR_MAIL_HTML_COLOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

/* 0xRRGGBB, or one of these. */
#define HTML_COLOR_NONE    UINT32_C(0xffffffff) /* not a colour, or none that is known */
#define HTML_COLOR_CLEAR   UINT32_C(0xfffffffe) /* lets through what is under it */
#define HTML_COLOR_PICTURE UINT32_C(0xfffffffd) /* a picture or gradient: anything */

/* A CSS colour: name, #rgb, #rrggbb, rgb(), rgba(), transparent; NONE for the rest. */
uint32_t html_color_read(struct slice value);
/* The value of a color or bgcolor attribute, in which browsers see a colour whatever it says. */
uint32_t html_color_read_attribute(struct slice value);
/* Too near for a reader to tell text of one on the other. */
bool html_color_alike(uint32_t a, uint32_t b);

#endif
