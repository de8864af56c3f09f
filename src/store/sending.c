/* A sender is an address; what its messages say of it differs only where look-ups failed, so the most that
 * any says counts. How alike texts are is the chance that two messages have the same value in a class, less
 * the chance that values meet by accident, averaged over classes: one pass, no pairs. */
#include "store/sending.h"

#include <stdlib.h>
#include <string.h>

#include "store/campaign_list.h"
#include "store/trace.h"

_Static_assert(TRACE_TEXT_CLASSES == 8 && TRACE_TEXT_VALUES < 8, "struct sending has a place for each");

static void merge_traits(struct sender_traits *into, const struct sender_traits *traits) {
    into->home |= traits->home;
    if (traits->reverse > into->reverse)
        into->reverse = traits->reverse;
    if (traits->provider > into->provider)
        into->provider = traits->provider;
}

static void add_host(struct sending *sending, struct slice host, const struct sender_traits *traits) {
    size_t at = (size_t)(tally_add(&sending->hosts, host, TIME_NONE) - sending->hosts.entries);
    if (at >= sending->trait_capacity) {
        sending->trait_capacity = sending->hosts.capacity;
        sending->traits = reallocate(sending->traits, sending->trait_capacity * sizeof *sending->traits);
    }
    if (sending->hosts.entries[at].count == 1)
        sending->traits[at] = (struct sender_traits){0};
    merge_traits(&sending->traits[at], traits);
}

static void add_text(struct sending *sending, const struct trace *trace) {
    uint8_t whole[TRACE_TEXT_CLASSES];
    uint8_t any = 0;
    memcpy(whole, trace->text, sizeof whole);
    for (size_t i = 0; i < TRACE_TEXT_CLASSES; i++) {
        any |= whole[i];
        sending->classes[i][whole[i]]++;
    }
    if (!any)
        return;
    sending->sums.counts.signals[EFFORT_TEXTS_VARY].of++;
    tally_add(&sending->texts, slice_of((const char *)whole, sizeof whole), TIME_NONE);
}

static bool is_authenticated(const struct trace *trace) {
    return trace->spf == MAIL_RESULT_PASS || trace->dkim == MAIL_RESULT_PASS ||
           trace->dmarc == MAIL_RESULT_PASS;
}

static void add_signs(struct sending *sending, const struct trace *trace) {
    static const struct {
        enum trace_sign sign;
        enum effort_signal signal;
    } signs[] = {
        {TRACE_HIDDEN, EFFORT_HIDDEN},       {TRACE_SPLIT, EFFORT_SPLIT},
        {TRACE_DISGUISED, EFFORT_DISGUISED}, {TRACE_RANDOM, EFFORT_RANDOM},
        {TRACE_STRUCTURE, EFFORT_STRUCTURE}, {TRACE_PICTURE, EFFORT_PICTURE},
    };
    struct effort_counts *counts = &sending->sums.counts;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        counts->signals[signs[i].signal].count += (trace->signs & signs[i].sign) != 0;
    counts->declared += (trace->signs & TRACE_BULK) != 0;
    counts->signals[EFFORT_AUTHENTICATED].of += trace->spf || trace->dkim || trace->dmarc;
    counts->signals[EFFORT_AUTHENTICATED].count += is_authenticated(trace);
    if (trace->picture) {
        counts->signals[EFFORT_PICTURES_VARY].of++;
        tally_add(&sending->pictures, slice_of((const char *)&trace->picture, sizeof trace->picture),
                  TIME_NONE);
    }
}

void sending_add(struct sending *sending, int64_t packed, struct slice host) {
    struct store_sending *sums = &sending->sums;
    struct trace trace;
    trace_unpack(packed, &trace);
    sums->messages++;
    if (host.size)
        add_host(sending, host, &trace.sender);
    sums->helos[trace.sender.helo]++;
    sums->spf[trace.spf % SENDING_RESULTS]++; /* of a damaged store it may be any */
    sums->dkim[trace.dkim % SENDING_RESULTS]++;
    sums->dmarc[trace.dmarc % SENDING_RESULTS]++;
    add_signs(sending, &trace);
    add_text(sending, &trace);
}

/* Of one class: the chance that two of its messages have the same value; -1 where it has no two. */
static double class_likeness(const uint32_t values[8]) {
    double all = 0, pairs = 0;
    for (size_t value = 1; value <= TRACE_TEXT_VALUES; value++) {
        all += values[value];
        pairs += (double)values[value] * ((double)values[value] - 1);
    }
    return all < 2 ? -1 : pairs / (all * (all - 1));
}

