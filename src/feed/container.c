/* Archives and compressed files by libarchive, which reads from a stream, so that they nest.
 *
 * What it may take a stream for is limited to what content.c found it to be: libarchive's own guesses include
 * formats that mail text can look like (mtree, uuencode) and external programs. A zip or a 7z has its list of
 * members at the end and is read by jumping about; where that cannot be (a pipe, a member of an archive) it
 * is spooled to an unnamed temporary file first.
 *
 * Cost: unpacking; members pass through in blocks, nothing is held. Left out: folders, links (what a hard
 * link names is in the same archive), hidden files. */
#include "feed/container.h"

#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

/* A zip or 7z in a pipe or in an archive may take so much room for temporary files. */
#define CONTAINER_SPOOL_BYTES ((uint64_t)8 << 30)

struct container {
    struct archive_cursor cursor;
    struct stream *stream;
    enum content content;
    locale_t locale; /* of this thread while libarchive reads names: one that has them all */
    struct error stream_error;
};

static la_ssize_t read_stream(struct archive *archive, void *context, const void **block) {
    struct container *container = context;
    const char *data = NULL;
    ssize_t size = stream_next_block(container->stream, &data, &container->stream_error);
    *block = data;
    if (size < 0)
        archive_set_error(archive, EIO, "%s", container->stream_error.message);
    return size;
}

static la_int64_t seek_file(struct archive *archive, void *context, la_int64_t offset, int whence) {
    struct container *container = context;
    buffer_clear(&container->stream->peeked);
    off_t at = lseek(container->stream->fd, offset, whence);
    if (at >= 0)
        return at;
    archive_set_error(archive, errno, "%s", strerror(errno));
    return ARCHIVE_FATAL;
}

static int create_spool(void) {
    const char *folder = getenv("TMPDIR");
    struct buffer path = {0};
    buffer_append_string(&path, folder && *folder ? folder : "/tmp");
    buffer_append(&path, "/weir-XXXXXX", sizeof "/weir-XXXXXX");
    int fd = mkstemp(path.data);
    if (fd >= 0)
        unlink(path.data);
    buffer_free(&path);
    return fd;
}

static bool write_all(int fd, const char *data, size_t size) {
    while (size) {
        ssize_t written = write(fd, data, size);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            data += written;
            size -= (size_t)written;
        }
    }
    return true;
}

static bool copy_stream(struct stream *stream, int fd, struct error *error) {
    uint64_t total = 0;
    const char *block;
    ssize_t size;
    while ((size = stream_next_block(stream, &block, error)) > 0) {
        total += (uint64_t)size;
        if (total > CONTAINER_SPOOL_BYTES)
            return error_set(error, "too large to unpack where it is");
        if (!write_all(fd, block, (size_t)size))
            return error_set(error, "no room for temporary files (%s), set TMPDIR to a folder with room",
                             strerror(errno));
    }
    return size == 0;
}

/* Turns the stream into one over a temporary file with the same bytes. */
static bool spool(struct stream *stream, struct error *error) {
    int fd = create_spool();
    if (fd < 0)
        return error_set(error, "no temporary file (%s), set TMPDIR to a folder with room", strerror(errno));
    if (!copy_stream(stream, fd, error)) {
        close(fd);
        return false;
    }
    stream_close(stream);
    *stream = (struct stream){.fd = fd};
    return true;
}

static void support(struct archive *archive, enum content content) {
    switch (content) {
    case CONTENT_COMPRESSED:
        archive_read_support_filter_gzip(archive);
        archive_read_support_filter_bzip2(archive);
        archive_read_support_filter_xz(archive);
        archive_read_support_filter_zstd(archive);
        archive_read_support_format_raw(archive);
        archive_read_support_format_empty(archive);
        break;
    case CONTENT_ARCHIVE:
        archive_read_support_format_tar(archive);
        break;
    default:
        archive_read_support_format_zip(archive);
        archive_read_support_format_7zip(archive);
    }
}

static void set_archive_error(struct archive *archive, struct error *error) {
    const char *words = archive_error_string(archive);
    error_set(error, "%s", words ? words : "damaged");
}

struct container *container_open(struct stream *stream, enum content content, struct error *error) {
    bool indexed = content == CONTENT_INDEXED;
    if (indexed && !stream_is_seekable(stream) && !spool(stream, error))
        return NULL;
    if (indexed) {
        lseek(stream->fd, 0, SEEK_SET);
        buffer_clear(&stream->peeked);
    }
    struct container *container = allocate_zeroed(1, sizeof *container);
    struct archive *archive = archive_read_new();
    if (!archive)
        abort(); /* out of memory */
    *container = (struct container){.cursor = {.archive = archive}, .stream = stream, .content = content};
    container->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    support(archive, content);
    archive_read_set_read_callback(archive, read_stream);
    if (indexed)
        archive_read_set_seek_callback(archive, seek_file);
    archive_read_set_callback_data(archive, container);
    if (archive_read_open1(archive) == ARCHIVE_OK)
        return container;
    set_archive_error(archive, error);
    container_close(container);
    return NULL;
}

void container_close(struct container *container) {
    if (!container)
        return;
    archive_read_free(container->cursor.archive);
    if (container->locale)
        freelocale(container->locale);
    free(container);
}

bool container_is_broken(const struct container *container) {
    return container->cursor.broken;
}

/* The name in UTF-8 if libarchive knows its charset, else the bytes as they are. */
static const char *member_name(struct archive_entry *entry) {
    const char *name = archive_entry_pathname_utf8(entry);
    if (!name)
        name = archive_entry_pathname(entry);
    if (!name)
        return "?";
    while (*name == '/' || (name[0] == '.' && name[1] == '/'))
        name += *name == '/' ? 1 : 2;
    return name;
}

static bool is_left_out(struct archive_entry *entry, const char *name) {
    if (archive_entry_filetype(entry) && archive_entry_filetype(entry) != AE_IFREG)
        return true;
    if (archive_entry_hardlink(entry) && archive_entry_size(entry) == 0)
        return true;
    const char *slash = strrchr(name, '/');
    return (slash ? slash[1] : *name) == '.' || !strncmp(name, "__MACOSX/", 9);
}

static enum container_status next_member(struct container *container, const char **name,
                                         struct stream *member, struct error *error) {
    struct archive *archive = container->cursor.archive;
    while (!container->cursor.broken) {
        struct archive_entry *entry;
        *name = NULL; /* the last one went with its entry */
        int status = archive_read_next_header(archive, &entry);
        if (status == ARCHIVE_EOF)
            return CONTAINER_END;
        if (status == ARCHIVE_FATAL) {
            container->cursor.broken = true;
            set_archive_error(archive, error);
            return CONTAINER_BROKEN;
        }
        if (status == ARCHIVE_RETRY)
            continue;
        *name = container->content == CONTENT_COMPRESSED ? NULL : member_name(entry);
        if (*name && is_left_out(entry, *name))
            continue;
        if (status == ARCHIVE_FAILED) {
            set_archive_error(archive, error);
            return CONTAINER_PROBLEM;
        }
        if (archive_entry_is_encrypted(entry) > 0) {
            error_set(error, "encrypted");
            return CONTAINER_PROBLEM;
        }
        *member = (struct stream){.fd = -1, .member_of = &container->cursor};
        return CONTAINER_MEMBER;
    }
    return CONTAINER_END;
}

enum container_status container_next(struct container *container, const char **name, struct stream *member,
                                     struct error *error) {
    locale_t before = container->locale ? uselocale(container->locale) : (locale_t)0;
    enum container_status status = next_member(container, name, member, error);
    if (before)
        uselocale(before);
    return status;
}
