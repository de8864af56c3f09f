/* What stands in text to click, write to or call. One pass looks for the few bytes that such things contain
 * (`.` `@` `:` digits) and reads the neighbourhood of each: back to where the thing begins, but never behind
 * what was read before, then on to its end, where the pass goes on. So every byte is read a bounded number of
 * times.
 *
 * A host without scheme is a link when it begins with www., or its last label is a public suffix and it does
 * not look like a word with a full stop and no space ("now.in", "readme.pl"): the common suffixes always,
 * others in lower case with more labels or a path. "example . com", a usual disguise, is one too. */
#include "mail/link_text.h"

#include <stdbool.h>
#include <strings.h>

#include "mail/link_host.h"

#define LOCAL_PART_BYTES 64 /* RFC 5321 */
#define SCHEME_BYTES     6

struct search {
    struct mail *mail;
    const char *begin, *end;
    const char *floor; /* nothing before it is looked at again */
    bool hidden;
};

/* Bytes that things to click, write to or call contain. */
static const bool triggers[256] = {
    ['0'] = true, ['1'] = true, ['2'] = true, ['3'] = true,  ['4'] = true,  ['5'] = true,
    ['6'] = true, ['7'] = true, ['8'] = true, ['9'] = true,  ['.'] = true,  ['+'] = true,
    ['@'] = true, [':'] = true, ['('] = true, [0xef] = true, [0xf0] = true, /* digits of other blocks */
};

static bool is_letter(char c) {
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

static bool is_alphanumeric(char c) {
    return is_letter(c) || (unsigned char)(c - '0') < 10;
}

static bool is_host_byte(char c) {
    return is_alphanumeric(c) || c == '-' || c == '.' || c == '_';
}

static bool is_local_part_byte(char c) {
    return c && (is_host_byte(c) || strchr("+=&'!#~%/", c));
}

static bool is(struct slice text, const char *word) {
    return text.size == strlen(word) && !strncasecmp(text.data, word, text.size);
}

/* Where a URL in text ends: white space, brackets, quotes, punctuation of other scripts. */
static const char *url_end(const char *at, const char *end) {
    const char *begin = at;
    for (; at < end; at++) {
        unsigned char c = (unsigned char)*at;
        if (c <= ' ' || c == '<' || c == '>' || c == '"' || c == '`' || c == '{' || c == '}' || c == '|' ||
            c == 0x7f)
            break;
        unsigned char next = at + 1 < end ? (unsigned char)at[1] : 0;
        if ((c == 0xe2 && next == 0x80) || (c == 0xe3 && next == 0x80) || (c == 0xc2 && next <= 0xbb) ||
            (c == 0xef && (next == 0xbc || next == 0xbd)))
            break;
    }
    bool opened = memchr(begin, '(', (size_t)(at - begin)),
         bracketed = memchr(begin, '[', (size_t)(at - begin));
    while (at > begin &&
           (strchr(".,:;!?'*_~\\^", at[-1]) || (at[-1] == ')' && !opened) || (at[-1] == ']' && !bracketed)))
        at--;
    return at;
}

/* "example.com.Yours" was two sentences: without the last word. begin is that of the host. */
static const char *trim_sentence(const char *begin, const char *end) {
    const char *dot = end > begin ? memrchr(begin, '.', (size_t)(end - begin)) : NULL;
    if (!dot || end - dot < 4 || dot[1] < 'A' || dot[1] > 'Z' || dot == begin || dot[-1] < 'a' ||
        dot[-1] > 'z')
        return end;
    return link_host_has_known_suffix(slice_of(begin, (size_t)(dot - begin))) ? dot : end;
}

static void add_url(struct search *search, const char *begin, const char *end) {
    link_add(search->mail, slice_of(begin, (size_t)(end - begin)), false, search->hidden);
    search->floor = end;
}

/* `at` is a colon: is "http" or the like before it, and a slash behind? */
static const char *find_scheme_url(struct search *search, const char *at) {
    static const char *const schemes[] = {"http", "https", "ftp", "hxxp", "hxxps"};
    if (search->end - at < 4 || (at[1] != '/' && at[1] != '\\') || (at[2] != '/' && at[2] != '\\'))
        return at + 1;
    const char *begin = at;
    while (begin > search->floor && at - begin < SCHEME_BYTES && is_letter(begin[-1]))
        begin--;
    struct slice scheme = slice_of(begin, (size_t)(at - begin));
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (!is(scheme, schemes[i]))
            continue;
        const char *end = url_end(at + 3, search->end), *host = at + 3;
        while (host < end && is_host_byte(*host))
            host++;
        if (host == end || *host == ',')
            end = trim_sentence(at + 3, host);
        if (end == at + 3)
            return end;
        if (begin[1] == 'x' || begin[1] == 'X') {
            const char *url =
                arena_printf(search->mail->arena, "http%.*s", (int)(end - begin - 4), begin + 4);
            link_add(search->mail, slice_from_string(url), false, search->hidden);
            search->floor = end;
        } else {
            add_url(search, begin, end);
        }
        return end;
    }
    return at + 1;
}

