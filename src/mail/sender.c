/* Who sends: a line at home or a server, one of a known provider or not, and whether it lies when it says its
 * name.
 *
 * Only what the receiving server wrote counts: the name it looked up, and, where it did not find any, a HELO
 * that holds the sender's own address. A HELO proves nothing good, but some lies show: a name of the house it
 * is talking to, a known provider's from a host that is not the provider's, another host's address, a
 * server's name on a home line. Whose a HELO is goes by registrable domain; another domain than the looked-up
 * name's alone is common among honest servers and no lie.
 *
 * Cost: three registrable domains (most from a cache), a few passes over two names. */
#include "mail/sender.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "mail/host_address.h"
#include "mail/link.h"
#include "mail/sender_table.h"

/* A name of the DNS in lower case, and its registrable domain; both "" if it is none. */
struct host_name {
    const char *name, *domain;
};

static bool is_inside_suffix(const char *label) {
    static const char *const suffixes[] = {"local", "localdomain", "localhost", "lan",     "home",
                                           "intra", "internal",    "invalid",   "private", "corp"};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (!strcmp(label, suffixes[i]))
            return true;
    return false;
}

static struct host_name read_name(struct arena *arena, const char *text) {
    struct host_name name = {"", ""};
    char *lower = arena_string(arena, text);
    size_t size = strlen(lower);
    for (char *c = lower; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    while (size && lower[size - 1] == '.')
        lower[--size] = '\0';
    const char *dot = strrchr(lower, '.');
    if (!dot || dot == lower || !isalpha((unsigned char)dot[1]) || is_inside_suffix(dot + 1))
        return name;
    name.name = lower;
    name.domain = link_registrable_domain(arena, lower);
    return name;
}

static unsigned provider_of_domain(const char *domain) {
    size_t low = 0, high = sender_domain_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(domain, sender_domains[middle].text);
        if (!order)
            return sender_domains[middle].provider;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return 0;
}

/* Of the name or any domain above it. */
static unsigned provider_of(const char *name) {
    for (const char *rest = name; strchr(rest, '.'); rest = strchr(rest, '.') + 1) {
        unsigned provider = provider_of_domain(rest);
        if (provider)
            return provider;
    }
    return 0;
}

const char *sender_provider_name(unsigned provider) {
    return provider < SENDER_PROVIDERS && *sender_providers[provider] ? sender_providers[provider] : NULL;
}

static enum sender_reverse reverse_of(const struct mail_sender *sender) {
    if (*sender->reverse_name)
        return SENDER_NAMED;
    if (*sender->doubtful_name)
        return SENDER_NAME_DOUBTFUL;
    return sender->looked_up ? SENDER_NAMELESS : SENDER_NAME_UNKNOWN;
}

/* The HELO is of the house that it is said to. */
static bool is_ours(const struct mail *mail, const char *domain) {
    struct host_name receiver = read_name(mail->arena, mail->sender.receiver);
    const char *at = strrchr(mail->sender.recipient, '@');
    return !strcmp(receiver.domain, domain) ||
           (at && !strcmp(link_registrable_domain(mail->arena, at + 1), domain));
}

static enum sender_helo address_helo(const struct mail_sender *sender, const uint8_t said[16]) {
    if (!memcmp(said, sender->address, sizeof sender->address))
        return SENDER_HELO_ADDRESS;
    return host_address_is_private(said) ? SENDER_HELO_BARE : SENDER_HELO_BORROWED;
}

/* looked_up: its name in the DNS; "" without one. */
static enum sender_helo helo_of(const struct mail *mail, const struct host_name *helo,
                                const struct host_name *looked_up, const struct sender_traits *traits) {
    const struct mail_sender *sender = &mail->sender;
    uint8_t said[16];
    if (!*sender->helo)
        return SENDER_HELO_UNKNOWN;
    if (host_address_parse(slice_from_string(sender->helo), said))
        return address_helo(sender, said);
    if (!*helo->name)
        return SENDER_HELO_BARE;
    if (*looked_up->name && !strcmp(looked_up->domain, helo->domain))
        return SENDER_HELO_PLAIN;
    if (traits->reverse == SENDER_NAME_UNKNOWN)
        return SENDER_HELO_PLAIN;
    if (is_ours(mail, helo->domain))
        return SENDER_HELO_OURS;
    unsigned provider = provider_of(helo->name);
    if (provider && provider != traits->provider)
        return SENDER_HELO_BORROWED;
    if (!*looked_up->name)
        return SENDER_HELO_PLAIN;
    return traits->home ? SENDER_HELO_ALIEN : SENDER_HELO_OTHER;
}

/* A line whose operator gives it no name may still tell its address in HELO. Providers number their hosts by
 * address, too, so only a word makes a line of one that has a provider's name. */
static bool is_home(const struct host_name *looked_up, const struct host_name *helo,
                    const struct sender_traits *traits, const uint8_t address[16]) {
    const struct host_name *name = *looked_up->name ? looked_up : helo;
    if (name == helo && !sender_name_has_address(helo->name, helo->domain, address))
        return false;
    enum sender_name_kind kind = sender_name_kind(name->name, name->domain, address);
    return kind == SENDER_NAME_OF_LINE || (kind == SENDER_NAME_GENERIC && !traits->provider);
}

void sender_classify(const struct mail *mail, struct sender_traits *traits) {
    const struct mail_sender *sender = &mail->sender;
    *traits = (struct sender_traits){0};
    if (!*sender->ip)
        return;
    traits->reverse = reverse_of(sender);
    const char *looked_up_name =
        traits->reverse == SENDER_NAMED ? sender->reverse_name : sender->doubtful_name;
    struct host_name looked_up = read_name(mail->arena, looked_up_name);
    bool same = !strcasecmp(sender->helo, looked_up_name);
    struct host_name helo = same ? looked_up : read_name(mail->arena, sender->helo);
    traits->provider = traits->reverse == SENDER_NAMED ? provider_of(looked_up.name) : 0;
    traits->home = is_home(&looked_up, &helo, traits, sender->address);
    if (traits->home)
        traits->provider = 0;
    traits->helo = helo_of(mail, &helo, &looked_up, traits);
}
