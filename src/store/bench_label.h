/* Labels: files in which people say what mails truly are. For bench_freeze.c and bench_table.c. */
#ifndef WEIR_STORE_BENCH_LABEL_H
#define WEIR_STORE_BENCH_LABEL_H

#include "base/arena.h"
#include "base/error.h"
#include "bench/score_table.h"

struct bench_label {
    const char *message; /* as written */
    enum bench_role role;
    unsigned classes; /* of enum bench_class, the role's own included */
    size_t file;      /* number of the file, */
    size_t line;      /* and where in it */
    int64_t mail;     /* that it fitted first; 0: none yet */
    bool ambiguous;   /* it fits several mails of other bytes */
};

struct bench_labels {
    struct bench_label *items;
    size_t count;
    const char *const *files; /* the caller's */
    size_t file_count;
    /* For bench_label.c: labels by the hash of their message. */
    size_t *slots; /* number + 1, 0 free */
    size_t slot_count;
};

/* Reads tables with a header row, tab-separated, of which the columns `message`, `role` (or `label`) and
 * `class` are found by name. A message without a role (`-`) is not labelled. Two that contradict each other
 * are an error. Memory is the arena's. */
bool bench_labels_read(struct arena *arena, const char *const *files, size_t file_count,
                       struct bench_labels *labels, struct error *error);
/* The label of a delivery, by its source or the end of it behind a slash, the longest that has one; NULL:
 * none. mail: which mail that is, so that ambiguous labels are known when all have been looked for. */
struct bench_label *bench_labels_find(const struct bench_labels *labels, const char *source, int64_t mail);
/* Fails if a file has no label that fitted anything. */
bool bench_labels_used(const struct bench_labels *labels, struct error *error);

/* "phish,malware"; "" none. In the arena. */
const char *bench_classes_text(struct arena *arena, unsigned classes);
/* The class that the role says. */
unsigned bench_role_class(enum bench_role role);

#endif