/* Suffixes that are no words of English prose, so that "word.suffix" is a host. */
static bool is_common_suffix(struct slice suffix) {
    static const char *const common[] = {"com", "net",  "org",  "info", "biz", "edu", "gov", "mil",
                                         "int", "mobi", "aero", "coop", "xxx", "dev", "app", "io"};
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (is(suffix, common[i]))
            return true;
    return false;
}

/* Country codes that are words, or ends of file names. */
static bool is_word_suffix(struct slice suffix) {
    static const char *const words[] = {"in", "it", "is", "as", "at", "be", "by", "do", "me",
                                        "my", "no", "so", "to", "us", "am", "an", "ad", "la",
                                        "de", "se", "es", "et", "il", "li", "sh", "py", "rs",
                                        "md", "ps", "ms", "pm", "st", "th", "im", "id"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is(suffix, words[i]))
            return true;
    return false;
}

static bool is_lower(struct slice text) {
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < 'a' || text.data[i] > 'z')
            return false;
    return true;
}

/* Whether a name in text without scheme is meant as a host. */
static bool is_meant(struct slice name, bool path_follows) {
    size_t labels = 1, longest = 0, run = 0;
    for (size_t i = 0; i < name.size; i++) {
        run = name.data[i] == '.' ? 0 : run + 1;
        labels += name.data[i] == '.';
        if (name.data[i] == '_')
            return false;
        longest = run > longest ? run : longest;
        if (name.data[i] == '.' && i + 1 < name.size && name.data[i + 1] == '.')
            return false;
    }
    if (labels < 2 || longest < 2 || !is_alphanumeric(*name.data) || !link_host_has_known_suffix(name))
        return false;
    if (name.size > 4 && !strncasecmp(name.data, "www.", 4))
        return labels > 2;
    const char *dot = memrchr(name.data, '.', name.size);
    struct slice suffix = slice_of(dot + 1, name.size - (size_t)(dot + 1 - name.data));
    if (is_common_suffix(suffix))
        return dot - name.data > 1;
    if (!is_lower(suffix) || dot - name.data < 3)
        return false;
    return path_follows || labels > 2 || (suffix.size == 2 && !is_word_suffix(suffix));
}

/* Reads the mail address around the `@` at `at`; returns where to go on. */
static const char *find_address(struct search *search, const char *at) {
    const char *begin = at, *end = at + 1;
    while (begin > search->floor && at - begin < LOCAL_PART_BYTES && is_local_part_byte(begin[-1]))
        begin--;
    while (begin < at && !is_alphanumeric(*begin))
        begin++;
    while (end < search->end && is_host_byte(*end))
        end++;
    while (end > at + 1 && !is_alphanumeric(end[-1]))
        end--;
    struct slice domain = slice_of(at + 1, (size_t)(end - at - 1));
    if (begin == at || domain.size < 4 || domain.size > LINK_HOST_BYTES || !is_alphanumeric(*domain.data) ||
        memmem(domain.data, domain.size, "..", 2) || !link_host_has_known_suffix(domain))
        return at + 1;
    if (!search->hidden)
        link_add_address(search->mail, slice_of(begin, (size_t)(end - begin)));
    search->floor = end;
    return end;
}

