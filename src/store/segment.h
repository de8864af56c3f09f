/* The search index: which mails hold a term. Sorted runs of postings in the database; see segment.c. */
#ifndef WEIR_STORE_SEGMENT_H
#define WEIR_STORE_SEGMENT_H

#include <stddef.h>
#include <stdint.h>

#include "store/database.h"

/* Postings of mails not yet written, in order of mail. Zeroed is empty and valid. */
struct postings {
    uint64_t *entries; /* term in the upper 40 bits, mail - first_mail in the lower 24 */
    uint64_t *spare;   /* for sorting, of the same capacity; NULL before the first time */
    size_t count, capacity;
    int64_t first_mail;
};

/* The numbers of mails in one run of postings differ by less; the caller writes it before. */
#define POSTINGS_MAILS (INT64_C(1) << 24)

void postings_add(struct postings *postings, int64_t mail, const uint64_t *terms, size_t count);
void postings_free(struct postings *postings);

/* Writes all as a new segment, merging segments that have become many, and empties postings, whose
 * memory is kept for the next ones. Inside the caller's transaction. */
bool segment_write(struct database *database, struct postings *postings, struct error *error);

/* Mails in rising order; the caller frees `mails`. */
struct mail_list {
    int64_t *mails;
    size_t count, capacity;
};
void mail_list_add(struct mail_list *list, int64_t mail);

/* Adds every mail that holds the term, in rising order. */
bool segment_find(struct database *database, uint64_t term, struct mail_list *mails, struct error *error);
/* The sum over all postings of a hash of term and mail, and how many there are: equal where the same mails
 * hold the same terms, whatever the segments. */
bool segment_checksum(struct database *database, uint64_t *sum, uint64_t *count, struct error *error);
uint64_t posting_hash(uint64_t term, int64_t mail);

#endif
