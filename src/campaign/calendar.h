/* On which days a cluster's messages were received, and the blocks of days that are settled together. See
 * calendar.c. */
#ifndef WEIR_CAMPAIGN_CALENDAR_H
#define WEIR_CAMPAIGN_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct calendar_day {
    int64_t day; /* since 1970; INT64_MIN for messages of unknown time */
    uint32_t members;
    uint32_t fresh; /* those of them that came, by arrival or by a tie, since the last commit */
};

/* Zeroed is empty. The owner frees it by calendar_free(). */
struct calendar {
    struct calendar_day *days; /* ascending */
    size_t count, capacity;
};

void calendar_free(struct calendar *calendar);
/* One more message; TIME_NONE is a day of its own. */
void calendar_add(struct calendar *calendar, int64_t received);
/* Adds other's messages, as fresh ones. */
void calendar_merge(struct calendar *calendar, const struct calendar *other);
/* Nothing is fresh any more. */
void calendar_settled(struct calendar *calendar);

/* Days from position `from` up to, not including, `to`. Zeroed: before the first block. */
struct calendar_block {
    size_t from, to;
    int64_t first_day, last_day;
    uint64_t members;
    bool fresh; /* has fresh members */
};

/* The next block of days with at least `least` messages together (the last one may have fewer); false at the
 * end. before: as if there were no fresh ones. */
bool calendar_next_block(const struct calendar *calendar, uint64_t least, bool before,
                         struct calendar_block *block);
int64_t calendar_day_of(int64_t received);
/* Whether there can be such a day. */
bool calendar_is_day(int64_t day);
/* First moment of a day, and first moment after it. */
int64_t calendar_day_begin(int64_t day);
int64_t calendar_day_end(int64_t day);

#endif
