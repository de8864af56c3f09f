/* What a mail server tells a filter of a mail beside the mail: macros, by stage. See milter_facts.c. */
#ifndef WEIR_BENCH_MILTER_FACTS_H
#define WEIR_BENCH_MILTER_FACTS_H

#include "bench/handover.h"
#include "bench/milter_wire.h"

struct milter_facts {
    const char *hostname;    /* the mail server's */
    const char *client;      /* address, "" unknown */
    const char *client_name; /* "unknown" */
    const char *validated;   /* both, as Sendmail writes them */
    const char *queue_id;
    const char *received; /* when the mail came in, as a mail's date, "" unknown */
    const char *sender, *sender_domain, *recipient, *recipient_domain;
};

/* Strings are the arena's, the mail's or the caller's. */
void milter_facts_of(struct arena *arena, const struct handover *mail, const char *hostname,
                     const char *recipient, struct milter_facts *facts);
/* The macros that are due with this stage; writes nothing where there are none. */
void milter_facts_write(const struct milter_facts *facts, enum milter_stage stage, struct buffer *into);

#endif
