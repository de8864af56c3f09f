/* What is indexed of a mail: the folded words of its subject and visible text; and under keys: link hosts
 * with all their parents up to the registrable domain, and domains of addresses in text; the sender's
 * address, its domain and the words of its name; the subject's words; attachments' SHA-256; phone numbers by
 * their digits; the Message-ID. */
#include "store/term.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "store/address.h"
#include "store/word.h"

/* The seed of each kind is far from the others': XXH3 adds it to the bytes of short values, so that with near
 * seeds "all" of one kind and "ali" of another would be one term. */
uint64_t term_of(enum term_kind kind, struct slice value) {
    uint64_t seed = kind * UINT64_C(0x9e3779b97f4a7c15);
    return XXH3_64bits_withSeed(value.data, value.size, seed) >> (64 - TERM_BITS);
}

uint64_t term_of_host(const uint8_t address[16]) {
    char text[ADDRESS_TEXT_BYTES];
    address_format(address, text);
    return *text ? term_of(TERM_IP, slice_from_string(text)) : 0;
}

static void make_slots(struct term_set *set, size_t slot_count) {
    free(set->slots);
    set->slots = allocate_zeroed(slot_count, sizeof *set->slots);
    set->slot_count = slot_count;
    for (size_t i = 0; i < set->count; i++) {
        size_t slot = set->terms[i] & (slot_count - 1);
        while (set->slots[slot])
            slot = (slot + 1) & (slot_count - 1);
        set->slots[slot] = (uint32_t)i + 1;
    }
}

static void add(struct term_set *set, uint64_t term) {
    if (2 * (set->count + 1) > set->slot_count)
        make_slots(set, set->slot_count ? 2 * set->slot_count : 1024);
    size_t mask = set->slot_count - 1, slot = term & mask;
    for (; set->slots[slot]; slot = (slot + 1) & mask)
        if (set->terms[set->slots[slot] - 1] == term)
            return;
    if (set->count == set->capacity) {
        set->capacity = set->capacity ? 2 * set->capacity : 512;
        set->terms = reallocate(set->terms, set->capacity * sizeof *set->terms);
    }
    set->terms[set->count++] = term;
    set->slots[slot] = (uint32_t)set->count;
}

void term_set_clear(struct term_set *set) {
    set->count = 0;
    if (set->slot_count)
        memset(set->slots, 0, set->slot_count * sizeof *set->slots);
}

void term_set_free(struct term_set *set) {
    free(set->terms);
    free(set->slots);
    *set = (struct term_set){0};
}

static void add_value(struct term_set *set, enum term_kind kind, const char *value) {
    if (*value)
        add(set, term_of(kind, slice_from_string(value)));
}

static void add_words(struct term_set *set, enum term_kind kind, struct slice text) {
    struct word_reader reader;
    word_start(&reader, text);
    while (word_next(&reader))
        add(set, term_of(kind, slice_of(reader.folded, reader.folded_bytes)));
}

static void add_domains(struct term_set *set, const struct mail *mail) {
    for (size_t i = 0; i < mail->link_count; i++) {
        const struct mail_link *link = &mail->links[i];
        size_t host = strlen(link->host), domain = strlen(link->domain);
        for (const char *at = link->host; at && host >= domain; host = at ? strlen(at) : 0) {
            add_value(set, TERM_DOMAIN, at);
            at = strchr(at, '.');
            at = at ? at + 1 : NULL;
        }
        add_value(set, TERM_DOMAIN, link->domain);
    }
    for (size_t i = 0; i < mail->address_count; i++) {
        const char *at = strrchr(mail->addresses[i], '@');
        if (at)
            add_value(set, TERM_DOMAIN, at + 1);
    }
}

static void add_from(struct term_set *set, const struct mail *mail) {
    char address[WORD_BYTES];
    size_t size = 0;
    for (const char *c = mail->from.address; *c && size + 1 < sizeof address; c++)
        address[size++] = (char)tolower((unsigned char)*c);
    address[size] = '\0';
    const char *at = strrchr(address, '@');
    add_value(set, TERM_FROM, address);
    add_value(set, TERM_FROM, at ? at + 1 : "");
    add_words(set, TERM_FROM, slice_from_string(mail->from.name));
}

static void add_indicators(struct term_set *set, const struct mail *mail) {
    for (size_t i = 0; i < mail->attachment_count; i++) {
        char hexadecimal[2 * sizeof mail->attachments->sha256 + 1];
        for (size_t j = 0; j < sizeof mail->attachments->sha256; j++)
            sprintf(hexadecimal + 2 * j, "%02x", mail->attachments[i].sha256[j]);
        add_value(set, TERM_SHA256, hexadecimal);
    }
    for (size_t i = 0; i < mail->phone_count; i++)
        add_value(set, TERM_PHONE, mail->phones[i] + (*mail->phones[i] == '+'));
    const char *id = mail->message_id + strspn(mail->message_id, "< ");
    add(set, term_of(TERM_ID, slice_of(id, strcspn(id, "> "))));
}

void term_set_mail(struct term_set *set, const struct mail *mail) {
    add_words(set, TERM_WORD, slice_from_string(mail->subject));
    add_words(set, TERM_SUBJECT, slice_from_string(mail->subject));
    add_words(set, TERM_WORD, slice_of(mail->text, mail->text_bytes));
    add_domains(set, mail);
    add_from(set, mail);
    add_indicators(set, mail);
}
