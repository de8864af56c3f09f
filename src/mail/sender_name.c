/* Names of lines. Operators name the lines of their customers by the address ("generic" names, by which mail
 * servers have refused direct mail for long): octets in decimal, in either order, padded with zeros or not,
 * apart or in a row; or all in hexadecimal; or the modem's hardware address. Or they say in words what kind
 * of line it is. Words that servers are called by outweigh all of it.
 *
 * Cost: a few passes over some dozens of bytes. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "mail/host_address.h"
#include "mail/sender.h"
#include "mail/sender_table.h"

#define HARDWARE_ADDRESS_DIGITS 12
#define OCTET_DIGITS            3
/* Of octets without anything between them. */
#define ROW_DIGITS 6
/* Two octets of one digit each may be any numbers. */
#define TELLING_DIGITS 3
/* Of a name, looked at: an address and what may stand before it. */
#define NUMBERS 8

static enum sender_word_kind kind_of(struct slice run) {
    size_t letter = (size_t)(*run.data - 'a');
    for (size_t i = sender_word_firsts[letter]; i < sender_word_firsts[letter + 1]; i++) {
        const struct sender_word *word = &sender_words[i];
        if ((word->stem ? run.size >= word->bytes : run.size == word->bytes) &&
            !memcmp(run.data, word->text, word->bytes))
            return word->kind;
    }
    return SENDER_NO_WORD;
}

/* The kind that decides: server before access. */
static enum sender_word_kind read_words(struct slice host) {
    enum sender_word_kind kind = SENDER_NO_WORD;
    for (size_t at = 0; at < host.size && kind != SENDER_SERVER;) {
        size_t end = at;
        while (end < host.size && islower((unsigned char)host.data[end]))
            end++;
        enum sender_word_kind found = end > at ? kind_of(slice_of(host.data + at, end - at)) : SENDER_NO_WORD;
        kind = found > kind ? found : kind;
        at = end + (end == at);
    }
    return kind;
}

/* A run of digits as an octet, -1 if it is none. */
static int octet_of(const char *digits, size_t count) {
    int value = 0;
    if (!count || count > OCTET_DIGITS)
        return -1;
    for (size_t i = 0; i < count; i++)
        value = 10 * value + digits[i] - '0';
    return value < 256 ? value : -1;
}

/* Numbers of a name that may be octets, one behind the other; -1 stands for one that is none. */
struct octets {
    int values[NUMBERS];
    uint8_t digits[NUMBERS];
    size_t begins[NUMBERS], ends[NUMBERS]; /* in the name */
    size_t count;
};

static void read_octets(struct slice host, struct octets *octets) {
    octets->count = 0;
    for (size_t at = 0; at < host.size && octets->count < NUMBERS;) {
        size_t end = at;
        while (end < host.size && isdigit((unsigned char)host.data[end]))
            end++;
        if (end > at) {
            size_t i = octets->count++;
            octets->values[i] = octet_of(host.data + at, end - at);
            octets->digits[i] = (uint8_t)(end - at);
            octets->begins[i] = at;
            octets->ends[i] = end;
        }
        at = end + (end == at);
    }
}

/* Where number i and the next are octets of the address that stand beside each other, the lower of their
 * places, else -1. */
static int pair_at(const struct octets *octets, size_t i, const uint8_t address[4], bool rising) {
    for (int place = 0; place < 3; place++)
        if (octets->values[i] == address[rising ? place : place + 1] &&
            octets->values[i + 1] == address[rising ? place + 1 : place])
            return place;
    return -1;
}

/* The two octets that tell hosts of a network apart, or any three, in either order. */
static bool has_octets(const struct octets *octets, const uint8_t address[4]) {
    for (int rising = 0; rising < 2; rising++) {
        int before = -1;
        for (size_t i = 0; i + 1 < octets->count; i++) {
            int place = pair_at(octets, i, address, rising);
            if (place == 2 && octets->digits[i] + octets->digits[i + 1] >= TELLING_DIGITS)
                return true;
            if (place >= 0 && before >= 0)
                return true;
            before = place;
        }
    }
    return false;
}

