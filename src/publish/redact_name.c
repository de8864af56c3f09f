/* Local parts and names. One that is an ordinary word is replaced only where it is meant as a name: beside @,
 * in a link, where somebody is greeted. Whoever is greeted by a name is replaced although nobody knows him.
 */
#include <ctype.h>
#include <string.h>

#include "publish/redact_scan.h"
#include "publish/redact_word.h"

/* "Dear Dr. Anna Maria Smith" */
#define GREETED_WORDS 4
/* Of a line that begins with a greeting, so many words may be the name. */
#define GREETING_REACH 6
/* Shorter ones are found by chance when they are spelt backwards or stick to other letters. */
#define DISGUISED_BYTES 4
#define STICKING_BYTES  6
/* Letters that stick to a local part: "manager" in "managerxx". */
#define STUCK_BYTES 3

static unsigned places_of(const struct redact_scan *scan, size_t first, size_t count) {
    unsigned places = 0;
    for (size_t i = first; i < first + count; i++)
        places |= scan->places[i];
    return places;
}

/* Several words may hold one that is not replaced by itself: the "com" of "example.com". */
static bool all_free(const struct redact_scan *scan, size_t first, size_t count) {
    size_t free = 0;
    for (size_t i = first; i < first + count; i++)
        free += count == 1 ? scan_is_free(scan, i) : !scan->marks[i] && !(scan->places[i] & PLACE_MARK);
    return free == count;
}

static bool all_capital(const struct redact_scan *scan, size_t first, size_t count) {
    while (count && scan->words[first + count - 1].capital)
        count--;
    return !count;
}

/* A local part as it is written, or the words of one or of a display name. */
static bool is_recipient(struct redact_scan *scan, size_t first, size_t count) {
    const struct person_word *words = scan->words + first;
    bool strict = places_of(scan, first, count) & PLACES_STRICT;
    if (!all_free(scan, first, count))
        return false;
    if (redactor_knows(scan->redactor, person_part_key(PERSON_PART, scan->text, words, count)) &&
        (strict || !redactor_part_is_ordinary(scan->redactor, scan->text, words, count)))
        return true;
    return count > 1 && redactor_knows(scan->redactor, person_words_key(PERSON_WORDS, words, count)) &&
           (strict || redactor_is_name(scan->redactor, scan->text, words, count));
}

static size_t find_part(struct redact_scan *scan, size_t first) {
    size_t longest = 0, close = scan_close(scan, first, PERSON_WORDS_MOST);
    for (size_t count = 1; count <= close; count++) {
        if (is_recipient(scan, first, count))
            longest = count;
        if (!redactor_knows(scan->redactor, person_words_key(PERSON_BEGINNING, scan->words + first, count)))
            break;
    }
    return longest;
}

/* Whether the form alone is a local part and no ordinary word. */
static bool is_part(struct redact_scan *scan, const char *form, size_t bytes) {
    struct person_word word = {.end = (uint32_t)bytes, .form = form, .bytes = (uint16_t)bytes};
    struct slice text = slice_of(form, bytes);
    return redactor_knows(scan->redactor, person_part_key(PERSON_PART, text, &word, 1)) &&
           !redactor_part_is_ordinary(scan->redactor, text, &word, 1);
}

static bool is_reversed(struct redact_scan *scan, const struct person_word *word) {
    char form[PERSON_FORM_BYTES];
    for (size_t i = 0; i < word->bytes; i++)
        form[i] = word->form[word->bytes - 1 - i];
    return is_part(scan, form, word->bytes);
}

static bool is_rotated(struct redact_scan *scan, const struct person_word *word) {
    char form[PERSON_FORM_BYTES];
    for (size_t i = 0; i < word->bytes; i++) {
        char c = word->form[i];
        form[i] = (char)(c >= 'a' && c <= 'z' ? 'a' + (c - 'a' + 13) % 26 : c);
    }
    return is_part(scan, form, word->bytes);
}

static bool sticks(struct redact_scan *scan, const struct person_word *word) {
    for (size_t stuck = 1; stuck <= STUCK_BYTES && word->bytes >= STICKING_BYTES + stuck; stuck++)
        if (is_part(scan, word->form, word->bytes - stuck) ||
            is_part(scan, word->form + stuck, word->bytes - stuck))
            return !redactor_word_is_ordinary(scan->redactor, scan->text, word);
    return false;
}

static bool is_disguised(struct redact_scan *scan, size_t i) {
    const struct person_word *word = &scan->words[i];
    bool near_by = scan->places[i] & (PLACE_LINK | PLACE_AT);
    if (word->bytes < DISGUISED_BYTES || !scan_is_free(scan, i) || !(near_by || scan->turned))
        return false;
    if (is_reversed(scan, word) || (near_by && is_rotated(scan, word)))
        return true;
    return near_by && !(scan->places[i] & PLACE_DOMAIN) && sticks(scan, word);
}

void scan_find_parts(struct redact_scan *scan) {
    for (size_t i = 0; i < scan->count; i++) {
        size_t count = find_part(scan, i);
        count = !count && is_disguised(scan, i) ? 1 : count;
        if (!count)
            continue;
        scan_mark(scan, i, count, MARK_RECIPIENT);
        i += count - 1;
    }
}

/* Of a sender who may call himself anything: one is a given name, or all are rare. */
static bool is_person(struct redact_scan *scan, size_t first, size_t count) {
    bool rare = true;
    for (size_t i = first; i < first + count; i++) {
        if (redact_word_find(WORD_GIVEN, &scan->words[i], 1))
            return true;
        rare = rare && !redactor_word_is_ordinary(scan->redactor, scan->text, &scan->words[i]);
    }
    return rare;
}

