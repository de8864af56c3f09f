/* What of a mail's links, addresses and phone numbers has been seen; see link_index.c. */
#ifndef WEIR_MAIL_LINK_INDEX_H
#define WEIR_MAIL_LINK_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* Hashes seen, each with a number. */
struct link_set {
    struct link_slot *slots;
    size_t capacity, count;
};

struct link_index {
    struct link_set links, addresses, phones;
    size_t link_capacity, address_capacity, phone_capacity;
};

/* The number kept with hash; *fresh when it is new and the number the caller's to set. */
uint32_t *link_set_find(struct arena *arena, struct link_set *set, uint64_t hash, bool *fresh);

#endif
