/* Opening and closing. One writer: a lock on the file `lock`, which the kernel drops when the process dies,
 * and which holds the writer's pid for whoever comes second. Readers use SQLite's WAL and see the last
 * commit. */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/base.h"
#include "store/operator_map.h"
#include "store/schema.h"

/* SQLite's own page cache; the finder's index is looked up here and there. */
#define CACHE_KIB "32768"
/* The finder's index is written here and there: pages of 8 KB are half as many to write as the usual ones.
 * The log is folded in when it has grown to about 128 MB, and at the end. What is deleted (merged segments)
 * is not overwritten, as some builds of SQLite do, which is to write it all once more: it is of mail that
 * stays. */
#define WRITER_PRAGMAS                                                                                       \
    "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"                         \
    "PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 16384;"                                           \
    "PRAGMA cache_size = -" CACHE_KIB "; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = OFF;"
#define READER_PRAGMAS                                                                                       \
    "PRAGMA cache_size = -" CACHE_KIB "; PRAGMA temp_store = MEMORY; PRAGMA query_only = ON;"

bool store_role_known(const char *role) {
    static const char roles[] = STORE_ROLES;
    size_t length = strlen(role);
    for (const char *at = roles; length && (at = strstr(at, role)); at++)
        if ((at == roles || at[-1] == ' ') && (at[length] == ',' || !at[length]))
            return true;
    return false;
}

static char *join(const char *folder, const char *name) {
    char *path = allocate(strlen(folder) + strlen(name) + 2);
    sprintf(path, "%s/%s", folder, name);
    return path;
}

