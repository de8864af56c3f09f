/* The order in which people count: `m.2` before `m.10`. */
#ifndef WEIR_FEED_NATURAL_ORDER_H
#define WEIR_FEED_NATURAL_ORDER_H

/* Less than, equal to or greater than 0, like strcmp(); 0 for equal strings only, so the order is total. */
int natural_order_compare(const char *a, const char *b);

#endif
