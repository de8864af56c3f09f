/* Names of companies as lists write them, made like those that are found in mail. See company.c. */
#ifndef WEIR_TOUT_COMPANY_H
#define WEIR_TOUT_COMPANY_H

#include "base/arena.h"
#include "tout/spelling.h"

/* "The Quavex Minerals Co., Ltd." is QUAVEX MINERALS; what is folded already stays as it is. "" if there is
 * no word in it. */
void company_fold(struct arena *arena, struct slice text, char name[TOUT_NAME_BYTES]);

#endif
