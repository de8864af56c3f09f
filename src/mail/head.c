/* The head of a message or part (RFC 5322, 2.2), as mail really holds it: a line that is no header is stepped
 * over where headers follow it and begins the body where none do, since both kinds of readers exist and spam
 * is made for them.
 *
 * Cost: one pass over the head; two for a message with more headers than fit the first guess. */
#include "mail/head.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

#include "mail/mail.h"

/* A header name longer than this is none. */
#define HEADER_NAME_BYTES 120

struct line {
    const char *begin, *end; /* end: before the line end */
    const char *next;
};

static struct line line_at(const char *from, const char *limit) {
    const char *newline = memchr(from, '\n', (size_t)(limit - from));
    struct line line = {from, newline ? newline : limit, newline ? newline + 1 : limit};
    if (line.end > from && line.end[-1] == '\r')
        line.end--;
    return line;
}

static bool is_continuation(struct line line) {
    return line.begin < line.end && (*line.begin == ' ' || *line.begin == '\t');
}

/* Length of the name before the colon, 0 if the line is no header. Space before the colon is tolerated. */
static size_t name_length(struct line line) {
    const char *limit = line.end - line.begin > HEADER_NAME_BYTES ? line.begin + HEADER_NAME_BYTES : line.end;
    const char *at = line.begin;
    while (at<limit && * at> ' ' && *at < 127 && *at != ':')
        at++;
    const char *name_end = at;
    while (at < limit && (*at == ' ' || *at == '\t'))
        at++;
    return at < limit && *at == ':' ? (size_t)(name_end - line.begin) : 0;
}

static bool is_from_line(struct line line) {
    return (size_t)(line.end - line.begin) > 5 &&
           (!memcmp(line.begin, "From ", 5) || !memcmp(line.begin, ">From", 5));
}

/* Where headers begin: behind a separator line and stray blank lines. */
static const char *skip_preamble(const char *at, const char *limit) {
    while (at < limit) {
        struct line line = line_at(at, limit);
        if (line.begin < line.end && (!is_from_line(line) || name_length(line)))
            return at;
        at = line.next;
    }
    return limit;
}

static void note_bytes(struct slice text, struct head *head) {
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c >= 0x80)
            head->anomalies |= MAIL_RAW_8BIT_HEADER;
        else if (c == 0)
            head->anomalies |= MAIL_NUL_BYTES;
        else if (c == '\r' && i + 1 < text.size && text.data[i + 1] != '\n')
            head->anomalies |= MAIL_BARE_CR;
    }
}

static void note_duplicates(struct head *head) {
    static const char *const once[] = {"subject", "from", "date", "to", "message-id"};
    for (size_t i = 0; i < sizeof once / sizeof *once; i++)
        if (head_find(head, once[i], 1))
            head->anomalies |= MAIL_DUPLICATE_HEADER;
    if (head_find(head, "content-type", 1))
        head->anomalies |= MAIL_DUPLICATE_CONTENT_TYPE;
}

static void add_header(struct arena *arena, struct head *head, size_t *capacity, struct line line,
                       size_t name) {
    if (head->count == MAIL_HEADERS) {
        head->anomalies |= MAIL_LIMIT;
        return;
    }
    if (head->count == *capacity)
        head->headers = arena_grow(arena, head->headers, head->count, capacity, sizeof *head->headers);
    const char *colon = memchr(line.begin + name, ':', (size_t)(line.end - line.begin) - name);
    head->headers[head->count++] = (struct header){
        .name = slice_of(line.begin, name), .value = slice_of(colon + 1, (size_t)(line.end - colon - 1))};
}

/* Simulated mail is to be read as the mail that it plays, so its mark goes, whatever it says, before anybody
 * looks at names, order or number of headers. */
static void take_marks(struct arena *arena, struct head *head) {
    static const char name[] = MAIL_SIMULATED_HEADER;
    size_t kept = 0;
    for (size_t i = 0; i < head->count; i++) {
        struct header header = head->headers[i];
        if (header.name.size != sizeof name - 1 || strncasecmp(header.name.data, name, header.name.size) != 0)
            head->headers[kept++] = header;
        else
            head->simulated |= !strcasecmp(head_unfold(arena, header.value), "yes");
    }
    head->count = kept;
}

