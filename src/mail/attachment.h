/* Attachments: type, name, size, hash; of pictures the pixels, from the file's own header. */
#ifndef WEIR_MAIL_ATTACHMENT_H
#define WEIR_MAIL_ATTACHMENT_H

#include "mail/mail.h"
#include "mail/mime.h"

/* Adds the part to mail's attachments, within MAIL_ATTACHMENTS. */
void attachment_read(struct mail *mail, const struct mime_part *part);
/* Width and height of a GIF, PNG, JPEG or BMP; false if it is none or its header is broken. */
bool picture_size(struct slice file, uint16_t *width, uint16_t *height);

#endif
