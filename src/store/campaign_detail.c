/* One campaign whole: its summary, and what only a look into its mails tells, taken from a sample of them
 * spread evenly over its life. */
#include <stdlib.h>
#include <string.h>

#include "mail/mail.h"
#include "store/address.h"
#include "store/campaign_name.h"
#include "store/campaign_pattern.h"
#include "store/claim.h"
#include "store/message.h"
#include "store/occasion.h"
#include "store/public_id.h"
#include "store/schema.h"
#include "store/summary.h"
#include "store/tally.h"

#define SAMPLED_MAILS 200
#define DAY_SECONDS   86400
#define HOUR_SECONDS  3600

struct detail {
    struct store_campaign_detail detail; /* first: it is what the caller has */
    struct arena *arena;
    struct store *store;
    const struct geo *geo;
    struct error *error;
    int64_t founder;
    struct tally domains, phones, attachments, from_domains;
};

/* One row of the campaign, in order of mail. */
struct member {
    int64_t mail, template, received;
    bool counted; /* no bounce, and by no other feed before */
};

struct members {
    struct member *items;
    size_t count;
};

static bool read_founder(struct detail *detail, const char *id) {
    return campaign_founder(&detail->store->database, id, &detail->founder, detail->error) &&
           (detail->founder || error_set(detail->error, "no campaign %s in the store", id));
}

static bool read_members(struct detail *detail, struct members *members, struct tally *senders) {
    static const char sql[] =
        "SELECT m.id, a.template, m.received, m.flags, m.src_ip, m.occasion, d.feed"
        " FROM assignment a JOIN mail m ON m.id = a.mail JOIN delivery d ON d.seq = m.id"
        " WHERE a.campaign = ? ORDER BY m.id";
    struct database *database = &detail->store->database;
    sqlite3_stmt *select = database_prepare(database, sql, detail->error);
    struct occasion_set occasions;
    size_t capacity = 0;
    int code;
    if (!select || !occasion_set_open(&occasions, database, detail->error))
        return false;
    sqlite3_bind_int64(select, 1, detail->founder);
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        members->items =
            arena_grow(detail->arena, members->items, members->count, &capacity, sizeof *members->items);
        struct member *member = &members->items[members->count++];
        *member = (struct member){.mail = sqlite3_column_int64(select, 0),
                                  .template = sqlite3_column_int64(select, 1),
                                  .received = column_time(select, 2),
                                  .counted = !(sqlite3_column_int(select, 3) & FLAG_INDIRECT) &&
                                             occasion_is_new(&occasions, sqlite3_column_int64(select, 5),
                                                             sqlite3_column_int64(select, 6))};
        struct slice host = column_blob(select, 4);
        if (member->counted && host.size == ADDRESS_BYTES)
            tally_add(senders, host, member->received);
    }
    sqlite3_reset(select);
    occasion_set_clear(&occasions);
    return code == SQLITE_DONE || database_failed(database, detail->error);
}

static void fill_senders(struct detail *detail, struct tally *tally) {
    tally_sort(tally);
    size_t count = tally->count < STORE_DETAIL_ROWS ? tally->count : STORE_DETAIL_ROWS;
    struct store_sender *senders = arena_alloc(detail->arena, count * sizeof *senders);
    for (size_t i = 0; i < count; i++) {
        char text[ADDRESS_TEXT_BYTES];
        const struct tally_entry *entry = &tally->entries[i];
        senders[i] = (struct store_sender){
            .ip = arena_string(detail->arena, address_format((const uint8_t *)entry->key.data, text)),
            .messages = entry->count,
            .first_seen = entry->first,
            .last_seen = entry->last};
    }
    detail->detail.senders = senders;
    detail->detail.sender_count = count;
}

static const struct store_count *counts_of(struct detail *detail, struct tally *tally, size_t *count) {
    tally_sort(tally);
    *count = tally->count < STORE_DETAIL_ROWS ? tally->count : STORE_DETAIL_ROWS;
    struct store_count *counts = arena_alloc(detail->arena, *count * sizeof *counts);
    for (size_t i = 0; i < *count; i++)
        counts[i] = (struct store_count){arena_string(detail->arena, tally->entries[i].key.data),
                                         tally->entries[i].count};
    return counts;
}

