/* Takes out of a mail what weir would take out of it: links, addresses and phone numbers (mail/link.h), and
 * every place that may name an instrument (tout/candidate.h), however little speaks for it. What the parser
 * leaves alone as no link but has a dot and a known suffix, or is an address of the internet, is taken for a
 * host, too: an author can always write a sentence so that it has none. */
#include "simulate/inspect.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mail/link_host.h"
#include "tout/candidate.h"

/* As much of a name as a complaint quotes. */
#define QUOTED 100
/* Instruments are looked for in pieces that hold fewer tokens than are read of one (TOKENS), each beginning
 * where the one before ends less what a name takes. */
#define PIECE   900
#define OVERLAP 150

/* How a symbol is found where the text says that it is one. */
#define SAID_TO_BE_ONE (HOW_EXPLICIT | HOW_SUFFIX | HOW_LABEL | HOW_BRACKET)

static const char *const reserved_suffixes[] = {"example",     "test",        "invalid",    "localhost",
                                                "example.org", "example.net", "example.com"};

bool inspect_is_reserved_host(struct slice host) {
    for (size_t i = 0; i < sizeof reserved_suffixes / sizeof *reserved_suffixes; i++) {
        size_t size = strlen(reserved_suffixes[i]);
        if (host.size >= size && !strncasecmp(host.data + host.size - size, reserved_suffixes[i], size) &&
            (host.size == size || host.data[host.size - size - 1] == '.'))
            return true;
    }
    return false;
}

bool inspect_is_invented(const char *symbol) {
    return !strncasecmp(symbol, "ZZ", 2);
}

/* -- what parsing finds -- */

static bool check_links(const struct mail *mail, struct error *error) {
    for (size_t i = 0; i < mail->link_count; i++)
        if (!inspect_is_reserved_host(slice_from_string(mail->links[i].host)))
            return error_set(error, "the link '%.*s' is not to a reserved name", QUOTED, mail->links[i].url);
    for (size_t i = 0; i < mail->address_count; i++) {
        const char *at = strrchr(mail->addresses[i], '@');
        if (!at || !inspect_is_reserved_host(slice_from_string(at + 1)))
            return error_set(error, "the address '%.*s' is not of a reserved domain", QUOTED,
                             mail->addresses[i]);
    }
    return true;
}

/* 555-0100 to 555-0199, of any area. */
static bool check_phones(const struct mail *mail, struct error *error) {
    for (size_t i = 0; i < mail->phone_count; i++) {
        const char *phone = mail->phones[i];
        if (strlen(phone) != 12 || strncmp(phone, "+1", 2) != 0 || strncmp(phone + 5, "55501", 5) != 0)
            return error_set(error, "the phone number '%s' is not one of 555-0100 to 555-0199", phone);
    }
    return true;
}

/* -- hosts that are no links -- */

/* Also any beyond ASCII: there are names in all scripts. */
static bool is_host_letter(char letter) {
    return isalnum((unsigned char)letter) || letter == '.' || letter == '-' || (letter & 0x80);
}

/* The campaign's own symbol may stand before a market's suffix: ZZAB.PK. */
static bool is_symbol(const struct scenario_campaign *campaign, struct slice word) {
    size_t size = strlen(campaign->symbol);
    return size && word.size > size && word.data[size] == '.' && !strncmp(word.data, campaign->symbol, size);
}

/* 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 and 240.0.0.0/4. */
static bool is_reserved_address(const char *host) {
    return !strncmp(host, "192.0.2.", 8) || !strncmp(host, "198.51.100.", 11) ||
           !strncmp(host, "203.0.113.", 10) || atoi(host) >= 240;
}

static bool check_word(const struct scenario_campaign *campaign, struct arena *arena, struct slice word,
                       struct error *error) {
    while (word.size && (word.data[word.size - 1] == '.' || word.data[word.size - 1] == '-'))
        word.size--;
    if (is_symbol(campaign, word))
        return true;
    const char *host = link_host_read(arena, word); /* dots of all scripts become ASCII's */
    if (!host || !strchr(host, '.'))
        return true;
    struct slice name = slice_from_string(host);
    bool owned = link_host_is_address(host)
                     ? strspn(host, "0123456789.") == word.size && !is_reserved_address(host)
                     : link_host_has_known_suffix(name) && !inspect_is_reserved_host(name);
    return !owned || error_set(error, "'%.*s' may be a host that somebody owns", QUOTED, host);
}

