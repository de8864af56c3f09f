/* Signatures are learnt when somebody asks for them, not while mail comes in: most campaigns are never asked
 * about, and learning wants a campaign's mail side by side.
 *
 * Rounds: learn the campaigns that changed; match what is new against the store's mail; refuse what matches
 * wanted mail; learn those campaigns again without the phrases that did. What is learnt passes through
 * redaction first (publish/redact.h), so no phrase can hold a person. */
#include "publish/learn.h"

#include <stdlib.h>
#include <string.h>

#include "mail/mail.h"
#include "publish/match_reader.h"
#include "publish/redact.h"
#include "store/message.h"
#include "store/replay.h"

/* Of one field; a template shows within far less. */
#define LEARN_TEXT_BYTES ((size_t)64 << 10)

struct learner {
    struct store *store;
    const struct learn_settings *settings;
    struct error *error;
    struct redactor *redactor;
    struct arena *scratch; /* of one mail */
    struct buffer raw;
};

struct matching {
    struct learner *learner;
    struct store_signatures behind;
};

static void report(const struct learner *learner, const char *what, uint64_t done, uint64_t all) {
    if (learner->settings->progress)
        learner->settings->progress(learner->settings->context, what, done, all);
}

/* What redaction puts in place of people and ids, which no phrase may hold. */
static const char *const labels[] = {"[recipient]", "[sender]", "[trap host]", "[id]"};

/* The text with holes where redaction found something; in keep's memory. The whole field is redacted: a
 * phrase by itself would not show that a name stands in a greeting. */
static struct slice redact_field(struct learner *learner, struct arena *keep, struct slice text) {
    const char *begin =
        arena_copy(learner->scratch, text.data, text.size < LEARN_TEXT_BYTES ? text.size : LEARN_TEXT_BYTES);
    char *holed = arena_string(keep, redact_text(learner->redactor, learner->scratch, begin));
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        for (char *at = holed; (at = strstr(at, labels[i]));)
            memset(at, WORDS_HOLE, strlen(labels[i]));
    return slice_from_string(holed);
}

static void read_sample(struct learner *learner, struct arena *keep, const struct mail *mail,
                        struct sample *sample) {
    struct slice fields[SIGNATURE_FIELDS];
    matcher_fields(mail, fields);
    for (size_t i = 0; i < SIGNATURE_FIELDS; i++)
        words_read(keep, redact_field(learner, keep, fields[i]), &sample->fields[i]);
}

/* Of each mail only the fields are kept. */
static void read_samples(struct learner *learner, struct arena *keep, const struct signature_job *job,
                         struct sample *samples, int64_t *newest) {
    *newest = TIME_NONE;
    for (size_t i = 0; i < job->mail_count; i++) {
        arena_reset(learner->scratch);
        buffer_clear(&learner->raw);
        /* A mail is called by the number of its first delivery; one whose bytes are lost teaches nothing. */
        if (!store_raw(learner->store, (uint64_t)job->mails[i], &learner->raw, NULL))
            continue;
        const struct mail *mail = mail_parse(learner->scratch, buffer_slice(&learner->raw), NULL, NULL);
        mail = mail->returned ? mail->returned : mail; /* of reports unwrapped: bounces teach nothing */
        read_sample(learner, keep, mail, &samples[i]);
        *newest = mail->received > *newest ? mail->received : *newest;
    }
}

static bool learn_one(struct learner *learner, struct arena *arena, const struct signature_job *job) {
    const struct infer_settings settings = {.names = job->names,
                                            .name_count = job->name_count,
                                            .refused = job->refused,
                                            .refused_count = job->refused_count};
    struct sample *samples = arena_alloc(arena, (job->mail_count + 1) * sizeof *samples);
    struct inference *inference = arena_alloc(arena, sizeof *inference);
    int64_t newest;
    read_samples(learner, arena, job, samples, &newest);
    signature_infer(arena, samples, job->mail_count, &settings, inference);
    return signature_learnt(learner->store, job, inference, newest, learner->error);
}

static bool learn_jobs(struct learner *learner) {
    const struct learn_settings *settings = learner->settings;
    struct arena *list = arena_new(), *arena = arena_new();
    struct signature_jobs jobs;
    bool good = signature_jobs_read(learner->store, list, settings->campaigns, settings->campaign_count,
                                    &jobs, learner->error);
    for (size_t i = 0; i < jobs.count && good; i++) {
        report(learner, "learning", i, jobs.count);
        arena_reset(arena);
        good = learn_one(learner, arena, &jobs.items[i]);
    }
    arena_free(arena);
    arena_free(list);
    return good;
}

static bool keep_hits(void *context, int64_t mail, const void *result) {
    struct matching *matching = context;
    const struct match_result *matched = result;
    for (size_t i = 0; i < matched->count; i++)
        if (!signature_hit(matching->learner->store, matching->behind.items[matched->found[i]].number, mail,
                           matching->learner->error))
            return false;
    return true;
}

/* A mail whose bytes are lost matches nothing; `weir check` lists it. */
static void pass_over(void *context, int64_t mail, const char *why) {
}

static void report_matching(void *context, uint64_t done, uint64_t all) {
    struct matching *matching = context;
    report(matching->learner, "matching", done, all);
}

static bool match_store(struct matching *matching, int64_t after) {
    struct learner *learner = matching->learner;
    const struct store_signatures *behind = &matching->behind;
    const struct signature **signatures = allocate((behind->count + 1) * sizeof *signatures);
    for (size_t i = 0; i < behind->count; i++)
        signatures[i] = &behind->items[i].signature;
    struct matcher *matcher = matcher_new(signatures, behind->count, learner->error);
    free(signatures);
    if (!matcher)
        return false;
    const struct batch_reader reader = match_reader(matcher);
    const struct replay_settings settings = {.context = matching,
                                             .reader = &reader,
                                             .result = keep_hits,
                                             .lost = pass_over,
                                             .progress = report_matching,
                                             .after = after};
    bool good = replay_mails(learner->store, &settings, learner->error);
    matcher_free(matcher);
    return good;
}

static bool match_new(struct learner *learner, uint64_t *refused) {
    struct arena *arena = arena_new();
    struct matching matching = {.learner = learner};
    int64_t after;
    bool good = signature_behind(learner->store, arena, &matching.behind, &after, learner->error) &&
                (!matching.behind.count || match_store(&matching, after)) &&
                signature_checked(learner->store, refused, learner->error);
    arena_free(arena);
    return good;
}

static bool learn_in_rounds(struct learner *learner) {
    uint64_t refused = 1;
    for (unsigned round = 0; round < LEARN_ROUNDS && refused; round++)
        if (!learn_jobs(learner) || !match_new(learner, &refused))
            return false;
    return true;
}

bool learn_signatures(struct store *store, const struct learn_settings *settings, struct error *error) {
    struct learner learner = {.store = store, .settings = settings, .error = error};
    mail_initialize();
    /* Closing the store without a commit undoes what was begun. */
    learner.scratch = arena_new();
    learner.redactor = redactor_open(store, error);
    bool good = learner.redactor && signature_begin(store, error) && learn_in_rounds(&learner) &&
                signature_commit(store, error);
    redactor_close(learner.redactor);
    arena_free(learner.scratch);
    buffer_free(&learner.raw);
    return good;
}
