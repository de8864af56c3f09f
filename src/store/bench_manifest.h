/* What the files of the comparative test in the store share: whether there are tables, and the digest of a
 * manifest. */
#ifndef WEIR_STORE_BENCH_MANIFEST_H
#define WEIR_STORE_BENCH_MANIFEST_H

#include "store/database.h"

/* Whether the store has the tables: one that an older weir made has them when it is written to next. */
bool bench_tables_there(struct database *database, bool *there, struct error *error);

/* Hex of SHA-256, with its NUL. */
#define BENCH_DIGEST_BYTES 65

/* A digest in the making. */
struct bench_digest;
struct bench_digest *bench_digest_new(void);
/* A line of the manifest, in order. Where mail lies and who says what it is are left out: the same mails with
 * the same truth are the same test, in whatever folders. */
void bench_digest_add(struct bench_digest *digest, struct slice hash, const char *feed, const char *role,
                      unsigned classes, int64_t received, const char *excluded);
/* Frees it. */
void bench_digest_end(struct bench_digest *digest, char text[BENCH_DIGEST_BYTES]);

/* The digest of a corpus as its rows are now. */
bool bench_digest_of(struct database *database, int64_t corpus, char text[BENCH_DIGEST_BYTES],
                     struct error *error);

#endif