static bool count_places(struct detail *detail, const struct tally *senders, struct tally *countries,
                         struct tally *networks) {
    struct arena *arena = arena_new();
    bool good = true;
    for (size_t i = 0; i < senders->count && good; i++) {
        const char *country, *network;
        good = geo_look_up(detail->geo, (const uint8_t *)senders->entries[i].key.data, arena, &country,
                           &network, detail->error);
        if (good) {
            tally_add(countries, slice_from_string(*country ? country : "?"), TIME_NONE);
            tally_add(networks, slice_from_string(*network ? network : "?"), TIME_NONE);
        }
        arena_reset(arena);
    }
    arena_free(arena);
    return good;
}

static bool fill_places(struct detail *detail, const struct tally *senders) {
    struct store_campaign_detail *to = &detail->detail;
    struct tally countries = {0}, networks = {0};
    to->countries.known = geo_has_countries(detail->geo);
    to->networks.known = geo_has_networks(detail->geo);
    if (!detail->geo)
        return true;
    bool good = count_places(detail, senders, &countries, &networks);
    if (good && to->countries.known)
        to->countries.counts = counts_of(detail, &countries, &to->countries.count);
    if (good && to->networks.known)
        to->networks.counts = counts_of(detail, &networks, &to->networks.count);
    tally_free(&countries);
    tally_free(&networks);
    return good;
}

static void fill_hours(struct detail *detail, const struct members *members) {
    for (size_t i = 0; i < members->count; i++) {
        int64_t received = members->items[i].received;
        if (received < 0 || !members->items[i].counted)
            continue;
        detail->detail.hours[received % DAY_SECONDS / HOUR_SECONDS]++;
        detail->detail.weekdays[(received / DAY_SECONDS + 3) % 7]++; /* 1970-01-01 was a Thursday */
    }
}

static struct mail *read_mail(struct detail *detail, struct arena *arena, int64_t id) {
    struct slice bytes;
    return store_mail_bytes(detail->store, id, &bytes, detail->error) ? mail_parse(arena, bytes, NULL, NULL)
                                                                      : NULL;
}

/* Of a bounce, what it returned. */
static const struct mail *content_of(const struct mail *mail) {
    return mail->returned ? mail->returned : mail;
}

static void count_indicators(struct detail *detail, struct arena *arena, const struct mail *mail) {
    struct tally seen = {0}; /* each once a mail */
    for (size_t i = 0; i < mail->link_count; i++) {
        struct slice domain = slice_from_string(mail->links[i].domain);
        if (domain.size && !mail->links[i].image && tally_add(&seen, domain, TIME_NONE)->count == 1)
            tally_add(&detail->domains, domain, TIME_NONE);
    }
    for (size_t i = 0; i < mail->phone_count; i++)
        tally_add(&detail->phones, slice_from_string(mail->phones[i]), TIME_NONE);
    for (size_t i = 0; i < mail->attachment_count; i++) {
        const struct mail_attachment *attachment = &mail->attachments[i];
        const char *text = arena_printf(arena, "%s%s%s, %zu bytes", attachment->content_type,
                                        *attachment->name ? " " : "", attachment->name, attachment->size);
        tally_add(&detail->attachments, slice_from_string(text), TIME_NONE);
    }
    const char *at = strrchr(mail->from.address, '@');
    if (at && at[1])
        tally_add(&detail->from_domains, slice_from_string(at + 1), TIME_NONE);
    tally_free(&seen);
}

static bool sample_members(struct detail *detail, const struct members *members) {
    struct arena *arena = arena_new();
    size_t wanted = members->count < SAMPLED_MAILS ? members->count : SAMPLED_MAILS;
    bool good = true;
    for (size_t i = 0; i < wanted && good; i++) {
        arena_reset(arena);
        const struct mail *mail = read_mail(detail, arena, members->items[i * members->count / wanted].mail);
        good = mail != NULL;
        if (mail)
            count_indicators(detail, arena, content_of(mail));
    }
    arena_free(arena);
    detail->detail.sampled = wanted;
    return good;
}

