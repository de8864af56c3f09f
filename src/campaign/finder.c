/* One pass over prints in order of arrival, two levels.
 *
 * Assignment, a message at a time (evidence.c): shingles and keys vote for the templates that used them last;
 * with enough votes the message joins that cluster of templates, else it founds one; then it takes ownership
 * of its shingles and keys. A message that speaks strongly for two clusters is evidence that they are one;
 * enough such messages join them.
 *
 * Settling, at commit (settle.c): what a cluster's templates promote may change, and silence ends a campaign.
 * This reads nothing but the cluster's members, so that it gives the same campaigns whenever it is done last;
 * only what changed is settled.
 *
 * Cost: about a hundred look-ups a message; settling is linear in the words of what changed. The finder owns
 * index, templates, ledger and vocabulary; the backing owns what is written. */
#include "campaign/finder.h"

#include <stdlib.h>
#include <string.h>

#include "campaign/evidence.h"
#include "campaign/index.h"
#include "campaign/nearest.h"
#include "campaign/record.h"
#include "campaign/settle.h"
#include "campaign/vocabulary.h"

/* Other clusters that one message can tie to its own. */
#define TIES 3
/* Two clusters are one when this share of the smaller one's messages says so. */
#define TIE_SHARE 0.1
/* One message alone may have been made of two campaigns' boilerplate. */
#define TIE_LEAST 2
/* A word seen in more messages than this times its cluster's, and some, will never be the cluster's own. */
#define COMMON_FACTOR  2
#define COMMON_LEAST   20
#define COUNT_GREATEST 0x3fff

struct finder {
    struct finder_backing backing;
    struct index *index;
    struct templates *templates;
    struct ledger *ledger;
    struct settling *settling;
    struct vocabulary *vocabulary;
    struct arena *arena; /* of one question */
    struct evidence evidence;
};

struct finder *finder_new(const struct finder_settings *settings, const struct finder_backing *backing) {
    struct finder *finder = allocate_zeroed(1, sizeof *finder);
    finder->backing = *backing;
    finder->index = index_new(&finder->backing);
    finder->templates = templates_new(&finder->backing);
    finder->ledger = ledger_new(&finder->backing);
    finder->settling = settling_new(settings, finder->ledger, finder->templates);
    finder->vocabulary = vocabulary_new(&finder->backing, RECORD_VOCABULARY);
    finder->arena = arena_new();
    return finder;
}

void finder_free(struct finder *finder) {
    if (!finder)
        return;
    index_free(finder->index);
    settling_free(finder->settling);
    ledger_free(finder->ledger);
    templates_free(finder->templates);
    vocabulary_free(finder->vocabulary);
    arena_free(finder->arena);
    free(finder);
}

