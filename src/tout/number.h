/* What the numbers of a text are: prices, targets, percentages, spans of time. See number.c. */
#ifndef WEIR_TOUT_NUMBER_H
#define WEIR_TOUT_NUMBER_H

#include "tout/token.h"

enum number_role {
    NUMBER_PLAIN,
    NUMBER_MONEY,   /* an amount with its currency */
    NUMBER_PRICE,   /* announced as the price now */
    NUMBER_TARGET,  /* announced as what the price will be */
    NUMBER_PERCENT, /* a share or change */
    NUMBER_SPAN,    /* so many days, weeks or months */
};

struct number {
    enum number_role role;
    double value;     /* of a span: in days */
    char currency[4]; /* ISO 4217 or a coin's code; "" not said */
};

/* One for each token; those that are no numbers stay plain. */
struct number *numbers_read(struct arena *arena, const struct tokens *tokens);

#endif
