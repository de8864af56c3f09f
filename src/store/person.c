/* The people of one mail. Recipients are whom its head and its own Received headers name, hosts those that
 * wrote these, and recipients' hosts that are of the same organisation (registrable domain): a mail for
 * someone at a public provider makes no trap of the provider. What a bounce returns has recipients and
 * senders of its own.
 *
 * Cost: some microseconds a mail, most of it for the words of addresses and names. */
#include "store/person.h"

#include <string.h>
#include <strings.h>
#include <xxhash.h>

#include "mail/link.h"

/* A name or local part beyond this is none; what RFC 5321 allows an address. */
#define LONGEST_BYTES ((size_t)256)

/* The seed is spread over all bits: XXH3 adds it to those of a short input. */
uint64_t person_key(enum person_kind kind, struct slice form) {
    return XXH3_64bits_withSeed(form.data, form.size,
                                ((XXH64_hash_t)kind + 1) * UINT64_C(0x9e3779b97f4a7c15));
}

/* Forms and what joins them, at most LONGEST_BYTES. */
struct joined {
    char bytes[LONGEST_BYTES];
    size_t size;
};

static void join(struct joined *joined, const char *bytes, size_t size) {
    if (size > sizeof joined->bytes - joined->size)
        size = sizeof joined->bytes - joined->size;
    memcpy(joined->bytes + joined->size, bytes, size);
    joined->size += size;
}

uint64_t person_words_key(enum person_kind kind, const struct person_word *words, size_t count) {
    struct joined joined;
    joined.size = 0;
    for (size_t i = 0; i < count; i++) {
        join(&joined, " ", i > 0);
        join(&joined, words[i].form, words[i].bytes);
    }
    return person_key(kind, slice_of(joined.bytes, joined.size));
}

uint64_t person_part_key(enum person_kind kind, struct slice text, const struct person_word *words,
                         size_t count) {
    struct joined joined;
    joined.size = 0;
    for (size_t i = 0; i < count; i++) {
        if (i)
            join(&joined, text.data + words[i - 1].end, words[i].start - words[i - 1].end);
        join(&joined, words[i].form, words[i].bytes);
    }
    return person_key(kind, slice_of(joined.bytes, joined.size));
}

static void add_recipient(struct people *people, uint64_t key) {
    people->recipients = arena_grow(people->arena, people->recipients, people->recipient_count,
                                    &people->recipient_capacity, sizeof *people->recipients);
    people->recipients[people->recipient_count++] = key;
}

static void add_sender(struct people *people, uint64_t key) {
    people->senders = arena_grow(people->arena, people->senders, people->sender_count,
                                 &people->sender_capacity, sizeof *people->senders);
    people->senders[people->sender_count++] = key;
}

static struct slice cut(const char *text) {
    return slice_of(text, strnlen(text, LONGEST_BYTES));
}

static void add_words(struct people *people, enum person_kind kind, const struct person_word *words,
                      size_t count) {
    if (!count || count > PERSON_WORDS_MOST)
        return;
    add_recipient(people, person_words_key(kind, words, count));
    for (size_t i = 1; i < count; i++)
        add_recipient(people, person_words_key(PERSON_BEGINNING, words, i));
}

/* "j.smith+list" is as well "j.smith", by RFC 5233. */
static void add_part(struct people *people, struct slice part) {
    struct person_word *words;
    size_t count = person_words(people->arena, part, &words);
    if (!count)
        return;
    add_recipient(people, person_part_key(PERSON_PART, part, words, count));
    if (count > 1)
        add_words(people, PERSON_WORDS, words, count);
    const char *plus = memchr(part.data + words->end, '+', part.size - words->end);
    if (plus)
        add_part(people, slice_of(part.data, (size_t)(plus - part.data)));
}

static void add_host(struct people *people, const char *host) {
    struct person_word *words;
    size_t count = person_words(people->arena, cut(host), &words);
    add_words(people, PERSON_HOST, words, count);
}

/* One word of a name says little: it is looked for in greetings alone, with names that nobody knows. */
static void add_name(struct people *people, const char *name) {
    struct person_word *words;
    size_t count = person_words(people->arena, cut(name), &words);
    if (count > 1 && !strchr(name, '@'))
        add_words(people, PERSON_WORDS, words, count);
}

static bool is_own(struct arena *arena, const struct mail *mail, const char *host) {
    for (size_t i = 0; i < mail->own_host_count; i++)
        if (!strcmp(host, mail->own_hosts[i])) /* mostly */
            return true;
    const char *domain = mail->own_host_count ? link_registrable_domain(arena, host) : "";
    for (size_t i = 0; i < mail->own_host_count; i++)
        if (*domain && !strcmp(domain, link_registrable_domain(arena, mail->own_hosts[i])))
            return true;
    return false;
}

/* 0: it is none. */
static uint64_t address_key(struct arena *arena, enum person_kind kind, struct slice address) {
    struct person_word *words;
    size_t count = memchr(address.data, '@', address.size) ? person_words(arena, address, &words) : 0;
    return count ? person_part_key(kind, address, words, count) : 0;
}

static void read_recipient(struct people *people, const struct mail *feed,
                           const struct mail_address *recipient) {
    struct slice address = cut(recipient->address);
    uint64_t key = address_key(people->arena, PERSON_ADDRESS, address);
    const char *at = strrchr(recipient->address, '@');
    add_name(people, recipient->name);
    if (!key || !at)
        return;
    add_recipient(people, key);
    add_part(people, slice_of(address.data, (size_t)(at - address.data)));
    if (strchr(at + 1, '.') && is_own(people->arena, feed, at + 1))
        add_host(people, at + 1);
}

static void read_sender(struct people *people, const struct mail_address *sender) {
    struct person_word *words;
    uint64_t key = address_key(people->arena, PERSON_SENDER, cut(sender->address));
    size_t count = person_words(people->arena, cut(sender->name), &words);
    if (key)
        add_sender(people, key);
    if (count > 1 && count <= PERSON_WORDS_MOST && !strchr(sender->name, '@'))
        add_sender(people, person_words_key(PERSON_SENDER_NAME, words, count));
}

/* "Anna anna@example.org": an address that stands in the name of another. */
static void read_name(struct people *people, const struct mail *feed, const char *name) {
    static const char ends[] = " \t\"'<>()[],;:";
    for (const char *at = name; (at = strchr(at, '@')); at++) {
        const char *begin = at;
        while (begin > name && !strchr(ends, begin[-1]))
            begin--;
        const char *address = arena_copy(people->arena, begin, (size_t)(at - begin) + strcspn(at, ends));
        read_recipient(people, feed, &(struct mail_address){"", address});
    }
}

/* feed: the mail by whose head the own hosts are known. */
static void read_mail(struct people *people, const struct mail *feed, const struct mail *mail) {
    for (size_t i = 0; i < mail->recipient_count; i++) {
        read_recipient(people, feed, &mail->recipients[i]);
        read_name(people, feed, mail->recipients[i].name);
    }
    read_sender(people, &mail->from);
    if (strcasecmp(mail->envelope_from, mail->from.address) != 0)
        read_sender(people, &(struct mail_address){"", mail->envelope_from});
}

void people_read(struct arena *keep, const struct mail *mail, struct people *people) {
    *people = (struct people){.arena = keep};
    for (size_t i = 0; i < mail->own_host_count; i++)
        add_host(people, mail->own_hosts[i]);
    read_mail(people, mail, mail);
    if (mail->returned)
        read_mail(people, mail, mail->returned);
}

void people_of_host(struct arena *keep, const char *host, struct people *people) {
    *people = (struct people){.arena = keep};
    add_host(people, host);
}
