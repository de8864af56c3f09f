/* A local part may be a word of the language ("manager", "info"), which the template may use whoever it goes
 * to. So a word counts as a name only if mails to others hardly have it: that is counted first, once over
 * all mails. Cost: linear in the atoms, times a binary search. */
#include "template/people.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/radix.h"

/* A mail to hundreds greets nobody by name. */
#define GREETED 8
/* A shorter part of a name is an initial. */
#define NAME_BYTES_LEAST 2
/* And in a link part of a word. */
#define LINKED_BYTES_LEAST 4
/* A word in more of the others' mails than this is an ordinary one. */
#define ORDINARY_SHARE 0.05
#define ORDINARY_LEAST 2

/* A word of a name, and how many mails to somebody else have it. */
struct known {
    uint64_t hash;
    size_t bearers, others;
    size_t counted_in; /* the mail, from 1, counted last */
};

struct census {
    struct known *items;
    size_t count;
};

/* Words that name the recipients of one mail, sorted. */
struct names {
    uint64_t *hashes;
    size_t count, capacity;
};

static int compare_hashes(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static bool has_name(const struct names *names, uint64_t hash) {
    return names->count && bsearch(&hash, names->hashes, names->count, sizeof hash, compare_hashes);
}

static void add_words(struct arena *arena, struct slice text, struct names *names) {
    struct atoms atoms;
    struct atom_names *none = atom_names_read(arena, NULL, 0);
    atoms_read(arena, arena_copy(arena, text.data, text.size), none, &atoms);
    for (size_t i = 0; i < atoms.count; i++) {
        if (atoms.items[i].kind != ATOM_WORD || atoms.items[i].bytes < NAME_BYTES_LEAST)
            continue;
        names->hashes =
            arena_grow(arena, names->hashes, names->count, &names->capacity, sizeof *names->hashes);
        names->hashes[names->count++] = atoms.items[i].hash;
    }
}

static struct names read_names(struct arena *arena, const struct pattern_mail *mail) {
    struct names names = {0};
    for (size_t i = 0; i < mail->recipient_count && i < GREETED; i++) {
        const struct mail_address *recipient = &mail->recipients[i];
        const char *at = strrchr(recipient->address, '@');
        add_words(arena, slice_of(recipient->address, at ? (size_t)(at - recipient->address) : 0), &names);
        if (!strchr(recipient->name, '@'))
            add_words(arena, slice_from_string(recipient->name), &names);
    }
    if (names.count)
        qsort(names.hashes, names.count, sizeof *names.hashes, compare_hashes);
    return names;
}

static struct census list_known(struct arena *arena, const struct names *names, size_t count) {
    struct census census = {0};
    size_t all = 0;
    for (size_t i = 0; i < count; i++)
        all += names[i].count;
    struct radix_pair *pairs = allocate((all + 1) * sizeof *pairs);
    all = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < names[i].count; j++)
            if (!j || names[i].hashes[j] != names[i].hashes[j - 1])
                pairs[all++] = (struct radix_pair){names[i].hashes[j], i};
    radix_sort_pairs(pairs, all);
    census.items = arena_alloc(arena, (all + 1) * sizeof *census.items);
    for (size_t i = 0; i < all; i++) {
        if (!i || pairs[i].key != pairs[i - 1].key)
            census.items[census.count++].hash = pairs[i].key;
        census.items[census.count - 1].bearers++;
    }
    free(pairs);
    return census;
}

static struct known *find_known(const struct census *census, uint64_t hash) {
    return census->count ? bsearch(&hash, census->items, census->count, sizeof *census->items, compare_hashes)
                         : NULL;
}

/* Which of the known names stand in the mail of somebody else. */
static void count_others(struct census *census, const struct names *names,
                         const struct pattern_sample *sample, size_t number) {
    for (size_t field = 0; field < PATTERN_FIELDS; field++)
        for (size_t i = 0; i < sample->fields[field].count; i++) {
            const struct atom *atom = &sample->fields[field].items[i];
            struct known *known = atom->kind == ATOM_WORD ? find_known(census, atom->hash) : NULL;
            if (!known || known->counted_in == number || has_name(names, atom->hash))
                continue;
            known->counted_in = number;
            known->others++;
        }
}

static bool is_ordinary(const struct known *known, size_t mails) {
    return known->others >= ORDINARY_LEAST &&
           (double)known->others > ORDINARY_SHARE * (double)(mails - known->bearers);
}

static bool same_text(const struct atom *atom, const char *text) {
    return *text && strlen(text) == atom->bytes && !strncasecmp(text, atom->begin, atom->bytes);
}

