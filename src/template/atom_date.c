/* Dates and times of day as mail has them: weekdays, months, days, years, clock times, zones, in any order
 * that reads as one ("Thursday, March 22, 2007 8:27 PM", "2025-03-04", "4. Juli", "20:15"). A run of such
 * parts is one date where one of them could not be anything else. Cost: a look at the first bytes of each
 * word. */
#include <string.h>
#include <strings.h>

#include "template/atom.h"

enum part_kind {
    PART_NONE,
    PART_WEEKDAY,       /* in full: a date by itself */
    PART_WEEKDAY_SHORT, /* "sat", "sun": only beside others */
    PART_MONTH,         /* "may", "march": only beside a number */
    PART_NUMBER,        /* 1 to 31, "22nd"; only beside a month */
    PART_YEAR,
    PART_WHOLE, /* "22.03.2007", "2007-03-22" */
    PART_CLOCK, /* "8:27", "20:27:11" */
    PART_ZONE,  /* "pm", "GMT", "+0100": only behind a clock */
};

/* More parts than any date has. */
#define PARTS 8

struct part {
    enum part_kind kind;
    const char *begin, *end;
};

struct date_word {
    const char *word;
    enum part_kind kind;
};

/* English and German, as the pictures are read in. */
static const struct date_word words[] = {
    {"monday", PART_WEEKDAY},    {"tuesday", PART_WEEKDAY},    {"wednesday", PART_WEEKDAY},
    {"thursday", PART_WEEKDAY},  {"friday", PART_WEEKDAY},     {"saturday", PART_WEEKDAY},
    {"sunday", PART_WEEKDAY},    {"montag", PART_WEEKDAY},     {"dienstag", PART_WEEKDAY},
    {"mittwoch", PART_WEEKDAY},  {"donnerstag", PART_WEEKDAY}, {"freitag", PART_WEEKDAY},
    {"samstag", PART_WEEKDAY},   {"sonntag", PART_WEEKDAY},    {"mon", PART_WEEKDAY_SHORT},
    {"tue", PART_WEEKDAY_SHORT}, {"wed", PART_WEEKDAY_SHORT},  {"thu", PART_WEEKDAY_SHORT},
    {"fri", PART_WEEKDAY_SHORT}, {"sat", PART_WEEKDAY_SHORT},  {"sun", PART_WEEKDAY_SHORT},
    {"january", PART_MONTH},     {"february", PART_MONTH},     {"march", PART_MONTH},
    {"april", PART_MONTH},       {"may", PART_MONTH},          {"june", PART_MONTH},
    {"july", PART_MONTH},        {"august", PART_MONTH},       {"september", PART_MONTH},
    {"october", PART_MONTH},     {"november", PART_MONTH},     {"december", PART_MONTH},
    {"jan", PART_MONTH},         {"feb", PART_MONTH},          {"mar", PART_MONTH},
    {"apr", PART_MONTH},         {"jun", PART_MONTH},          {"jul", PART_MONTH},
    {"aug", PART_MONTH},         {"sep", PART_MONTH},          {"sept", PART_MONTH},
    {"oct", PART_MONTH},         {"nov", PART_MONTH},          {"dec", PART_MONTH},
    {"januar", PART_MONTH},      {"februar", PART_MONTH},      {"m\xc3\xa4rz", PART_MONTH},
    {"mai", PART_MONTH},         {"juni", PART_MONTH},         {"juli", PART_MONTH},
    {"oktober", PART_MONTH},     {"dezember", PART_MONTH},     {"am", PART_ZONE},
    {"pm", PART_ZONE},           {"uhr", PART_ZONE},           {"utc", PART_ZONE},
    {"gmt", PART_ZONE},          {"est", PART_ZONE},           {"edt", PART_ZONE},
    {"cst", PART_ZONE},          {"cdt", PART_ZONE},           {"pst", PART_ZONE},
    {"pdt", PART_ZONE},          {"cet", PART_ZONE},           {"cest", PART_ZONE},
};

static bool is_digit(const char *at, const char *end) {
    return at < end && *at >= '0' && *at <= '9';
}

static bool is_letter(const char *at, const char *end) {
    return at < end && ((*at | 0x20) - 'a' + 0u < 26 || (unsigned char)*at >= 0x80);
}

static size_t digits(const char *at, const char *end) {
    size_t count = 0;
    while (is_digit(at + count, end))
        count++;
    return count;
}

static struct part read_word(const char *at, const char *end) {
    size_t bytes = 0;
    while (is_letter(at + bytes, end) && bytes < 16)
        bytes++;
    struct part part = {PART_NONE, at, at + bytes};
    if (is_digit(part.end, end) || is_letter(part.end, end))
        return part;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].word) == bytes && !strncasecmp(words[i].word, at, bytes))
            part.kind = words[i].kind;
    return part;
}

