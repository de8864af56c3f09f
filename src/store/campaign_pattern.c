/* Made anew each time it is looked at, from a bounded sample: no state to keep, to verify or to mend, and the
 * same messages give the same template however they came in (docs/decisions.md has what it costs). */
#include "store/campaign_pattern.h"

#include <string.h>

#include "store/base.h"

/* Symbols stand for each other, and so do company names. */
enum { GROUP_INSTRUMENT, GROUP_COMPANY };

struct names {
    struct pattern_name *items;
    size_t count;
};

static void add(struct names *names, const char *name, unsigned group) {
    if (*name)
        names->items[names->count++] = (struct pattern_name){name, group};
}

static struct names read_names(struct arena *arena, const struct store_campaign_detail *campaign) {
    const struct store_promotion *promotion = &campaign->campaign.promotion;
    struct names names = {0};
    if (!promotion->tout)
        return names;
    names.items = arena_alloc(arena, (campaign->names.own_count + 3) * sizeof *names.items);
    add(&names, promotion->instrument, GROUP_INSTRUMENT);
    add(&names, arena_copy(arena, promotion->instrument, promotion_base_bytes(promotion)), GROUP_INSTRUMENT);
    add(&names, campaign->company, GROUP_COMPANY);
    for (size_t i = 0; i < campaign->names.own_count; i++) {
        const struct store_named *own = &campaign->names.own[i];
        add(&names, own->name, !strcmp(own->kind, "name") ? GROUP_COMPANY : GROUP_INSTRUMENT);
    }
    return names;
}

/* The one place where a mail becomes what a template may show of it; of a bounce, what it returned. Redaction
 * belongs behind pattern_mail_read(), field by field. */
static bool read_sample(struct store *store, struct arena *arena, struct arena *scratch, int64_t id,
                        struct pattern_mail *sample, struct error *error) {
    struct slice bytes;
    if (!store_mail_bytes(store, id, &bytes, error))
        return false;
    const struct mail *mail = mail_parse(scratch, bytes, NULL, NULL);
    pattern_mail_read(arena, mail->returned ? mail->returned : mail, sample);
    return true;
}

const struct pattern *campaign_pattern(struct store *store, struct arena *arena,
                                       const struct store_campaign_detail *campaign, const int64_t *mails,
                                       size_t count, struct error *error) {
    struct pattern_mail *samples = arena_alloc(arena, (count + 1) * sizeof *samples);
    struct arena *scratch = arena_new();
    struct names names = read_names(arena, campaign);
    bool good = true;
    for (size_t i = 0; i < count && good; i++) {
        arena_reset(scratch);
        good = read_sample(store, arena, scratch, mails[i], &samples[i], error);
    }
    arena_free(scratch);
    if (!good)
        return NULL;
    struct pattern *pattern = arena_alloc(arena, sizeof *pattern);
    pattern_infer(arena, samples, count, names.items, names.count, pattern);
    return pattern;
}
