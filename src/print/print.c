/* How a print is made.
 *
 * Text: the distinct 4-word shingles of the normal form (Broder 1997), of which the 64 smallest hashes are
 * kept (bottom-k sketch: a uniform sample of the shingles, the same for equal text, so that containment is
 * estimated by counting). A text spun from synonyms keeps runs of four words; random padding only dilutes.
 *
 * Words: the distinct words of subject and text, by which the finder sees what a template's messages have in
 * stretches of time: the thing promoted.
 *
 * Keys: what ties messages whose text does not: link domains, phones, attachments, pictures by proportion
 * (sizes vary on purpose, proportions seldom do), sender's display name, subject words; each also joined with
 * how the mail was made, since a forged name or a common subject says little alone.
 *
 * Cost: linear in the text, no allocation but in the mail's arena. */
#include "print/print.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/radix.h"
#include "print/list_text.h"
#include "print/normal.h"

#define SHINGLE_WORDS 4
/* More hashes than this are left to qsort(), which is as quick then. */
#define SORTED_EVENLY 512
/* A text with fewer shingles is too short for them: its words as a whole are a key. */
#define SHORT_TEXT_SHINGLES 10
#define KEY_DOMAINS         6
#define KEY_PHONES          3
#define KEY_ATTACHMENTS     3
#define SUBJECT_WORDS       10
/* Spacers and web bugs say nothing of a campaign. */
#define PICTURE_PIXELS   2500
#define ATTACHMENT_BYTES 200

