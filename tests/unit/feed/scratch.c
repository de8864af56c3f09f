/* See scratch.h. */
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <archive.h>
#include <archive_entry.h>
#include <ftw.h>
#include <unistd.h>

#include "feed/feed.h"

static char folder[64];

int scratch_setup(void **state) {
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/weir-feed-XXXXXX");
    return mkdtemp(folder) && !chdir(folder) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where) {
    (void)status, (void)type, (void)where;
    return remove(path);
}

int scratch_teardown(void **state) {
    (void)state;
    return chdir("/") || nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void scratch_write(const char *path, const char *bytes, size_t size) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

void scratch_write_text(const char *path, const char *text) {
    scratch_write(path, text, strlen(text));
}

void scratch_pack(const char *path, int format, int filter, const struct scratch_member *members,
                  size_t count) {
    struct archive *archive = archive_write_new();
    assert_int_equal(archive_write_set_format(archive, format), ARCHIVE_OK);
    assert_int_equal(archive_write_add_filter(archive, filter), ARCHIVE_OK);
    archive_write_set_bytes_in_last_block(archive, 1);
    assert_int_equal(archive_write_open_filename(archive, path), ARCHIVE_OK);
    for (size_t i = 0; i < count; ++i) {
        struct archive_entry *entry = archive_entry_new();
        size_t size = members[i].size ? members[i].size : strlen(members[i].bytes);
        archive_entry_set_pathname(entry, members[i].name);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, (la_int64_t)size);
        assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
        assert_int_equal(archive_write_data(archive, members[i].bytes, size), size);
        archive_entry_free(entry);
    }
    assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
}

void scratch_read(const char *path, struct buffer *into) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t got;
    while ((got = fread(buffer_reserve(into, 65536), 1, 65536, file)) > 0)
        into->size += got;
    fclose(file);
}

static void say_message(struct buffer *said, const struct buffer *bytes, const struct feed_message *message) {
    buffer_printf(said, "%s [%.*s]", message->source, (int)(bytes->size - message->offset),
                  bytes->data + message->offset);
    if (message->from_line)
        buffer_printf(said, " %s", message->from_line);
    buffer_append_string(said, message->cut ? " cut\n" : "\n");
}

void scratch_feed(const char *path, struct buffer *said) {
    struct feed *feed = feed_open(&path, 1);
    struct buffer bytes = {0};
    struct feed_message message;
    struct error error;
    buffer_clear(said);
    for (enum feed_status status; (status = feed_next(feed, &bytes, &message, &error)) != FEED_END;) {
        if (status == FEED_MESSAGE)
            say_message(said, &bytes, &message);
        else
            buffer_printf(said, "! %s\n", error.message);
    }
    buffer_append(said, "", 1);
    uint64_t read_bytes, total_bytes;
    feed_progress(feed, &read_bytes, &total_bytes);
    assert_true(read_bytes <= total_bytes);
    feed_close(feed);
    buffer_free(&bytes);
}