static void fill_indicators(struct detail *detail) {
    struct store_campaign_detail *to = &detail->detail;
    to->domains = counts_of(detail, &detail->domains, &to->domain_count);
    to->phones = counts_of(detail, &detail->phones, &to->phone_count);
    to->attachments = counts_of(detail, &detail->attachments, &to->attachment_count);
    to->from_domains = counts_of(detail, &detail->from_domains, &to->from_domain_count);
}

/* No mail has it as its number. */
#define ANY_TEMPLATE 0
/* A campaign whose largest template makes a smaller share of it is looked at as a whole, too. */
#define SHARE_TOGETHER 4

/* Up to PATTERN_MAILS members of a template (or any), spread over its life. */
static size_t pick_samples(const struct members *members, int64_t template, uint64_t count,
                           int64_t picked[PATTERN_MAILS]) {
    size_t taken = 0;
    uint64_t seen = 0, wanted = count < PATTERN_MAILS ? count : PATTERN_MAILS;
    for (size_t i = 0; i < members->count && taken < wanted; i++)
        if ((template == ANY_TEMPLATE || members->items[i].template == template) &&
            seen++ >= taken * count / wanted)
            picked[taken++] = members->items[i].mail;
    return taken;
}

static bool fill_pattern(struct detail *detail, const struct members *members, int64_t founder,
                         struct store_template *template) {
    int64_t picked[PATTERN_MAILS];
    size_t taken = pick_samples(members, founder, template->messages, picked);
    template->pattern =
        campaign_pattern(detail->store, detail->arena, &detail->detail, picked, taken, detail->error);
    return template->pattern != NULL;
}

static bool fill_template_id(struct detail *detail, int64_t founder, struct store_template *template) {
    char id[STORE_ID_BYTES];
    sqlite3_stmt *select =
        database_prepare(&detail->store->database, "SELECT short FROM mail WHERE id = ?", detail->error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, founder);
    bool found;
    if (!database_row(&detail->store->database, select, &found, detail->error))
        return false;
    template->id = arena_string(
        detail->arena, public_id('t', (uint64_t)sqlite3_column_int64(select, 0), PUBLIC_ID_DIGITS, id));
    sqlite3_reset(select);
    return true;
}

static bool fill_together(struct detail *detail, const struct members *members) {
    if (!detail->detail.template_count ||
        detail->detail.templates->messages * SHARE_TOGETHER >= members->count)
        return true;
    struct store_template *together = arena_alloc(detail->arena, sizeof *together);
    together->messages = members->count;
    detail->detail.together = together;
    return fill_pattern(detail, members, ANY_TEMPLATE, together);
}

static bool fill_templates(struct detail *detail, const struct members *members) {
    struct tally tally = {0};
    bool good = true;
    for (size_t i = 0; i < members->count; i++)
        tally_add(&tally, slice_of((const char *)&members->items[i].template, sizeof(int64_t)), TIME_NONE);
    tally_sort(&tally);
    size_t count = tally.count < STORE_DETAIL_ROWS ? tally.count : STORE_DETAIL_ROWS;
    struct store_template *templates = arena_alloc(detail->arena, count * sizeof *templates);
    for (size_t i = 0; i < count && good; i++) {
        int64_t founder;
        memcpy(&founder, tally.entries[i].key.data, sizeof founder);
        templates[i].messages = tally.entries[i].count;
        good = fill_template_id(detail, founder, &templates[i]) &&
               (i >= STORE_TEMPLATES_READ || fill_pattern(detail, members, founder, &templates[i]));
    }
    tally_free(&tally);
    detail->detail.templates = templates;
    detail->detail.template_count = count;
    return good && fill_together(detail, members);
}

