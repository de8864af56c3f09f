/* Files are written under names of their own (.NAME.part) and get their names when all of them are whole, the
 * truth last, so that a killed run leaves nothing that could be taken for a simulation. What may be replaced
 * is what the truth that is there names: nobody's own files are ever touched. */
#include "simulate/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PART_SUFFIX ".part"
/* Of "files" in the truth: what belongs to it. */
#define FILES_KEY  "files"
#define PART_BYTES (FOLDER_NAME_BYTES + sizeof "." PART_SUFFIX)

static bool fail(const struct folder *folder, const char *name, struct error *error) {
    return error_set(error, "%s%s%s: %s", folder->path, *name ? "/" : "", name, strerror(errno));
}

static void part_name(char part[PART_BYTES], const char *name) {
    snprintf(part, PART_BYTES, ".%s" PART_SUFFIX, name);
}

static bool is_part(const char *name) {
    size_t size = strlen(name), suffix = sizeof PART_SUFFIX - 1;
    return *name == '.' && size > suffix + 1 && !strcmp(name + size - suffix, PART_SUFFIX);
}

/* The truth of an earlier simulation; NULL if there is none that can be read. */
static json_t *read_truth(const struct folder *folder) {
    int file = openat(folder->descriptor, FOLDER_TRUTH, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    json_t *truth = file >= 0 ? json_loadfd(file, 0, NULL) : NULL;
    if (file >= 0)
        close(file);
    return truth;
}

static bool is_listed(const json_t *files, const char *name) {
    size_t i;
    json_t *file;
    json_array_foreach(files, i, file) {
        if (json_is_string(file) && !strcmp(json_string_value(file), name))
            return true;
    }
    return false;
}

/* Does each name in the folder belong to a simulation? *earlier: is there one? */
static bool check_names(const struct folder *folder, bool *earlier, struct error *error) {
    json_t *truth = read_truth(folder), *files = json_object_get(truth, FILES_KEY);
    int copy = dup(folder->descriptor);
    DIR *names = copy >= 0 ? fdopendir(copy) : NULL;
    bool good = names || fail(folder, "", error);
    for (struct dirent *entry; good && (entry = readdir(names));) {
        bool ours = is_part(entry->d_name) || is_listed(files, entry->d_name);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && !ours)
            good = error_set(error, "%s holds '%s', which is no simulation's: name an empty or a new folder",
                             folder->path, entry->d_name);
        *earlier = *earlier || !strcmp(entry->d_name, FOLDER_TRUTH);
    }
    if (names)
        closedir(names);
    else if (copy >= 0)
        close(copy);
    json_decref(truth);
    return good;
}

bool folder_open(struct folder *folder, const char *path, bool replace, struct error *error) {
    bool earlier = false;
    *folder = (struct folder){.path = path, .descriptor = -1};
    folder->made = !mkdir(path, 0777);
    if (!folder->made && errno != EEXIST)
        return fail(folder, "", error);
    folder->descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->descriptor < 0)
        return fail(folder, "", error);
    if (!check_names(folder, &earlier, error))
        return false;
    return !earlier || replace || error_set(error, "%s holds a simulation; --force replaces it", path);
}

FILE *folder_file(struct folder *folder, const char *name, struct error *error) {
    struct folder_file *file = &folder->files[folder->count];
    char part[PART_BYTES];
    snprintf(file->name, sizeof file->name, "%s", name);
    part_name(part, file->name);
    unlinkat(folder->descriptor, part, 0);
    int descriptor =
        openat(folder->descriptor, part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    file->stream = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    if (!file->stream) {
        fail(folder, name, error);
        if (descriptor >= 0)
            close(descriptor);
        return NULL;
    }
    folder->count++;
    return file->stream;
}

static bool close_files(struct folder *folder, struct error *error) {
    bool good = true;
    for (size_t i = 0; i < folder->count; i++) {
        struct folder_file *file = &folder->files[i];
        errno = EIO; /* of a write that failed before */
        bool whole = !file->stream || (!fflush(file->stream) && !ferror(file->stream));
        if (file->stream && fclose(file->stream))
            whole = false;
        file->stream = NULL;
        if (!whole && good)
            good = fail(folder, file->name, error);
    }
    return good;
}

/* First the truth, without which nothing is whole. */
static bool remove_earlier(const struct folder *folder, struct error *error) {
    json_t *truth = read_truth(folder), *file;
    size_t i;
    bool good = !truth || !unlinkat(folder->descriptor, FOLDER_TRUTH, 0) || fail(folder, FOLDER_TRUTH, error);
    json_array_foreach(json_object_get(truth, FILES_KEY), i, file) {
        const char *name = json_string_value(file);
        if (good && name && !strchr(name, '/') && unlinkat(folder->descriptor, name, 0) && errno != ENOENT)
            good = fail(folder, name, error);
    }
    json_decref(truth);
    return good;
}

bool folder_finish(struct folder *folder, struct error *error) {
    char part[PART_BYTES];
    if (!close_files(folder, error) || !remove_earlier(folder, error))
        return false;
    for (size_t i = 0; i < folder->count; i++) {
        part_name(part, folder->files[i].name);
        if (renameat(folder->descriptor, part, folder->descriptor, folder->files[i].name))
            return fail(folder, folder->files[i].name, error);
    }
    folder->count = 0;
    folder->made = false;
    return true;
}

void folder_close(struct folder *folder) {
    char part[PART_BYTES];
    for (size_t i = 0; i < folder->count; i++) {
        if (folder->files[i].stream)
            fclose(folder->files[i].stream);
        part_name(part, folder->files[i].name);
        unlinkat(folder->descriptor, part, 0);
    }
    if (folder->descriptor >= 0)
        close(folder->descriptor);
    if (folder->made)
        rmdir(folder->path);
}
