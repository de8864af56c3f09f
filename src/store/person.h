/* Who must not be seen in what is published: recipients, the trap's own hosts, and senders, who as a rule are
 * forged and so are people, too.
 *
 * A person is kept as hashes of what he may be called, not by name: a word of a text is looked up by its
 * hash, one number a mail is all that a forged sender costs, and the store holds no second copy of anybody's
 * address. See person.c. */
#ifndef WEIR_STORE_PERSON_H
#define WEIR_STORE_PERSON_H

#include "mail/mail.h"
#include "store/person_word.h"

/* What a hash is of. The forms of words are those of person_word.h. */
enum person_kind {
    PERSON_ADDRESS,     /* an address as written but in forms: "j.smith@example.org" */
    PERSON_PART,        /* its local part: "j.smith" */
    PERSON_WORDS,       /* the words of a local part with a space between: "j smith"; and of a display name */
    PERSON_BEGINNING,   /* the same without its last words, so that a search knows when to stop */
    PERSON_HOST,        /* the words of a host name of the feed's own: "mx example org" */
    PERSON_SENDER,      /* as PERSON_ADDRESS, */
    PERSON_SENDER_NAME, /* and as PERSON_WORDS, of whom a mail says to be from */
    PERSON_KINDS
};

/* Longer names and local parts are compared as a whole only. */
#define PERSON_WORDS_MOST 12

uint64_t person_key(enum person_kind kind, struct slice form);
/* The hash of words[0] to words[count - 1] with a space between. */
uint64_t person_words_key(enum person_kind kind, const struct person_word *words, size_t count);
/* The hash of text's part from the first of these words to the last, the bytes between them as they are. */
uint64_t person_part_key(enum person_kind kind, struct slice text, const struct person_word *words,
                         size_t count);

/* Hashes of the people of one mail, each perhaps more than once. */
struct people {
    struct arena *arena;
    uint64_t *recipients; /* and own hosts */
    size_t recipient_count, recipient_capacity;
    uint64_t *senders;
    size_t sender_count, sender_capacity;
};

/* Those of mail and of what it returns; in keep's memory. */
void people_read(struct arena *keep, const struct mail *mail, struct people *people);
/* Likewise, of one host of the feed's own. */
void people_of_host(struct arena *keep, const char *host, struct people *people);

#endif
