/* Which messages of files match the signatures of a store; see match.c. */
#ifndef WEIR_PUBLISH_MATCH_H
#define WEIR_PUBLISH_MATCH_H

#include "store/signature_table.h"

struct match_settings {
    const char *const *paths; /* as for ingest */
    size_t path_count;
    unsigned threads; /* 0: one a processor */
    void *context;
    /* In order of the messages; of one message once for each signature that it matches, the surest first. */
    void (*match)(void *context, const char *source, const struct store_signature *signature);
    void (*problem)(void *context, const struct error *problem); /* a path that cannot be read */
    void (*progress)(void *context, uint64_t messages, uint64_t read_bytes,
                     uint64_t total_bytes); /* may be NULL */
};

struct match_counts {
    uint64_t read, bytes, matched, problems;
};

/* Active ones of `signatures` only. false with error set. */
bool match_files(const struct store_signatures *signatures, const struct match_settings *settings,
                 struct match_counts *counts, struct error *error);

#endif
