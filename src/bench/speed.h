/* How fast wanted mail is delivered. See speed.c. */
#ifndef WEIR_BENCH_SPEED_H
#define WEIR_BENCH_SPEED_H

#include "bench/method.h"

struct speed_figures {
    size_t delivered;              /* wanted mails that came through; 0: nothing below is known */
    double seconds[METHOD_SPEEDS]; /* by this time so much of it was delivered (method_speed_shares) */
    enum speed_colour colours[METHOD_SPEEDS];
};

/* seconds: from hand-over to delivery, of each mail that came through; sorted here. A method without limits
 * of speed gives nothing known. */
void speed_of(const struct method *method, double *seconds, size_t count, struct speed_figures *figures);

#endif
