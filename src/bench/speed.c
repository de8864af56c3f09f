/* Delivery speed as VBSpam colours it: the time by which 10, 50, 95 and 98 % of the wanted mail that came
 * through was delivered. False positives never come through, so they do not count; nor do errors.
 *
 * Unconfirmed: the test's texts say neither the limits (data/vbspam-2018.ucl) nor what a percentile is. Here
 * it is the nearest rank: the time of the mail whose rank is the share of the count, rounded up. It is the
 * time of a real mail, and by it at least that share was there; any interpolation would be less, by no more
 * than the gap to the mail before.
 *
 * O(n log n). */
#include "bench/speed.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *one, const void *other) {
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static enum speed_colour colour_of(const struct method *method, double seconds) {
    enum speed_colour colour = SPEED_GREEN;
    while (colour < SPEED_RED && seconds > method->speed_seconds[colour])
        colour++;
    return colour;
}

void speed_of(const struct method *method, double *seconds, size_t count, struct speed_figures *figures) {
    *figures = (struct speed_figures){0};
    if (!count || isnan(method->speed_seconds[SPEED_GREEN]))
        return;
    qsort(seconds, count, sizeof *seconds, compare);
    figures->delivered = count;
    for (size_t i = 0; i < METHOD_SPEEDS; i++) {
        size_t rank = (size_t)ceil(method_speed_shares[i] * (double)count);
        figures->seconds[i] = seconds[rank ? rank - 1 : 0];
        figures->colours[i] = colour_of(method, figures->seconds[i]);
    }
}
