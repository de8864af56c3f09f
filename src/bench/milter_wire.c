/* The milter protocol is what Sendmail's library libmilter speaks; there is no standard. What is here is of
 * its header libmilter/mfdef.h (version 6, Sendmail 8.14 and later), T. Vierling's "The Sendmail Milter
 * Protocol, Version 2", and, for what mail servers do, Postfix's MILTER_README.
 *
 * A mail is taken apart as a mail server does it, not as a reader: where the head ends, and that a header's
 * lines are parted by LF in a packet, while a body's end in CRLF. */
#include "bench/milter_wire.h"

#include <arpa/inet.h>
#include <stdlib.h>

/* SMFIP_... */
#define WISH_SKIP  UINT32_C(0x400)
#define WISH_SPACE UINT32_C(0x100000)

static const struct stage {
    const char *name;
    char command;              /* SMFIC_... */
    uint32_t left_out, silent; /* SMFIP_NO..., SMFIP_NR_... */
} stages[MILTER_STAGES] = {
    {"CONNECT", 'C', 0x1, 0x1000}, {"HELO", 'H', 0x2, 0x2000},    {"MAIL", 'M', 0x4, 0x4000},
    {"RCPT", 'R', 0x8, 0x8000},    {"DATA", 'T', 0x200, 0x10000}, {"header", 'L', 0x20, 0x80},
    {"EOH", 'N', 0x40, 0x40000},   {"body", 'B', 0x10, 0x80000},  {"end", 'E', 0, 0},
};

const char *milter_stage_name(enum milter_stage stage) {
    return stages[stage].name;
}

/* --- options --- */

bool milter_is_left_out(const struct milter_options *options, enum milter_stage stage) {
    return options->wishes & stages[stage].left_out ||
           (stage == MILTER_DATA && options->version < MILTER_VERSION_DATA);
}

bool milter_is_silent(const struct milter_options *options, enum milter_stage stage) {
    return options->wishes & stages[stage].silent;
}

bool milter_may_skip(const struct milter_options *options) {
    return options->wishes & WISH_SKIP;
}

bool milter_wants_space(const struct milter_options *options) {
    return options->wishes & WISH_SPACE;
}

static uint32_t read_number(const char *bytes) {
    uint32_t number;
    memcpy(&number, bytes, sizeof number);
    return ntohl(number);
}

/* Behind the three numbers may stand lists of the macros that it wants; it gets all that there are. */
bool milter_read_options(struct slice data, const struct milter_options *offer,
                         struct milter_options *options) {
    if (data.size < 3 * sizeof(uint32_t))
        return false;
    *options = (struct milter_options){read_number(data.data), read_number(data.data + sizeof(uint32_t)),
                                       read_number(data.data + 2 * sizeof(uint32_t))};
    return options->version >= MILTER_VERSION_OLD && options->version <= offer->version &&
           !(options->actions & ~offer->actions) && !(options->wishes & ~offer->wishes);
}

/* --- packets --- */

static void write_number(uint32_t number, struct buffer *into) {
    const uint32_t bytes = htonl(number);
    buffer_append(into, &bytes, sizeof bytes);
}

/* Returns where the packet begins. */
static size_t begin(char command, struct buffer *into) {
    size_t at = into->size;
    write_number(0, into);
    buffer_append(into, &command, 1);
    return at;
}

static void end(size_t at, struct buffer *into) {
    const uint32_t size = htonl((uint32_t)(into->size - at - sizeof size));
    memcpy(into->data + at, &size, sizeof size);
}

/* With its NUL. */
static void write_string(const char *string, struct buffer *into) {
    buffer_append(into, string, strlen(string) + 1);
}

void milter_write_options(const struct milter_options *options, struct buffer *into) {
    size_t at = begin(MILTER_CODE_OPTIONS, into);
    write_number(options->version, into);
    write_number(options->actions, into);
    write_number(options->wishes, into);
    end(at, into);
}

void milter_write_macros(enum milter_stage stage, const struct milter_macro *macros, size_t count,
                         struct buffer *into) {
    size_t at = begin('D', into);
    buffer_append(into, &stages[stage].command, 1);
    for (size_t i = 0; i < count; i++)
        if (*macros[i].value) {
            write_string(macros[i].name, into);
            write_string(macros[i].value, into);
        }
    end(at, into);
}

