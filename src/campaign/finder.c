/* One pass over prints in order of arrival, two levels.
 *
 * Assignment, a message at a time (evidence.c): shingles and keys vote for the templates that used them last;
 * with enough votes the message joins that cluster of templates, else it founds one; then it takes ownership
 * of its shingles and keys. A message that speaks strongly for two clusters is evidence that they are one;
 * enough such messages join them.
 *
 * Settling, at commit, cluster by cluster (slot.c): what a cluster's templates promote may change, and
 * silence ends a campaign. A cluster's members, in order of receipt, are split by the slot of the decisive
 * word and then at silences. This reads nothing but the cluster's members, so that it gives the same
 * campaigns whenever it is done last; only clusters that changed are settled.
 *
 * Cost: about a hundred look-ups a message; settling is linear in the words of changed clusters. The finder
 * owns index, templates and vocabulary; the backing owns what is written. */
#include "campaign/finder.h"

#include <stdlib.h>
#include <string.h>

#include "campaign/evidence.h"
#include "campaign/index.h"
#include "campaign/nearest.h"
#include "campaign/record.h"
#include "campaign/template.h"
#include "campaign/vocabulary.h"

#define DAY_SECONDS 86400
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
    struct finder_settings settings;
    struct finder_backing backing;
    struct index *index;
    struct templates *templates;
    struct vocabulary *vocabulary;
    struct arena *arena; /* of one settling */
    struct evidence evidence;
    struct finder_label *labels; /* of one commit */
    size_t label_count, label_capacity;
};

struct finder *finder_new(const struct finder_settings *settings, const struct finder_backing *backing) {
    struct finder *finder = allocate_zeroed(1, sizeof *finder);
    finder->settings = *settings;
    if (!finder->settings.silence_days)
        finder->settings.silence_days = FINDER_SILENCE_DAYS;
    finder->backing = *backing;
    finder->index = index_new(&finder->backing);
    finder->templates = templates_new(&finder->backing);
    finder->vocabulary = vocabulary_new(&finder->backing, RECORD_VOCABULARY);
    finder->arena = arena_new();
    return finder;
}

void finder_free(struct finder *finder) {
    if (!finder)
        return;
    index_free(finder->index);
    templates_free(finder->templates);
    vocabulary_free(finder->vocabulary);
    arena_free(finder->arena);
    free(finder->labels);
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
static void keep_rare_words(const struct print *print, const uint16_t *counts, uint32_t cluster_size,
                            struct member *member) {
    uint32_t limit = COMMON_FACTOR * cluster_size + COMMON_LEAST;
    for (size_t i = 0; i < print->word_count && member->word_count < MEMBER_WORDS; i++)
        if (counts[i] <= limit)
            member->words[member->word_count++] =
                (struct slot_word){print->words[i] + !print->words[i], counts[i], 0};
}

void finder_add(struct finder *finder, uint64_t seq, const struct print *print) {
    struct template *template = assign(finder, seq, print);
    take_ownership(finder, template, print);
    struct member member = {.seq = seq, .received = print->received};
    if (!print->indirect) {
        uint16_t counts[PRINT_WORDS];
        vocabulary_add(finder->vocabulary, print->words, print->word_count, counts);
        keep_rare_words(print, counts, template_root(finder->templates, template->number)->cluster_size,
                        &member);
    }
    template_add_member(finder->templates, template, &member);
}

static int compare_receipt(const void *a, const void *b) {
    const struct cluster_member *x = *(struct cluster_member *const *)a,
                                *y = *(struct cluster_member *const *)b;
    if (x->received != y->received)
        return x->received < y->received ? -1 : 1;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static void label(struct finder *finder, struct cluster_member *member, uint64_t campaign) {
    if (member->campaign == campaign)
        return;
    member->campaign = campaign;
    member->relabelled = true;
    if (finder->label_count == finder->label_capacity) {
        finder->label_capacity = finder->label_capacity ? finder->label_capacity * 2 : 4096;
        finder->labels = reallocate(finder->labels, finder->label_capacity * sizeof *finder->labels);
    }
    finder->labels[finder->label_count++] =
        (struct finder_label){member->seq, member->template_founder, campaign};
}

/* members: one part of a cluster in order of receipt, cut here where silence ends a campaign. */
static void label_stretches(struct finder *finder, struct cluster_member **members, size_t count) {
    int64_t silence = (int64_t)finder->settings.silence_days * DAY_SECONDS;
    for (size_t from = 0, to; from < count; from = to) {
        uint64_t founder = members[from]->seq;
        for (to = from + 1; to < count; to++) {
            int64_t before = members[to - 1]->received, now = members[to]->received;
            if (before != TIME_NONE && now - before > silence)
                break;
            if (members[to]->seq < founder)
                founder = members[to]->seq;
        }
        for (size_t i = from; i < to; i++)
            label(finder, members[i], founder);
    }
}

static void settle(void *context, struct template *root) {
    struct finder *finder = context;
    size_t count;
    arena_reset(finder->arena);
    struct cluster_member *members = cluster_read(finder->templates, finder->arena, root, &count);
    struct cluster_member **ordered = arena_alloc_raw(finder->arena, 2 * count * sizeof *ordered);
    struct slot_member *slots = arena_alloc_raw(finder->arena, count * sizeof *slots);
    unsigned *parts = arena_alloc_raw(finder->arena, count * sizeof *parts);
    for (size_t i = 0; i < count; i++)
        ordered[i] = &members[i];
    qsort(ordered, count, sizeof *ordered, compare_receipt);
    for (size_t i = 0; i < count; i++)
        slots[i] = (struct slot_member){ordered[i]->words, ordered[i]->word_count};
    unsigned part_count = slot_split(finder->arena, slots, count, parts);
    for (unsigned part = 0; part < part_count; part++) {
        struct cluster_member **of_part = ordered + count;
        size_t size = 0;
        for (size_t i = 0; i < count; i++)
            if (parts[i] == part)
                of_part[size++] = ordered[i];
        label_stretches(finder, of_part, size);
    }
    cluster_write(finder->templates, members, count);
}

static int compare_labels(const void *a, const void *b) {
    const struct finder_label *x = a, *y = b;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

void finder_commit(struct finder *finder, void (*relabel)(void *context, const struct finder_label *label),
                   void *context) {
    finder->label_count = 0;
    templates_visit_changed(finder->templates, settle, finder);
    if (finder->label_count)
        qsort(finder->labels, finder->label_count, sizeof *finder->labels, compare_labels);
    for (size_t i = 0; i < finder->label_count; i++)
        relabel(context, &finder->labels[i]);
    templates_commit(finder->templates);
    index_commit(finder->index);
    vocabulary_commit(finder->vocabulary);
    finder->backing.empty = finder->backing.empty && !finder->label_count;
}

static struct finder_match match(struct finder *finder, const struct evidence_cluster *cluster,
                                 const struct print *print) {
    size_t count;
    arena_reset(finder->arena);
    const struct cluster_member *members =
        cluster_read(finder->templates, finder->arena, cluster->root, &count);
    const struct template *template = evidence_template(&finder->evidence, cluster->root, print);
    struct member member = {.received = print->received};
    uint16_t counts[PRINT_WORDS];
    vocabulary_look_up(finder->vocabulary, print->words, print->word_count, counts);
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
