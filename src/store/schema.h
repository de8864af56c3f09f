/* The tables, and how an older store becomes one of today; see schema.c. */
#ifndef WEIR_STORE_SCHEMA_H
#define WEIR_STORE_SCHEMA_H

#include "store/database.h"

/* Of mail.flags. */
enum mail_flag {
    FLAG_URL = 1 << 0, /* a link to click */
    FLAG_ATTACHMENT = 1 << 1,
    FLAG_INDIRECT = 1 << 2,     /* it is what a bounce or report returned that was read */
    FLAG_REPORTED = 1 << 8,     /* unwrapped: it is what a report of a feed of reports is about, */
    FLAG_DERIVED_HOST = 1 << 9, /* and this the report left out: bits as enum feedback_derived has them */
    FLAG_DERIVED_TIME = 1 << 10,
    FLAG_DERIVED_RECIPIENT = 1 << 11,
};

/* Whether there are no tables yet. */
bool schema_is_new(struct database *database, bool *is_new, struct error *error);
/* Makes the tables of a new store or brings an older one up to date; what is derived from its mail is then to
 * be made anew. */
bool schema_migrate(struct database *database, struct error *error);
/* Fails when a repair is needed: what is derived from the mail is not there, or is an older weir's. Tables
 * that came since may still be missing; schema_migrate() adds them, and readers look (bench_tables.h). */
bool schema_verify(struct database *database, struct error *error);

#endif
