/* A filter that has learnt that mail of 2002 is wanted and mail of 2007 is spam has learnt the archive, and
 * scores of such a corpus say nothing of mail. So years, and servers that took the mail in, are compared:
 * what counts is the share of each side's mail that came in by a year or server by which some of the other
 * side did, too. Cost: two sorts. */
#include "store/bench_apart.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/radix.h"
#include "base/time.h"

/* Sides that share less than this are apart: a stray mail does not mix two archives. */
#define SHARED_LEAST 0.05

/* A side's mail, of which it is known. */
struct side {
    uint64_t mails, shared, values;
    uint64_t first, last; /* of the values */
};

struct comparison {
    struct side sides[2]; /* wanted mail, spam */
};

static void add_value(struct comparison *comparison, uint64_t value, const uint64_t mails[2]) {
    for (size_t i = 0; i < 2; i++) {
        struct side *side = &comparison->sides[i];
        if (!mails[i])
            continue;
        side->first = side->values++ ? side->first : value;
        side->last = value;
        side->mails += mails[i];
        side->shared += mails[1 - i] ? mails[i] : 0;
    }
}

/* pairs: value and whether it is spam. */
static struct comparison compare(struct radix_pair *pairs, size_t count) {
    struct comparison comparison = {0};
    radix_sort_pairs(pairs, count);
    for (size_t i = 0; i < count;) {
        uint64_t value = pairs[i].key, mails[2] = {0};
        for (; i < count && pairs[i].key == value; i++)
            mails[pairs[i].value]++;
        add_value(&comparison, value, mails);
    }
    return comparison;
}

static bool is_apart(const struct comparison *comparison) {
    bool apart = true;
    for (size_t i = 0; i < 2; i++) {
        const struct side *side = &comparison->sides[i];
        apart = apart && side->mails && (double)side->shared < SHARED_LEAST * (double)side->mails;
    }
    return apart;
}

static uint64_t year_of(int64_t time) {
    char text[TIME_TEXT_BYTES];
    unsigned year = 0;
    return sscanf(time_format(time, text), "%u", &year) == 1 ? year : 0;
}

static const char *years_text(struct arena *arena, const struct side *side) {
    return side->first == side->last
               ? arena_printf(arena, "%u", (unsigned)side->first)
               : arena_printf(arena, "%u to %u", (unsigned)side->first, (unsigned)side->last);
}

static const char *servers_text(struct arena *arena, const struct side *side) {
    return side->values == 1 ? "one server"
                             : arena_printf(arena, "%llu servers", (unsigned long long)side->values);
}

const char *bench_apart(struct arena *arena, const struct bench_arrival *arrivals, size_t count) {
    struct radix_pair *pairs = allocate((count + 1) * sizeof *pairs);
    size_t years = 0, servers = 0;
    for (size_t i = 0; i < count; i++)
        if (arrivals[i].received != TIME_NONE)
            pairs[years++] = (struct radix_pair){year_of(arrivals[i].received), arrivals[i].is_spam};
    struct comparison by_year = compare(pairs, years);
    for (size_t i = 0; i < count; i++)
        if (arrivals[i].receiver)
            pairs[servers++] = (struct radix_pair){arrivals[i].receiver, arrivals[i].is_spam};
    struct comparison by_server = compare(pairs, servers);
    free(pairs);
    const char *text = "";
    if (is_apart(&by_year))
        text = arena_printf(arena, "spam is of %s, wanted mail of %s", years_text(arena, &by_year.sides[1]),
                            years_text(arena, &by_year.sides[0]));
    if (is_apart(&by_server))
        text = arena_printf(arena, "%s%sspam came in at %s, wanted mail at %s that took in none of it", text,
                            *text ? "; " : "", servers_text(arena, &by_server.sides[1]),
                            servers_text(arena, &by_server.sides[0]));
    return text;
}
