/* The body as a sending program lays it out: plain text in lines of the sender's width, or HTML in the
 * program's markup, alone or with plain text beside it, in the sender's encoding. Cost: a few passes over the
 * text. */
#include <string.h>

#include "simulate/draft.h"

/* RFC 2045: encoded lines have no more. */
#define ENCODED_LINE 76

/* -- encodings -- */

void body_write_base64(struct slice data, struct buffer *into) {
    static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *to = buffer_reserve(into, (data.size + 2) / 3 * 4);
    for (size_t i = 0; i < data.size; i += 3) {
        uint32_t bits = (uint32_t)(unsigned char)data.data[i] << 16;
        bits |= i + 1 < data.size ? (uint32_t)(unsigned char)data.data[i + 1] << 8 : 0;
        bits |= i + 2 < data.size ? (unsigned char)data.data[i + 2] : 0;
        *to++ = signs[bits >> 18];
        *to++ = signs[bits >> 12 & 63];
        *to++ = i + 1 < data.size ? signs[bits >> 6 & 63] : '=';
        *to++ = i + 2 < data.size ? signs[bits & 63] : '=';
    }
    into->size += (data.size + 2) / 3 * 4;
}

static void write_base64_lines(struct slice data, struct buffer *into) {
    enum { LINE_BYTES = ENCODED_LINE / 4 * 3 };
    for (size_t at = 0; at < data.size; at += LINE_BYTES) {
        size_t left = data.size - at;
        body_write_base64(slice_of(data.data + at, left < LINE_BYTES ? left : LINE_BYTES), into);
        buffer_append_string(into, "\n");
    }
}

static bool is_quoted(struct slice text, size_t at) {
    unsigned char c = (unsigned char)text.data[at];
    bool last = at + 1 == text.size || text.data[at + 1] == '\n';
    return c == '=' || c >= 0x7f || (c < ' ' && c != '\t') || (last && (c == ' ' || c == '\t'));
}

static void write_quoted(struct slice text, struct buffer *into) {
    static const char digits[] = "0123456789ABCDEF";
    size_t column = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool quoted = c != '\n' && is_quoted(text, i);
        size_t width = quoted ? 3 : 1;
        if (c != '\n' && column + width >= ENCODED_LINE) {
            buffer_append(into, "=\n", 2);
            column = 0;
        }
        char sign[3] = {quoted ? '=' : (char)c, digits[c >> 4], digits[c & 15]};
        buffer_append(into, sign, width);
        column = c == '\n' ? 0 : column + width;
    }
}

static void write_encoded(enum encoding encoding, struct slice text, struct buffer *into) {
    if (encoding == ENCODING_BASE64)
        write_base64_lines(text, into);
    else if (encoding == ENCODING_QUOTED)
        write_quoted(text, into);
    else
        buffer_append(into, text.data, text.size);
}

/* -- lines -- */

/* Lines longer than the width are broken at spaces. */
static void wrap_line(struct slice line, size_t width, struct buffer *into) {
    while (width && line.size > width) {
        const char *space = memrchr(line.data, ' ', width + 1);
        if (!space)
            space = memchr(line.data, ' ', line.size);
        if (!space)
            break;
        size_t size = (size_t)(space - line.data);
        buffer_append(into, line.data, size);
        buffer_append_string(into, "\n");
        line = slice_of(space + 1, line.size - size - 1);
    }
    buffer_append(into, line.data, line.size);
    buffer_append_string(into, "\n");
}

static struct slice next_line(struct slice *text) {
    const char *end = memchr(text->data, '\n', text->size);
    size_t size = end ? (size_t)(end - text->data) : text->size;
    struct slice line = slice_of(text->data, size);
    *text = slice_of(text->data + size + (end != NULL), text->size - size - (end != NULL));
    return line;
}

static void write_plain(const struct draft *draft, struct buffer *into) {
    struct slice text = buffer_slice(&draft->text);
    bool begins = false; /* a paragraph behind the first */
    while (text.size) {
        struct slice line = next_line(&text);
        if (begins && draft->habit.indented && line.size)
            buffer_append_string(into, "   ");
        wrap_line(line, draft->habit.width, into);
        begins = !line.size;
    }
}

/* -- HTML -- */

struct markup {
    const char *head, *paragraph, *end_paragraph, *line_break, *tail;
};

static const struct markup markups[] = {
    {"<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.0 Transitional//EN\">\n<HTML><HEAD>\n"
     "<META content=\"MSHTML 6.00.2900.5512\" name=GENERATOR>\n<STYLE></STYLE>\n</HEAD>\n"
     "<BODY bgColor=#ffffff>\n",
     "<DIV><FONT face=Arial size=2>", "</FONT></DIV>\n<DIV>&nbsp;</DIV>\n", "<BR>\n", "</BODY></HTML>\n"},
    {"<html xmlns=\"http://www.w3.org/TR/REC-html40\">\n<head>\n"
     "<meta name=Generator content=\"Microsoft Word 14 (filtered medium)\">\n</head>\n"
     "<body lang=EN-US link=blue vlink=purple>\n<div class=WordSection1>\n",
     "<p class=MsoNormal>", "<o:p></o:p></p>\n", "<br>\n", "</div>\n</body>\n</html>\n"},
    {"<html>\n  <head>\n    <meta http-equiv=\"content-type\">\n  </head>\n"
     "  <body text=\"#000000\" bgcolor=\"#FFFFFF\">\n",
     "    <p>", "</p>\n", "<br>\n", "  </body>\n</html>\n"},
    {"<html><body>\n", "<div style=\"margin: 0 0 1em\">", "</div>\n", "<br/>\n", "</body></html>\n"},
    {"<html><head><title>News</title></head><body>\n<table width=\"600\" cellpadding=\"4\"><tr><td>\n",
     "<p style=\"font-family: serif\">", "</p>\n", "<br>\n", "</td></tr></table>\n</body></html>\n"},
};

