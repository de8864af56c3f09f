/* Every shingle and key votes for the template that used it last ("ownership": one-pass containment, which
 * random padding does not hurt and which needs no parameters of an LSH). Votes are summed by cluster.
 *
 * Text: at least TEXT_SHINGLES shared shingles that are TEXT_SHARE of the message's own make EVIDENCE_JOIN;
 * more shared text counts up to TEXT_CAP times that, so that a full match of text is not outvoted by keys. A
 * picture's accompanying text is often a decoy that one sender uses for everything: short text beside a
 * picture counts half and no more.
 *
 * Keys: each kind has a weight; none but an identical attachment suffices alone, so that hosts, names and
 * subjects that wanted mail shares never join anything by themselves. A key that other clusters have used too
 * is worth less each time: a host that everybody links to soon says nothing.
 *
 * The weights were set by hand on one corpus, looking at which kinds of keys labelled campaigns share and
 * others do not; docs/decisions.md tells how results change when they change. */
#include "campaign/evidence.h"

#include <stdlib.h>

#define TEXT_SHINGLES 6
#define TEXT_SHARE    0.12
#define TEXT_CAP      4.0
/* Beside a picture, text with fewer shared shingles than this may be a decoy. */
#define DECOY_SHINGLES 40
#define DECOY_WEIGHT   0.5

static const double key_weights[KEY_KIND_COUNT] = {
    [KEY_DOMAIN] = 2.0,          [KEY_DOMAIN_DIALECT] = 1.0,     [KEY_PHONE] = 2.0,
    [KEY_ATTACHMENT] = 2.5,      [KEY_ATTACHMENT_DIALECT] = 0.5, [KEY_PICTURE] = 0.6,
    [KEY_PICTURE_DIALECT] = 1.0, [KEY_FROM_NAME] = 1.5,          [KEY_FROM_NAME_DIALECT] = 1.0,
    [KEY_SUBJECT] = 1.2,         [KEY_SUBJECT_DIALECT] = 1.0,    [KEY_SUBJECT_PAIR] = 0.5,
    [KEY_SUBJECT_WORD] = 0.3,    [KEY_SHORT_TEXT] = 1.5,         [KEY_SHORT_TEXT_DIALECT] = 1.0,
};

static struct evidence_template *find_template(struct evidence *evidence, struct templates *templates,
                                               uint32_t number) {
    for (size_t i = 0; i < evidence->template_count; i++)
        if (evidence->templates[i].template->number == number)
            return &evidence->templates[i];
    struct evidence_template *found = &evidence->templates[evidence->template_count++];
    *found = (struct evidence_template){.template = template_get(templates, number),
                                        .root = template_root(templates, number)};
    return found;
}

static struct evidence_cluster *find_cluster(struct evidence *evidence, struct template *root) {
    for (size_t i = 0; i < evidence->cluster_count; i++)
        if (evidence->clusters[i].root == root)
            return &evidence->clusters[i];
    struct evidence_cluster *found = &evidence->clusters[evidence->cluster_count++];
    *found = (struct evidence_cluster){.root = root};
    return found;
}

static double text_score(unsigned shared, const struct print *print) {
    double enough = shared < TEXT_SHINGLES ? (double)shared / TEXT_SHINGLES : 1;
    double share = shared / (TEXT_SHARE * print->shingle_count);
    double score = EVIDENCE_JOIN * enough * (share < TEXT_CAP ? share : TEXT_CAP);
    if (print->picture && shared < DECOY_SHINGLES)
        score = DECOY_WEIGHT * (score < EVIDENCE_JOIN ? score : EVIDENCE_JOIN);
    return score;
}

/* Text is judged by cluster: its templates share what they have in common. */
static void add_text(struct evidence *evidence, const struct print *print) {
    for (size_t i = 0; i < evidence->cluster_count; i++) {
        unsigned shared = 0;
        for (size_t j = 0; j < evidence->template_count; j++)
            if (evidence->templates[j].root == evidence->clusters[i].root)
                shared += evidence->templates[j].shingles;
        if (shared)
            evidence->clusters[i].score += text_score(shared, print);
    }
}

static int compare_clusters(const void *a, const void *b) {
    const struct evidence_cluster *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->root->number < y->root->number ? -1 : x->root->number > y->root->number;
}

void evidence_gather(struct evidence *evidence, struct index *index, struct templates *templates,
                     const struct print *print) {
    evidence->template_count = evidence->cluster_count = 0;
    index_expect(index, print->shingles, print->shingle_count);
    index_expect(index, print->keys, print->key_count);
    for (size_t i = 0; i < print->shingle_count; i++) {
        struct index_entry entry = index_get(index, print->shingles[i]);
        if (entry.owner) {
            struct evidence_template *found = find_template(evidence, templates, entry.owner);
            found->shingles++;
            find_cluster(evidence, found->root);
        }
    }
    for (size_t i = 0; i < print->key_count; i++) {
        struct index_entry entry = index_get(index, print->keys[i]);
        if (entry.owner) {
            struct evidence_template *found = find_template(evidence, templates, entry.owner);
            double weight = key_weights[print->key_kinds[i]] / (1 + entry.contested);
            found->score += weight;
            find_cluster(evidence, found->root)->score += weight;
        }
    }
    add_text(evidence, print);
    if (evidence->cluster_count)
        qsort(evidence->clusters, evidence->cluster_count, sizeof *evidence->clusters, compare_clusters);
}

static bool better(const struct evidence_template *a, const struct evidence_template *b) {
    if (a->shingles != b->shingles)
        return a->shingles > b->shingles;
    if (a->score != b->score)
        return a->score > b->score;
    return a->template->number < b->template->number;
}

struct template *evidence_template(const struct evidence *evidence, const struct template *root,
                                   const struct print *print) {
    const struct evidence_template *best = NULL;
    for (size_t i = 0; i < evidence->template_count; i++)
        if (evidence->templates[i].root == root && (!best || better(&evidence->templates[i], best)))
            best = &evidence->templates[i];
    if (!best)
        return NULL;
    bool little_text = print->shingle_count < 2 * TEXT_SHINGLES;
    bool same_text = best->shingles >= TEXT_SHINGLES && best->shingles >= TEXT_SHARE * print->shingle_count;
    return little_text || same_text ? best->template : NULL;
}
