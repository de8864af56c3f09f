/* Style sheets. Kept are rules whose selector is one element, class or id (`td`, `.x`, `td.x`, `#x`; lists of
 * them) and that touch what html_style.c knows: hashed by selector, later rules laid over earlier ones.
 * Blocks of @-rules (other media, mostly) are passed over.
 *
 * What is not kept could have set a background. Then a class that makes text white no longer says that it
 * cannot be read, so colours given by rules are not believed.
 *
 * Cost: one pass over the sheet; for an element one look-up a class, two with rules of the form `td.x`. */
#include "mail/html_sheet.h"

#include <xxhash.h>

#define SLOTS          512 /* a power of two above HTML_RULES */
#define SELECTOR_BYTES 64

struct rule {
    uint64_t key; /* 0: free */
    struct html_declared declared;
};

struct html_sheet {
    struct rule rules[SLOTS];
    size_t count;
    bool element_rules[HTML_TAGS];
    bool qualified;          /* there are rules of the form td.x */
    bool unknown_background; /* a selector that is not kept sets one */
};

static bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static uint64_t key_of(char kind, enum html_tag tag, struct slice name) {
    char lower[SELECTOR_BYTES] = {0};
    size_t size = name.size < SELECTOR_BYTES ? name.size : SELECTOR_BYTES;
    for (size_t i = 0; i < size; i++) {
        char c = name.data[i];
        lower[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    return XXH3_64bits_withSeed(lower, size, (uint64_t)(unsigned char)kind << 32 | (unsigned)tag) | 1;
}

static struct rule *find_slot(const struct html_sheet *sheet, uint64_t key) {
    size_t slot = key >> 55;
    while (sheet->rules[slot].key && sheet->rules[slot].key != key)
        slot = (slot + 1) % SLOTS;
    return (struct rule *)&sheet->rules[slot];
}

static void add_rule(struct html_sheet *sheet, uint64_t key, const struct html_declared *declared) {
    struct rule *rule = find_slot(sheet, key);
    if (!rule->key) {
        if (sheet->count == HTML_RULES)
            return;
        rule->key = key;
        sheet->count++;
    }
    html_style_lay(&rule->declared, declared);
}

static bool is_name(struct slice name) {
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
              c == '_' || (unsigned char)c >= 0x80))
            return false;
    }
    return name.size > 0;
}

static struct slice trim(struct slice value) {
    while (value.size && is_space(*value.data))
        value = slice_of(value.data + 1, value.size - 1);
    while (value.size && is_space(value.data[value.size - 1]))
        value.size--;
    return value;
}

/* False when the selector is of a kind that is not kept. */
static bool add_selector(struct html_sheet *sheet, struct slice selector,
                         const struct html_declared *declared) {
    size_t split = 0;
    while (split < selector.size && selector.data[split] != '.' && selector.data[split] != '#')
        split++;
    struct slice element = slice_of(selector.data, split), name = {"", 0};
    enum html_tag tag = HTML_TAG_UNKNOWN;
    if (split) {
        tag = html_tag_find(element);
        if (tag <= HTML_TAG_FOREIGN)
            return false;
    }
    if (split == selector.size) {
        if (split) {
            sheet->element_rules[tag] = true;
            add_rule(sheet, key_of('<', tag, name), declared);
        }
        return true;
    }
    name = slice_of(selector.data + split + 1, selector.size - split - 1);
    if (!is_name(name))
        return false;
    sheet->qualified |= split > 0;
    add_rule(sheet, key_of(selector.data[split], tag, name), declared);
    return true;
}

static void add_selectors(struct html_sheet *sheet, struct slice selectors,
                          const struct html_declared *declared) {
    const char *at = selectors.data, *end = at + selectors.size;
    while (at < end) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        const char *stop = comma ? comma : end;
        if (!add_selector(sheet, trim(slice_of(at, (size_t)(stop - at))), declared) &&
            declared->properties & HTML_SETS_BACKGROUND)
            sheet->unknown_background = true;
        at = comma ? comma + 1 : end;
    }
}

/* Behind the brace that closes the one at `at`. */
static const char *block_end(const char *at, const char *end) {
    int depth = 0;
    for (; at < end; at++) {
        if (*at == '{')
            depth++;
        else if (*at == '}' && --depth <= 0)
            return at + 1;
    }
    return end;
}