static void write_escaped(struct slice text, struct buffer *into) {
    for (size_t i = 0, from = 0; i <= text.size; i++) {
        char c = i < text.size ? text.data[i] : '\0';
        if (i < text.size && c != '&' && c != '<' && c != '>')
            continue;
        buffer_append(into, text.data + from, i - from);
        if (i < text.size)
            buffer_append_string(into, c == '&' ? "&amp;" : c == '<' ? "&lt;" : "&gt;");
        from = i + 1;
    }
}

/* What is a link is made one. */
static void write_linked(struct slice line, struct buffer *into) {
    static const char scheme[] = "http://";
    const char *link = memmem(line.data, line.size, scheme, sizeof scheme - 1);
    if (!link) {
        write_escaped(line, into);
        return;
    }
    size_t before = (size_t)(link - line.data), size = 0;
    while (before + size < line.size && !strchr(" ,)\"<>", link[size]))
        size++;
    write_escaped(slice_of(line.data, before), into);
    buffer_append_string(into, "<a href=\"");
    buffer_append(into, link, size);
    buffer_append_string(into, "\">");
    write_escaped(slice_of(link, size), into);
    buffer_append_string(into, "</a>");
    write_linked(slice_of(link + size, line.size - before - size), into);
}

static void write_html(const struct draft *draft, struct buffer *into) {
    const struct markup *markup = &markups[draft->habit.program->markup];
    struct slice text = buffer_slice(&draft->text);
    bool open = false;
    buffer_append_string(into, markup->head);
    while (text.size) {
        struct slice line = next_line(&text);
        if (line.size) {
            buffer_append_string(into, open ? markup->line_break : markup->paragraph);
            write_linked(line, into);
        } else if (open) {
            buffer_append_string(into, markup->end_paragraph);
        }
        open = line.size;
    }
    buffer_append_string(into, open ? markup->end_paragraph : "");
    buffer_append_string(into, markup->tail);
}

/* -- parts -- */

/* How the text can be written: in the sender's charset if that does. */
struct written {
    const char *charset;
    enum encoding encoding;
};

static struct written written_as(const struct draft *draft) {
    struct written as = {draft->habit.charset, draft->habit.encoding};
    for (size_t i = 0; i < draft->text.size; i++)
        if ((unsigned char)draft->text.data[i] >= 0x80)
            return (struct written){"utf-8", as.encoding == ENCODING_7BIT ? ENCODING_8BIT : as.encoding};
    return as;
}

static const char *encoding_name(enum encoding encoding) {
    static const char *const names[] = {"7bit", "quoted-printable", "8bit", "base64"};
    return names[encoding];
}

/* "text/plain;", a fold and its one parameter. */
static const char *write_type(const struct draft *draft, const char *type, const char *parameter,
                              const char *value) {
    bool quoted = draft->habit.program->quotes_names || *parameter == 'b';
    return arena_printf(draft->arena, quoted ? "%s;%s%s=\"%s\"" : "%s;%s%s=%s", type, draft->habit.fold,
                        parameter, value);
}

static void write_content(struct draft *draft, bool html, struct written as, struct buffer *into) {
    struct buffer content = {0};
    if (html)
        write_html(draft, &content);
    else
        write_plain(draft, &content);
    write_encoded(as.encoding, buffer_slice(&content), into);
    buffer_free(&content);
}

static void write_part(struct draft *draft, const char *boundary, bool html, struct written as,
                       struct buffer *into) {
    const char *const pieces[] = {"--",
                                  boundary,
                                  "\nContent-Type: ",
                                  write_type(draft, html ? "text/html" : "text/plain", "charset", as.charset),
                                  "\nContent-Transfer-Encoding: ",
                                  encoding_name(as.encoding),
                                  "\n\n"};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        buffer_append_string(into, pieces[i]);
    write_content(draft, html, as, into);
    buffer_append_string(into, "\n");
}

static void write_alternative(struct draft *draft, struct written as, struct buffer *into) {
    struct buffer boundary = {0};
    head_write_pattern(draft, draft->habit.boundary, &boundary);
    buffer_append(&boundary, "", 1);
    head_write(draft, write_type(draft, "multipart/alternative", "boundary", boundary.data), "", into);
    buffer_append_string(into, "\n");
    write_part(draft, boundary.data, false, as, into);
    write_part(draft, boundary.data, true, as, into);
    buffer_append_string(into, "--");
    buffer_append_string(into, boundary.data);
    buffer_append_string(into, "--\n");
    buffer_free(&boundary);
}

void body_write(struct draft *draft, struct buffer *into) {
    struct written as = written_as(draft);
    if (draft->html && draft->habit.program->alternative) {
        write_alternative(draft, as, into);
        return;
    }
    const char *type = draft->html ? "text/html" : "text/plain";
    head_write(draft, write_type(draft, type, "charset", as.charset), encoding_name(as.encoding), into);
    buffer_append_string(into, "\n");
    write_content(draft, draft->html, as, into);
}