/* Whether the head goes on after a line that is no header. */
static bool head_goes_on(const char *at, const char *limit) {
    struct line line = line_at(at, limit);
    return line.begin < line.end && name_length(line);
}

void head_parse(struct arena *arena, struct slice raw, struct head *head) {
    *head = (struct head){0};
    size_t capacity = 0;
    const char *limit = raw.data + (raw.size < MAIL_HEADER_BYTES ? raw.size : MAIL_HEADER_BYTES);
    const char *at = skip_preamble(raw.data, limit), *begin = at;
    bool extendable = false;
    while (at < limit) {
        struct line line = line_at(at, limit);
        if (line.begin == line.end) {
            at = line.next;
            break;
        }
        size_t name = name_length(line);
        if (name) {
            add_header(arena, head, &capacity, line, name);
            extendable = true;
        } else if (is_continuation(line) && extendable) {
            struct slice *value = &head->headers[head->count - 1].value;
            value->size = (size_t)(line.end - value->data);
        } else {
            head->anomalies |= MAIL_BAD_HEADER;
            if (!head_goes_on(line.next, limit))
                break;
            extendable = false;
        }
        at = line.next;
    }
    if (at == limit && raw.size > MAIL_HEADER_BYTES)
        head->anomalies |= MAIL_LIMIT;
    head->bytes = (size_t)(at - raw.data);
    note_bytes(slice_of(begin, (size_t)(at - begin)), head);
    take_marks(arena, head);
    note_duplicates(head);
}

const struct header *head_find(const struct head *head, const char *name, size_t n) {
    size_t length = strlen(name);
    for (size_t i = 0; i < head->count; i++) {
        const struct header *header = &head->headers[i];
        bool begins = header->name.size == length && (*header->name.data | 0x20) == (*name | 0x20);
        if (begins && !strncasecmp(header->name.data, name, length) && n-- == 0)
            return header;
    }
    return NULL;
}

const char *head_unfold(struct arena *arena, struct slice value) {
    char *text = arena_alloc_raw(arena, value.size + 1), *to = text;
    for (size_t i = 0; i < value.size; i++) {
        char c = value.data[i];
        if (c == '\r' || c == '\n' || c == '\0')
            continue;
        if (to == text && (c == ' ' || c == '\t'))
            continue;
        *to++ = c;
    }
    while (to > text && (to[-1] == ' ' || to[-1] == '\t'))
        to--;
    *to = '\0';
    return text;
}

/* A date under construction; -1: not seen yet. */
struct date_fields {
    int year, month, day, hour, minute, second;
    int zone_minutes;
    bool time_seen, afternoon, morning;
};

static int month_number(const char *token, size_t length) {
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (length < 3)
        return -1;
    for (int i = 0; i < 12; i++)
        if (!strncasecmp(token, names + (ptrdiff_t)3 * i, 3))
            return i + 1;
    return -1;
}

static void read_zone_name(const char *token, size_t length, struct date_fields *date) {
    static const struct {
        char name[5];
        int minutes;
    } zones[] = {{"EDT", -240}, {"EST", -300}, {"CDT", -300}, {"CST", -360}, {"MDT", -360},
                 {"MST", -420}, {"PDT", -420}, {"PST", -480}, {"CET", 60},   {"CEST", 120},
                 {"MET", 60},   {"MEST", 120}, {"BST", 60},   {"JST", 540}};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        if (strlen(zones[i].name) == length && !strncasecmp(token, zones[i].name, length))
            date->zone_minutes = zones[i].minutes;
    if (length == 2 && !strncasecmp(token, "PM", 2))
        date->afternoon = true;
    if (length == 2 && !strncasecmp(token, "AM", 2))
        date->morning = true;
}