/* Behind `hours` digits and a colon. */
static struct part read_clock(const char *at, const char *end, size_t hours) {
    struct part part = {PART_CLOCK, at, at + hours};
    for (unsigned i = 0; i < 2 && part.end < end && *part.end == ':' && digits(part.end + 1, end) == 2; i++)
        part.end += 3;
    if (part.end == at + hours)
        part.kind = PART_NONE;
    return part;
}

/* Day, month and year with one sign between. */
static struct part read_whole(const char *at, const char *end) {
    size_t first = digits(at, end);
    const char *second = at + first + 1, *third;
    struct part none = {PART_NONE, at, at};
    if (at + first >= end || !strchr("-/.", at[first]))
        return none;
    size_t middle = digits(second, end);
    third = second + middle + 1;
    if (middle < 1 || middle > 2 || second + middle >= end || second[middle] != at[first])
        return none;
    size_t last = digits(third, end);
    bool year_first = first == 4 && last >= 1 && last <= 2;
    bool year_last = first <= 2 && (last == 4 || (last == 2 && at[first] != '.'));
    const char *behind = third + last;
    if ((!year_first && !year_last) || is_letter(behind, end) ||
        (behind < end && strchr("-/.", *behind) && is_digit(behind + 1, end)))
        return none;
    return (struct part){PART_WHOLE, at, behind};
}

static struct part read_number(const char *at, const char *end) {
    static const char *const ordinals[] = {"st", "nd", "rd", "th"};
    size_t count = digits(at, end);
    struct part part = read_whole(at, end);
    if (part.kind || count > 4)
        return part;
    if (count <= 2 && at + count < end && at[count] == ':')
        return read_clock(at, end, count);
    part.end = at + count;
    if (count <= 2)
        part.kind = PART_NUMBER;
    else if (count == 4 && (!memcmp(at, "19", 2) || !memcmp(at, "20", 2)))
        part.kind = PART_YEAR;
    for (size_t i = 0; i < 4 && count <= 2; i++)
        if (end - part.end >= 2 && !strncasecmp(part.end, ordinals[i], 2) && !is_letter(part.end + 2, end))
            return (struct part){PART_NUMBER, at, part.end + 2};
    if (is_letter(part.end, end) && count > 2)
        part.kind = PART_NONE;
    return part;
}

static struct part read_part(const char *at, const char *end) {
    if (is_digit(at, end))
        return read_number(at, end);
    if (end - at >= 5 && (*at == '+' || *at == '-') && digits(at + 1, end) == 4)
        return (struct part){PART_ZONE, at, at + 5};
    return read_word(at, end);
}

/* What may stand between two parts. */
static const char *skip_between(const char *at, const char *end) {
    const char *to = at;
    while (to < end && to - at < 3 && (*to == ' ' || *to == ',' || *to == '.'))
        to++;
    return to;
}

static size_t read_parts(const char *at, const char *end, struct part *parts) {
    size_t count = 0;
    while (count < PARTS) {
        struct part part = read_part(at, end);
        if (!part.kind)
            break;
        parts[count++] = part;
        at = skip_between(part.end, end);
    }
    return count;
}

/* Is the part a date's, where it stands? */
static bool belongs(const struct part *parts, size_t count, size_t at) {
    enum part_kind before = at ? parts[at - 1].kind : PART_NONE;
    enum part_kind behind = at + 1 < count ? parts[at + 1].kind : PART_NONE;
    switch (parts[at].kind) {
    case PART_NUMBER:
        return before == PART_MONTH || behind == PART_MONTH;
    case PART_MONTH:
        return before == PART_NUMBER || behind == PART_NUMBER || behind == PART_YEAR;
    case PART_YEAR:
        return before == PART_MONTH || before == PART_NUMBER;
    case PART_WEEKDAY_SHORT:
        return behind == PART_NUMBER || behind == PART_MONTH || behind == PART_WHOLE || before == PART_WHOLE;
    case PART_ZONE:
        return before == PART_CLOCK || before == PART_ZONE;
    case PART_NONE:
        return false;
    case PART_WEEKDAY:
    case PART_WHOLE:
    case PART_CLOCK:
        break;
    }
    return true;
}

size_t atom_date_bytes(const char *at, const char *end) {
    struct part parts[PARTS];
    size_t count = read_parts(at, end, parts), kept = 0;
    while (kept < count && belongs(parts, count, kept))
        kept++;
    return kept ? (size_t)(parts[kept - 1].end - at) : 0;
}
