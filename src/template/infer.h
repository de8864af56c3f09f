/* Learns the signatures of a campaign from samples of its mail. See infer.c. */
#ifndef WEIR_TEMPLATE_INFER_H
#define WEIR_TEMPLATE_INFER_H

#include "template/grams.h"

/* A campaign of more templates than this is told by its largest. */
#define INFER_SIGNATURES 12
/* Fewer mails than this show no template, only a mail. */
#define INFER_SAMPLES_LEAST 3

struct infer_settings {
    /* What the campaign promotes, as it is called: letters and digits alone decide ("ABCD.PK" is found as "a
     * b c d pk"); may be empty. Other words may differ from mail to mail, this must stand in each. */
    const char *const *names;
    size_t name_count;
    /* Phrases in normal form that hit wanted mail when tried before. */
    const char *const *refused;
    size_t refused_count;
};

struct inferred {
    struct signature signature;
    struct sample_set samples; /* which of them it matches */
    double weight;
    bool named; /* a name of the settings is one of its anchors */
};

struct inference {
    struct inferred items[INFER_SIGNATURES];
    size_t count;
    struct sample_set unmatched; /* samples that no signature matches */
};

/* samples: at most SAMPLES_MOST, in order of receipt. Memory is the arena's. Cost: linear in the samples'
 * words, times the anchors found. */
void signature_infer(struct arena *arena, const struct sample *samples, size_t count,
                     const struct infer_settings *settings, struct inference *inference);

#endif
