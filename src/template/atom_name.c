/* Names of what is promoted, however they are spaced: "ABCD", "A.B.C.D", "A B C D", "ABCD.PK". A name is its
 * letters and digits; a place is compared with each name, which are few, by their first letter first. A
 * short name must be written with the name's own capitals, or every "all" would be ALL. */
#include <string.h>

#include "template/atom.h"

/* A shorter name is a word of its own in any text; more names are a list. */
#define NAME_LEAST   2
#define NAME_MOST    ((size_t)80)
#define NAME_SHORT   4
#define NAMES_LOOKED 32
/* Signs and spaces between two letters of a spaced name. */
#define BETWEEN 3

struct form {
    char letters[NAME_MOST]; /* in capitals where the name has them */
    size_t count;
    unsigned group;
};

struct atom_names {
    struct form *items;
    size_t count;
};

static bool is_letter(char c) {
    return (c | 0x20) - 'a' + 0u < 26 || c - '0' + 0u < 10 || (unsigned char)c >= 0x80;
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

struct atom_names *atom_names_read(struct arena *arena, const struct pattern_name *names, size_t count) {
    struct atom_names *read = arena_alloc(arena, sizeof *read);
    read->items = arena_alloc(arena, (NAMES_LOOKED + 1) * sizeof *read->items);
    for (size_t i = 0; i < count && read->count < NAMES_LOOKED; i++) {
        struct form *form = &read->items[read->count];
        *form = (struct form){.group = names[i].group};
        for (const char *at = names[i].name; *at && form->count < NAME_MOST; at++)
            if (is_letter(*at))
                form->letters[form->count++] = *at;
        read->count += form->count >= NAME_LEAST;
    }
    return read;
}

static bool may_separate(char c) {
    return c == ' ' || c == '.' || c == '_' || c == '-' || c == '*' || c == ',' || c == '\'' || c == '&';
}

static size_t match(const struct form *form, const char *at, const char *end) {
    const char *begin = at;
    bool same_case = true;
    for (size_t i = 0; i < form->count; i++) {
        const char *letter = at;
        while (i && letter < end && letter - at < BETWEEN && may_separate(*letter))
            letter++;
        if (letter == end || lower(*letter) != lower(form->letters[i]))
            return 0;
        same_case = same_case && *letter == form->letters[i];
        at = letter + 1;
    }
    if (at < end && is_letter(*at))
        return 0;
    return form->count <= NAME_SHORT && !same_case ? 0 : (size_t)(at - begin);
}

size_t atom_name_bytes(const struct atom_names *names, const char *at, const char *end, unsigned *group) {
    size_t longest = 0;
    for (size_t i = 0; i < names->count; i++) {
        if (lower(*names->items[i].letters) != lower(*at))
            continue;
        size_t bytes = match(&names->items[i], at, end);
        if (bytes > longest) {
            longest = bytes;
            *group = names->items[i].group;
        }
    }
    return longest;
}
