/* What speaks for a message's belonging to known clusters. See evidence.c. */
#ifndef WEIR_CAMPAIGN_EVIDENCE_H
#define WEIR_CAMPAIGN_EVIDENCE_H

#include "campaign/index.h"
#include "campaign/template.h"
#include "print/print.h"

/* Distinct templates that can speak for one message: as many as it has shingles and keys. */
#define EVIDENCE_TEMPLATES (PRINT_SHINGLES + PRINT_KEYS)
/* From this on a message joins. */
#define EVIDENCE_JOIN 2.5
/* From this on a message that joined one cluster is evidence that another belongs to it. */
#define EVIDENCE_TIE 4.0

struct evidence_template {
    struct template *template;
    struct template *root;
    double score;
    unsigned shingles; /* shared */
};

struct evidence_cluster {
    struct template *root;
    double score;
};

struct evidence {
    struct evidence_template templates[EVIDENCE_TEMPLATES];
    size_t template_count;
    struct evidence_cluster clusters[EVIDENCE_TEMPLATES]; /* strongest first; of equals the older */
    size_t cluster_count;
};

void evidence_gather(struct evidence *evidence, struct index *index, struct templates *templates,
                     const struct print *print);
/* The template within the cluster that the message is printed from, NULL if its text is of none of them. */
struct template *evidence_template(const struct evidence *evidence, const struct template *root,
                                   const struct print *print);

#endif