/* "example . com": `at` is the dot. */
static const char *find_spaced_host(struct search *search, const char *at) {
    const char *name = at - 1, *suffix = at + 2, *end = suffix;
    if (at - search->floor < 6 || search->end - at < 5 || at[-1] != ' ' || at[1] != ' ')
        return at + 1;
    while (name > search->floor && at - name < LINK_HOST_BYTES &&
           (is_alphanumeric(name[-1]) || name[-1] == '-'))
        name--;
    while (end < search->end && is_letter(*end) && end - suffix < 5)
        end++;
    struct slice suffix_text = slice_of(suffix, (size_t)(end - suffix));
    if (at - 1 - name < 4 || !(is(suffix_text, "com") || is(suffix_text, "net") || is(suffix_text, "org") ||
                               is(suffix_text, "info") || is(suffix_text, "biz")))
        return at + 1;
    const char *url = arena_printf(search->mail->arena, "http://%.*s.%.*s", (int)(at - 1 - name), name,
                                   (int)suffix_text.size, suffix);
    link_add(search->mail, slice_from_string(url), false, search->hidden);
    search->floor = end;
    return end;
}

/* `at` is a dot: reads the name around it; returns where to go on. */
static const char *find_host(struct search *search, const char *at) {
    const char *begin = at, *end = at + 1;
    if (at == search->begin || end >= search->end)
        return at + 1;
    if (at[-1] == ' ')
        return find_spaced_host(search, at);
    while (begin > search->floor && at - begin < LINK_HOST_BYTES && is_host_byte(begin[-1]))
        begin--;
    while (end < search->end && is_host_byte(*end))
        end++;
    if (end < search->end && *end == '@')
        return find_address(search, end);
    const char *stop = end;
    while (stop > at && !is_alphanumeric(stop[-1]))
        stop--;
    stop = trim_sentence(begin, stop);
    struct slice name = slice_of(begin, (size_t)(stop > begin ? stop - begin : 0));
    bool path_follows = stop == end && stop < search->end && *stop == '/';
    bool glued = begin > search->begin && (begin[-1] == '@' || begin[-1] == '/' || (begin[-1] & 0x80));
    if (stop <= at + 1 || name.size > LINK_HOST_BYTES || glued || !is_meant(name, path_follows))
        return end;
    if (stop < search->end && strchr("/?:#", *stop))
        stop = url_end(stop, search->end);
    add_url(search, begin, stop);
    return stop;
}

static const char *find_phone(struct search *search, const char *at) {
    char digits[LINK_PHONE_BYTES];
    size_t size = link_phone_match(search->begin, at, search->end, false, digits);
    if (size) {
        if (!search->hidden)
            link_add_phone(search->mail, slice_from_string(digits));
        search->floor = at + size;
        return at + size;
    }
    const char *next = at + 1;
    while (next < search->end && (unsigned char)(*next - '0') < 10)
        next++;
    return next;
}

void link_find(struct mail *mail, struct slice text, bool hidden) {
    if (!text.size)
        return;
    struct search search = {mail, text.data, text.data + text.size, text.data, hidden};
    for (const char *at = text.data; at < search.end;) {
        if (!triggers[(unsigned char)*at])
            at++;
        else if (*at == ':')
            at = find_scheme_url(&search, at);
        else if (*at == '.')
            at = find_host(&search, at);
        else if (*at == '@')
            at = find_address(&search, at);
        else
            at = find_phone(&search, at);
    }
}

const char *link_phone_read(struct arena *arena, struct slice text) {
    char digits[LINK_PHONE_BYTES];
    while (text.size && *text.data == ' ')
        text = slice_of(text.data + 1, text.size - 1);
    while (text.size && text.data[text.size - 1] == ' ')
        text.size--;
    bool whole =
        text.size && link_phone_match(text.data, text.data, text.data + text.size, true, digits) == text.size;
    return whole ? arena_string(arena, digits) : NULL;
}
