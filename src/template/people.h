/* Where mails name whom they were sent to. See people.c. */
#ifndef WEIR_TEMPLATE_PEOPLE_H
#define WEIR_TEMPLATE_PEOPLE_H

#include "template/atom.h"

/* The atoms of one mail. */
struct pattern_sample {
    struct atoms fields[PATTERN_FIELDS];
};

/* Makes ATOM_RECIPIENT of every address, local part and name of a recipient in that recipient's own mail;
 * several in a row are one. samples: as many as mails. */
void people_mark(struct arena *arena, const struct pattern_mail *mails, struct pattern_sample *samples,
                 size_t count);

#endif