/* mkdir -p */
static bool make_folder(const char *folder, struct error *error) {
    char *path = strcpy(allocate(strlen(folder) + 1), folder);
    for (char *slash = path + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
    int made = mkdir(path, 0777);
    int code = errno;
    free(path);
    if (made && code != EEXIST)
        return error_set(error, "cannot make the store %s: %s; name another folder with --store", folder,
                         strerror(code));
    return true;
}

static bool take_lock(struct store *store, struct error *error) {
    char pid[24] = "";
    char *path = join(store->folder, "lock");
    store->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    free(path);
    if (store->lock < 0)
        return error_set(error, "cannot write to the store %s: %s", store->folder, strerror(errno));
    if (flock(store->lock, LOCK_EX | LOCK_NB)) {
        ssize_t size = pread(store->lock, pid, sizeof pid - 1, 0);
        pid[size > 0 ? size : 0] = '\0';
        return error_set(error, "the store %s is being written to by process %s; wait until it is done",
                         store->folder, *pid ? pid : "(unknown)");
    }
    int size = snprintf(pid, sizeof pid, "%ld", (long)getpid());
    if (ftruncate(store->lock, 0) || pwrite(store->lock, pid, (size_t)size, 0) != size)
        return error_set(error, "cannot write to the store %s: %s; make room and run the command again",
                         store->folder, strerror(errno));
    return true;
}

/* The names of new files outlive a loss of power. */
static bool keep_names(const struct store *store, struct error *error) {
    int folder = open(store->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool kept = folder >= 0 && !fsync(folder);
    int code = errno;
    if (folder >= 0)
        close(folder);
    return kept || error_set(error, "cannot write to the store %s: %s", store->folder, strerror(code));
}

static bool open_raw(struct store *store, struct error *error) {
    int64_t size;
    return database_number(&store->database, "SELECT offset + bytes FROM block ORDER BY id DESC LIMIT 1", 0,
                           &size, error) &&
           raw_file_open(&store->raw, store->raw_path, store->mode == STORE_WRITE, (uint64_t)size, error) &&
           (size || store->mode == STORE_READ || keep_names(store, error));
}

/* Only mending makes anew what an older weir derived; tables that it did not have any writer adds. */
static bool prepare_tables(struct store *store, enum store_mode mode, struct error *error) {
    bool is_new = false;
    if (mode == STORE_WRITE && !schema_is_new(&store->database, &is_new, error))
        return false;
    if (mode != STORE_MEND && !is_new && !schema_verify(&store->database, error))
        return false;
    return mode == STORE_READ || schema_migrate(&store->database, error);
}

static bool open_parts(struct store *store, enum store_mode mode, struct error *error) {
    if (mode != STORE_WRITE && access(store->database_path, F_OK))
        return error_set(error, "no store at %s; `weir ingest PATH` makes one, --store DIR names another",
                         store->folder);
    if (store->mode == STORE_WRITE) {
        return make_folder(store->folder, error) && take_lock(store, error) &&
               database_open(&store->database, store->database_path,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error) &&
               database_run(&store->database, WRITER_PRAGMAS, error) && prepare_tables(store, mode, error) &&
               open_raw(store, error);
    }
    return database_open(&store->database, store->database_path, SQLITE_OPEN_READWRITE, error) &&
           database_run(&store->database, READER_PRAGMAS, error) && prepare_tables(store, mode, error) &&
           open_raw(store, error);
}

struct store *store_open(const char *folder, enum store_mode mode, struct error *error) {
    struct store *store = allocate_zeroed(1, sizeof *store);
    store->folder = strcpy(allocate(strlen(folder) + 1), folder);
    store->database_path = join(folder, "weir.db");
    store->raw_path = join(folder, "raw");
    store->mode = mode == STORE_READ ? STORE_READ : STORE_WRITE;
    store->lock = store->raw.descriptor = -1;
    if (open_parts(store, mode, error))
        return store;
    store_close(store);
    return NULL;
}

static void forget_operators(struct store *store) {
    operator_map_free(store->operators);
    store->operators = NULL;
}

void store_close(struct store *store) {
    if (!store)
        return;
    forget_operators(store);
    if (store->database.handle)
        database_close(&store->database);
    raw_file_close(&store->raw);
    if (store->lock >= 0)
        close(store->lock);
    for (size_t i = 0; i < STORE_BLOCKS; i++)
        buffer_free(&store->blocks[i].bytes);
    free(store->folder);
    free(store->database_path);
    free(store->raw_path);
    free(store);
}

bool store_begin_read(struct store *store, struct error *error) {
    forget_operators(store);
    return database_run(&store->database, "BEGIN", error);
}

void store_end_read(struct store *store) {
    forget_operators(store);
    database_run(&store->database, "COMMIT", NULL);
}

/* The block kept longest without use gives way. */
static struct store_block *choose_block(struct store *store, int64_t id) {
    struct store_block *chosen = store->blocks;
    for (size_t i = 0; i < STORE_BLOCKS; i++) {
        struct store_block *block = &store->blocks[i];
        if (block->id == id)
            return block;
        if (block->used < chosen->used)
            chosen = block;
    }
    chosen->id = 0;
    return chosen;
}

static bool load_block(struct store *store, int64_t id, struct store_block **loaded, struct error *error) {
    struct store_block *block = *loaded = choose_block(store, id);
    block->used = ++store->block_uses;
    if (block->id)
        return true;
    sqlite3_stmt *select =
        database_prepare(&store->database, "SELECT offset, bytes, raw_bytes FROM block WHERE id = ?", error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, id);
    bool found;
    if (!database_row(&store->database, select, &found, error))
        return false;
    uint64_t offset = (uint64_t)sqlite3_column_int64(select, 0);
    size_t bytes = (size_t)sqlite3_column_int64(select, 1),
           raw_bytes = (size_t)sqlite3_column_int64(select, 2);
    sqlite3_reset(select);
    if (!found)
        return error_set(error, "%s: a block of raw mail is missing; `weir check` says more",
                         store->database_path);
    if (!raw_file_read(&store->raw, offset, bytes, raw_bytes, &block->bytes, error))
        return false;
    block->id = id;
    return true;
}

bool store_mail_bytes(struct store *store, int64_t mail, struct slice *bytes, struct error *error) {
    sqlite3_stmt *select =
        database_prepare(&store->database, "SELECT block, offset, bytes FROM mail WHERE id = ?", error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, mail);
    bool found;
    if (!database_row(&store->database, select, &found, error))
        return false;
    int64_t id = sqlite3_column_int64(select, 0);
    struct store_block *block;
    size_t offset = (size_t)sqlite3_column_int64(select, 1), size = (size_t)sqlite3_column_int64(select, 2);
    sqlite3_reset(select);
    if (!found)
        return error_set(error, "no message %lld", (long long)mail);
    *bytes = slice_of("", 0);
    if (!size)
        return true;
    if (!load_block(store, id, &block, error))
        return false;
    if (offset > block->bytes.size || size > block->bytes.size - offset)
        return error_set(error, "%s: message %lld stands outside its block", store->raw_path,
                         (long long)mail);
    *bytes = slice_of(block->bytes.data + offset, size);
    return true;
}
