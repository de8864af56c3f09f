/* One pass. What stands at a place is asked for in order: a hole, a link, a name, a date, a price, a word, a
 * sign. Line ends are no atoms: where a mail program breaks a line says nothing, so they are kept as the gap
 * before the next atom. */
#include "template/atom.h"

#include <string.h>
#include <xxhash.h>

#include "mail/link.h"
#include "mail/link_host.h"
#include "print/normal.h"

/* A longer run without a space is no link but a trap for whoever looks for one in it, word by word. */
#define LINK_BYTES ((size_t)2000)

/* A shorter name of a domain is in a local part by chance. */
#define LABEL_BYTES 4

struct reader {
    struct arena *arena;
    const struct atom_names *names;
    struct atoms *atoms;
    size_t capacity;
    const char *at, *end;
    struct word_span word; /* the next one, at or behind `at` */
    bool words_left;
    uint8_t gap;
};

uint64_t atom_hash_of_kind(enum atom_kind kind) {
    return UINT64_C(0x9e3779b97f4a7c15) * ((unsigned)kind + 1);
}

double atom_weight(const struct atom *atom) {
    switch ((enum atom_kind)atom->kind) {
    case ATOM_WORD:
        return atom->bytes > 3 ? 1 : 0.5;
    case ATOM_NUMBER:
        return 0.7;
    case ATOM_PRICE:
    case ATOM_DATE:
    case ATOM_RECIPIENT:
    case ATOM_LABEL:
        return 1;
    case ATOM_LINK:
    case ATOM_ADDRESS:
    case ATOM_NAME:
        return 2;
    case ATOM_STOP:
    case ATOM_SIGN:
        break;
    }
    return 0.1;
}

