/* What of CSS decides whether text can be seen: display, visibility, opacity, sizes, colours, and the ways to
 * move text off the page. Everything else is passed over.
 *
 * Two steps as in a browser: declarations are collected (rules, then the style attribute), then computed with
 * what the parent hands down. Declarations are kept with the element, since a closing tag out of order takes
 * one element away from between others, whose styles are then computed anew. Cost: one pass over the CSS. */
#include "mail/html_style.h"

#include <strings.h>

/* Text of up to two points is there for machines. */
#define READABLE_SIZE 27
/* So far to the left, nothing is on the page (tenths of a pixel). */
#define OFF_PAGE  (-5000)
#define ROOT_SIZE 160
#define LARGEST   100000000

const struct html_style html_style_initial = {
    .color = 0x000000, .background = 0xffffff, .font_size = ROOT_SIZE};

/* Of one block of declarations: what only tells together. */
struct box {
    bool clipped, placed, no_width, no_height, left_off;
};

static bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool is(struct slice value, const char *word) {
    return value.size == strlen(word) && !strncasecmp(value.data, word, value.size);
}

static bool begins(struct slice value, const char *word) {
    size_t size = strlen(word);
    return value.size >= size && !strncasecmp(value.data, word, size);
}

static struct slice trim(struct slice value) {
    while (value.size && is_space(*value.data))
        value = slice_of(value.data + 1, value.size - 1);
    while (value.size && is_space(value.data[value.size - 1]))
        value.size--;
    return value;
}

/* Takes the next word off *rest; what stands in parentheses belongs to its word. */
static struct slice next_word(struct slice *rest) {
    *rest = trim(*rest);
    size_t size = 0, depth = 0;
    for (; size < rest->size && (depth || !is_space(rest->data[size])); size++) {
        if (rest->data[size] == '(')
            depth++;
        else if (rest->data[size] == ')' && depth)
            depth--;
    }
    struct slice word = slice_of(rest->data, size);
    *rest = slice_of(rest->data + size, rest->size - size);
    return word;
}

static const struct {
    const char *name;
    int16_t tenths; /* of a pixel, or per cent */
    bool relative;
} units[] = {{"px", 10, false},   {"pt", 13, false}, {"%", 1, true},     {"em", 100, true},
             {"rem", 160, false}, {"ex", 50, true},  {"pc", 160, false}, {"in", 960, false},
             {"cm", 378, false},  {"mm", 38, false}, {"vw", 60, false},  {"vh", 60, false}};

bool html_length_read(struct slice value, int32_t *length, bool *relative) {
    size_t at = 0;
    bool negative = value.size && *value.data == '-';
    at += negative || (value.size && *value.data == '+');
    size_t digits = 0;
    double number = 0, step = 0;
    for (; at < value.size; at++) {
        char c = value.data[at];
        if (c == '.' && step == 0) {
            step = 0.1;
        } else if (c >= '0' && c <= '9') {
            number = step > 0 ? number + step * (c - '0') : number < 1e6 ? number * 10 + (c - '0') : number;
            step /= 10;
            digits++;
        } else {
            break;
        }
    }
    if (!digits)
        return false;
    struct slice unit = slice_of(value.data + at, value.size - at);
    double scale = 10;
    *relative = false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (is(unit, units[i].name)) {
            scale = units[i].tenths;
            *relative = units[i].relative;
        }
    double scaled = number * scale;
    *length = (int32_t)(scaled > LARGEST ? LARGEST : scaled);
    if (negative)
        *length = -*length;
    return true;
}

int html_number_read(struct slice value) {
    value = trim(value);
    int number = -1;
    for (size_t i = 0; i < value.size && value.data[i] >= '0' && value.data[i] <= '9' && number < 100000; i++)
        number = (number < 0 ? 0 : number * 10) + (value.data[i] - '0');
    return number;
}

static void read_display(struct slice value, struct html_declared *declared, struct box *box) {
    declared->properties |= HTML_SETS_DISPLAY;
    declared->display = is(value, "none")                                     ? HTML_DISPLAY_NONE
                        : is(value, "inline") || is(value, "contents")        ? HTML_DISPLAY_INLINE
                        : begins(value, "inline-") || is(value, "table-cell") ? HTML_DISPLAY_CELL
                        : is(value, "block") || is(value, "table") || is(value, "list-item") ||
                                is(value, "flex") || is(value, "grid") || is(value, "table-row")
                            ? HTML_DISPLAY_BLOCK
                            : HTML_DISPLAY_CELL;
}

static void read_visibility(struct slice value, struct html_declared *declared, struct box *box) {
    if (is(value, "inherit"))
        return;
    declared->properties |= HTML_SETS_VISIBILITY;
    declared->invisible = is(value, "hidden") || is(value, "collapse");
}