/* Is it a recipient's address, or its domain standing alone? */
static bool is_address_of(const struct pattern_mail *mail, const struct atom *atom) {
    for (size_t i = 0; i < mail->recipient_count && i < GREETED; i++) {
        const char *address = mail->recipients[i].address, *at = strrchr(address, '@');
        if (same_text(atom, address) || (at && same_text(atom, at + 1)))
            return true;
    }
    return false;
}

static bool names_recipient(const struct pattern_mail *mail, const struct names *names,
                            const struct census *census, size_t mails, const struct atom *atom) {
    if (atom->kind == ATOM_ADDRESS || atom->kind == ATOM_LINK)
        return is_address_of(mail, atom);
    if (atom->kind != ATOM_WORD || !has_name(names, atom->hash))
        return false;
    const struct known *known = find_known(census, atom->hash);
    return known && !is_ordinary(known, mails);
}

/* Bytes of scheme and host. */
static size_t host_end(const struct atom *link) {
    const char *scheme = memmem(link->begin, link->bytes, "://", 3);
    size_t at = scheme ? (size_t)(scheme - link->begin) + 3 : 0;
    while (at < link->bytes && !strchr("/?#", link->begin[at]))
        at++;
    return at;
}

/* Where in a link, behind its host, a recipient's local part begins; NULL: nowhere. */
static const char *find_local(const struct pattern_mail *mail, const struct atom *link) {
    const char *text = link->begin, *first = NULL;
    size_t path = host_end(link);
    for (size_t i = 0; i < mail->recipient_count && i < GREETED; i++) {
        const char *local = mail->recipients[i].address, *at = strrchr(local, '@');
        size_t size = at ? (size_t)(at - local) : 0;
        for (size_t from = path; size >= LINKED_BYTES_LEAST && from + size <= link->bytes; from++)
            if (!strncasecmp(text + from, local, size)) {
                first = !first || text + from < first ? text + from : first;
                break;
            }
    }
    return first;
}

/* Adds an atom to those kept; runs of recipients become one. */
static void keep(struct atoms *kept, struct atom atom) {
    struct atom *before = kept->count ? &kept->items[kept->count - 1] : NULL;
    if (before && before->kind == ATOM_RECIPIENT && atom.kind == ATOM_RECIPIENT && atom.gap <= ATOM_SPACED)
        before->bytes = (uint32_t)(atom.begin + atom.bytes - before->begin);
    else
        kept->items[kept->count++] = atom;
}

/* A link up to the recipient, then him: "http://example.org/?to=" and what follows. */
static void keep_link(const struct pattern_mail *mail, struct atoms *kept, struct atom link) {
    const char *local = find_local(mail, &link), *end = link.begin + link.bytes;
    if (!local) {
        keep(kept, link);
        return;
    }
    link.bytes = (uint32_t)(local - link.begin);
    keep(kept, link);
    keep(kept, (struct atom){.hash = atom_hash_of_kind(ATOM_RECIPIENT),
                             .begin = local,
                             .bytes = (uint32_t)(end - local),
                             .kind = ATOM_RECIPIENT});
}

static void mark(struct arena *arena, const struct pattern_mail *mail, const struct names *names,
                 const struct census *census, size_t mails, struct atoms *atoms) {
    /* Each link may become two. */
    struct atoms kept = {arena_alloc_raw(arena, (2 * atoms->count + 1) * sizeof *kept.items), 0};
    for (size_t i = 0; i < atoms->count; i++) {
        struct atom atom = atoms->items[i];
        if (names_recipient(mail, names, census, mails, &atom)) {
            atom.kind = ATOM_RECIPIENT;
            atom.hash = atom_hash_of_kind(ATOM_RECIPIENT);
        }
        if (atom.kind == ATOM_LINK)
            keep_link(mail, &kept, atom);
        else
            keep(&kept, atom);
    }
    *atoms = kept;
}

void people_mark(struct arena *arena, const struct pattern_mail *mails, struct pattern_sample *samples,
                 size_t count) {
    struct names *names = arena_alloc(arena, (count + 1) * sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = read_names(arena, &mails[i]);
    struct census census = list_known(arena, names, count);
    for (size_t i = 0; i < count; i++)
        count_others(&census, &names[i], &samples[i], i + 1);
    for (size_t i = 0; i < count; i++)
        for (size_t field = 0; field < PATTERN_FIELDS; field++)
            mark(arena, &mails[i], &names[i], &census, count, &samples[i].fields[field]);
}