static size_t space_bytes(const char *at, const char *end) {
    if (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n')
        return 1;
    return end - at > 1 && !memcmp(at, "\xc2\xa0", 2) ? 2 : 0;
}

static bool skip_space(struct reader *reader) {
    unsigned lines = 0;
    const char *begin = reader->at;
    size_t bytes;
    while (reader->at < reader->end && (bytes = space_bytes(reader->at, reader->end))) {
        lines += *reader->at == '\n';
        reader->at += bytes;
    }
    reader->gap = reader->at == begin ? ATOM_GLUED : ATOM_SPACED;
    if (lines)
        reader->gap = lines > 1 ? ATOM_PARAGRAPH : ATOM_LINE;
    return reader->at < reader->end;
}

/* Keeps reader->word at the first word that does not begin before `at`. */
static void look_ahead(struct reader *reader) {
    const char *at = reader->at;
    if (reader->words_left && reader->word.begin < at)
        reader->words_left = words_next(&at, reader->end, &reader->word);
}

static void add(struct reader *reader, enum atom_kind kind, uint64_t hash, size_t bytes) {
    struct atoms *atoms = reader->atoms;
    atoms->items =
        arena_grow(reader->arena, atoms->items, atoms->count, &reader->capacity, sizeof *atoms->items);
    atoms->items[atoms->count++] = (struct atom){.hash = hash,
                                                 .begin = reader->at,
                                                 .bytes = (uint32_t)bytes,
                                                 .kind = (uint8_t)kind,
                                                 .gap = reader->gap};
    reader->at += bytes;
}

static bool add_of_kind(struct reader *reader, enum atom_kind kind, size_t bytes) {
    if (bytes)
        add(reader, kind, atom_hash_of_kind(kind), bytes);
    return bytes != 0;
}

/* "example.org" without a scheme, of small letters: "now.It" is the end of a sentence. */
static size_t bare_domain_bytes(const char *at, const char *end) {
    const char *to = at;
    bool point = false;
    while (to < end && to - at < LINK_HOST_BYTES &&
           ((*to >= 'a' && *to <= 'z') || (*to >= '0' && *to <= '9') || *to == '-' || *to == '.')) {
        point = point || *to == '.';
        to++;
    }
    while (to > at && (to[-1] == '.' || to[-1] == '-'))
        to--;
    if (!point || (to < end && *to >= 'A' && *to <= 'Z') ||
        !link_host_has_known_suffix(slice_of(at, (size_t)(to - at))))
        return 0;
    return (size_t)(to - at);
}

static bool take_link(struct reader *reader) {
    size_t left = (size_t)(reader->end - reader->at);
    size_t bytes = normal_link_bytes(reader->at, left < LINK_BYTES ? left : LINK_BYTES);
    while (bytes && strchr(".,;:!?)]}'*", reader->at[bytes - 1]))
        bytes--;
    struct slice link = slice_of(reader->at, bytes);
    bool has_scheme = bytes && memmem(link.data, link.size, "://", 3);
    if (bytes && (has_scheme || !memchr(link.data, '@', link.size)))
        return add_of_kind(reader, ATOM_LINK, bytes);
    if (bytes && link.data[link.size - 1] != '@')
        return add_of_kind(reader, ATOM_ADDRESS, bytes);
    return add_of_kind(reader, ATOM_LINK, bare_domain_bytes(reader->at, reader->end));
}

static bool take_name(struct reader *reader) {
    unsigned group = 0;
    size_t bytes = atom_name_bytes(reader->names, reader->at, reader->end, &group);
    if (bytes)
        add(reader, ATOM_NAME, atom_hash_of_kind(ATOM_NAME) + group, bytes);
    return bytes != 0;
}

static bool take_word(struct reader *reader) {
    size_t bytes = (size_t)(reader->word.end - reader->word.begin);
    char form[WORDS_LONGEST];
    if (reader->word.number)
        return add_of_kind(reader, ATOM_NUMBER, bytes);
    size_t kept = bytes < sizeof form ? bytes : sizeof form;
    for (size_t i = 0; i < kept; i++) {
        char c = reader->word.begin[i];
        form[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    /* Of a longer one, the rest as it is. */
    uint64_t hash = words_hash(slice_of(form, kept));
    if (bytes > kept)
        hash = XXH3_64bits_withSeed(reader->word.begin + kept, bytes - kept, hash);
    add(reader, ATOM_WORD, hash, bytes);
    return true;
}

static size_t sign_bytes(const char *at, const char *end) {
    size_t bytes = 1;
    if ((unsigned char)*at >= 0xc0)
        while (at + bytes < end && ((unsigned char)at[bytes] & 0xc0) == 0x80)
            bytes++;
    return bytes;
}

static void take_sign(struct reader *reader) {
    const char *at = reader->at, *end = reader->end;
    size_t one = sign_bytes(at, end), bytes = one;
    if (strchr(".!?", *at) || (one == 3 && !memcmp(at, "\xe2\x80\xa6", 3))) {
        while (at + bytes < end && at[bytes] && strchr(".!?", at[bytes]))
            bytes++;
        add_of_kind(reader, ATOM_STOP, bytes);
        return;
    }
    while ((size_t)(end - at) >= bytes + one && !memcmp(at + bytes, at, one))
        bytes += one;
    add(reader, ATOM_SIGN, words_hash(slice_of(at, one)), bytes);
}

static void take(struct reader *reader) {
    const char *at = reader->at;
    look_ahead(reader);
    bool begins = reader->words_left && reader->word.begin == at;
    if (*at == WORDS_HOLE) {
        add_of_kind(reader, ATOM_RECIPIENT, 1);
        return;
    }
    if (begins && (take_link(reader) || take_name(reader) ||
                   add_of_kind(reader, ATOM_DATE, atom_date_bytes(at, reader->end))))
        return;
    if (add_of_kind(reader, ATOM_PRICE, atom_price_bytes(at, reader->end)))
        return;
    if (begins)
        take_word(reader);
    else
        take_sign(reader);
}

static void append(struct reader *reader, const char *text, const char *end) {
    const char *at = text;
    reader->at = text;
    reader->end = end;
    reader->words_left = words_next(&at, end, &reader->word);
    while (reader->atoms->count < ATOMS_MOST && skip_space(reader))
        take(reader);
}

void atoms_read(struct arena *arena, const char *text, const struct atom_names *names, struct atoms *atoms) {
    struct reader reader = {.arena = arena, .names = names, .atoms = atoms};
    *atoms = (struct atoms){0};
    append(&reader, text, text + strlen(text));
}

void atoms_read_host(struct arena *arena, const char *host, struct atoms *atoms) {
    struct reader reader = {.arena = arena, .atoms = atoms, .at = host};
    *atoms = (struct atoms){0};
    add_of_kind(&reader, *host == WORDS_HOLE ? ATOM_RECIPIENT : ATOM_LINK, strlen(host));
}

void atoms_read_local(struct arena *arena, const char *local, const char *host,
                      const struct atom_names *names, struct atoms *atoms) {
    struct reader reader = {.arena = arena, .names = names, .atoms = atoms};
    struct slice label = slice_from_string(link_registrable_domain(arena, host));
    const char *end = local + strlen(local);
    label.size = strcspn(label.data, ".");
    const char *found =
        label.size < LABEL_BYTES ? NULL : memmem(local, strlen(local), label.data, label.size);
    *atoms = (struct atoms){0};
    append(&reader, local, found ? found : end);
    if (!found)
        return;
    reader.at = found;
    reader.gap = ATOM_GLUED;
    add_of_kind(&reader, ATOM_LABEL, label.size);
    append(&reader, found + label.size, end);
}

struct slice atom_domain(struct arena *arena, const struct atom *atom) {
    const char *end = atom->begin + atom->bytes;
    const char *from = memmem(atom->begin, atom->bytes, "://", 3);
    if (atom->kind == ATOM_ADDRESS) {
        from = memrchr(atom->begin, '@', atom->bytes);
        from = from ? from + 1 : atom->begin;
    } else {
        from = from ? from + 3 : atom->begin;
    }
    size_t size = 0;
    while (from + size < end && !strchr("/?#\\", from[size]))
        size++;
    const char *host = link_host_read(arena, slice_of(from, size));
    const char *domain = host ? link_registrable_domain(arena, host) : "";
    return slice_from_string(domain);
}
