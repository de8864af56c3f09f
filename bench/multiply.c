/* Writes a corpus many times over, each copy varied (vary.c), as one tar on standard output or as files.
 * The first copy is the corpus as it is. Streams: memory does not grow with the corpus.
 *
 * usage: multiply [--copies N] [--files FOLDER] PATH...
 * PATH: whatever weir takes in. Members are named cC/m.N. Prints on standard error how many messages it
 * wrote. */
#include <archive.h>
#include <archive_entry.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feed/feed.h"
#include "vary.h"

struct output {
    struct archive *tar; /* or */
    const char *folder;
    uint64_t messages, bytes;
};

static void fail(const char *what, const char *why) {
    fprintf(stderr, "multiply: %s: %s\n", what, why);
    exit(1);
}

static void write_member(struct output *output, const char *name, struct slice bytes) {
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)bytes.size);
    if (archive_write_header(output->tar, entry) != ARCHIVE_OK ||
        archive_write_data(output->tar, bytes.data, bytes.size) != (la_ssize_t)bytes.size)
        fail("standard output", archive_error_string(output->tar));
    archive_entry_free(entry);
}

static void write_file(const struct output *output, const char *name, struct slice bytes) {
    struct buffer path = {0};
    buffer_printf(&path, "%s/%s", output->folder, name);
    *strrchr(path.data, '/') = '\0';
    mkdir(path.data, 0777);
    path.data[strlen(path.data)] = '/';
    FILE *file = fopen(path.data, "wb");
    if (!file || fwrite(bytes.data, 1, bytes.size, file) != bytes.size || fclose(file))
        fail(path.data, "cannot be written");
    buffer_free(&path);
}

static void write_message(struct output *output, unsigned copy, uint64_t number, struct slice bytes) {
    char name[64];
    snprintf(name, sizeof name, "c%u/m.%llu", copy, (unsigned long long)number);
    if (output->folder)
        write_file(output, name, bytes);
    else
        write_member(output, name, bytes);
    ++output->messages;
    output->bytes += bytes.size;
}

/* One pass over the corpus: learns from it if output is NULL, else writes that copy. */
static void pass(const char *const *paths, size_t count, struct vary *vary, unsigned copy,
                 struct output *output) {
    struct feed *feed = feed_open(paths, count);
    struct buffer bytes = {0}, varied = {0};
    struct feed_message message;
    struct error error;
    uint64_t number = 0;
    for (enum feed_status status; (status = feed_next(feed, &bytes, &message, &error)) != FEED_END;) {
        if (status == FEED_PROBLEM)
            fail("corpus", error.message);
        struct slice original = {bytes.data + message.offset, bytes.size - message.offset};
        buffer_clear(&varied);
        ++number;
        if (output && copy)
            vary_copy(vary, original, copy, number, &varied);
        if (output)
            write_message(output, copy, number, copy ? buffer_slice(&varied) : original);
        else
            vary_learn(vary, original);
        buffer_clear(&bytes);
    }
    buffer_free(&bytes);
    buffer_free(&varied);
    feed_close(feed);
}

static struct archive *open_tar(void) {
    struct archive *tar = archive_write_new();
    archive_write_set_format_ustar(tar);
    if (archive_write_open_fd(tar, STDOUT_FILENO) != ARCHIVE_OK)
        fail("standard output", archive_error_string(tar));
    return tar;
}

int main(int count, char **arguments) {
    static const struct option options[] = {{"copies", required_argument, NULL, 'c'},
                                            {"files", required_argument, NULL, 'f'},
                                            {NULL, 0, NULL, 0}};
    unsigned copies = 1;
    struct output output = {0};
    for (int option; (option = getopt_long(count, arguments, "", options, NULL)) != -1;) {
        if (option == 'c')
            copies = (unsigned)strtoul(optarg, NULL, 10);
        else if (option == 'f')
            output.folder = optarg;
        else
            return 2;
    }
    if (optind == count || !copies) {
        fprintf(stderr, "usage: multiply [--copies N] [--files FOLDER] PATH...\n");
        return 2;
    }
    const char *const *paths = (const char *const *)arguments + optind;
    size_t path_count = (size_t)(count - optind);
    struct vary *vary = vary_new();
    if (copies > 1)
        pass(paths, path_count, vary, 0, NULL);
    if (!output.folder)
        output.tar = open_tar();
    for (unsigned copy = 0; copy < copies; ++copy)
        pass(paths, path_count, vary, copy, &output);
    if (output.tar && archive_write_close(output.tar) != ARCHIVE_OK)
        fail("standard output", archive_error_string(output.tar));
    if (output.tar)
        archive_write_free(output.tar);
    vary_free(vary);
    fprintf(stderr, "%llu messages, %llu bytes\n", (unsigned long long)output.messages,
            (unsigned long long)output.bytes);
    return 0;
}
