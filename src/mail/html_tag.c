/* The elements of HTML by name. A name is at most ten bytes, so that its first seven, packed into a number
 * with its length, tell all of them apart; a hash table made at first use finds it. */
#include "mail/html_tag.h"

#include <pthread.h>
#include <stddef.h>
#include <strings.h>

#define SLOTS 512

#define TAG(name, spelling, traits) [HTML_TAG_##name] = (traits),
const uint16_t html_tag_traits[HTML_TAGS] = {HTML_TAG_LIST(TAG)};
#undef TAG

#define TAG(name, spelling, traits) [HTML_TAG_##name] = (spelling),
const char *const html_tag_names[HTML_TAGS] = {HTML_TAG_LIST(TAG)};
#undef TAG

static struct {
    uint64_t key;
    uint8_t tag;
} slots[SLOTS];
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Lower-cased first bytes, and the length in the uppermost. */
static uint64_t pack(struct slice name) {
    uint64_t key = 0;
    size_t packed = name.size < 7 ? name.size : 7;
    for (size_t i = 0; i < packed; i++) {
        unsigned char c = (unsigned char)name.data[i];
        key = key << 8 | (c >= 'A' && c <= 'Z' ? c | 0x20u : c);
    }
    return key | (uint64_t)name.size << 56;
}

static size_t slot_of(uint64_t key) {
    return key * UINT64_C(0x9e3779b97f4a7c15) >> 55;
}

static void make_slots(void) {
    for (size_t tag = HTML_TAG_FOREIGN + 1; tag < HTML_TAGS; tag++) {
        uint64_t key = pack(slice_from_string(html_tag_names[tag]));
        size_t slot = slot_of(key);
        while (slots[slot].key)
            slot = (slot + 1) % SLOTS;
        slots[slot].key = key;
        slots[slot].tag = (uint8_t)tag;
    }
}

enum html_tag html_tag_find(struct slice name) {
    pthread_once(&once, make_slots);
    if (!name.size || name.size > 10)
        return name.size && memchr(name.data, ':', name.size) ? HTML_TAG_FOREIGN : HTML_TAG_UNKNOWN;
    uint64_t key = pack(name);
    for (size_t slot = slot_of(key); slots[slot].key; slot = (slot + 1) % SLOTS)
        if (slots[slot].key == key && !strncasecmp(html_tag_names[slots[slot].tag], name.data, name.size))
            return slots[slot].tag;
    return memchr(name.data, ':', name.size) ? HTML_TAG_FOREIGN : HTML_TAG_UNKNOWN;
}
