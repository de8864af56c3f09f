/* How many hosts are behind the addresses that were seen. See size_fit.c. */
#ifndef WEIR_CAMPAIGN_SIZE_FIT_H
#define WEIR_CAMPAIGN_SIZE_FIT_H

#include "campaign/size_table.h"

/* The middle of what is believed, and for hosts in all what holds 95 % of it. */
struct size_fit {
    double hosts, low, high; /* in all */
    double addresses;        /* that they had, seen or not */
    double sigma;            /* of the logarithm of hosts' rates */
    double sightings;        /* a host, mean over hosts */
    double dynamic;          /* share of hosts that change address */
    double lease_hours;      /* how long such an address lasts */
};

/* data: addresses seen, one at least twice. whole: NULL, or what was found of the campaign of which data are
 * a short stretch: addresses do not change in it, and hosts differ as they do in the whole. */
void size_fit(const struct size_data *data, const struct size_fit *whole, struct size_fit *fit);

#endif