static int compare_hashes(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static uint64_t mix(uint64_t a, uint64_t b) {
    uint64_t pair[2] = {a, b};
    return XXH3_64bits(pair, sizeof pair);
}

static uint64_t hash_string(const char *string) {
    return XXH3_64bits(string, strlen(string));
}

static void add_key(struct print *print, enum print_key_kind kind, uint64_t hash) {
    if (print->key_count == PRINT_KEYS)
        return;
    print->keys[print->key_count] = mix(hash, kind + 1);
    print->key_kinds[print->key_count++] = (uint8_t)kind;
}

/* How the mail was made: the whole dialect, and the MIME tree alone, which stays where mail programs are
 * rotated. */
struct making {
    uint64_t dialect, tree;
};

static struct making making_of(const struct mail *mail) {
    struct making making = {.tree = mail->traits[TRAIT_MIME]};
    making.dialect = mix(mail->traits[TRAIT_HEADER_ORDER], making.tree);
    return making;
}

/* Sorts and removes doubles; returns how many are left. */
static size_t distinct(uint64_t *hashes, size_t count) {
    if (!count)
        return 0;
    uint64_t spare[SORTED_EVENLY];
    if (count <= SORTED_EVENLY)
        radix_sort_even(hashes, count, spare);
    else
        qsort(hashes, count, sizeof *hashes, compare_hashes);
    size_t kept = 1;
    for (size_t i = 1; i < count; i++)
        if (hashes[i] != hashes[kept - 1])
            hashes[kept++] = hashes[i];
    return kept;
}

/* Leaves the least of many hashes, more than PRINT_SHINGLES distinct ones of them with near certainty, since
 * they are uniform: spares sorting the rest. The fraction is twice what would do on average. */
static size_t leave_least(uint64_t *hashes, size_t count) {
    uint64_t limit = UINT64_MAX / count * 2 * PRINT_SHINGLES;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (hashes[i] <= limit) {
            uint64_t least = hashes[i];
            hashes[i] = hashes[kept];
            hashes[kept++] = least;
        }
    return kept;
}

/* The PRINT_SHINGLES smallest of distinct hashes, sorted, at the front; returns how many there are. */
static size_t bottom(uint64_t *hashes, size_t count) {
    enum { WORTHWHILE = 4 * PRINT_SHINGLES };
    size_t kept = 0;
    if (count >= WORTHWHILE)
        kept = distinct(hashes, leave_least(hashes, count));
    if (kept < PRINT_SHINGLES)
        kept = distinct(hashes, count);
    return kept < PRINT_SHINGLES ? kept : PRINT_SHINGLES;
}

/* Returns how many distinct shingles the text has, counted up to PRINT_SHINGLES. */
static size_t sketch_text(struct arena *arena, const struct normal_words *words, struct print *print) {
    if (words->count < SHINGLE_WORDS)
        return 0;
    size_t count = words->count - SHINGLE_WORDS + 1;
    uint64_t *shingles = arena_alloc_raw(arena, count * sizeof *shingles);
    for (size_t i = 0; i < count; i++)
        shingles[i] = XXH3_64bits(words->hashes + i, SHINGLE_WORDS * sizeof *words->hashes);
    print->shingle_count = (uint16_t)bottom(shingles, count);
    memcpy(print->shingles, shingles, print->shingle_count * sizeof *shingles);
    return print->shingle_count;
}

/* The labels of hosts to click: where they change, the same thing is sold in another shop window. In the text
 * they may stand in disguise ("example . com"). */
static void read_host_words(const struct mail *mail, struct normal_words *words) {
    enum { LINKS = 20 };
    for (size_t i = 0; i < mail->link_count && i < LINKS; i++)
        for (const char *label = mail->links[i].host; *label;) {
            size_t length = strcspn(label, ".");
            normal_words_read(mail->arena, slice_of(label, length), NULL, words);
            label += length + (label[length] == '.');
        }
}

static bool is_among(const struct normal_words *words, uint64_t hash) {
    for (size_t i = 0; i < words->count; i++)
        if (words->hashes[i] == hash)
            return true;
    return false;
}

static void keep_words(const struct normal_words *words, const struct normal_words *hosts,
                       struct print *print) {
    uint64_t kept[2 * PRINT_WORDS];
    size_t count = 0;
    for (size_t i = 0; i < words->count && count < 2 * PRINT_WORDS; i++)
        if (words->hashes[i] != NORMAL_NUMBER && words->hashes[i] != NORMAL_RECIPIENT &&
            !is_among(hosts, words->hashes[i]))
            kept[count++] = (uint32_t)words->hashes[i];
    count = distinct(kept, count);
    for (size_t i = 0; i < count && i < PRINT_WORDS; i++)
        print->words[print->word_count++] = (uint32_t)kept[i];
}

static void add_short_text(const struct normal_words *words, size_t shingles, struct making making,
                           struct print *print) {
    enum { LEAST_WORDS = 3 };
    if (shingles >= SHORT_TEXT_SHINGLES || words->count < LEAST_WORDS)
        return;
    uint64_t whole = XXH3_64bits(words->hashes, words->count * sizeof *words->hashes);
    add_key(print, KEY_SHORT_TEXT, whole);
    add_key(print, KEY_SHORT_TEXT_DIALECT, mix(whole, making.dialect));
}

static void add_subject(const struct normal_words *subject, struct making making, struct print *print) {
    uint64_t words[SUBJECT_WORDS];
    size_t count = 0;
    for (size_t i = 0; i < subject->count && count < SUBJECT_WORDS; i++)
        if (subject->hashes[i] != NORMAL_NUMBER && subject->hashes[i] != NORMAL_RECIPIENT)
            words[count++] = subject->hashes[i];
    if (!count)
        return;
    uint64_t whole = XXH3_64bits(words, count * sizeof *words);
    if (count >= 2)
        add_key(print, KEY_SUBJECT, whole);
    add_key(print, KEY_SUBJECT_DIALECT, mix(whole, making.dialect));
    for (size_t i = 0; i + 1 < count; i++)
        add_key(print, KEY_SUBJECT_PAIR, mix(mix(words[i], words[i + 1]), making.dialect));
    for (size_t i = 0; i < count; i++)
        add_key(print, KEY_SUBJECT_WORD, mix(words[i], making.dialect));
}

/* A link of the list's footer or of quoted mail is not the author's. */
static bool is_foreign(const struct mail_link *link, const struct list_text *list) {
    return list->dropped && strcasestr(list->dropped, link->host) && !strcasestr(list->own, link->host);
}

static void add_links(const struct mail *mail, const struct list_text *list, struct making making,
                      struct print *print) {
    uint64_t domains[KEY_DOMAINS];
    size_t count = 0;
    for (size_t i = 0; i < mail->link_count && count < KEY_DOMAINS; i++) {
        const struct mail_link *link = &mail->links[i];
        if (!link->image && !link->hidden && *link->domain && !is_foreign(link, list))
            domains[count++] = hash_string(link->domain);
    }
    count = distinct(domains, count);
    for (size_t i = 0; i < count; i++) {
        add_key(print, KEY_DOMAIN, domains[i]);
        add_key(print, KEY_DOMAIN_DIALECT, mix(domains[i], making.dialect));
    }
    for (size_t i = 0; i < mail->phone_count && i < KEY_PHONES; i++)
        add_key(print, KEY_PHONE, hash_string(mail->phones[i]));
}

/* Proportion in steps of 5 %, twice with the steps offset by half, so that near ones share a step; size by
 * powers of 2. */
static void add_picture(const struct mail_attachment *picture, struct making making, struct print *print) {
    double proportion = log((double)picture->width / picture->height) * 20;
    double pixels = (double)picture->width * picture->height;
    uint64_t size = (uint64_t)lround(log2(pixels));
    uint64_t type = hash_string(picture->content_type);
    uint64_t exact = mix(mix(type, making.dialect), (uint64_t)picture->width << 16 | picture->height);
    uint64_t rough = mix(mix(type, making.tree), size);
    add_key(print, KEY_PICTURE_DIALECT, exact);
    add_key(print, KEY_PICTURE, mix(rough, (uint64_t)(int64_t)floor(proportion) * 2));
    add_key(print, KEY_PICTURE, mix(rough, (uint64_t)(int64_t)floor(proportion + 0.5) * 2 + 1));
}

static void add_attachments(const struct mail *mail, struct making making, struct print *print) {
    for (size_t i = 0, taken = 0; i < mail->attachment_count && taken < KEY_ATTACHMENTS; i++) {
        const struct mail_attachment *attachment = &mail->attachments[i];
        if (attachment->size < ATTACHMENT_BYTES)
            continue;
        taken++;
        uint64_t content = XXH3_64bits(attachment->sha256, sizeof attachment->sha256);
        add_key(print, KEY_ATTACHMENT, content);
        add_key(print, KEY_ATTACHMENT_DIALECT, mix(content, making.dialect));
        if (attachment->image && attachment->width && attachment->height &&
            (unsigned)attachment->width * attachment->height >= PICTURE_PIXELS) {
            print->picture = true;
            add_picture(attachment, making, print);
        }
    }
}

static void add_from(struct arena *arena, const struct mail *mail, struct making making,
                     struct print *print) {
    struct normal_words words = {0};
    normal_words_read(arena, slice_from_string(mail->from.name), NULL, &words);
    if (!words.count)
        return;
    uint64_t name = XXH3_64bits(words.hashes, words.count * sizeof *words.hashes);
    add_key(print, KEY_FROM_NAME, mix(name, making.tree));
    add_key(print, KEY_FROM_NAME_DIALECT, mix(name, making.dialect));
}

/* The words by which the mail is known: of list mail what its author wrote, unless that is next to nothing.
 */
static void read_text(const struct mail *mail, const struct normal_names *names, struct list_text *list,
                      struct normal_words *words) {
    enum { LEAST_WORDS = 8 };
    *list = (struct list_text){0};
    if (mail->bulk) {
        list_text_read(mail->arena, slice_of(mail->text, mail->text_bytes), list);
        normal_words_read(mail->arena, slice_of(list->own, list->own_bytes), names, words);
    }
    if (words->count >= LEAST_WORDS)
        return;
    *list = (struct list_text){0};
    words->count = 0;
    words->wording = 0;
    words->noise = (struct noise){0};
    normal_words_read(mail->arena, slice_of(mail->text, mail->text_bytes), names, words);
}

void print_make(const struct mail *mail, struct print *print) {
    memset(print, 0, sizeof *print);
    print->indirect = mail->returned != NULL;
    print->received = mail->received;
    if (mail->returned)
        mail = mail->returned;
    struct arena *arena = mail->arena;
    struct making making = making_of(mail);
    struct normal_names names;
    struct normal_words subject = {0}, text = {0}, hosts = {0};
    struct list_text list;
    normal_names_read(arena, mail, &names);
    normal_words_read(arena, slice_from_string(mail->subject), &names, &subject);
    read_text(mail, &names, &list, &text);
    print->wording = mix(subject.wording, text.wording);
    size_t shingles = sketch_text(arena, &text, print);
    print->random_words = noise_is_many(text.noise.random, text.count);
    print->disguised_words = subject.noise.disguised || noise_is_many(text.noise.disguised, text.count);
    read_host_words(mail, &hosts);
    keep_words(&text, &hosts, print);
    add_attachments(mail, making, print);
    add_links(mail, &list, making, print);
    add_short_text(&text, shingles, making, print);
    add_from(arena, mail, making, print);
    add_subject(&subject, making, print);
}
