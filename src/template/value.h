/* What stands at one place of a template in each mail, grouped. See value.c. */
#ifndef WEIR_TEMPLATE_VALUE_H
#define WEIR_TEMPLATE_VALUE_H

#include "template/block.h"

/* Mails whose atoms are alike. */
struct value {
    uint32_t *mails; /* rising */
    uint32_t count;
    bool empty;
};

struct values {
    struct value *items; /* most mails first; of equals the earliest */
    size_t count;
};

struct values values_group(const struct bench *bench, const struct block *block);
/* Few enough for so many mails to be a list that the sender's program picks from. */
bool values_are_choice(const struct values *values, size_t mails);
/* As the mails read it, what differs among them as "{price}" and the like; cut at `most` bytes. */
const char *value_text(const struct bench *bench, const struct block *block, const struct value *value,
                       size_t most);

#endif
