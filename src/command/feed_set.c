/* The keys are a table, each with what reads its value; all are read before anything is changed. */
#include "command/feed_set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "command/output.h"
#include "command/spelling.h"
#include "store/feed.h"

/* More traps than there are addresses in any domain. */
#define TRAPS_MOST 1e12
/* The longest name of a host. */
#define FORWARDER_BYTES 253

/* An empty value: not known any more. */
typedef bool read_value(const char *value, struct store_feed_change *change);

static bool read_traps(const char *value, struct store_feed_change *change) {
    char *end;
    if (strspn(value, "0123456789") != strlen(value))
        return false;
    double number = *value ? strtod(value, &end) : 0;
    change->traps = number <= TRAPS_MOST ? (int64_t)number : 0;
    return !*value || (number >= 1 && number <= TRAPS_MOST);
}

/* "0.25", "25%". */
static bool read_sampled(const char *value, struct store_feed_change *change) {
    char *end = (char *)value;
    double share = *value ? strtod(value, &end) : 0;
    if (*value && *end == '%' && !end[1]) {
        share /= 100;
        end++;
    }
    change->sampled = share;
    return !*value || (strspn(value, "0123456789.%") == strlen(value) && !*end && share > 0 && share <= 1);
}

static bool read_since(const char *value, struct store_feed_change *change) {
    change->since_said = true;
    change->since = TIME_NONE;
    return !*value || time_parse_rfc3339(value, &change->since);
}

/* A network, a host or a domain: what neither can hold is refused. */
static bool read_forwarder(const char *value, struct store_feed_change *change) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:/";
    change->forwarder = value;
    return strlen(value) <= FORWARDER_BYTES && strspn(value, letters) == strlen(value) &&
           (!*value || strpbrk(value, ".:"));
}

static bool read_reports(const char *value, struct store_feed_change *change) {
    change->reports = !strcmp(value, "yes");
    return change->reports || !strcmp(value, "no");
}

static const struct key {
    const char *name;
    read_value *read;
    const char *takes; /* what it must be */
} keys[] = {
    {"traps", read_traps, "a number of addresses from 1 on"},
    {"sampled", read_sampled, "a share such as 0.25 or 25%"},
    {"since", read_since, "a time such as 2007-04-08 or 2007-04-08T13:00"},
    {"forwarder", read_forwarder, "a network, or the name of a host or domain"},
    {"reports", read_reports, "yes or no"},
};
#define KEYS (sizeof keys / sizeof *keys)

static enum command_status refuse_key(const struct invocation *invocation, const char *word, size_t length) {
    struct spelling spelling = {.word = arena_copy(invocation->arena, word, length)};
    for (size_t i = 0; i < KEYS; i++)
        spelling_try(&spelling, keys[i].name);
    if (!word[length])
        return complain_usage(invocation->command, "set takes key=value, not '%s'", word);
    if (spelling.best)
        return complain_usage(invocation->command, "nothing of a feed is called '%s', did you mean '%s'?",
                              spelling.word, spelling.best);
    return complain_usage(
        invocation->command,
        "nothing of a feed is called '%s': traps, sampled, since, forwarder and reports are", spelling.word);
}

static enum command_status read_word(const struct invocation *invocation, const char *word,
                                     struct store_feed_change *change) {
    size_t length = strcspn(word, "="), at = 0;
    while (at < KEYS && (strlen(keys[at].name) != length || strncmp(keys[at].name, word, length) != 0))
        at++;
    if (at == KEYS || !word[length])
        return refuse_key(invocation, word, length);
    if (keys[at].read(word + length + 1, change))
        return COMMAND_DONE;
    return complain_usage(invocation->command, "%s takes %s, not '%s'", keys[at].name, keys[at].takes,
                          word + length + 1);
}

static enum command_status read_change(const struct invocation *invocation,
                                       struct store_feed_change *change) {
    const struct option_value *role = &invocation->values[FEED_SET_ROLE];
    enum command_status status = COMMAND_DONE;
    *change = (struct store_feed_change){.role = role->given ? role->text : NULL,
                                         .traps = -1,
                                         .sampled = -1,
                                         .since = TIME_NONE,
                                         .reports = -1};
    for (size_t i = 2; i < invocation->argument_count && status == COMMAND_DONE; i++)
        status = read_word(invocation, invocation->arguments[i], change);
    return status;
}

static void tell(const struct invocation *invocation, const char *name, bool created, uint64_t misread) {
    struct buffer line = {0};
    if (created)
        buffer_printf(&line, "feed %s is new\n", name);
    if (misread) {
        output_plural(&line, misread, "report of it was", "reports of it were");
        buffer_append_string(&line, " read otherwise: `weir check --repair` reads what is there anew\n");
    }
    if (!invocation->quiet)
        printf("%.*s", (int)line.size, line.data);
    buffer_free(&line);
}

static enum command_status change_feed(const struct invocation *invocation, const char *name,
                                       const struct store_feed_change *change) {
    struct error error;
    bool created;
    uint64_t misread = 0;
    struct store *store = open_store(invocation, STORE_WRITE);
    if (!store)
        return COMMAND_FAILED;
    bool done = store_feed_set(store, name, change, &created, &misread, &error);
    store_close(store);
    if (!done)
        return complain("%s", error.message);
    tell(invocation, name, created, misread);
    return COMMAND_DONE;
}

enum command_status feed_set(struct invocation *invocation) {
    struct store_feed_change change;
    const char *name = invocation->argument_count > 1 ? invocation->arguments[1] : "";
    if (invocation->json)
        return complain_usage(invocation->command, "--json: set prints nothing");
    if (invocation->argument_count < 2)
        return complain_usage(invocation->command, "set takes the name of a feed");
    if (!store_feed_name_fits(name))
        return complain_usage(invocation->command, "the name of a feed is one line of 1 to %d bytes of UTF-8",
                              STORE_FEED_NAME_BYTES);
    if (invocation->argument_count == 2 && !invocation->values[FEED_SET_ROLE].given)
        return complain_usage(invocation->command, "nothing is said of feed %s", name);
    enum command_status status = read_change(invocation, &change);
    return status == COMMAND_DONE ? change_feed(invocation, name, &change) : status;
}
