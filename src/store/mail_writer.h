/* The one writer: mails and deliveries in, in order; campaigns and the search index follow at each commit. */
#ifndef WEIR_STORE_MAIL_WRITER_H
#define WEIR_STORE_MAIL_WRITER_H

#include <xxhash.h>

#include "campaign/finder.h"
#include "store/base.h"
#include "store/dialect_table.h"
#include "store/digest.h"
#include "store/finder_table.h"
#include "store/person_table.h"
#include "store/segment.h"
#include "store/tout_table.h"

struct mail_writer {
    struct store *store;
    struct finder *finder;
    struct finder_backing backing;
    struct finder_table table;
    struct tout_table *touts;
    struct postings postings;
    struct person_table people;
    struct dialect_cache dialects;
    struct error *error; /* of the call that is running */
    int64_t next_seq, next_block;
    bool was_empty; /* no mail when the writer opened */
    bool failed;
};

/* Begins a transaction, if none is under way. NULL with error set. */
struct mail_writer *mail_writer_open(struct store *store, struct error *error);
/* Whatever was not committed is undone. */
void mail_writer_close(struct mail_writer *writer);

/* Replaces the user's list of instruments; campaigns follow at the next commit. */
bool mail_writer_list(struct mail_writer *writer, const struct instrument_list *list, struct error *error);

/* The mail of these bytes, 0 if there is none. false: failed. */
bool mail_writer_find(struct mail_writer *writer, XXH128_hash_t hash, int64_t *mail, struct error *error);
/* Whether this mail was delivered at this place of the feed already. */
bool mail_writer_delivered(struct mail_writer *writer, int64_t feed, const char *source, int64_t mail,
                           bool *delivered, struct error *error);

/* Appends a block of raw mail, compressed from raw_bytes; its number in *block. */
bool mail_writer_add_block(struct mail_writer *writer, struct slice compressed, size_t raw_bytes,
                           int64_t *block, struct error *error);

struct mail_place {
    int64_t block;
    size_t offset, bytes;
    XXH128_hash_t hash;
    const char *from_line; /* "" none */
};

/* The next seq becomes a new mail. It has no delivery yet. */
bool mail_writer_add_mail(struct mail_writer *writer, const struct mail_place *place,
                          const struct digest *digest, struct error *error);
/* The next seq is a delivery of mail, by itself or of an earlier one; *seq says which it became. */
bool mail_writer_add_delivery(struct mail_writer *writer, int64_t feed, const char *source, int64_t mail,
                              int64_t *seq, struct error *error);
/* What of a mail can be made anew: hands its print to the finder and its terms to the index. */
bool mail_writer_index(struct mail_writer *writer, int64_t mail, const struct digest *digest,
                       struct error *error);

/* Settles campaigns and writes the index, in the transaction that is under way. */
bool mail_writer_settle(struct mail_writer *writer, struct error *error);
/* Takes in what the pictures of all mails say, as far as they were read. */
bool mail_writer_reread(struct mail_writer *writer, struct error *error);
/* Settles, makes all durable, begins the next transaction. */
bool mail_writer_commit(struct mail_writer *writer, struct error *error);

#endif
