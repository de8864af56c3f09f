/* Walks through folders depth first, each sorted by name in natural order.
 *
 * Files are opened relative to their folder, and most file systems tell an entry's kind while listing, so
 * that a small file costs one open. Left out: hidden files; hidden folders but those of a Maildir++
 * (`.Name/cur`); of a maildir (a folder with `cur` and `new`) its `tmp`, which holds half-written mail, and
 * the files beside `cur`, which are its server's own; pipes, devices and sockets; links to a folder in which
 * they stand; the files of a store of ours. Memory: the names in the folders that are open. */
#include "feed/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "feed/label.h"
#include "feed/natural_order.h"

/* Each open folder holds a descriptor; nobody files mail deeper. */
#define WALK_DEPTH 64

struct entry {
    const char *name;
    unsigned char type; /* DT_REG..., from readdir() */
};

struct folder {
    int fd;
    dev_t device;
    ino_t inode;
    size_t path_bytes; /* of the walk's path: this folder's own */
    struct arena *arena;
    struct entry *entries;
    size_t count, next;
    bool maildir;
    bool store; /* holds a store of ours, perhaps beside mail */
};

struct walk {
    const char *const *paths;
    size_t count, next;
    struct buffer path;
    struct folder folders[WALK_DEPTH];
    size_t depth;
};

struct walk *walk_open(const char *const *paths, size_t count) {
    struct walk *walk = allocate_zeroed(1, sizeof *walk);
    walk->paths = paths;
    walk->count = count;
    return walk;
}

static void leave_folder(struct walk *walk) {
    struct folder *folder = &walk->folders[--walk->depth];
    close(folder->fd);
    arena_free(folder->arena);
}

void walk_close(struct walk *walk) {
    if (!walk)
        return;
    while (walk->depth)
        leave_folder(walk);
    buffer_free(&walk->path);
    free(walk);
}

static enum walk_status problem(struct error *error, const char *path, const char *words) {
    char label[LABEL_BYTES];
    label_clean(label, path);
    error_set(error, "%s: %s", label, words);
    return WALK_PROBLEM;
}

static enum walk_status system_problem(struct error *error, const char *path, int number) {
    char words[160];
    const char *way_out = number == EACCES                       ? "ask for the right to read it"
                          : number == ENOENT                     ? "check the path"
                          : number == EMFILE || number == ENFILE ? "raise the limit of open files (ulimit -n)"
                                                                 : "check the disk";
    snprintf(words, sizeof words, "%s; %s", strerror(number), way_out);
    return problem(error, path, words);
}

