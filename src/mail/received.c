/* Who handed the message over to the feed's own servers.
 *
 * Everybody prepends, so the newest hop was written by the last of the own servers, and each hop that names
 * an own server as its source vouches for the one below it. We go down while the source is internal: a
 * private address, a trusted network, a mailbox fetched by POP or IMAP, nobody (a local process), or a host
 * of the same organisation (registrable domain) as the servers so far, where the next hop shows that the mail
 * indeed went through such a host. The first hop from elsewhere is the hand-over. What is below it is the
 * sender's say, true or forged, and serves only as a trait of how the mail was made.
 *
 * A name proves nothing unless the server looked it up; where its dress has the HELO alone, the hop below
 * must be by the host of that very name. Cost: one pass over the Received headers, a few look-ups of
 * registrable domains, at most MAIL_HOPS hops. */
#include "mail/received.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>
#include <xxhash.h>

#include "mail/host_address.h"
#include "mail/link.h"
#include "mail/recipient.h"
#include "mail/trust.h"

/* A mail goes through few organisations that serve one feed; more are forged. */
#define ORGANISATIONS 8
/* Two clocks of own servers further apart than this cannot both be right: no server queues longer. */
#define CLOCK_SECONDS ((int64_t)30 * 24 * 60 * 60)
/* Of a value, for its shape. */
#define SHAPE_BYTES ((size_t)512)

/* The chain of one mail. */
struct chain {
    struct arena *arena;
    const struct trust *trust;
    struct received_hop hops[MAIL_HOPS];
    size_t headers[MAIL_HOPS]; /* where in the head */
    size_t count;
    const char *organisations[ORGANISATIONS]; /* of the own servers seen so far */
    size_t organisation_count;
};

static void read_hops(struct chain *chain, const struct head *head) {
    for (size_t i = 0; i < head->count && chain->count < MAIL_HOPS; i++) {
        const struct header *header = &head->headers[i];
        if (header->name.size != strlen("received") ||
            strncasecmp(header->name.data, "received", header->name.size) != 0)
            continue;
        const char *value = head_unfold(chain->arena, header->value);
        received_parse(chain->arena, slice_from_string(value), &chain->hops[chain->count]);
        chain->headers[chain->count++] = i;
    }
}

/* A name in the DNS, not "localhost" or an address. */
static bool is_public_name(const char *name) {
    const char *dot = strrchr(name, '.');
    return dot && dot > name && isalpha((unsigned char)dot[1]) && !strchr(name, ':');
}