/* A message with the commonest subject; the middle one of them. */
static bool fill_sample(struct detail *detail) {
    static const char sql[] =
        "SELECT m.id FROM assignment a JOIN mail m ON m.id = a.mail WHERE a.campaign = ?1 AND"
        " coalesce(m.subject, '') = ?2 ORDER BY m.id LIMIT 1 OFFSET (SELECT count(*) / 2"
        " FROM assignment a JOIN mail m ON m.id = a.mail WHERE a.campaign = ?1 AND"
        " coalesce(m.subject, '') = ?2)";
    const struct store_campaign *campaign = &detail->detail.campaign;
    sqlite3_stmt *select = database_prepare(&detail->store->database, sql, detail->error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, detail->founder);
    sqlite3_bind_text(select, 2, campaign->subject_count ? campaign->subjects[0] : "", -1, SQLITE_STATIC);
    bool found;
    if (!database_row(&detail->store->database, select, &found, detail->error))
        return false;
    int64_t seq = found ? sqlite3_column_int64(select, 0) : detail->founder;
    sqlite3_reset(select);
    struct buffer text = {0};
    bool good = store_text(detail->store, (uint64_t)seq, &text, detail->error);
    detail->detail.sample_seq = (uint64_t)seq;
    if (good)
        detail->detail.sample = arena_copy(detail->arena, text.data, text.size);
    buffer_free(&text);
    return good;
}

static bool fill_summary(struct detail *detail, const char *id) {
    struct summary *summary = summary_open(detail->store, id, detail->error);
    bool good =
        summary && summary_next(summary, detail->arena, &detail->detail.campaign, detail->error) == STORE_ROW;
    summary_close(summary);
    return good;
}

static bool fill_promotion(struct detail *detail) {
    struct store_campaign_detail *to = &detail->detail;
    const struct store_promotion *promotion = &to->campaign.promotion;
    to->type = to->company = to->market = to->claims.currency = "";
    if (!promotion->tout)
        return true;
    if (!promotion_names_read(&detail->store->database, detail->arena, detail->founder, promotion, &to->names,
                              detail->error))
        return false;
    to->type = promotion_type(promotion, &to->names);
    to->company = promotion_company(promotion, &to->names);
    if (!*to->company)
        to->company = promotion->listed.name;
    to->market = *promotion->market ? promotion->market : promotion->listed.market;
    if (to->names.rival_count > STORE_DETAIL_ROWS)
        to->names.rival_count = STORE_DETAIL_ROWS;
    return claim_fill(detail->store, detail->arena, detail->founder, to, detail->error);
}

static bool fill(struct detail *detail, const char *asked) {
    char id[STORE_ID_BYTES];
    struct members members = {0};
    struct tally senders = {0};
    mail_initialize();
    bool good = store_campaign_resolve(detail->store, asked, id, &detail->detail.moved, detail->error) &&
                fill_summary(detail, id) && read_founder(detail, id) && fill_promotion(detail) &&
                read_members(detail, &members, &senders) && fill_places(detail, &senders);
    if (good) {
        fill_senders(detail, &senders);
        fill_hours(detail, &members);
    }
    good =
        good && sample_members(detail, &members) && fill_templates(detail, &members) && fill_sample(detail);
    if (good)
        fill_indicators(detail);
    tally_free(&senders);
    return good;
}

struct store_campaign_detail *store_campaign_show(struct store *store, const char *id, const struct geo *geo,
                                                  struct error *error) {
    struct detail *detail = allocate_zeroed(1, sizeof *detail);
    detail->arena = arena_new();
    detail->store = store;
    detail->geo = geo;
    detail->error = error;
    bool good = fill(detail, id);
    tally_free(&detail->domains);
    tally_free(&detail->phones);
    tally_free(&detail->attachments);
    tally_free(&detail->from_domains);
    if (good)
        return &detail->detail;
    store_campaign_detail_free(&detail->detail);
    return NULL;
}

void store_campaign_detail_free(struct store_campaign_detail *public_detail) {
    struct detail *detail = (struct detail *)public_detail;
    if (!detail)
        return;
    arena_free(detail->arena);
    free(detail);
}
