/* Text cut into what a template is made of: words, numbers, prices, dates, links, names of what is promoted,
 * recipients, punctuation. See atom.c. */
#ifndef WEIR_TEMPLATE_ATOM_H
#define WEIR_TEMPLATE_ATOM_H

#include "template/pattern.h"

/* Of one field of one mail; what stands behind is not looked at, as in signatures. */
#define ATOMS_MOST WORDS_LEARNT

enum atom_kind {
    ATOM_WORD,
    ATOM_NUMBER,
    ATOM_PRICE,
    ATOM_DATE,
    ATOM_LINK,
    ATOM_ADDRESS,
    ATOM_RECIPIENT,
    ATOM_LABEL, /* in a local part: the first label of the address's own domain */
    ATOM_NAME,  /* of what is promoted */
    ATOM_STOP,  /* a run of . ! ? */
    ATOM_SIGN,  /* one other mark, or a run of it */
};

/* What stands before it. */
enum atom_gap { ATOM_GLUED, ATOM_SPACED, ATOM_LINE, ATOM_PARAGRAPH, ATOM_GAPS };

/* Words are alike but for case, signs but for their number, all else by kind: any price aligns with any
 * price. A name is alike within its group. */
struct atom {
    uint64_t hash;
    const char *begin; /* in the source text */
    uint32_t bytes;
    uint8_t kind, gap;
};

struct atoms {
    struct atom *items;
    size_t count;
};

/* Names ready to be looked for; in the arena. */
struct atom_names;
struct atom_names *atom_names_read(struct arena *arena, const struct pattern_name *names, size_t count);

/* text outlives the atoms, which are the arena's. Cost: linear, times the names. */
void atoms_read(struct arena *arena, const char *text, const struct atom_names *names, struct atoms *atoms);

/* A host name, as one link; and the local part before it, in which the name of the domain is one atom. */
void atoms_read_host(struct arena *arena, const char *host, struct atoms *atoms);
void atoms_read_local(struct arena *arena, const char *local, const char *host,
                      const struct atom_names *names, struct atoms *atoms);

/* How much an atom says of what template it stands in: a word of four letters and more is 1. */
double atom_weight(const struct atom *atom);
uint64_t atom_hash_of_kind(enum atom_kind kind);
/* Where the registrable domain stands in a link or address; in the arena, size 0: nowhere. */
struct slice atom_domain(struct arena *arena, const struct atom *atom);

/* Bytes of a date or time of day that begins here, 0 if none does. See atom_date.c. */
size_t atom_date_bytes(const char *at, const char *end);
/* Bytes of an amount with its currency, before or behind it. See atom_price.c. */
size_t atom_price_bytes(const char *at, const char *end);
/* Bytes of the longest name that begins here; *group is its. See atom_name.c. */
size_t atom_name_bytes(const struct atom_names *names, const char *at, const char *end, unsigned *group);

#endif