static bool check_words(const struct scenario_campaign *campaign, struct arena *arena, const char *string,
                        struct error *error) {
    struct slice text = slice_from_string(string);
    for (size_t at = 0, end; at < text.size; at = end) {
        end = at;
        while (end < text.size && is_host_letter(text.data[end]))
            end++;
        if (end - at > 3 && !check_word(campaign, arena, slice_of(text.data + at, end - at), error))
            return false;
        end += end == at;
    }
    return true;
}

/* -- instruments -- */

static bool is_of_campaign(const struct scenario_campaign *campaign, const struct tout_place *place) {
    const char *name = place->spelling.name;
    bool called = *campaign->company && strcasestr(campaign->company, name);
    switch (place->kind) {
    case TOUT_SYMBOL: /* or a word of the company's name in capitals */
        return inspect_is_invented(name) || (called && !(place->how & SAID_TO_BE_ONE));
    case TOUT_COIN:
    case TOUT_NAME:
        return called;
    case TOUT_ISIN:
        return inspect_is_invented(name);
    default:
        return false;
    }
}

/* The coins that everybody knows. Mail about others names them as what they are paid with, so weir does not
 * take them for what is touted, and a simulation could be read as advice to buy them. */
static const char *const known_coins[] = {"bitcoin",  "bitcoins", "btc",  "xbt",  "bch", "ethereum",
                                          "eth",      "litecoin", "ltc",  "xrp",  "xmr", "monero",
                                          "dogecoin", "doge",     "usdt", "usdc", "bnb"};

static bool is_known_coin(struct slice word) {
    for (size_t i = 0; i < sizeof known_coins / sizeof *known_coins; i++)
        if (word.size == strlen(known_coins[i]) && !strncasecmp(word.data, known_coins[i], word.size))
            return true;
    return false;
}

bool inspect_coins(const char *string, struct error *error) {
    for (const char *at = string, *end; *at; at = end) {
        for (end = at; isalnum((unsigned char)*end) || *end & 0x80;)
            end++;
        struct slice word = slice_of(at, (size_t)(end - at));
        bool tag = at > string && at[-1] == '$' && isalpha((unsigned char)*at);
        if (is_known_coin(word) || (tag && !inspect_is_invented(at)))
            return error_set(error, "'%.*s' is an instrument that there is: invented symbols begin with ZZ",
                             (int)(word.size < QUOTED ? word.size : QUOTED), word.data);
        end += end == at;
    }
    return true;
}

static bool check_piece(const struct scenario_campaign *campaign, struct arena *arena, struct slice piece,
                        struct error *error) {
    struct tokens tokens = {0};
    struct tout_place *places = arena_alloc_raw(arena, TOUT_PLACES * sizeof *places);
    tokens_read(arena, piece, &tokens);
    size_t count = candidate_find(arena, &tokens, 0, places);
    for (size_t i = 0; i < count; i++)
        if (!is_of_campaign(campaign, &places[i]))
            return error_set(error, "'%s' may be an instrument that there is: invented symbols begin with ZZ",
                             places[i].spelling.name);
    return true;
}

/* Where a piece of so many bytes can be cut, between words if there is such a place. */
static size_t cut(struct slice text, size_t size) {
    size_t at = size < text.size ? size : text.size;
    while (at < text.size && at > OVERLAP && !isspace((unsigned char)text.data[at]))
        at--;
    return at > OVERLAP || at == text.size ? at : size;
}

static bool check_instruments(const struct scenario_campaign *campaign, struct arena *arena,
                              const char *string, struct error *error) {
    struct slice text = slice_from_string(string);
    for (;;) {
        size_t size = cut(text, PIECE);
        if (!check_piece(campaign, arena, slice_of(text.data, size), error))
            return false;
        if (size == text.size)
            return true;
        size_t next = cut(text, size - OVERLAP);
        text = slice_of(text.data + next, text.size - next);
    }
}

bool inspect_mail(const struct scenario_campaign *campaign, const struct mail *mail, struct error *error) {
    const char *const texts[] = {mail->subject, mail->text, mail->other_text, mail->hidden};
    if (!check_links(mail, error) || !check_phones(mail, error))
        return false;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!check_words(campaign, mail->arena, texts[i], error) ||
            !check_instruments(campaign, mail->arena, texts[i], error) || !inspect_coins(texts[i], error))
            return false;
    return !(mail->anomalies & MAIL_LIMIT) ||
           error_set(error, "there are more links, addresses or words in it than can be looked at");
}
