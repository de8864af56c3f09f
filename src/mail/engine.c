/* How the text is printed, whatever it says: of HTML the first tags in order and spelling, how attributes are
 * quoted and what program the markup names; of plain text how it is wrapped, spaced and greets. Only the
 * beginning is looked at, which is the template's, before words and padding vary. */
#include "mail/engine.h"

#include <ctype.h>
#include <strings.h>

#include "mail/line.h"

#define LOOKED_AT_BYTES ((size_t)4096)
/* Distinct tags in a row: head and the first of the body. More vary with what is written. */
#define TAGS            10
#define TAG_BYTES       12
#define GENERATOR_BYTES 40

static size_t tag_length(struct slice html, size_t at) {
    size_t length = 0;
    while (at + length < html.size && length < TAG_BYTES &&
           (isalnum((unsigned char)html.data[at + length]) || (!length && strchr("/!", html.data[at]))))
        length++;
    return length;
}

/* The first sign behind '=' within the tag, '=' for none. 0: no attribute. */
static char quoting(struct slice html, size_t at) {
    for (; at + 1 < html.size && html.data[at] != '>' && html.data[at] != '<'; at++)
        if (html.data[at] == '=') {
            char next = html.data[at + 1];
            return next == '"' || next == '\'' || next == ' ' ? next : '=';
        }
    return 0;
}

static bool is_meta(struct slice tag) {
    return tag.size == 4 && !strncasecmp(tag.data, "meta", tag.size);
}

/* What <meta name=generator content=...> names, in either order; "" nothing. at: behind the tag's name. */
static struct slice find_generator(struct slice html, size_t at) {
    enum { LONGEST = 256 };
    char tag[LONGEST];
    const char *end = memchr(html.data + at, '>', html.size - at);
    size_t size = end ? (size_t)(end - html.data) - at : 0;
    if (!size || size >= sizeof tag)
        return slice_of("", 0);
    memcpy(tag, html.data + at, size);
    tag[size] = '\0';
    const char *content = strcasestr(tag, "generator") ? strcasestr(tag, "content=") : NULL;
    if (!content)
        return slice_of("", 0);
    content += strlen("content=");
    content += *content == '"' || *content == '\'';
    return slice_of(html.data + at + (content - tag), strcspn(content, "\"'>"));
}

static void add_tags(struct line *line, struct slice html) {
    struct slice before = {NULL, 0}, generator = {"", 0};
    size_t tags = 0;
    const char *end = html.data + html.size, *at = html.data;
    while (tags < TAGS && (at = memchr(at, '<', (size_t)(end - at)))) {
        size_t begin = (size_t)(++at - html.data), length = tag_length(html, begin);
        struct slice tag = slice_of(at, length);
        if (is_meta(tag) && !generator.size)
            generator = find_generator(html, begin + length);
        if (!length || (length == before.size && !memcmp(tag.data, before.data, length)))
            continue;
        char quote = quoting(html, begin + length);
        line_slice(line, tag);
        if (quote)
            line_char(line, quote);
        line_char(line, ' ');
        before = tag;
        tags++;
    }
    if (generator.size) {
        line_string(line, "| generator ");
        line_version(line, generator, GENERATOR_BYTES);
    }
}

void engine_read_html(struct mail *mail, struct slice html) {
    struct line line;
    line.size = 0;
    if (*mail->making[MAKING_ENGINE])
        return;
    if (html.size > LOOKED_AT_BYTES)
        html.size = LOOKED_AT_BYTES;
    line_string(&line, "html ");
    add_tags(&line, html);
    mail->making[MAKING_ENGINE] = line_keep(mail->arena, &line);
}

/* What plain text is like; see engine_read_plain(). */
struct plain {
    size_t longest, lines, indented, trailing;
    bool blank_twice;
    char greeting; /* how the first line ends, where it is short */
};

static void look_at_line(struct plain *plain, struct slice line, bool *blank) {
    enum { GREETING_BYTES = 30 };
    bool empty = shape_trim(line).size == 0;
    plain->blank_twice |= empty && *blank;
    *blank = empty;
    if (line.size > plain->longest)
        plain->longest = line.size;
    if (empty)
        return;
    char last = line.data[line.size - 1];
    if (!plain->lines++ && line.size <= GREETING_BYTES && ispunct((unsigned char)last))
        plain->greeting = last;
    plain->indented += *line.data == ' ' || *line.data == '\t';
    plain->trailing += last == ' ' || last == '\t';
}

/* Where lines end, in the widths that programs wrap at. */
static const char *wrap_of(size_t longest) {
    static const struct {
        size_t most;
        const char *words;
    } widths[] = {{64, "short"}, {72, "72"}, {76, "76"}, {80, "80"}};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
        if (longest <= widths[i].most)
            return widths[i].words;
    return "none";
}

void engine_read_plain(struct mail *mail) {
    struct slice text = slice_of(mail->text, mail->text_bytes);
    struct plain plain = {.greeting = '-'};
    struct line line;
    bool blank = false;
    if (text.size > LOOKED_AT_BYTES)
        text.size = LOOKED_AT_BYTES;
    for (size_t at = 0; at < text.size;) {
        const char *end = memchr(text.data + at, '\n', text.size - at);
        size_t length = end ? (size_t)(end - text.data) - at : text.size - at;
        look_at_line(&plain, slice_of(text.data + at, length), &blank);
        at += length + 1;
    }
    line.size = 0;
    line_string(&line, plain.lines ? "text, wrap " : "no text");
    if (plain.lines) {
        line_string(&line, wrap_of(plain.longest));
        line_string(&line, plain.indented ? ", indented" : "");
        line_string(&line, 2 * plain.trailing > plain.lines ? ", spaces at ends" : "");
        line_string(&line, plain.blank_twice ? ", empty lines" : "");
        line_string(&line, ", greeting ");
        line_char(&line, plain.greeting);
    }
    mail->making[MAKING_ENGINE] = line_keep(mail->arena, &line);
}
