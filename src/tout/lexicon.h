/* What words mean to a reader of touts: which announce a symbol, a price or a target, which promise, press or
 * praise, which name a market or a currency, and which are no symbol although they look like one.
 *
 * All of it is constant and made at build time from src/tout/data (see docs/lexicon.md), so that every call
 * is thread-safe and nothing needs to be initialised. */
#ifndef WEIR_TOUT_LEXICON_H
#define WEIR_TOUT_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum lexicon_category {
    LEXICON_KEY = 1 << 0, /* announces a symbol */
    LEXICON_WKN = 1 << 1,
    LEXICON_ISIN = 1 << 2,
    LEXICON_COMPANY = 1 << 3,     /* announces the name of a company or coin */
    LEXICON_LEGAL = 1 << 4,       /* ends the name of a company */
    LEXICON_PRICE = 1 << 5,       /* announces what it costs now */
    LEXICON_TARGET = 1 << 6,      /* announces what it will cost */
    LEXICON_GAIN = 1 << 7,        /* promises profit */
    LEXICON_SPAN = 1 << 8,        /* says within what time */
    LEXICON_URGENCY = 1 << 9,     /* presses to act now */
    LEXICON_HYPE = 1 << 10,       /* praises */
    LEXICON_SECURITY = 1 << 11,   /* is of the world of securities */
    LEXICON_COIN = 1 << 12,       /* is of the world of crypto coins */
    LEXICON_DISCLAIMER = 1 << 13, /* is of the small print of paid promotion */
    LEXICON_NOT_SYMBOL = 1 << 14, /* is no symbol, though in capitals */
    LEXICON_COMMON = 1 << 15,     /* is an everyday word: no symbol, even where nothing is in capitals */
    LEXICON_DAY = 1 << 16,
    LEXICON_WEEK = 1 << 17,
    LEXICON_MONTH = 1 << 18,
    LEXICON_PERCENT = 1 << 19,
    LEXICON_SERVICE =
        1 << 20, /* is of an order, a statement, an account or a gift to be claimed, not of a tip */
    LEXICON_MARKET = 1 << 21, /* begins what lexicon_market_by_prefix() knows */
    /* Days: seven of the week from Monday, then those that are told from the mail's own. */
    LEXICON_MONDAY = 1 << 22,
    LEXICON_SUNDAY = 1 << 28,
    LEXICON_TODAY = 1 << 29,
    LEXICON_TOMORROW = 1 << 30,
};

/* More words than any phrase has. */
#define LEXICON_PHRASE_WORDS 6

/* A word of text as the lexicon compares it: folded (lower case, no accents, ß is ss), not NUL-terminated.
 * Signs within a word may be kept or split at: "don't", "dont" and "don" "t" are all found. */
struct lexicon_word {
    const char *form;
    uint16_t bytes;
};

struct lexicon_match {
    uint32_t categories; /* bits of enum lexicon_category */
    uint8_t words;       /* 0: none */
};

struct lexicon_market {
    const char *name;
    const char *type; /* "stock" or "coin" */
};

struct lexicon_currency {
    const char *code; /* ISO 4217, or the symbol of a coin */
    double factor;    /* 0.01 for cents */
};

/* The longest phrase that begins at words[0], with the categories of all its readings; those of what is no
 * symbol are left out. */
struct lexicon_match lexicon_find(const struct lexicon_word *words, size_t count);
/* LEXICON_NOT_SYMBOL and LEXICON_COMMON, as far as they hold for the word. */
uint32_t lexicon_plain(struct lexicon_word word);
/* The market that words[0] and the following name ("otcbb", "pink sheets"); NULL: none. */
const struct lexicon_market *lexicon_market_by_prefix(const struct lexicon_word *words, size_t count,
                                                      unsigned *words_used);
/* The market of a symbol's suffix ("ob" of "abcd.ob"); NULL: none. */
const struct lexicon_market *lexicon_market_by_suffix(struct lexicon_word suffix);
/* Whether word is a currency's sign or name. */
bool lexicon_currency(struct lexicon_word word, struct lexicon_currency *currency);

#endif