static void read_word(const char *token, size_t length, struct date_fields *date) {
    int month = month_number(token, length);
    if (month > 0 && date->month < 0)
        date->month = month;
    else
        read_zone_name(token, length, date);
}

/* "+0530", "-5:30". */
static void read_zone_offset(const char *token, size_t length, struct date_fields *date) {
    int digits = 0, value = 0;
    for (size_t i = 1; i < length && digits < 4; i++)
        if (isdigit((unsigned char)token[i])) {
            value = value * 10 + token[i] - '0';
            digits++;
        }
    if (digits < 3)
        value *= 100;
    int minutes = value / 100 * 60 + value % 100;
    if (minutes <= 24 * 60)
        date->zone_minutes = *token == '-' ? -minutes : minutes;
}

/* "13:13", "13:13:04", "13.13.04". */
static bool read_time(const char *token, size_t length, struct date_fields *date) {
    int fields[3] = {0}, field = 0, digits = 0;
    for (size_t i = 0; i < length; i++) {
        if (isdigit((unsigned char)token[i]) && digits < 2) {
            fields[field] = fields[field] * 10 + token[i] - '0';
            digits++;
        } else if ((token[i] == ':' || token[i] == '.') && digits && field < 2) {
            field++;
            digits = 0;
        } else {
            break;
        }
    }
    if (field < 1)
        return false;
    date->hour = fields[0];
    date->minute = fields[1];
    date->second = fields[2];
    date->time_seen = true;
    return true;
}

static void read_number(const char *token, size_t length, struct date_fields *date) {
    int value = 0;
    size_t digits = 0;
    for (; digits < length && isdigit((unsigned char)token[digits]); digits++)
        if (digits < 4)
            value = value * 10 + token[digits] - '0';
    length = digits;
    if (length == 4 && date->year < 0)
        date->year = value;
    else if (length <= 2 && date->day < 0)
        date->day = value;
    else if (length <= 3 && date->year < 0) /* RFC 5322, 4.3 */
        date->year = length == 3 || value >= 50 ? 1900 + value : 2000 + value;
}

static int64_t date_of(const struct date_fields *date) {
    if (date->year < 1970 || date->month < 1 || date->day < 1 || date->day > 31 || date->hour > 24 ||
        date->minute > 59 || date->second > 60)
        return TIME_NONE;
    int hour = date->hour;
    if (date->afternoon && hour < 12)
        hour += 12;
    if (date->morning && hour == 12)
        hour = 0;
    return time_from_civil(date->year, date->month, date->day, hour, date->minute, date->second) -
           (int64_t)date->zone_minutes * 60;
}

/* The end of the token of one class that begins at `at`. */
static const char *token_end(const char *at, const char *end) {
    const char *to = at + 1;
    if (isalpha((unsigned char)*at))
        while (to < end && isalpha((unsigned char)*to))
            to++;
    else
        while (to < end && (isdigit((unsigned char)*to) || *to == ':' || *to == '.'))
            to++;
    return to;
}

static const char *skip_comment(const char *at, const char *end) {
    int depth = 0;
    for (; at < end; at++) {
        depth += (*at == '(') - (*at == ')');
        if (!depth)
            return at + 1;
    }
    return end;
}

int64_t head_parse_date(struct slice value) {
    enum { LONGEST = 200 }; /* no date is longer, however commented */
    struct date_fields date = {.year = -1, .month = -1, .day = -1};
    const char *at = value.data, *end = at + (value.size < LONGEST ? value.size : LONGEST);
    while (at < end) {
        if (*at == '(') {
            at = skip_comment(at, end);
            continue;
        }
        bool sign = (*at == '+' || *at == '-') && date.time_seen;
        if (!sign && !isalnum((unsigned char)*at)) {
            at++;
            continue;
        }
        const char *to = token_end(at, end);
        size_t length = (size_t)(to - at);
        if (sign)
            read_zone_offset(at, length, &date);
        else if (isalpha((unsigned char)*at))
            read_word(at, length, &date);
        else if (date.time_seen || !read_time(at, length, &date))
            read_number(at, length, &date);
        at = to;
    }
    return date_of(&date);
}