static void read_font_size(struct slice value, struct html_declared *declared, struct box *box) {
    static const struct {
        const char *name;
        int16_t size;
    } names[] = {{"xx-small", 90}, {"x-small", 100}, {"small", 130},    {"medium", 160},  {"large", 180},
                 {"x-large", 240}, {"smaller", -83}, {"xx-large", 320}, {"larger", -120}, {"initial", 160}};
    int32_t size = 0;
    bool relative = false;
    if (!html_length_read(value, &size, &relative)) {
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (is(value, names[i].name)) {
                size = names[i].size < 0 ? -names[i].size : names[i].size;
                relative = names[i].size < 0;
            }
        if (!size)
            return;
    }
    if (size < 0)
        return;
    declared->properties |= HTML_SETS_FONT_SIZE;
    declared->font_size = size;
    declared->relative_size = relative;
}

/* The size in "italic bold 12px/30px Georgia, serif": the first number with a unit, or nought. */
static void read_font(struct slice value, struct html_declared *declared, struct box *box) {
    while (value.size) {
        struct slice word = next_word(&value);
        const char *slash = memchr(word.data, '/', word.size);
        if (slash)
            word.size = (size_t)(slash - word.data);
        if (!word.size || !((*word.data >= '0' && *word.data <= '9') || *word.data == '.'))
            continue;
        char last = word.data[word.size - 1];
        if (last >= '0' && last <= '9' && html_number_read(word) > 0)
            continue; /* a weight */
        read_font_size(word, declared, box);
        return;
    }
}

static void read_color(struct slice value, struct html_declared *declared, struct box *box) {
    uint32_t color = html_color_read(value);
    if (color == HTML_COLOR_NONE)
        return;
    declared->properties |= HTML_SETS_COLOR;
    declared->color = color;
}

static void read_background(struct slice value, struct html_declared *declared, struct box *box) {
    uint32_t color = HTML_COLOR_NONE;
    bool picture = false;
    while (value.size) {
        struct slice word = next_word(&value);
        uint32_t found = html_color_read(word);
        if (found != HTML_COLOR_NONE)
            color = found;
        picture |=
            begins(word, "url(") || memmem(word.data, word.size, "gradient(", 9) || begins(word, "var(");
    }
    if (picture)
        color = HTML_COLOR_PICTURE;
    if (color == HTML_COLOR_NONE || color == HTML_COLOR_CLEAR)
        return;
    declared->properties |= HTML_SETS_BACKGROUND;
    declared->background = color;
}

static void read_opacity(struct slice value, struct html_declared *declared, struct box *box) {
    int32_t length;
    bool relative;
    if (!html_length_read(value, &length, &relative))
        return;
    declared->properties |= HTML_SETS_GONE;
    declared->gone |= length <= (relative ? 5 : 0);
}

static bool is_nothing(struct slice value) {
    int32_t length;
    bool relative;
    return html_length_read(value, &length, &relative) && length <= (relative ? 0 : 10);
}

static void read_width(struct slice value, struct html_declared *declared, struct box *box) {
    box->no_width |= is_nothing(value);
}

static void read_height(struct slice value, struct html_declared *declared, struct box *box) {
    box->no_height |= is_nothing(value);
}

static void read_overflow(struct slice value, struct html_declared *declared, struct box *box) {
    box->clipped |= is(value, "hidden") || is(value, "clip");
}

static void read_position(struct slice value, struct html_declared *declared, struct box *box) {
    box->placed |= is(value, "absolute") || is(value, "fixed") || is(value, "relative");
}

static bool is_off_page(struct slice value) {
    int32_t length;
    bool relative;
    return html_length_read(value, &length, &relative) && !relative && length <= OFF_PAGE;
}

static void read_offset(struct slice value, struct html_declared *declared, struct box *box) {
    box->left_off |= is_off_page(value);
}

static void read_margin(struct slice value, struct html_declared *declared, struct box *box) {
    if (!is_off_page(value))
        return;
    declared->properties |= HTML_SETS_GONE;
    declared->gone = true;
}

static void read_indent(struct slice value, struct html_declared *declared, struct box *box) {
    declared->properties |= HTML_SETS_INDENT;
    declared->off_line = is_off_page(value);
}

static void read_white_space(struct slice value, struct html_declared *declared, struct box *box) {
    declared->properties |= HTML_SETS_WHITE_SPACE;
    declared->preformatted = begins(value, "pre");
}

/* Floats stand beside each other. */
static void read_float(struct slice value, struct html_declared *declared, struct box *box) {
    if ((declared->properties & HTML_SETS_DISPLAY && declared->display == HTML_DISPLAY_NONE) ||
        is(value, "none"))
        return;
    declared->properties |= HTML_SETS_DISPLAY;
    declared->display = HTML_DISPLAY_CELL;
}

