/* The verdict's grounds as a person would say them. */
#include <math.h>

#include "tout/verdict.h"

static unsigned percent_of(double part, double all) {
    return (unsigned)lround(100 * fmin(part / fmax(all, 1), 1));
}

static const char *add(struct arena *arena, const char *reasons, const char *reason) {
    return arena_printf(arena, "%s%s%s", reasons, *reasons ? "\n" : "", reason);
}

static const char *describe_naming(struct arena *arena, const struct tout_pool *pool,
                                   const struct tout_verdict *verdict) {
    const struct tout_instrument *first = &verdict->instruments[0];
    if (verdict->unnamed)
        return arena_printf(arena, "%u %% of messages are words of finance beside a linked picture",
                            percent_of(pool->picture_links, pool->messages));
    if (verdict->count == 1)
        return arena_printf(arena, "names one instrument in %u %% of messages",
                            percent_of(first->messages, pool->messages));
    return arena_printf(arena, "messages name one of %zu instruments each", verdict->count);
}

static const char *add_claims(struct arena *arena, const char *reasons, const struct tout_pool *pool) {
    if (2 * pool->targets >= pool->readings)
        reasons =
            add(arena, reasons,
                arena_printf(arena, "%u %% name a target price", percent_of(pool->targets, pool->readings)));
    if (2 * pool->gains >= pool->readings)
        reasons = add(
            arena, reasons,
            arena_printf(arena, "%u %% promise a gain in percent", percent_of(pool->gains, pool->readings)));
    return reasons;
}

/* The tone of the largest: points of promotion, of which a plain quotation has about one. */
static const char *add_tone(struct arena *arena, const char *reasons, const struct tout_verdict *verdict) {
    const struct tout_mention *name = verdict->count ? verdict->instruments[0].name : NULL;
    double promotion = name ? name->promotion / fmax(name->messages, 1) : 0;
    if (promotion >= 5)
        return add(arena, reasons, "is talked up loudly where it is named");
    return promotion >= 2 ? add(arena, reasons, "is talked up where it is named") : reasons;
}

static const char *add_sending(struct arena *arena, const char *reasons, const struct tout_pool *pool) {
    bool bare = pool->sampled && !pool->urls && !pool->attachments;
    if (bare)
        reasons = add(arena, reasons, "no link, no attachment");
    if (pool->hosts > 1 && pool->hosts == pool->sampled)
        return add(arena, reasons, arena_printf(arena, "%u senders, one message each", pool->hosts));
    if (pool->hosts > 1)
        return add(
            arena, reasons,
            arena_printf(arena, "%u messages looked at came from %u senders", pool->sampled, pool->hosts));
    return reasons;
}

const char *tout_reasons(struct arena *arena, const struct tout_pool *pool,
                         const struct tout_verdict *verdict) {
    if (verdict->score < TOUT_SCORE)
        return "";
    const char *reasons = describe_naming(arena, pool, verdict);
    reasons = add_claims(arena, reasons, pool);
    reasons = add_tone(arena, reasons, verdict);
    return add_sending(arena, reasons, pool);
}
