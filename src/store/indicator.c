/* Picks indicators out of text written by people, who spell them so that nobody clicks by accident: "hxxp",
 * "[.]", "(dot)", "[at]". What is left after that is undone is read as the text of a mail would be, by
 * mail/link.h; hashes, bare addresses of hosts and Message-IDs are found here. */
#include "store/indicator.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/time.h"
#include "mail/link.h"
#include "store/tally.h"

struct list {
    struct arena *arena;
    struct indicators *indicators;
    size_t capacity;
    struct tally names; /* told apart without comparing each with all */
};

static void add(struct list *list, enum term_kind kind, const char *key, const char *value) {
    struct indicators *indicators = list->indicators;
    struct query_clause clause;
    if (indicators->count == INDICATORS || !query_key(list->arena, kind, value, &clause))
        return;
    const char *name = arena_printf(list->arena, "%s:%s", key, clause.value);
    if (tally_add(&list->names, slice_from_string(name), TIME_NONE)->count > 1)
        return;
    indicators->items = arena_grow(list->arena, indicators->items, indicators->count, &list->capacity,
                                   sizeof *indicators->items);
    indicators->items[indicators->count].name = name;
    indicators->items[indicators->count++].clause = clause;
}

/* Undoes one spelling at `at`; returns how many bytes it took, 0 none. */
static size_t undo(const char *at, size_t left, const char **plain) {
    static const struct {
        const char *written, *plain;
    } spellings[] = {{"[.]", "."},   {"(.)", "."},  {"{.}", "."},     {"[dot]", "."},  {"(dot)", "."},
                     {" dot ", "."}, {"[:]", ":"},  {"[://]", "://"}, {"[/]", "/"},    {"[@]", "@"},
                     {"[at]", "@"},  {"(at)", "@"}, {"hxxp", "http"}, {"hXXp", "http"}};
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        size_t length = strlen(spellings[i].written);
        if (length <= left && !strncasecmp(at, spellings[i].written, length)) {
            *plain = spellings[i].plain;
            return length;
        }
    }
    return 0;
}

static struct slice undo_spellings(struct arena *arena, struct slice text) {
    char *clean = arena_alloc_raw(arena, text.size + 1), *to = clean;
    for (size_t i = 0; i < text.size;) {
        const char *plain;
        size_t taken = undo(text.data + i, text.size - i, &plain);
        if (taken) {
            to = stpcpy(to, plain);
            i += taken;
        } else {
            *to++ = text.data[i] ? text.data[i] : ' ';
            i++;
        }
    }
    *to = '\0';
    return slice_of(clean, (size_t)(to - clean));
}

/* Runs of the characters that hashes and addresses of hosts are made of. */
static void find_runs(struct list *list, struct slice text) {
    for (const char *at = text.data; *at;) {
        size_t length = 0;
        while (isxdigit((unsigned char)at[length]) || at[length] == '.' || at[length] == ':')
            length++;
        bool begins = at == text.data || !isalnum((unsigned char)at[-1]);
        bool ends = !isalnum((unsigned char)at[length]);
        if (length >= 3 && length <= 64 && begins && ends) {
            char *run = arena_copy(list->arena, at, length);
            unsigned char address[16];
            while (*run && strchr(".:", run[strlen(run) - 1]) && !strstr(run, "::"))
                run[strlen(run) - 1] = '\0';
            if (inet_pton(AF_INET, run, address) == 1 ||
                (strlen(run) > 5 && inet_pton(AF_INET6, run, address) == 1))
                add(list, TERM_IP, "ip", run);
            else if (length == 64)
                add(list, TERM_SHA256, "sha256", run);
        }
        at += length ? length : 1;
    }
}

static void find_message_ids(struct list *list, struct slice text) {
    const char *end = text.data + text.size;
    for (const char *at = text.data; (at = memchr(at, '<', (size_t)(end - at))); at++) {
        size_t length = 0;
        while (isgraph((unsigned char)at[1 + length]) && at[1 + length] != '<' && at[1 + length] != '>')
            length++;
        if (at[1 + length] == '>' && memchr(at, '@', length))
            add(list, TERM_ID, "id", arena_copy(list->arena, at + 1, length));
    }
}

void indicators_read(struct arena *arena, struct slice text, struct indicators *indicators) {
    struct mail mail = {.arena = arena};
    struct list list = {.arena = arena, .indicators = indicators};
    struct slice plain = undo_spellings(arena, text);
    *indicators = (struct indicators){0};
    find_runs(&list, plain);
    find_message_ids(&list, plain);
    link_find(&mail, plain, false);
    for (size_t i = 0; i < mail.link_count; i++)
        add(&list, TERM_DOMAIN, "domain", mail.links[i].host);
    for (size_t i = 0; i < mail.address_count; i++)
        add(&list, TERM_FROM, "from", mail.addresses[i]);
    for (size_t i = 0; i < mail.phone_count; i++)
        add(&list, TERM_PHONE, "phone", mail.phones[i]);
    tally_free(&list.names);
}