/* The sheet without comments; as much of it as there was in all. */
static struct slice strip_comments(struct arena *arena, struct slice css) {
    const char *at = css.data, *end = at + css.size;
    if (!memmem(at, css.size, "/*", 2))
        return css;
    char *stripped = arena_alloc_raw(arena, css.size);
    size_t size = 0;
    while (at < end) {
        const char *open = memmem(at, (size_t)(end - at), "/*", 2), *stop = open ? open : end;
        memcpy(stripped + size, at, (size_t)(stop - at));
        size += (size_t)(stop - at);
        const char *close = open ? memmem(open + 2, (size_t)(end - open - 2), "*/", 2) : NULL;
        at = close ? close + 2 : end;
    }
    return slice_of(stripped, size);
}

/* Past white space, `<!--`, `-->` and stray ends. */
static const char *skip_between(const char *at, const char *end) {
    while (at < end) {
        if (is_space(*at) || *at == '}' || *at == ';')
            at++;
        else if (end - at >= 4 && !memcmp(at, "<!--", 4))
            at += 4;
        else if (end - at >= 3 && !memcmp(at, "-->", 3))
            at += 3;
        else
            break;
    }
    return at;
}

/* An @-rule ends at its semicolon, or with its block. */
static const char *skip_at_rule(const char *at, const char *end) {
    while (at < end && *at != ';' && *at != '{')
        at++;
    return at < end && *at == '{' ? block_end(at, end) : at;
}

static void read_rules(struct html_sheet *sheet, struct slice css) {
    const char *at = css.data, *end = at + css.size;
    while ((at = skip_between(at, end)) < end) {
        if (*at == '@') {
            at = skip_at_rule(at, end);
            continue;
        }
        const char *open = memchr(at, '{', (size_t)(end - at));
        if (!open)
            return;
        const char *close = memchr(open, '}', (size_t)(end - open));
        const char *stop = close ? close : end;
        struct html_declared declared = {0};
        html_style_read(slice_of(open + 1, (size_t)(stop - open - 1)), &declared);
        if (declared.properties)
            add_selectors(sheet, slice_of(at, (size_t)(open - at)), &declared);
        at = close ? close + 1 : end;
    }
}

struct html_sheet *html_sheet_read(struct arena *arena, struct html_sheet *sheet, struct slice css) {
    if (!css.size)
        return sheet;
    if (!sheet)
        sheet = arena_alloc(arena, sizeof *sheet);
    read_rules(sheet, strip_comments(arena, css));
    return sheet;
}

static void lay_rule(const struct html_sheet *sheet, uint64_t key, struct html_declared *declared) {
    const struct rule *rule = find_slot(sheet, key);
    if (!rule->key)
        return;
    struct html_declared over = rule->declared;
    if (sheet->unknown_background)
        over.properties &= (uint16_t)~HTML_SETS_COLOR;
    html_style_lay(declared, &over);
}

static void lay_named(const struct html_sheet *sheet, char kind, enum html_tag tag, struct slice name,
                      struct html_declared *declared) {
    lay_rule(sheet, key_of(kind, HTML_TAG_UNKNOWN, name), declared);
    if (sheet->qualified && tag > HTML_TAG_FOREIGN)
        lay_rule(sheet, key_of(kind, tag, name), declared);
}

void html_sheet_apply(const struct html_sheet *sheet, const struct html_token *token,
                      struct html_declared *declared) {
    if (!sheet || !sheet->count)
        return;
    if (sheet->element_rules[token->tag])
        lay_rule(sheet, key_of('<', token->tag, slice_of("", 0)), declared);
    if (html_has(token, HTML_CLASS)) {
        const char *at = token->values[HTML_CLASS].data, *end = at + token->values[HTML_CLASS].size;
        for (int i = 0; i < HTML_CLASSES && at < end; i++) {
            while (at < end && is_space(*at))
                at++;
            const char *begin = at;
            while (at < end && !is_space(*at))
                at++;
            if (at > begin)
                lay_named(sheet, '.', token->tag, slice_of(begin, (size_t)(at - begin)), declared);
        }
    }
    if (html_has(token, HTML_ID))
        lay_named(sheet, '#', token->tag, token->values[HTML_ID], declared);
}
