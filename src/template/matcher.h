/* Any number of signatures over mail, at once (Hyperscan). See matcher.c. */
#ifndef WEIR_TEMPLATE_MATCHER_H
#define WEIR_TEMPLATE_MATCHER_H

#include <stdint.h>

#include "base/buffer.h"
#include "mail/mail.h"
#include "template/signature.h"

/* The normal form of one mail, field after field. Zeroed is empty; matcher_text_free() frees what is in it.
 */
struct matcher_text {
    struct buffer words;
    size_t ends[SIGNATURE_FIELDS]; /* of each field, in words */
};

/* What a mail has in each field: for those who learn and those who match alike. The mail's own memory. */
void matcher_fields(const struct mail *mail, struct slice fields[SIGNATURE_FIELDS]);
void matcher_text_read(struct matcher_text *text, const struct mail *mail);
void matcher_text_free(struct matcher_text *text);

/* Compiled; threads may share it. */
struct matcher;
/* signatures: not needed afterwards; what is found is told by their places in the array. count may be 0. NULL
 * with error set: Hyperscan does not run on this processor, or has no memory. */
struct matcher *matcher_new(const struct signature *const *signatures, size_t count, struct error *error);
void matcher_free(struct matcher *matcher);

/* One thread's state. Like all memory: having none ends the program. */
struct matcher_scratch;
struct matcher_scratch *matcher_scratch_new(const struct matcher *matcher);
void matcher_scratch_free(struct matcher_scratch *scratch);

/* Which signatures match, rising, in *found until the next call; how many. */
size_t matcher_scan(const struct matcher *matcher, struct matcher_scratch *scratch,
                    const struct matcher_text *text, const uint32_t **found);

#endif