static const struct {
    const char *name;
    void (*read)(struct slice value, struct html_declared *declared, struct box *box);
} properties[] = {
    {"background", read_background},
    {"background-color", read_background},
    {"background-image", read_background},
    {"color", read_color},
    {"display", read_display},
    {"float", read_float},
    {"font", read_font},
    {"font-size", read_font_size},
    {"height", read_height},
    {"left", read_offset},
    {"margin-left", read_margin},
    {"max-height", read_height},
    {"max-width", read_width},
    {"opacity", read_opacity},
    {"overflow", read_overflow},
    {"position", read_position},
    {"text-indent", read_indent},
    {"top", read_offset},
    {"visibility", read_visibility},
    {"white-space", read_white_space},
    {"width", read_width},
};

static void read_declaration(struct slice name, struct slice value, struct html_declared *declared,
                             struct box *box) {
    name = trim(name);
    value = trim(value);
    if (name.size < 3 || !value.size)
        return;
    const char *important = memchr(value.data, '!', value.size);
    if (important)
        value = trim(slice_of(value.data, (size_t)(important - value.data)));
    char first = (char)(*name.data | 0x20);
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
        if (*properties[i].name == first && is(name, properties[i].name)) {
            properties[i].read(value, declared, box);
            return;
        }
}

/* Where the declaration that begins at `at` ends; *colon is the first colon in it. */
static const char *declaration_end(const char *at, const char *end, const char **colon) {
    char quote = '\0';
    int depth = 0;
    *colon = NULL;
    for (; at < end; at++) {
        char c = *at;
        if (quote) {
            quote = c == quote ? '\0' : quote;
            continue;
        }
        if (c == ';' && depth <= 0)
            return at;
        if (c == ':' && !*colon)
            *colon = at;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '(' || c == ')')
            depth += c == '(' ? 1 : -1;
    }
    return end;
}

void html_style_read(struct slice css, struct html_declared *declared) {
    struct box box = {0};
    const char *at = css.data, *end = at + css.size;
    while (at < end) {
        const char *colon, *stop = declaration_end(at, end, &colon);
        if (colon)
            read_declaration(slice_of(at, (size_t)(colon - at)),
                             slice_of(colon + 1, (size_t)(stop - colon - 1)), declared, &box);
        at = stop < end ? stop + 1 : end;
    }
    if ((box.clipped && (box.no_width || box.no_height)) || (box.placed && box.left_off)) {
        declared->properties |= HTML_SETS_GONE;
        declared->gone = true;
    }
}

void html_style_lay(struct html_declared *declared, const struct html_declared *over) {
    unsigned set = over->properties;
    declared->properties |= (uint16_t)set;
    if (set & HTML_SETS_COLOR)
        declared->color = over->color;
    if (set & HTML_SETS_BACKGROUND)
        declared->background = over->background;
    if (set & HTML_SETS_FONT_SIZE) {
        declared->font_size = over->font_size;
        declared->relative_size = over->relative_size;
    }
    if (set & HTML_SETS_VISIBILITY)
        declared->invisible = over->invisible;
    if (set & HTML_SETS_DISPLAY)
        declared->display = over->display;
    if (set & HTML_SETS_INDENT)
        declared->off_line = over->off_line;
    if (set & HTML_SETS_WHITE_SPACE)
        declared->preformatted = over->preformatted;
    if (set & HTML_SETS_GONE)
        declared->gone = over->gone;
}

struct html_style html_style_compute(const struct html_style *parent, const struct html_declared *declared) {
    struct html_style style = *parent;
    unsigned set = declared->properties;
    if (!set)
        return style;
    if (set & HTML_SETS_COLOR)
        style.color = declared->color;
    if (set & HTML_SETS_BACKGROUND)
        style.background = declared->background;
    if (set & HTML_SETS_FONT_SIZE) {
        int64_t size = declared->font_size;
        if (declared->relative_size)
            size = size * parent->font_size / 100;
        style.font_size = (int32_t)(size > LARGEST ? LARGEST : size);
    }
    if (set & HTML_SETS_VISIBILITY)
        style.invisible = declared->invisible;
    if (set & HTML_SETS_INDENT)
        style.off_line = declared->off_line;
    if (set & HTML_SETS_WHITE_SPACE)
        style.preformatted = declared->preformatted;
    if ((set & HTML_SETS_GONE && declared->gone) ||
        (set & HTML_SETS_DISPLAY && declared->display == HTML_DISPLAY_NONE))
        style.gone = true;
    return style;
}

bool html_style_shows(const struct html_style *style) {
    return !style->gone && !style->invisible && !style->off_line && style->font_size >= READABLE_SIZE &&
           style->color != HTML_COLOR_CLEAR && !html_color_alike(style->color, style->background);
}