static double likeness(const struct sending *sending) {
    const double by_accident = 1.0 / TRACE_TEXT_VALUES;
    double sum = 0;
    unsigned classes = 0;
    for (size_t i = 0; i < TRACE_TEXT_CLASSES; i++) {
        double alike = class_likeness(sending->classes[i]);
        if (alike < 0)
            continue;
        sum += (alike - by_accident) / (1 - by_accident);
        classes++;
    }
    double mean = classes ? sum / classes : 1;
    return mean < 0 ? 0 : mean;
}

static void count_senders(struct sending *sending, uint64_t providers[SENDER_PROVIDERS]) {
    struct store_sending *sums = &sending->sums;
    sums->senders = sending->hosts.count;
    for (size_t i = 0; i < sending->hosts.count; i++) {
        const struct sender_traits *traits = &sending->traits[i];
        sums->one_mail += sending->hosts.entries[i].count == 1;
        sums->home += traits->home;
        sums->named += traits->reverse == SENDER_NAMED;
        sums->doubtful += traits->reverse == SENDER_NAME_DOUBTFUL;
        sums->nameless += traits->reverse == SENDER_NAMELESS;
        providers[traits->provider]++;
    }
}

/* Most first, of equals by number. */
static void fill_providers(struct store_sending *sums, struct arena *arena,
                           const uint64_t providers[SENDER_PROVIDERS]) {
    struct store_count *list = arena_alloc(arena, SENDER_PROVIDERS * sizeof *list);
    for (unsigned provider = 1; provider < SENDER_PROVIDERS; provider++) {
        const char *name = sender_provider_name(provider);
        if (!providers[provider] || !name)
            continue;
        size_t at = sums->provider_count++;
        for (; at && list[at - 1].count < providers[provider]; at--)
            list[at] = list[at - 1];
        list[at] = (struct store_count){name, providers[provider]};
    }
    sums->providers = list;
}

/* Networks as they are given to one place; a provider is one network. */
static uint64_t count_networks(const struct sending *sending) {
    enum { NETWORK_BYTES = 8, IPV4_NETWORK_BYTES = 15 }; /* /64, and /24 of a mapped address */
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    struct tally networks = {0};
    for (size_t i = 0; i < sending->hosts.count; i++) {
        struct slice host = sending->hosts.entries[i].key;
        bool is_ipv4 = host.size > sizeof mapped && !memcmp(host.data, mapped, sizeof mapped);
        size_t bytes = is_ipv4 ? IPV4_NETWORK_BYTES : NETWORK_BYTES;
        const unsigned *provider = &sending->traits[i].provider;
        tally_add(&networks,
                  *provider ? slice_of((const char *)provider, sizeof *provider)
                            : slice_of(host.data, bytes < host.size ? bytes : host.size),
                  TIME_NONE);
    }
    uint64_t count = networks.count;
    tally_free(&networks);
    return count;
}

static void fill_effort(struct sending *sending, struct arena *arena) {
    struct store_sending *sums = &sending->sums;
    struct effort_counts *counts = &sums->counts;
    counts->messages = sums->messages;
    counts->networks = count_networks(sending);
    counts->likeness = likeness(sending);
    for (enum effort_signal signal = 0; signal <= EFFORT_PICTURE; signal++)
        counts->signals[signal].of = sums->messages;
    counts->signals[EFFORT_TEXTS_VARY].count = sending->texts.count;
    counts->signals[EFFORT_PICTURES_VARY].count = sending->pictures.count;
    effort_weigh(counts, &sums->effort);
    sums->reason_count = effort_reasons(counts, &sums->effort, arena, sums->reasons);
}

void sending_finish(struct sending *sending, struct arena *arena, struct store_sending *result) {
    struct store_sending *sums = &sending->sums;
    uint64_t providers[SENDER_PROVIDERS] = {0};
    count_senders(sending, providers);
    fill_providers(sums, arena, providers);
    sums->helo_recorded = sums->messages - sums->helos[SENDER_HELO_UNKNOWN];
    for (size_t helo = SENDER_HELO_FAKE; helo < SENDING_HELOS; helo++)
        sums->helo_fake += sums->helos[helo];
    fill_effort(sending, arena);
    *result = *sums;
}

void sending_clear(struct sending *sending) {
    tally_clear(&sending->hosts);
    tally_clear(&sending->texts);
    tally_clear(&sending->pictures);
    memset(sending->classes, 0, sizeof sending->classes);
    sending->sums = (struct store_sending){0};
}

void sending_free(struct sending *sending) {
    tally_free(&sending->hosts);
    tally_free(&sending->texts);
    tally_free(&sending->pictures);
    free(sending->traits);
}