/* The port that a mail came from is not known: 0. IPv6 as Sendmail writes it, whom libmilter expects. */
void milter_write_connect(const char *client_name, const char *client, struct buffer *into) {
    const bool is_ipv6 = strchr(client, ':');
    const char family = !*client ? 'U' : is_ipv6 ? '6' : '4';
    size_t at = begin(stages[MILTER_CONNECT].command, into);
    write_string(client_name, into);
    buffer_append(into, &family, 1);
    if (*client) {
        buffer_append(into, "\0", 2);
        buffer_append_string(into, is_ipv6 ? "IPv6:" : "");
        write_string(client, into);
    }
    end(at, into);
}

void milter_write_text(enum milter_stage stage, const char *text, struct buffer *into) {
    size_t at = begin(stages[stage].command, into);
    write_string(text, into);
    end(at, into);
}

/* Strings end at NULs, so those of a mail are left out; lines of a header are parted by LF. */
static void write_value(struct slice value, struct buffer *into) {
    char *to = buffer_reserve(into, value.size + 1);
    for (size_t i = 0; i < value.size; i++)
        if (value.data[i] && value.data[i] != '\r')
            *to++ = value.data[i];
    *to++ = '\0';
    into->size = (size_t)(to - into->data);
}

void milter_write_header(struct slice name, struct slice value, bool space, struct buffer *into) {
    const size_t most = MILTER_CHUNK_BYTES - 3; /* command and two NULs */
    name.size = name.size < most ? name.size : most;
    if (!space && value.size && *value.data == ' ')
        value = slice_of(value.data + 1, value.size - 1);
    if (value.size > most - name.size)
        value.size = most - name.size;
    size_t at = begin(stages[MILTER_HEADER].command, into);
    write_value(name, into);
    write_value(value, into);
    end(at, into);
}

void milter_write_body(struct slice chunk, struct buffer *into) {
    size_t at = begin(stages[MILTER_BODY].command, into);
    buffer_append(into, chunk.data, chunk.size);
    end(at, into);
}

void milter_write_stage(enum milter_stage stage, struct buffer *into) {
    end(begin(stages[stage].command, into), into);
}

void milter_write_quit(struct buffer *into) {
    end(begin('A', into), into);
    end(begin('Q', into), into);
}

/* --- a mail's parts --- */

/* Behind the line end, or at the end. */
static const char *next_line(const char *at, const char *end_of_mail) {
    const char *newline = memchr(at, '\n', (size_t)(end_of_mail - at));
    return newline ? newline + 1 : end_of_mail;
}

/* Printable, without colon; space may stand behind it (RFC 5322, 4.5). */
static bool read_name(const char *at, const char *end_of_mail, struct slice *name, const char **behind) {
    const char *from = at;
    while (at<end_of_mail && * at> ' ' && *at < 127 && *at != ':')
        at++;
    *name = slice_of(from, (size_t)(at - from));
    while (at < end_of_mail && (*at == ' ' || *at == '\t'))
        at++;
    *behind = at + 1;
    return name->size && at < end_of_mail && *at == ':';
}

bool milter_next_header(struct slice *rest, struct slice *name, struct slice *value) {
    const char *at, *end_of_mail = rest->size ? rest->data + rest->size : NULL;
    if (!end_of_mail || !read_name(rest->data, end_of_mail, name, &at))
        return false;
    const char *next = next_line(at, end_of_mail);
    while (next < end_of_mail && (*next == ' ' || *next == '\t'))
        next = next_line(next, end_of_mail);
    *rest = slice_of(next, (size_t)(end_of_mail - next));
    *value = slice_of(at, (size_t)(next - at));
    if (value->size && value->data[value->size - 1] == '\n')
        value->size--;
    if (value->size && value->data[value->size - 1] == '\r')
        value->size--;
    return true;
}

void milter_skip_empty(struct slice *rest) {
    if (rest->size >= 2 && !memcmp(rest->data, "\r\n", 2))
        *rest = slice_of(rest->data + 2, rest->size - 2);
}
