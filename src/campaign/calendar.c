/* A cluster lives for months and may grow to any size, but what it promotes is found in a stretch of its mail
 * (slot.c). So it is settled in blocks: whole days, from the oldest on, until there are enough messages.
 * Which blocks there are is a function of the counts by day alone, whatever order the mail was taken in; mail
 * that comes at the end changes the last block only.
 *
 * Cost: 16 bytes a day on which the cluster got mail; adding to a recent day is a binary search. */
#include "campaign/calendar.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/time.h"

#define DAY_SECONDS 86400
/* Beyond any date that a mail can have, and far from what would overflow in seconds. */
#define DAY_MOST (INT64_C(1) << 32)

void calendar_free(struct calendar *calendar) {
    free(calendar->days);
    *calendar = (struct calendar){0};
}

int64_t calendar_day_of(int64_t received) {
    if (received == TIME_NONE)
        return INT64_MIN;
    int64_t day = received / DAY_SECONDS;
    return day - (received % DAY_SECONDS < 0);
}

bool calendar_is_day(int64_t day) {
    return day == INT64_MIN || (day >= -DAY_MOST && day <= DAY_MOST);
}

int64_t calendar_day_begin(int64_t day) {
    return day == INT64_MIN ? TIME_NONE : day * DAY_SECONDS;
}

int64_t calendar_day_end(int64_t day) {
    return day == INT64_MIN ? TIME_NONE + 1 : (day + 1) * DAY_SECONDS;
}

static struct calendar_day *find_day(struct calendar *calendar, int64_t day) {
    size_t low = 0, high = calendar->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (calendar->days[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < calendar->count && calendar->days[low].day == day)
        return &calendar->days[low];
    if (calendar->count == calendar->capacity) {
        calendar->capacity = calendar->capacity ? calendar->capacity * 2 : 1;
        calendar->days = reallocate(calendar->days, calendar->capacity * sizeof *calendar->days);
    }
    memmove(&calendar->days[low + 1], &calendar->days[low], (calendar->count - low) * sizeof *calendar->days);
    calendar->count++;
    calendar->days[low] = (struct calendar_day){.day = day};
    return &calendar->days[low];
}

void calendar_add(struct calendar *calendar, int64_t received) {
    struct calendar_day *day = find_day(calendar, calendar_day_of(received));
    day->members++;
    day->fresh++;
}

void calendar_merge(struct calendar *calendar, const struct calendar *other) {
    for (size_t i = 0; i < other->count; i++) {
        struct calendar_day *day = find_day(calendar, other->days[i].day);
        day->members += other->days[i].members;
        day->fresh += other->days[i].members;
    }
}

void calendar_settled(struct calendar *calendar) {
    for (size_t i = 0; i < calendar->count; i++)
        calendar->days[i].fresh = 0;
}

bool calendar_next_block(const struct calendar *calendar, uint64_t least, bool before,
                         struct calendar_block *block) {
    *block = (struct calendar_block){.from = block->to, .to = block->to};
    while (block->to < calendar->count && block->members < least) {
        const struct calendar_day *day = &calendar->days[block->to++];
        uint32_t members = before ? day->members - day->fresh : day->members;
        if (!members)
            continue;
        if (!block->members) {
            block->from = block->to - 1;
            block->first_day = day->day;
        }
        block->last_day = day->day;
        block->members += members;
        block->fresh |= day->fresh != 0;
    }
    return block->members != 0;
}