/* Four octets of whatever address, in an orderly row: operators err, too. */
static bool has_some_address(struct slice host, const struct octets *octets) {
    size_t row = 0;
    for (size_t i = 0; i < octets->count; i++) {
        bool goes_on = row && octets->begins[i] == octets->ends[i - 1] + 1 &&
                       strchr("-._", host.data[octets->ends[i - 1]]);
        row = octets->values[i] < 0 ? 0 : goes_on ? row + 1 : 1;
        if (row == 4)
            return true;
    }
    return false;
}

/* In a row: "182222" of 207.182.222 padded, "207182222" as it is, "cfb6de01" in hexadecimal. */
static bool has_row(struct slice host, const uint8_t octets[4]) {
    char texts[6][16];
    const uint8_t *o = octets;
    snprintf(texts[0], sizeof *texts, "%03u%03u", o[2], o[3]);
    snprintf(texts[1], sizeof *texts, "%03u%03u", o[3], o[2]);
    snprintf(texts[2], sizeof *texts, "%u%u%u", o[1], o[2], o[3]);
    snprintf(texts[3], sizeof *texts, "%u%u%u", o[3], o[2], o[1]);
    snprintf(texts[4], sizeof *texts, "%02x%02x%02x%02x", o[0], o[1], o[2], o[3]);
    snprintf(texts[5], sizeof *texts, "%02x%02x%02x%02x", o[3], o[2], o[1], o[0]);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strlen(texts[i]) >= ROW_DIGITS && memmem(host.data, host.size, texts[i], strlen(texts[i])))
            return true;
    return false;
}

struct digit_runs {
    size_t decimal, hexadecimal; /* the longest of each */
};

static struct digit_runs longest_runs(struct slice host) {
    struct digit_runs longest = {0, 0};
    size_t decimal = 0, hexadecimal = 0;
    for (size_t i = 0; i < host.size; i++) {
        decimal = isdigit((unsigned char)host.data[i]) ? decimal + 1 : 0;
        hexadecimal = isxdigit((unsigned char)host.data[i]) ? hexadecimal + 1 : 0;
        longest.decimal = decimal > longest.decimal ? decimal : longest.decimal;
        longest.hexadecimal = hexadecimal > longest.hexadecimal ? hexadecimal : longest.hexadecimal;
    }
    return longest;
}

/* What stands left of the domain; all of a name that is none of the public DNS ("a.b.adsl"). */
static struct slice host_part(const char *name, const char *domain) {
    size_t size = strlen(name), domain_size = strlen(domain);
    const char *last = strrchr(domain, '.');
    if (last && islower((unsigned char)last[1]) && kind_of(slice_from_string(last + 1)) == SENDER_ACCESS)
        return slice_of(name, size);
    return slice_of(name, size > domain_size ? size - domain_size - 1 : 0);
}

bool sender_name_has_address(const char *name, const char *domain, const uint8_t address[16]) {
    struct slice host = host_part(name, domain);
    struct digit_runs longest = longest_runs(host);
    if (!longest.decimal)
        return false;
    if (longest.hexadecimal >= HARDWARE_ADDRESS_DIGITS)
        return true;
    if (!host_address_is_ipv4(address))
        return false;
    struct octets octets;
    read_octets(host, &octets);
    return has_octets(&octets, address + 12) || has_some_address(host, &octets) ||
           (longest.hexadecimal >= ROW_DIGITS && has_row(host, address + 12));
}

/* Whether any of these parts is in text, or is the domain as a whole. */
static bool has_part(const char *const *parts, struct slice text, const char *domain) {
    for (; *parts; parts++)
        if (strchr(*parts, '.') ? !strcmp(domain, *parts)
                                : memmem(text.data, text.size, *parts, strlen(*parts)) != NULL)
            return true;
    return false;
}

enum sender_name_kind sender_name_kind(const char *name, const char *domain, const uint8_t address[16]) {
    struct slice host = host_part(name, domain);
    enum sender_word_kind kind = read_words(host);
    if (kind == SENDER_SERVER || has_part(sender_hostings, slice_from_string(domain), domain))
        return SENDER_NAME_OF_SERVER;
    if (kind == SENDER_ACCESS || has_part(sender_parts, host, domain))
        return SENDER_NAME_OF_LINE;
    return sender_name_has_address(name, domain, address) ? SENDER_NAME_GENERIC : SENDER_NAME_OF_SERVER;
}
