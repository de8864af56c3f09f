/* What a MIME part says of its content, and its content with the transfer encoding taken off. */
#ifndef WEIR_MAIL_CONTENT_H
#define WEIR_MAIL_CONTENT_H

#include <stdbool.h>

#include "mail/head.h"

enum content_encoding { ENCODING_NONE, ENCODING_BASE64, ENCODING_QUOTED_PRINTABLE, ENCODING_UU };

struct content {
    const char *type; /* "text/plain": lower case, the default where there is none */
    bool declared;    /* by a Content-Type that could be read */
    const char *charset, *boundary, *report_type, *name, *id; /* "" none; id: Content-ID without <> */
    const char *encoding_name;                                /* lower case, "" none */
    enum content_encoding encoding;
    bool attachment, inlined; /* Content-Disposition */
    uint32_t anomalies;
};

/* The n-th Content-Type counts where there are several. */
void content_read(struct arena *arena, const struct head *head, size_t n, struct content *content);
/* The bytes without transfer encoding: body itself where there is none, else in the arena. */
struct slice content_decode(struct arena *arena, struct slice body, enum content_encoding encoding,
                            uint32_t *anomalies);

#endif