/* NULL if name has none. */
static const char *organisation_of(const struct chain *chain, const char *name) {
    if (!is_public_name(name))
        return NULL;
    char *lower = arena_string(chain->arena, name);
    for (char *c = lower; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    const char *domain = link_registrable_domain(chain->arena, lower);
    return strchr(domain, '.') ? domain : NULL;
}

static bool is_own(const struct chain *chain, const char *name) {
    if (trust_is_forwarder(chain->trust, name))
        return true;
    const char *organisation = organisation_of(chain, name);
    for (size_t i = 0; organisation && i < chain->organisation_count; i++)
        if (!strcmp(organisation, chain->organisations[i]))
            return true;
    return false;
}

static void own_add(struct chain *chain, const char *name) {
    if (chain->organisation_count == ORGANISATIONS || is_own(chain, name))
        return;
    const char *organisation = organisation_of(chain, name);
    if (organisation)
        chain->organisations[chain->organisation_count++] = organisation;
}

static bool same_first_label(const char *a, const char *b) {
    size_t length = strcspn(a, ".");
    return length && length == strcspn(b, ".") && !strncasecmp(a, b, length);
}

/* The server that wrote the next hop below, other than by a local name; "" if none did. */
static const char *next_by(const struct chain *chain, size_t i) {
    while (++i < chain->count)
        if (is_public_name(chain->hops[i].by))
            return chain->hops[i].by;
    return "";
}

/* Whether the source of hop i got the mail from an own host in its own network: one house, two names. */
static bool has_own_neighbour(const struct chain *chain, size_t i) {
    if (i + 1 == chain->count || !is_own(chain, chain->hops[i + 1].from_name))
        return false;
    const uint8_t *source = chain->hops[i].address;
    unsigned prefix_bits = host_address_is_ipv4(source) ? 96 + 24 : 64; /* a network of one place */
    return host_address_in_net(source, chain->hops[i + 1].address, prefix_bits);
}

static bool is_internal(const struct chain *chain, size_t i) {
    const struct received_hop *hop = &chain->hops[i];
    if (hop->fetched)
        return true;
    const char *below = next_by(chain, i);
    if (!*hop->ip)
        return !is_public_name(hop->from_name) ||
               (is_own(chain, hop->from_name) && same_first_label(hop->from_name, below));
    if (host_address_is_private(hop->address) || trust_has(chain->trust, hop->address))
        return true;
    if (hop->looked_up)
        return !hop->doubtful_name && is_own(chain, hop->reverse_name) &&
               (is_own(chain, below) || same_first_label(hop->reverse_name, below) ||
                same_first_label(hop->from_name, below));
    return same_first_label(hop->from_name, below) &&
           (is_own(chain, hop->from_name) || has_own_neighbour(chain, i));
}

/* The hop from elsewhere; where none is, the furthest own host with an address of its own, since the mail
 * came from there; chain->count if there is neither. */
static size_t find_hand_over(struct chain *chain) {
    size_t furthest = chain->count;
    for (size_t i = 0; i < chain->count; i++) {
        const struct received_hop *hop = &chain->hops[i];
        own_add(chain, hop->by);
        if (!is_internal(chain, i))
            return i;
        if (*hop->ip && !hop->fetched && !host_address_is_private(hop->address) &&
            !trust_has(chain->trust, hop->address))
            furthest = i;
    }
    return furthest;
}

/* What was found when the mail was first read, with networks to trust, is found again by its address. */
static size_t find_known(const struct chain *chain, size_t found, const uint8_t address[16]) {
    static const uint8_t none[16];
    if (found < chain->count && !memcmp(chain->hops[found].address, address, sizeof none))
        return found;
    for (size_t i = 0; i < chain->count && memcmp(address, none, sizeof none) != 0; i++)
        if (!memcmp(chain->hops[i].address, address, sizeof none))
            return i;
    return chain->count;
}

static int compare_times(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* The newest of the own hops' times, unless the others (of two, the Date) say that its clock was wrong. */
static int64_t receipt_time(const struct chain *chain, size_t own_hops, const struct head *head) {
    int64_t times[MAIL_HOPS + 1];
    size_t count = 0;
    for (size_t i = 0; i < own_hops; i++)
        if (chain->hops[i].time != TIME_NONE)
            times[count++] = chain->hops[i].time;
    if (count < 2)
        return count ? times[0] : TIME_NONE;
    int64_t newest = times[0];
    const struct header *date = count == 2 ? head_find(head, "date", 0) : NULL;
    int64_t sent = date ? head_parse_date(date->value) : TIME_NONE;
    if (sent != TIME_NONE)
        times[count++] = sent;
    qsort(times, count, sizeof *times, compare_times);
    int64_t median = times[count / 2];
    return newest - median > CLOCK_SECONDS || median - newest > CLOCK_SECONDS ? median : newest;
}

/* Words that a server always writes. */
static bool is_fixed_word(struct slice word) {
    static const struct {
        size_t length;
        char text[10];
    } words[] = {{4, "from"},  {2, "by"},      {4, "with"},     {2, "id"},    {3, "for"},
                 {3, "via"},   {4, "smtp"},    {4, "http"},     {5, "esmtp"}, {4, "helo"},
                 {5, "qmail"}, {7, "invoked"}, {9, "microsoft"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].length == word.size && !strncasecmp(words[i].text, word.data, word.size))
            return true;
    return false;
}

static bool is_word_byte(unsigned char c) {
    return isalnum(c) || c == '_' || c >= 0x80;
}

/* Fixed words stand as they are, others and numbers are one "w", names of any number of labels one "w.w":
 * "from w.w (w [w.w]) by w.w". */
static size_t write_shape(struct slice value, char *shape) {
    size_t size = 0;
    for (size_t at = 0; at < value.size && size < SHAPE_BYTES;) {
        size_t end = at;
        while (end < value.size && is_word_byte((unsigned char)value.data[end]))
            end++;
        struct slice word = slice_of(value.data + at, end - at);
        at = end;
        if (word.size && is_fixed_word(word) && size + word.size <= SHAPE_BYTES) {
            memcpy(shape + size, word.data, word.size);
            size += word.size;
            continue;
        }
        char kind = word.size ? 'w' : isspace((unsigned char)value.data[at]) ? ' ' : value.data[at];
        at += !word.size;
        if (kind == 'w' && size > 2 && !memcmp(shape + size - 2, "w.", 2) && shape[size - 3] == '.')
            size--; /* another label */
        else if (!size || shape[size - 1] != kind)
            shape[size++] = kind;
    }
    return size;
}

/* Number and shapes of the hops below the hand-over, of which the first are kept; 0 without any. */
static uint64_t hash_below(struct mail *mail, const struct chain *chain, const struct head *head,
                           size_t hand_over) {
    uint64_t hash = 0;
    for (size_t i = hand_over + 1; i < chain->count; i++) {
        char shape[SHAPE_BYTES];
        size_t size = write_shape(head->headers[chain->headers[i]].value, shape);
        hash = XXH3_64bits_withSeed(shape, size, hash + 1);
        if (mail->below_count < MAIL_HOPS_BELOW)
            mail->below[mail->below_count++] = slice_of(arena_copy(mail->arena, shape, size), size);
    }
    return hash;
}

static void read_recipients(struct mail *mail, const struct chain *chain) {
    for (size_t i = 0; i < chain->count; i++)
        if (*chain->hops[i].recipient)
            recipient_add(mail, "", chain->hops[i].recipient);
}

static void add_own_host(struct mail *mail, const char *host) {
    char *lower = arena_string(mail->arena, host);
    for (char *c = lower; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    for (size_t i = 0; i < mail->own_host_count; i++)
        if (!strcmp(mail->own_hosts[i], lower))
            return;
    mail->own_hosts[mail->own_host_count++] = lower;
}

/* Who wrote the own hops, and the hosts between them. */
static void read_own_hosts(struct mail *mail, const struct chain *chain, size_t own_hops) {
    mail->own_hosts = arena_alloc(mail->arena, 4 * own_hops * sizeof *mail->own_hosts);
    for (size_t i = 0; i < own_hops; i++) {
        const struct received_hop *hop = &chain->hops[i];
        if (is_public_name(hop->by))
            add_own_host(mail, hop->by);
        if (i + 1 == own_hops)
            continue;
        if (is_own(chain, hop->from_name))
            add_own_host(mail, hop->from_name);
        if (is_own(chain, hop->reverse_name))
            add_own_host(mail, hop->reverse_name);
        if (*hop->ip && !host_address_is_private(hop->address))
            add_own_host(mail, hop->ip);
    }
}

/* The header behind the lowest hop above the hand-over that another organisation wrote. */
static size_t find_receiver_headers(const struct chain *chain, size_t hand_over) {
    if (!hand_over || hand_over == chain->count)
        return 0;
    const char *receiver = organisation_of(chain, chain->hops[hand_over].by);
    for (size_t i = hand_over; receiver && i-- > 0;) {
        const char *by = organisation_of(chain, chain->hops[i].by);
        if (by && strcmp(by, receiver) != 0)
            return chain->headers[i] + 1;
    }
    return 0;
}

void received_read(struct mail *mail, const struct head *head, const struct trust *trust) {
    struct chain *chain = arena_alloc(mail->arena, sizeof *chain);
    chain->arena = mail->arena;
    chain->trust = trust;
    read_hops(chain, head);
    size_t hand_over = find_hand_over(chain);
    if (trust_hand_over(trust))
        hand_over = find_known(chain, hand_over, trust_hand_over(trust));
    if (hand_over < chain->count) {
        const struct received_hop *hop = &chain->hops[hand_over];
        mail->sender = (struct mail_sender){.ip = hop->ip,
                                            .helo = hop->from_name,
                                            .reverse_name = hop->doubtful_name ? "" : hop->reverse_name,
                                            .doubtful_name = hop->doubtful_name ? hop->reverse_name : "",
                                            .receiver = hop->by,
                                            .recipient = hop->recipient,
                                            .looked_up = hop->looked_up};
        memcpy(mail->sender.address, hop->address, sizeof hop->address);
    }
    size_t own_hops = hand_over < chain->count ? hand_over + 1 : chain->count;
    mail->own_headers = chain->count ? chain->headers[own_hops - 1] + 1 : head->count;
    mail->receiver_headers = find_receiver_headers(chain, hand_over);
    mail->received = receipt_time(chain, own_hops, head);
    mail->traits[TRAIT_RECEIVED] = hash_below(mail, chain, head, hand_over);
    read_own_hosts(mail, chain, own_hops);
    read_recipients(mail, chain);
}