void scan_find_senders(struct redact_scan *scan) {
    enum { FEWEST = 2, MOST = 4 };
    for (size_t i = 0; i + 1 < scan->count; i++) {
        size_t count = scan->words[i].capital ? scan_close(scan, i, MOST) : 0;
        for (; count >= FEWEST; count--) {
            const struct person_word *words = scan->words + i;
            if (all_capital(scan, i, count) && all_free(scan, i, count) &&
                redactor_knows_sender(scan->redactor, person_words_key(PERSON_SENDER_NAME, words, count)) &&
                is_person(scan, i, count)) {
                scan_mark(scan, i, count, MARK_SENDER);
                break;
            }
        }
    }
}

/* The sign that follows the word, spaces left out; '\n' at the end of text or line. */
static char sign_after(const struct redact_scan *scan, size_t word) {
    size_t at = scan->words[word].end;
    while (at < scan->text.size && (scan->text.data[at] == ' ' || scan->text.data[at] == '\r'))
        at++;
    return at < scan->text.size ? scan->text.data[at] : '\n';
}

static bool ends_line(const struct redact_scan *scan, size_t word, size_t line_end) {
    return word + 1 >= scan->count || scan->words[word + 1].start >= line_end;
}

/* How many words at `first` may be a name: up to a sign that ends a greeting. 0: no such sign follows. */
static size_t greeted_words(const struct redact_scan *scan, size_t first, size_t line_end) {
    for (size_t count = 1; count <= GREETED_WORDS && first + count <= scan->count; count++) {
        size_t last = first + count - 1;
        if (strchr(",!:;?\n", sign_after(scan, last)) || ends_line(scan, last, line_end) ||
            (sign_after(scan, last) == '-' && scan->text.data[scan->words[last].end] == ' '))
            return count;
    }
    return 0;
}

/* "jsmith42" */
static bool has_digit(const struct person_word *word) {
    bool digit = false, letter = false;
    for (size_t i = 0; i < word->bytes; i++) {
        digit |= isdigit((unsigned char)word->form[i]) != 0;
        letter |= isalpha((unsigned char)word->form[i]) != 0;
    }
    return digit && letter;
}

static bool is_greeted_name(struct redact_scan *scan, size_t first, size_t count, bool titled) {
    const struct person_word *words = scan->words + first;
    for (size_t i = 0; i < count; i++)
        if (redact_word_find(WORD_NOBODY, words + i, count - i))
            return false;
    if (titled)
        return true;
    if (all_capital(scan, first, count))
        return redactor_is_name(scan->redactor, scan->text, words, count);
    return count == 1 && (redact_word_find(WORD_GIVEN, words, 1) || has_digit(words));
}

/* What follows the greeting. */
static void find_greeted(struct redact_scan *scan, size_t first, size_t line_end) {
    size_t titles = 0, count, name;
    for (size_t i = first; i < scan->count && i < first + GREETING_REACH && scan->words[i].start < line_end;
         i++)
        scan->places[i] |= PLACE_GREETING;
    while (first + titles < scan->count &&
           (count = redact_word_find(WORD_TITLE, scan->words + first + titles, scan->count - first - titles)))
        titles += count;
    name = first + titles;
    if (name >= scan->count || scan->words[name].start >= line_end)
        return;
    count = greeted_words(scan, name, line_end);
    if (count && all_free(scan, name, count) && is_greeted_name(scan, name, count, titles > 0))
        scan_mark(scan, name, count, MARK_RECIPIENT);
}

/* "Re: Fwd: " */
static size_t skip_reply(const struct redact_scan *scan, size_t word) {
    while (word < scan->count && redact_word_find(WORD_REPLY, scan->words + word, 1) &&
           sign_after(scan, word) == ':')
        word++;
    return word;
}

/* "manager, contact broker"; "call now, manager, and buy"; "contact broker, manager!" A colon or a dash
 * greets only whom it follows at once: "day target price: 1" is a label. */
static void place_vocatives(struct redact_scan *scan, size_t first, size_t next) {
    size_t count = scan_close(scan, first, GREETED_WORDS);
    for (size_t i = first; i < first + count && i < next; i++)
        if (strchr(i == first ? ",!:-" : ",!", sign_after(scan, i))) {
            for (size_t j = first; j <= i; j++)
                scan->places[j] |= PLACE_GREETING;
            break;
        }
    for (size_t i = first + 1; i < next; i++) {
        const struct person_word *after = i + 1 < next ? &scan->words[i + 1] : NULL;
        bool ends = strchr(",.!?;\n", sign_after(scan, i)) ||
                    (after && after->bytes == 3 && !memcmp(after->form, "and", 3));
        if (ends && sign_after(scan, i - 1) == ',')
            scan->places[i] |= PLACE_GREETING;
    }
}

void scan_find_greetings(struct redact_scan *scan) {
    for (size_t i = 0; i < scan->count;) {
        const char *newline =
            memchr(scan->text.data + scan->words[i].start, '\n', scan->text.size - scan->words[i].start);
        size_t line_end = newline ? (size_t)(newline - scan->text.data) : scan->text.size;
        size_t next = scan_word_at(scan, line_end), first = skip_reply(scan, i);
        if (first < next) {
            size_t greeting = 0, count;
            while (first + greeting < next &&
                   (count = redact_word_find(WORD_GREETING, scan->words + first + greeting,
                                             next - first - greeting)))
                greeting += count;
            place_vocatives(scan, first, next);
            if (greeting && first + greeting < next)
                find_greeted(scan, first + greeting, line_end);
            else if (greeting && next < scan->count)
                scan->places[next] |= PLACE_GREETING;
        }
        i = next > i ? next : i + 1;
    }
}
