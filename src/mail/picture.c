/* Every leaf of the MIME tree is decoded and judged by its first bytes: spam names pictures as it likes
 * ("application/octet-stream", a wrong extension), and programs that show mail go by the bytes as well. */
#include "mail/picture.h"

#include "mail/mail.h"
#include "mail/mime.h"

/* A PDF's reader looks for its mark within so many bytes; spam puts line ends before it. */
#define PDF_MARK_WITHIN 64
/* A returned message holds what was sent; what that held inside once more is nobody's picture. */
#define MESSAGE_NESTING 3

struct gathering {
    struct arena *arena;
    struct mail_picture *pictures;
    size_t count, bytes, parts;
    unsigned depth; /* of messages within messages */
};

static bool begins(struct slice file, const char *mark, size_t size) {
    return file.size >= size && !memcmp(file.data, mark, size);
}

enum picture_format picture_format_of(struct slice file) {
    if (begins(file, "GIF8", 4))
        return PICTURE_GIF;
    if (begins(file, "\x89PNG\r\n\x1a\n", 8))
        return PICTURE_PNG;
    if (begins(file, "\xff\xd8\xff", 3))
        return PICTURE_JPEG;
    if (begins(file, "II*\0", 4) || begins(file, "MM\0*", 4))
        return PICTURE_TIFF;
    /* Two letters are in any text: the four reserved bytes of the header (zeros) are wanted as well. */
    if (begins(file, "BM", 2) && file.size >= 26 && !memcmp(file.data + 6, "\0\0\0\0", 4))
        return PICTURE_BMP;
    size_t looked_at = file.size < PDF_MARK_WITHIN ? file.size : PDF_MARK_WITHIN;
    return memmem(file.data, looked_at, "%PDF-", 5) ? PICTURE_PDF : PICTURE_NONE;
}

static void take_file(struct gathering *gathering, struct slice file) {
    enum picture_format format = picture_format_of(file);
    if (format == PICTURE_NONE || gathering->count == MAIL_PICTURES ||
        file.size > MAIL_PICTURES_BYTES - gathering->bytes)
        return;
    gathering->bytes += file.size;
    gathering->pictures[gathering->count++] = (struct mail_picture){format, file};
}

static void take_parts(struct gathering *gathering, const struct mime_part *part) {
    uint32_t anomalies = 0; /* mail_parse() tells of them */
    if (part->split) {
        for (const struct mime_part *child = part->first; child; child = child->next)
            take_parts(gathering, child);
        return;
    }
    struct slice file = content_decode(gathering->arena, part->body, part->content.encoding, &anomalies);
    if (strcmp(part->content.type, "message/rfc822") != 0) {
        take_file(gathering, file);
        return;
    }
    if (gathering->depth == MESSAGE_NESTING || gathering->parts >= MAIL_PARTS)
        return;
    gathering->depth++;
    take_parts(gathering, mime_read(gathering->arena, file, &gathering->parts, &anomalies));
    gathering->depth--;
}

size_t mail_pictures(struct arena *arena, struct slice raw, struct mail_picture pictures[MAIL_PICTURES]) {
    struct gathering gathering = {.arena = arena, .pictures = pictures};
    uint32_t anomalies = 0;
    const struct mime_part *reading = mime_read(arena, raw, &gathering.parts, &anomalies);
    /* Further readings are of the same bytes: they count where the one before found none. */
    for (; reading && !gathering.count; reading = reading->other_reading)
        take_parts(&gathering, reading);
    return gathering.count;
}
