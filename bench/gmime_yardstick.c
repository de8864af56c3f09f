/* The yardstick of parsing: reads the mail in a tar (compressed or not) and does with GMime what any program
 * that looks at mail must do - parse each message, decode its text parts to UTF-8 - and nothing else, on one
 * thread. Prints one line: messages, bytes, text bytes.
 *
 * usage: gmime_yardstick FILE.tar */
#include <archive.h>
#include <archive_entry.h>
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t text_bytes;

static void decode_text(GMimeObject *parent, GMimeObject *part, gpointer context) {
    (void)parent, (void)context;
    if (GMIME_IS_MESSAGE_PART(part)) {
        GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
        if (inner)
            g_mime_message_foreach(inner, decode_text, NULL);
    } else if (GMIME_IS_TEXT_PART(part)) {
        char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
        if (text)
            text_bytes += strlen(text);
        g_free(text);
    }
}

static void parse(const char *data, size_t size) {
    /* GMime takes the From_ line with which many corpus files begin only for a whole mbox. */
    if (size > 5 && !memcmp(data, "From ", 5)) {
        const char *end = memchr(data, '\n', size);
        size_t line = end ? (size_t)(end - data) + 1 : size;
        data += line;
        size -= line;
    }
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, size);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    if (message) {
        g_mime_message_foreach(message, decode_text, NULL);
        g_object_unref(message);
    }
    g_object_unref(parser);
    g_object_unref(stream);
}

static void fail(const char *path, struct archive *archive) {
    fprintf(stderr, "gmime_yardstick: %s: %s\n", path, archive_error_string(archive));
    exit(1);
}

int main(int count, char **arguments) {
    if (count != 2) {
        fprintf(stderr, "usage: gmime_yardstick FILE.tar\n");
        return 2;
    }
    g_mime_init();
    struct archive *archive = archive_read_new();
    archive_read_support_filter_zstd(archive);
    archive_read_support_format_tar(archive);
    if (archive_read_open_filename(archive, arguments[1], 1 << 18) != ARCHIVE_OK)
        fail(arguments[1], archive);
    uint64_t messages = 0, bytes = 0;
    size_t capacity = 0;
    char *data = NULL;
    struct archive_entry *entry;
    int status;
    while ((status = archive_read_next_header(archive, &entry)) == ARCHIVE_OK) {
        if (archive_entry_filetype(entry) != AE_IFREG)
            continue;
        size_t size = (size_t)archive_entry_size(entry);
        if (size > capacity) {
            free(data);
            data = malloc(capacity = size * 2);
        }
        if (size && (!data || archive_read_data(archive, data, size) != (la_ssize_t)size))
            fail(arguments[1], archive);
        parse(data, size);
        ++messages;
        bytes += size;
    }
    if (status != ARCHIVE_EOF)
        fail(arguments[1], archive);
    printf("%llu messages, %llu bytes, %llu bytes of text\n", (unsigned long long)messages,
           (unsigned long long)bytes, (unsigned long long)text_bytes);
    archive_read_free(archive);
    free(data);
    return 0;
}
