/* How much speaks for a place in the text naming an instrument, and for that being talked up. See evidence.c.
 */
#ifndef WEIR_TOUT_EVIDENCE_H
#define WEIR_TOUT_EVIDENCE_H

#include "tout/candidate.h"
#include "tout/number.h"

struct tout_evidence {
    double instrument, promotion; /* points */
};

struct tout_evidence evidence_weigh(const struct tokens *tokens, const struct number *numbers,
                                    const struct tout_place *place);

#endif
