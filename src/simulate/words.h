/* Names and phrases that simulated mail is made of. All invented, all domains reserved. See words.c. */
#ifndef WEIR_SIMULATE_WORDS_H
#define WEIR_SIMULATE_WORDS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/random.h"

/* "Anna Berger", with an initial between the two where it is to be one of very many. */
const char *words_person(struct random *random, bool initial, struct arena *arena);
/* A mailbox that somebody of this name may have. */
const char *words_address(struct random *random, const char *person, struct arena *arena);
/* "bluefield.example" */
void words_write_domain(struct random *random, struct buffer *into);

/* Expands alternatives (spin.h), and then $A to an adjective, $N a thing, $M several of it, $V what one does
 * with it, $P a place, $F somebody's first name, $D a weekday, $Q a number in words,
 * $B a brand that nobody has, $C a price. */
void words_write_phrase(const char *phrase, struct random *random, struct buffer *into);

#endif
