/* Decodes each attachment once, hashes it and forgets it; nothing in it is interpreted but the first bytes of
 * a picture. */
#include "mail/attachment.h"

#include <openssl/sha.h>

#define AT_LEAST(file, bytes) ((file).size >= (bytes))

static unsigned byte(struct slice file, size_t at) {
    return (unsigned char)file.data[at];
}

static unsigned big16(struct slice file, size_t at) {
    return byte(file, at) << 8 | byte(file, at + 1);
}

static unsigned little16(struct slice file, size_t at) {
    return byte(file, at) | byte(file, at + 1) << 8;
}

/* ITU T.81, B.1: segments up to the frame header (SOF). */
static bool jpeg_size(struct slice file, unsigned *width, unsigned *height) {
    for (size_t at = 2; at + 9 < file.size;) {
        if (byte(file, at) != 0xff)
            return false;
        unsigned marker = byte(file, at + 1);
        if (marker == 0xff) {
            at++;
            continue;
        }
        if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
            *height = big16(file, at + 5);
            *width = big16(file, at + 7);
            return true;
        }
        bool alone = marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
        at += alone ? 2 : 2 + big16(file, at + 2);
    }
    return false;
}

bool picture_size(struct slice file, uint16_t *width, uint16_t *height) {
    unsigned w = 0, h = 0;
    if (AT_LEAST(file, 10) && !memcmp(file.data, "GIF8", 4)) {
        w = little16(file, 6);
        h = little16(file, 8);
    } else if (AT_LEAST(file, 24) && !memcmp(file.data, "\x89PNG", 4)) {
        w = big16(file, 18);
        h = big16(file, 22);
    } else if (AT_LEAST(file, 26) && !memcmp(file.data, "BM", 2)) {
        w = little16(file, 18);
        h = little16(file, 22);
    } else if (AT_LEAST(file, 12) && !memcmp(file.data, "\xff\xd8", 2)) {
        if (!jpeg_size(file, &w, &h))
            return false;
    }
    *width = (uint16_t)w;
    *height = (uint16_t)h;
    return w && h;
}

void attachment_read(struct mail *mail, const struct mime_part *part) {
    if (mail->attachment_count == MAIL_ATTACHMENTS) {
        mail->anomalies |= MAIL_LIMIT;
        return;
    }
    if (!mail->attachments)
        mail->attachments = arena_alloc(mail->arena, MAIL_ATTACHMENTS * sizeof *mail->attachments);
    struct slice file = content_decode(mail->arena, part->body, part->content.encoding, &mail->anomalies);
    struct mail_attachment *attachment = &mail->attachments[mail->attachment_count++];
    attachment->name = part->content.name;
    attachment->content_type = part->content.type;
    attachment->size = file.size;
    attachment->inlined = part->content.inlined || *part->content.id;
    SHA256((const unsigned char *)file.data, file.size, attachment->sha256);
    attachment->image = picture_size(file, &attachment->width, &attachment->height) ||
                        !strncmp(part->content.type, "image/", 6);
}
