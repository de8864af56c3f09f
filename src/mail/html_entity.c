/* Character references: those of HTML 4 from libxml2's table, those of HTML 5 that stand for ASCII (they hide
 * links), and numbers, with the browsers' reading of 128 to 159 as windows-1252.
 *
 * libxml2 looks a name up by walking its list, so the list is hashed once by packed name. */
#include "mail/html_entity.h"

#include <libxml/HTMLparser.h>
#include <pthread.h>

#define SLOTS       1024
#define NAME_BYTES  8 /* the longest name of HTML 4 is "thetasym" */
#define SHORTEST    2
#define REPLACEMENT UINT32_C(0xfffd)

struct named {
    const char *name;
    uint32_t character;
};

static const struct named ascii_names[] = {
    {"Tab", '\t'},   {"NewLine", '\n'}, {"excl", '!'},      {"num", '#'},  {"dollar", '$'}, {"percnt", '%'},
    {"apos", '\''},  {"lpar", '('},     {"rpar", ')'},      {"ast", '*'},  {"plus", '+'},   {"comma", ','},
    {"period", '.'}, {"sol", '/'},      {"colon", ':'},     {"semi", ';'}, {"equals", '='}, {"quest", '?'},
    {"commat", '@'}, {"lsqb", '['},     {"bsol", '\\'},     {"rsqb", ']'}, {"Hat", '^'},    {"lowbar", '_'},
    {"lcub", '{'},   {"vert", '|'},     {"rcub", '}'},      {"AMP", '&'},  {"LT", '<'},     {"GT", '>'},
    {"QUOT", '"'},   {"nbsp", 0xa0},    {"hyphen", 0x2010},
};

/* Where HTML 4's characters are. */
static const struct {
    uint16_t first, last;
} ranges[] = {{34, 62}, {160, 255}, {338, 402}, {710, 732}, {913, 982}, {8194, 8968}, {8969, 9830}};

static const uint16_t windows_1252[32] = {0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
                                          0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0x8d,   0x17d,  0x8f,
                                          0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                          0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};

static struct {
    uint64_t key;
    uint32_t character;
} slots[SLOTS];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static uint64_t pack(const char *name, size_t size) {
    uint64_t key = 0;
    for (size_t i = 0; i < size; i++)
        key = key << 8 | (unsigned char)name[i];
    return key;
}

static size_t slot_of(uint64_t key) {
    return key * UINT64_C(0x9e3779b97f4a7c15) >> 54;
}

static void slot_add(const char *name, uint32_t character) {
    uint64_t key = pack(name, strlen(name));
    size_t slot = slot_of(key);
    while (slots[slot].key && slots[slot].key != key)
        slot = (slot + 1) % SLOTS;
    slots[slot].key = key;
    slots[slot].character = character;
}

static void make_slots(void) {
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        for (unsigned int character = ranges[i].first; character <= ranges[i].last; character++) {
            const htmlEntityDesc *entity = htmlEntityValueLookup(character);
            if (entity)
                slot_add(entity->name, character);
        }
    for (size_t i = 0; i < sizeof ascii_names / sizeof *ascii_names; i++)
        slot_add(ascii_names[i].name, ascii_names[i].character);
}

static uint32_t find_name(const char *name, size_t size) {
    uint64_t key = pack(name, size);
    for (size_t slot = slot_of(key); slots[slot].key; slot = (slot + 1) % SLOTS)
        if (slots[slot].key == key)
            return slots[slot].character;
    return 0;
}

static bool is_alphanumeric(char c) {
    return (unsigned char)((c | 0x20) - 'a') < 26 || (unsigned char)(c - '0') < 10;
}

/* Those that browsers read without `;`: Latin-1 and the four of markup. */
static bool is_legacy(uint32_t character) {
    return character == '&' || character == '<' || character == '>' || character == '"' ||
           (character >= 160 && character < 256);
}

static uint32_t read_named(struct slice text, bool in_attribute, size_t *length) {
    pthread_once(&once, make_slots);
    const char *name = text.data + 1;
    size_t size = 0;
    while (size < NAME_BYTES && 1 + size < text.size && is_alphanumeric(name[size]))
        size++;
    if (size < SHORTEST)
        return 0;
    char behind = 1 + size < text.size ? name[size] : '\0';
    uint32_t character = find_name(name, size);
    if (behind == ';' && character) {
        *length = size + 2;
        return character;
    }
    if (in_attribute && (is_alphanumeric(behind) || behind == '='))
        return 0;
    for (; size >= SHORTEST; character = find_name(name, --size))
        if (character && is_legacy(character)) {
            *length = size + 1;
            return character;
        } else if (in_attribute) {
            return 0;
        }
    return 0;
}

static int digit_value(char c, int base) {
    if (c >= '0' && c <= '9')
        return c - '0';
    char lower = (char)(c | 0x20);
    return base == 16 && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* text begins with `&#`. */
static uint32_t read_number(struct slice text, size_t *length) {
    size_t at = 2;
    int base = 10;
    if (at < text.size && (text.data[at] | 0x20) == 'x') {
        base = 16;
        at++;
    }
    size_t first = at;
    uint32_t value = 0;
    for (int digit; at < text.size && (digit = digit_value(text.data[at], base)) >= 0; at++)
        if (value <= 0x10ffff)
            value = value * (uint32_t)base + (uint32_t)digit;
    if (at == first)
        return 0;
    *length = at + (at < text.size && text.data[at] == ';');
    if (value >= 128 && value < 160)
        return windows_1252[value - 128];
    if (!value || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
        return REPLACEMENT;
    return value;
}

uint32_t html_entity_read(struct slice text, bool in_attribute, size_t *length) {
    if (text.size < 3)
        return 0;
    return text.data[1] == '#' ? read_number(text, length) : read_named(text, in_attribute, length);
}

size_t html_entity_encode(uint32_t c, char bytes[4]) {
    if (c < 0x80) {
        bytes[0] = (char)c;
        return 1;
    }
    size_t size = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i; i--, c >>= 6)
        bytes[i] = (char)(0x80 | (c & 0x3f));
    bytes[0] = (char)(c | (0xf00u >> size & 0xf0u));
    return size;
}

struct slice html_entity_decode(struct arena *arena, struct slice value) {
    const char *ampersand = value.size ? memchr(value.data, '&', value.size) : NULL;
    if (!ampersand)
        return value;
    char *decoded = arena_alloc_raw(arena, value.size + 1);
    size_t at = (size_t)(ampersand - value.data), size = at;
    memcpy(decoded, value.data, at);
    while (at < value.size) {
        size_t length = 0;
        uint32_t character = value.data[at] == '&'
                                 ? html_entity_read(slice_of(value.data + at, value.size - at), true, &length)
                                 : 0;
        if (character) {
            size += html_entity_encode(character, decoded + size);
            at += length;
        } else {
            decoded[size++] = value.data[at++];
        }
    }
    decoded[size] = '\0';
    return slice_of(decoded, size);
}
