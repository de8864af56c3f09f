/* What would be seen of a host's addresses: tables that a fit of hosts weighs. See size_table.c. */
#ifndef WEIR_CAMPAIGN_SIZE_TABLE_H
#define WEIR_CAMPAIGN_SIZE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sightings of addresses by how many there were of one (classes of counts), and how far apart the first and
 * the last stand (classes of the share of all sightings that lie between). */
#define SIZE_COUNTS 14
#define SIZE_SPANS  8
#define SIZE_CELLS  (1 + (SIZE_COUNTS - 1) * SIZE_SPANS)
/* Rows of the table, padded with zeros so that compilers add them eight at a time. */
#define SIZE_ROW ((SIZE_CELLS + 7) / 8 * 8)

/* How time went: the share of all sightings up to so many equal steps of the campaign's time. */
#define SIZE_STEPS 256
/* All sightings within less are of one moment. */
#define SIZE_HOURS_LEAST 0.01

struct size_data {
    double cells[SIZE_CELLS];     /* addresses */
    double addresses;             /* in all */
    double bias;                  /* how unevenly hosts spread over feeds, see capture_bias() */
    double hours;                 /* from the first sighting to the last, above 0 */
    double clock[SIZE_STEPS + 1]; /* from 0 to 1 */
};

/* The share of all sightings up to so many hours after the first. */
double size_clock(const struct size_data *data, double hours);
/* Which cell an address with so many sightings over such a span (0 to 1) is in. */
size_t size_cell(uint64_t sightings, double span);

/* Rates: mean sightings of a host while the campaign runs, exp of these. */
#define SIZE_RATES      60
#define SIZE_RATE_FIRST (-11.0)
#define SIZE_RATE_STEP  0.3
/* How long addresses last, hours: exp of these. */
#define SIZE_LEASES      11
#define SIZE_LEASE_FIRST 0.7
#define SIZE_LEASE_STEP  0.5
/* Activity of hosts while they sleep, beside that of all hosts at the time. */
#define SIZE_NIGHTS 4
extern const double size_nights[SIZE_NIGHTS];

/* Of hosts that sleep so much, whose addresses last so long (the last: as long as the campaign), at a rate.
 */
struct size_table {
    double addresses[SIZE_LEASES + 1];                               /* that a host has */
    float cells[SIZE_NIGHTS][SIZE_LEASES + 1][SIZE_RATES][SIZE_ROW]; /* addresses of a host in each */
};

/* steady: addresses do not change (a short stretch of time); the leases stay empty. The caller's to free().
 */
struct size_table *size_table_new(const struct size_data *data, bool steady);

#endif
