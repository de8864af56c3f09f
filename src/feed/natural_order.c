/* Names in natural order: runs of digits compare as numbers of any length, all else as bytes. One pass, no
 * locale: the order must be the same on every machine, since clustering goes by it. */
#include "feed/natural_order.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Compares the numbers that both strings stand at and moves behind them. */
static int compare_numbers(const char **a, const char **b) {
    while (**a == '0')
        ++*a;
    while (**b == '0')
        ++*b;
    size_t a_digits = 0, b_digits = 0;
    while (is_digit((*a)[a_digits]))
        ++a_digits;
    while (is_digit((*b)[b_digits]))
        ++b_digits;
    int order = a_digits != b_digits ? (a_digits < b_digits ? -1 : 1) : memcmp(*a, *b, a_digits);
    *a += a_digits;
    *b += b_digits;
    return order;
}

int natural_order_compare(const char *a, const char *b) {
    const char *whole_a = a, *whole_b = b;
    while (*a && *b) {
        if (is_digit(*a) && is_digit(*b)) {
            int order = compare_numbers(&a, &b);
            if (order)
                return order;
        } else if (*a != *b) {
            break;
        } else {
            ++a;
            ++b;
        }
    }
    if (*a != *b)
        return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
    return strcmp(whole_a, whole_b); /* `m.2` and `m.02` */
}
