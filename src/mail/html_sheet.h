/* The rules of <style> blocks, as far as they decide what can be seen; see html_sheet.c. */
#ifndef WEIR_MAIL_HTML_SHEET_H
#define WEIR_MAIL_HTML_SHEET_H

#include "base/arena.h"
#include "mail/html_style.h"
#include "mail/html_token.h"

/* Rules that show or hide; newsletters have some dozens of them. */
#define HTML_RULES 256
/* Classes of one element; more are not looked at. */
#define HTML_CLASSES 16

struct html_sheet;

/* Adds the rules of one block; makes the sheet when it is NULL. */
struct html_sheet *html_sheet_read(struct arena *arena, struct html_sheet *sheet, struct slice css);
/* Lays what the rules say of the element over declared. sheet may be NULL. */
void html_sheet_apply(const struct html_sheet *sheet, const struct html_token *token,
                      struct html_declared *declared);

#endif
