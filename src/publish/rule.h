/* What is published of a signature as a filter's rule: the contract between those who learn signatures and
 * the export formats. All strings are redacted already. */
#ifndef WEIR_PUBLISH_RULE_H
#define WEIR_PUBLISH_RULE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"
#include "template/signature.h"

struct rule {
    const char *id;            /* of the signature, "s-k3f9a" */
    const char *campaign;      /* its id, "c-2g7hq" */
    const char *campaign_name; /* a line */
    const char *learnt;        /* RFC 3339, UTC: receipt of the newest mail it was learnt from */
    const char *because;       /* the explanation: "in 210 of 212 messages; in none of 6,951 wanted ones" */
    const struct signature *signature;
};

struct rule_source {
    const char *title; /* the program with its version, the feeds and the period, one line */
    const char *made;  /* RFC 3339, UTC: newest mail of the store (not the clock: same store, same file) */
    bool redacted;     /* false: --no-redact was given; the file is marked */
    bool simulated;    /* of simulated campaigns, some of them; the file is marked */
};

/* Writes one complete file. false: writing failed (errno). */
typedef bool rule_writer(FILE *out, const struct rule_source *source, const struct rule *rules, size_t count);

#endif