static int compare_entries(const void *a, const void *b) {
    return natural_order_compare(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static bool is_folder(const struct folder *folder, const struct entry *entry) {
    struct stat status;
    if (entry->type != DT_UNKNOWN && entry->type != DT_LNK)
        return entry->type == DT_DIR;
    return !fstatat(folder->fd, entry->name, &status, 0) && S_ISDIR(status.st_mode);
}

/* Lists what is in it, sorted. */
static bool list_folder(struct folder *folder) {
    int fd = dup(folder->fd);
    DIR *listing = fd < 0 ? NULL : fdopendir(fd);
    if (!listing)
        return false;
    folder->arena = arena_new();
    size_t capacity = 0;
    unsigned maildir_parts = 0;
    errno = 0;
    for (const struct dirent *found; (found = readdir(listing));) {
        if (!strcmp(found->d_name, ".") || !strcmp(found->d_name, ".."))
            continue;
        if (folder->count == capacity)
            folder->entries =
                arena_grow(folder->arena, folder->entries, folder->count, &capacity, sizeof *folder->entries);
        struct entry *entry = &folder->entries[folder->count++];
        *entry = (struct entry){arena_string(folder->arena, found->d_name), found->d_type};
        folder->store |= !strcmp(entry->name, "weir.db");
        if (!strcmp(entry->name, "cur") || !strcmp(entry->name, "new"))
            maildir_parts += is_folder(folder, entry);
        errno = 0;
    }
    int failure = errno;
    closedir(listing);
    folder->maildir = maildir_parts == 2;
    if (folder->count)
        qsort(folder->entries, folder->count, sizeof *folder->entries, compare_entries);
    errno = failure;
    return !failure;
}

static bool is_inside(const struct walk *walk, const struct stat *status) {
    for (size_t i = 0; i < walk->depth; ++i)
        if (walk->folders[i].device == status->st_dev && walk->folders[i].inode == status->st_ino)
            return true;
    return false;
}

/* Goes into the folder at walk->path; takes fd over. WALK_END: go on. */
static enum walk_status enter_folder(struct walk *walk, int fd, const struct stat *status,
                                     struct error *error) {
    if (is_inside(walk, status)) {
        close(fd);
        return WALK_END;
    }
    if (walk->depth == WALK_DEPTH) {
        close(fd);
        return problem(error, walk->path.data, "folders nested too deep; give this one by itself");
    }
    struct folder *folder = &walk->folders[walk->depth];
    *folder = (struct folder){.fd = fd, .device = status->st_dev, .inode = status->st_ino};
    folder->path_bytes = strlen(walk->path.data);
    while (folder->path_bytes > 1 && walk->path.data[folder->path_bytes - 1] == '/')
        --folder->path_bytes;
    bool listed = list_folder(folder);
    int failure = errno;
    if (folder->arena)
        ++walk->depth;
    else
        close(fd);
    return listed ? WALK_END : system_problem(error, walk->path.data, failure);
}

static void set_path(struct walk *walk, const struct folder *folder, const char *name) {
    walk->path.size = folder ? folder->path_bytes : 0;
    if (folder && (!folder->path_bytes || walk->path.data[folder->path_bytes - 1] != '/'))
        buffer_append(&walk->path, "/", 1);
    buffer_append(&walk->path, name, strlen(name) + 1);
}

/* store/store.h: what is in its folder. A user may well keep it beside the mail. */
static bool is_of_store(const char *name) {
    static const char *const names[] = {"weir.db", "weir.db-wal", "weir.db-shm", "raw", "lock"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(name, names[i]))
            return true;
    return false;
}

static bool is_left_out(const struct folder *folder, const struct entry *entry, bool *is_directory) {
    struct stat status;
    switch (entry->type) {
    case DT_REG:
    case DT_DIR:
        *is_directory = entry->type == DT_DIR;
        break;
    case DT_LNK:
    case DT_UNKNOWN:
        if (fstatat(folder->fd, entry->name, &status, 0) ||
            !(S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)))
            return true;
        *is_directory = S_ISDIR(status.st_mode);
        break;
    default:
        return true;
    }
    if (folder->maildir && (!*is_directory || !strcmp(entry->name, "tmp")))
        return true;
    if (folder->store && is_of_store(entry->name))
        return true;
    if (*entry->name != '.')
        return false;
    if (!*is_directory)
        return true;
    struct buffer cur = {0};
    buffer_printf(&cur, "%s/cur", entry->name);
    bool maildir = !faccessat(folder->fd, cur.data, X_OK, 0);
    buffer_free(&cur);
    return !maildir;
}

/* The next entry of the innermost folder. WALK_END: none came of it, go on. */
static enum walk_status next_entry(struct walk *walk, int *fd, struct error *error) {
    struct folder *folder = &walk->folders[walk->depth - 1];
    if (folder->next == folder->count) {
        leave_folder(walk);
        return WALK_END;
    }
    const struct entry *entry = &folder->entries[folder->next++];
    bool is_directory;
    if (is_left_out(folder, entry, &is_directory))
        return WALK_END;
    set_path(walk, folder, entry->name);
    *fd = openat(folder->fd, entry->name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat status;
    if (*fd < 0 || (is_directory && fstat(*fd, &status)))
        return system_problem(error, walk->path.data, errno);
    return is_directory ? enter_folder(walk, *fd, &status, error) : WALK_FILE;
}

/* The next of the paths given. WALK_END: it is a folder, go on. */
static enum walk_status next_path(struct walk *walk, int *fd, struct error *error) {
    const char *path = walk->paths[walk->next++];
    set_path(walk, NULL, path);
    struct stat status;
    *fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) : dup(STDIN_FILENO);
    if (*fd < 0 || fstat(*fd, &status))
        return system_problem(error, path, errno);
    return S_ISDIR(status.st_mode) ? enter_folder(walk, *fd, &status, error) : WALK_FILE;
}

enum walk_status walk_next(struct walk *walk, int *fd, const char **path, struct error *error) {
    while (walk->depth || walk->next < walk->count) {
        enum walk_status status = walk->depth ? next_entry(walk, fd, error) : next_path(walk, fd, error);
        *path = walk->path.data;
        if (status != WALK_END)
            return status;
    }
    return WALK_END;
}

double walk_fraction(const struct walk *walk) {
    if (!walk->count)
        return 1;
    double part = 1.0 / (double)walk->count;
    double behind = part * (double)(walk->next - (walk->depth > 0));
    for (size_t i = 0; i < walk->depth; ++i) {
        const struct folder *folder = &walk->folders[i];
        if (!folder->count)
            break;
        part /= (double)folder->count;
        behind += part * (double)(folder->next - (i + 1 < walk->depth && folder->next > 0));
    }
    return behind;
}
