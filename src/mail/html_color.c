/* Colours: the 148 names of CSS by binary search, hexadecimal and functional forms, and for attributes the
 * WHATWG "rules for parsing a legacy color value", by which any word is a colour.
 *
 * Alike are two colours whose difference, weighed as the eye weighs red, green and blue, is at most that of
 * #eeeeee on white, and which differ little in each of the three. */
#include "mail/html_color.h"

#include <stdlib.h>
#include <strings.h>

#define ALIKE_LUMINANCE 17
#define ALIKE_CHANNEL   48
#define LONGEST_NAME    20 /* lightgoldenrodyellow */
#define LEGACY_BYTES    128

struct named {
    const char *name;
    uint32_t color;
};

static const struct named names[] = {
    {"aliceblue", 0xf0f8ff},
    {"antiquewhite", 0xfaebd7},
    {"aqua", 0x00ffff},
    {"aquamarine", 0x7fffd4},
    {"azure", 0xf0ffff},
    {"beige", 0xf5f5dc},
    {"bisque", 0xffe4c4},
    {"black", 0x000000},
    {"blanchedalmond", 0xffebcd},
    {"blue", 0x0000ff},
    {"blueviolet", 0x8a2be2},
    {"brown", 0xa52a2a},
    {"burlywood", 0xdeb887},
    {"cadetblue", 0x5f9ea0},
    {"chartreuse", 0x7fff00},
    {"chocolate", 0xd2691e},
    {"coral", 0xff7f50},
    {"cornflowerblue", 0x6495ed},
    {"cornsilk", 0xfff8dc},
    {"crimson", 0xdc143c},
    {"cyan", 0x00ffff},
    {"darkblue", 0x00008b},
    {"darkcyan", 0x008b8b},
    {"darkgoldenrod", 0xb8860b},
    {"darkgray", 0xa9a9a9},
    {"darkgreen", 0x006400},
    {"darkgrey", 0xa9a9a9},
    {"darkkhaki", 0xbdb76b},
    {"darkmagenta", 0x8b008b},
    {"darkolivegreen", 0x556b2f},
    {"darkorange", 0xff8c00},
    {"darkorchid", 0x9932cc},
    {"darkred", 0x8b0000},
    {"darksalmon", 0xe9967a},
    {"darkseagreen", 0x8fbc8f},
    {"darkslateblue", 0x483d8b},
    {"darkslategray", 0x2f4f4f},
    {"darkslategrey", 0x2f4f4f},
    {"darkturquoise", 0x00ced1},
    {"darkviolet", 0x9400d3},
    {"deeppink", 0xff1493},
    {"deepskyblue", 0x00bfff},
    {"dimgray", 0x696969},
    {"dimgrey", 0x696969},
    {"dodgerblue", 0x1e90ff},
    {"firebrick", 0xb22222},
    {"floralwhite", 0xfffaf0},
    {"forestgreen", 0x228b22},
    {"fuchsia", 0xff00ff},
    {"gainsboro", 0xdcdcdc},
    {"ghostwhite", 0xf8f8ff},
    {"gold", 0xffd700},
    {"goldenrod", 0xdaa520},
    {"gray", 0x808080},
    {"green", 0x008000},
    {"greenyellow", 0xadff2f},
    {"grey", 0x808080},
    {"honeydew", 0xf0fff0},
    {"hotpink", 0xff69b4},
    {"indianred", 0xcd5c5c},
    {"indigo", 0x4b0082},
    {"ivory", 0xfffff0},
    {"khaki", 0xf0e68c},
    {"lavender", 0xe6e6fa},
    {"lavenderblush", 0xfff0f5},
    {"lawngreen", 0x7cfc00},
    {"lemonchiffon", 0xfffacd},
    {"lightblue", 0xadd8e6},
    {"lightcoral", 0xf08080},
    {"lightcyan", 0xe0ffff},
    {"lightgoldenrodyellow", 0xfafad2},
    {"lightgray", 0xd3d3d3},
    {"lightgreen", 0x90ee90},
    {"lightgrey", 0xd3d3d3},
    {"lightpink", 0xffb6c1},
    {"lightsalmon", 0xffa07a},
    {"lightseagreen", 0x20b2aa},
    {"lightskyblue", 0x87cefa},
    {"lightslategray", 0x778899},
    {"lightslategrey", 0x778899},
    {"lightsteelblue", 0xb0c4de},
    {"lightyellow", 0xffffe0},
    {"lime", 0x00ff00},
    {"limegreen", 0x32cd32},
    {"linen", 0xfaf0e6},
    {"magenta", 0xff00ff},
    {"maroon", 0x800000},
    {"mediumaquamarine", 0x66cdaa},
    {"mediumblue", 0x0000cd},
    {"mediumorchid", 0xba55d3},
    {"mediumpurple", 0x9370db},
    {"mediumseagreen", 0x3cb371},
    {"mediumslateblue", 0x7b68ee},
    {"mediumspringgreen", 0x00fa9a},
    {"mediumturquoise", 0x48d1cc},
    {"mediumvioletred", 0xc71585},
    {"midnightblue", 0x191970},
    {"mintcream", 0xf5fffa},
    {"mistyrose", 0xffe4e1},
    {"moccasin", 0xffe4b5},
    {"navajowhite", 0xffdead},
    {"navy", 0x000080},
    {"oldlace", 0xfdf5e6},
    {"olive", 0x808000},
    {"olivedrab", 0x6b8e23},
    {"orange", 0xffa500},
    {"orangered", 0xff4500},
    {"orchid", 0xda70d6},
    {"palegoldenrod", 0xeee8aa},
    {"palegreen", 0x98fb98},
    {"paleturquoise", 0xafeeee},
    {"palevioletred", 0xdb7093},
    {"papayawhip", 0xffefd5},
    {"peachpuff", 0xffdab9},
    {"peru", 0xcd853f},
    {"pink", 0xffc0cb},
    {"plum", 0xdda0dd},
    {"powderblue", 0xb0e0e6},
    {"purple", 0x800080},
    {"rebeccapurple", 0x663399},
    {"red", 0xff0000},
    {"rosybrown", 0xbc8f8f},
    {"royalblue", 0x4169e1},
    {"saddlebrown", 0x8b4513},
    {"salmon", 0xfa8072},
    {"sandybrown", 0xf4a460},
    {"seagreen", 0x2e8b57},
    {"seashell", 0xfff5ee},
    {"sienna", 0xa0522d},
    {"silver", 0xc0c0c0},
    {"skyblue", 0x87ceeb},
    {"slateblue", 0x6a5acd},
    {"slategray", 0x708090},
    {"slategrey", 0x708090},
    {"snow", 0xfffafa},
    {"springgreen", 0x00ff7f},
    {"steelblue", 0x4682b4},
    {"tan", 0xd2b48c},
    {"teal", 0x008080},
    {"thistle", 0xd8bfd8},
    {"tomato", 0xff6347},
    {"turquoise", 0x40e0d0},
    {"violet", 0xee82ee},
    {"wheat", 0xf5deb3},
    {"white", 0xffffff},
    {"whitesmoke", 0xf5f5f5},
    {"yellow", 0xffff00},
    {"yellowgreen", 0x9acd32},
};