static uint64_t pair_key(const struct template *a, const struct template *b) {
    uint64_t older = a->number < b->number ? a->number : b->number;
    uint64_t younger = a->number < b->number ? b->number : a->number;
    /* a permutation of 64 bits (the finalizer of MurmurHash3), far from the hashes of shingles */
    uint64_t key = older << 32 | younger;
    key = (key ^ key >> 33) * UINT64_C(0xff51afd7ed558ccd);
    key = (key ^ key >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
    return key ^ key >> 33;
}

/* One more message speaks for a and b being one; joins them when enough do. Returns a's root. */
static struct template *tie(struct finder *finder, struct template *a, struct template *b) {
    uint64_t key = pair_key(a, b);
    struct index_entry entry = index_get(finder->index, key);
    if (entry.count < COUNT_GREATEST)
        entry.count++;
    index_put(finder->index, key, entry);
    uint32_t smaller = a->cluster_size < b->cluster_size ? a->cluster_size : b->cluster_size;
    return entry.count >= TIE_LEAST && entry.count >= TIE_SHARE * smaller
               ? template_join(finder->templates, a, b)
               : a;
}

/* The template that the message belongs to; new ones are made as needed. */
static struct template *assign(struct finder *finder, uint64_t seq, const struct print *print) {
    struct evidence *evidence = &finder->evidence;
    evidence_gather(evidence, finder->index, finder->templates, print);
    if (!evidence->cluster_count || evidence->clusters[0].score < EVIDENCE_JOIN)
        return template_add(finder->templates, seq);
    struct template *root = evidence->clusters[0].root;
    struct template *template = evidence_template(evidence, root, print);
    for (size_t i = 1;
         i < evidence->cluster_count && i <= TIES && evidence->clusters[i].score >= EVIDENCE_TIE; i++)
        root = tie(finder, root, template_root(finder->templates, evidence->clusters[i].root->number));
    if (!template) {
        template = template_add(finder->templates, seq);
        template_join(finder->templates, root, template);
    }
    return template;
}

static void take_ownership(struct finder *finder, const struct template *template,
                           const struct print *print) {
    const struct template *root = template_root(finder->templates, template->number);
    for (size_t i = 0; i < print->shingle_count; i++) {
        struct index_entry entry = index_get(finder->index, print->shingles[i]);
        if (entry.owner != template->number)
            index_put(finder->index, print->shingles[i], (struct index_entry){.owner = template->number});
    }
    for (size_t i = 0; i < print->key_count; i++) {
        struct index_entry entry = index_get(finder->index, print->keys[i]);
        if (entry.owner == template->number)
            continue;
        if (entry.owner && template_root(finder->templates, entry.owner) != root &&
            entry.contested < INT16_MAX)
            entry.contested++;
        entry.owner = template->number;
        index_put(finder->index, print->keys[i], entry);
    }
}

/* Keeps the words that may be the cluster's own. */
static void keep_rare_words(const struct print *print, const struct vocabulary_count *counts,
                            uint32_t cluster_size, struct member *member) {
    uint32_t limit = COMMON_FACTOR * cluster_size + COMMON_LEAST;
    for (size_t i = 0; i < print->word_count && member->word_count < MEMBER_WORDS; i++)
        if (counts[i].seen <= limit)
            member->words[member->word_count++] =
                (struct slot_word){print->words[i] + !print->words[i], counts[i].seen, counts[i].own};
}

void finder_add(struct finder *finder, uint64_t seq, const struct print *print) {
    struct template *template = assign(finder, seq, print);
    take_ownership(finder, template, print);
    struct member member = {.seq = seq, .received = print->received};
    if (!print->indirect) {
        const struct template *root = template_root(finder->templates, template->number);
        struct vocabulary_count counts[PRINT_WORDS];
        vocabulary_add(finder->vocabulary, print->words, print->word_count, root->number, root->cluster_size,
                       counts);
        keep_rare_words(print, counts, root->cluster_size, &member);
    }
    ledger_add(finder->ledger, template, &member);
    template_count_member(finder->templates, template, member.received);
}

static void flush(void *context, struct template *template) {
    struct finder *finder = context;
    ledger_flush(finder->ledger, template);
}

static void settle(void *context, struct template *root) {
    struct finder *finder = context;
    settle_cluster(finder->settling, root);
}

void finder_commit(struct finder *finder, void (*relabel)(void *context, const struct finder_label *label),
                   void *context) {
    templates_visit_changed(finder->templates, flush, finder);
    templates_visit_changed_roots(finder->templates, settle, finder);
    settling_hand_over(finder->settling, relabel, context);
    templates_commit(finder->templates);
    index_commit(finder->index);
    vocabulary_commit(finder->vocabulary);
}

static struct finder_match match(struct finder *finder, const struct evidence_cluster *cluster,
                                 const struct print *print) {
    size_t count;
    arena_reset(finder->arena);
    const struct ledger_member *members =
        settle_neighbours(finder->settling, finder->arena, cluster->root, print->received, &count);
    const struct template *template = evidence_template(&finder->evidence, cluster->root, print);
    struct member member = {.received = print->received};
    struct vocabulary_count counts[PRINT_WORDS];
    vocabulary_look_up(finder->vocabulary, print->words, print->word_count, cluster->root->number, counts);
    keep_rare_words(print, counts, cluster->root->cluster_size, &member);
    return (struct finder_match){.template_founder = template ? template->founder : cluster->root->founder,
                                 .campaign_founder = nearest_campaign(finder->arena, members, count, &member),
                                 .similarity = cluster->score / (cluster->score + EVIDENCE_JOIN)};
}

size_t finder_nearest(struct finder *finder, const struct print *print, struct finder_match *matches,
                      size_t most) {
    const struct evidence *evidence = &finder->evidence;
    size_t found = 0;
    evidence_gather(&finder->evidence, finder->index, finder->templates, print);
    for (; found < evidence->cluster_count && found < most; found++)
        matches[found] = match(finder, &evidence->clusters[found], print);
    return found;
}
