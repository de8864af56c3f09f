/* See bench_manifest.h. */
#include "store/bench_manifest.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buffer.h"

struct bench_digest {
    EVP_MD_CTX *context;
    struct buffer line;
};

bool bench_tables_there(struct database *database, bool *there, struct error *error) {
    int64_t found;
    if (!database_number(database, "SELECT count(*) FROM sqlite_schema WHERE name = 'bench_corpus'", 0,
                         &found, error))
        return false;
    *there = found;
    return true;
}

struct bench_digest *bench_digest_new(void) {
    struct bench_digest *digest = allocate_zeroed(1, sizeof *digest);
    digest->context = EVP_MD_CTX_new();
    EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL);
    return digest;
}

void bench_digest_add(struct bench_digest *digest, struct slice hash, const char *feed, const char *role,
                      unsigned classes, int64_t received, const char *excluded) {
    struct buffer *line = &digest->line;
    buffer_clear(line);
    for (size_t i = 0; i < hash.size; i++)
        buffer_printf(line, "%02x", (unsigned char)hash.data[i]);
    buffer_printf(line, "\t%s\t%s\t%u\t%" PRId64 "\t%s\n", feed, role, classes, received, excluded);
    EVP_DigestUpdate(digest->context, line->data, line->size);
}

void bench_digest_end(struct bench_digest *digest, char text[BENCH_DIGEST_BYTES]) {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    EVP_DigestFinal_ex(digest->context, bytes, NULL);
    for (size_t i = 0; i < (BENCH_DIGEST_BYTES - 1) / 2; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    EVP_MD_CTX_free(digest->context);
    buffer_free(&digest->line);
    free(digest);
}

bool bench_digest_of(struct database *database, int64_t corpus, char text[BENCH_DIGEST_BYTES],
                     struct error *error) {
    sqlite3_stmt *select = database_prepare(
        database,
        "SELECT i.hash, coalesce(f.name, ''), i.role, i.classes, i.received, i.excluded FROM bench_item i"
        " LEFT JOIN feed f ON f.id = i.feed WHERE i.corpus = ? ORDER BY i.number",
        error);
    int code;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, corpus);
    struct bench_digest *digest = bench_digest_new();
    while ((code = sqlite3_step(select)) == SQLITE_ROW)
        bench_digest_add(digest, column_blob(select, 0), column_text(select, 1), column_text(select, 2),
                         (unsigned)sqlite3_column_int64(select, 3), column_time(select, 4),
                         column_text(select, 5));
    sqlite3_reset(select);
    bench_digest_end(digest, text);
    return code == SQLITE_DONE || database_failed(database, error);
}