static int compare_names(const void *key, const void *element) {
    return strcmp(key, ((const struct named *)element)->name);
}

static uint32_t find_name(struct slice value) {
    char name[LONGEST_NAME + 1];
    if (value.size < 3 || value.size > LONGEST_NAME)
        return HTML_COLOR_NONE;
    for (size_t i = 0; i < value.size; i++) {
        char c = value.data[i];
        name[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    name[value.size] = '\0';
    const struct named *found =
        bsearch(name, names, sizeof names / sizeof *names, sizeof *names, compare_names);
    return found ? found->color : HTML_COLOR_NONE;
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Digits alone, 3, 4, 6 or 8 of them. */
static uint32_t read_hex(struct slice digits) {
    if (digits.size != 3 && digits.size != 4 && digits.size != 6 && digits.size != 8)
        return HTML_COLOR_NONE;
    uint64_t value = 0;
    for (size_t i = 0; i < digits.size; i++) {
        int digit = hex_value(digits.data[i]);
        if (digit < 0)
            return HTML_COLOR_NONE;
        value = value << 4 | (unsigned)digit;
        if (digits.size < 6)
            value = value << 4 | (unsigned)digit;
    }
    if (digits.size % 4)
        return (uint32_t)value;
    return (value & 0xff) < 16 ? HTML_COLOR_CLEAR : (uint32_t)(value >> 8);
}

/* The next number of "12, 50%, .3)" scaled to 255, *scale being what 255 is; moves *at behind it. */
static double read_number(const char **at, const char *end, bool *percent) {
    while (*at < end && (**at == ' ' || **at == ',' || **at == '/' || **at == '\t'))
        ++*at;
    double value = 0, step = 0;
    for (; *at < end && ((**at >= '0' && **at <= '9') || **at == '.'); ++*at) {
        if (**at == '.') {
            step = 0.1;
        } else if (step > 0) {
            value += step * (**at - '0');
            step /= 10;
        } else if (value < 1e6) {
            value = value * 10 + (**at - '0');
        }
    }
    *percent = *at < end && **at == '%';
    *at += *percent;
    return value;
}

/* value begins behind the parenthesis of rgb( or rgba(. */
static uint32_t read_function(struct slice value) {
    const char *at = value.data, *end = at + value.size;
    uint32_t color = 0;
    bool percent;
    for (int i = 0; i < 3; i++) {
        double channel = read_number(&at, end, &percent);
        if (percent)
            channel *= 2.55;
        color = color << 8 | (uint32_t)(channel > 255 ? 255 : channel);
    }
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    if (at >= end || (*at != ',' && *at != '/'))
        return color;
    double alpha = read_number(&at, end, &percent);
    return alpha < (percent ? 6 : 0.06) ? HTML_COLOR_CLEAR : color;
}

uint32_t html_color_read(struct slice value) {
    if (value.size && *value.data == '#')
        return read_hex(slice_of(value.data + 1, value.size - 1));
    if (value.size > 4 && !strncasecmp(value.data, "rgb(", 4))
        return read_function(slice_of(value.data + 4, value.size - 4));
    if (value.size > 5 && !strncasecmp(value.data, "rgba(", 5))
        return read_function(slice_of(value.data + 5, value.size - 5));
    if (value.size == 11 && !strncasecmp(value.data, "transparent", 11))
        return HTML_COLOR_CLEAR;
    return find_name(value);
}

/* The value of one of three equal parts, as the standard cuts them. */
static uint32_t read_legacy_part(const char *digits, size_t size) {
    if (size > 8) {
        digits += size - 8;
        size = 8;
    }
    while (size > 2 && *digits == '0') {
        digits++;
        size--;
    }
    uint32_t value = 0;
    for (size_t i = 0; i < size && i < 2; i++)
        value = value << 4 | (uint32_t)hex_value(digits[i]);
    return value;
}

static uint32_t read_legacy(struct slice value) {
    char digits[LEGACY_BYTES + 3];
    size_t size = 0;
    for (size_t i = *value.data == '#'; i < value.size && size < LEGACY_BYTES; i++)
        digits[size++] = hex_value(value.data[i]) >= 0 ? value.data[i] : '0';
    while (!size || size % 3)
        digits[size++] = '0';
    size_t part = size / 3;
    return read_legacy_part(digits, part) << 16 | read_legacy_part(digits + part, part) << 8 |
           read_legacy_part(digits + 2 * part, part);
}

uint32_t html_color_read_attribute(struct slice value) {
    while (value.size && (*value.data == ' ' || *value.data == '\t' || *value.data == '\n'))
        value = slice_of(value.data + 1, value.size - 1);
    while (value.size && (value.data[value.size - 1] == ' ' || value.data[value.size - 1] == '\n'))
        value.size--;
    if (!value.size || (value.size == 11 && !strncasecmp(value.data, "transparent", 11)))
        return HTML_COLOR_NONE;
    if (value.size == 7 || value.size == 4 || *value.data != '#') {
        uint32_t color = html_color_read(value);
        if (color < HTML_COLOR_PICTURE)
            return color;
    }
    return read_legacy(value);
}

static int channel_difference(uint32_t a, uint32_t b, int shift) {
    return abs((int)(a >> shift & 0xff) - (int)(b >> shift & 0xff));
}

bool html_color_alike(uint32_t a, uint32_t b) {
    if (a >= HTML_COLOR_PICTURE || b >= HTML_COLOR_PICTURE)
        return false;
    int red = channel_difference(a, b, 16), green = channel_difference(a, b, 8),
        blue = channel_difference(a, b, 0);
    return red <= ALIKE_CHANNEL && green <= ALIKE_CHANNEL && blue <= ALIKE_CHANNEL &&
           299 * red + 587 * green + 114 * blue <= 1000 * ALIKE_LUMINANCE;
}
