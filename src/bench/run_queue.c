/* New mail is taken in order of arrival by a counter; mails that wait for another try are a short array in
 * order of time, into which one is put by moving those that are due later. Most of the time it is empty, and
 * RUN_WAITING_MOST bounds it: a heap would save nothing. */
#include "bench/run_queue.h"

#include <stdlib.h>

#include "base/arena.h"

#define FIRST_CAPACITY 8

void run_queue_open(struct run_queue *queue, size_t count) {
    *queue = (struct run_queue){.count = count};
}

void run_queue_free(struct run_queue *queue) {
    free(queue->waiting);
    queue->waiting = NULL;
}

static bool is_sooner(const struct run_item *one, const struct run_item *other) {
    return one->due != other->due ? one->due < other->due : one->item < other->item;
}

static void put(struct run_queue *queue, const struct run_item *item) {
    if (queue->waiting_count == queue->waiting_capacity) {
        queue->waiting_capacity = queue->waiting_capacity ? queue->waiting_capacity * 2 : FIRST_CAPACITY;
        queue->waiting = reallocate(queue->waiting, queue->waiting_capacity * sizeof *queue->waiting);
    }
    size_t place = queue->waiting_count++;
    for (; place > 0 && is_sooner(&queue->waiting[place - 1], item); place--)
        queue->waiting[place] = queue->waiting[place - 1];
    queue->waiting[place] = *item;
}

/* tries: of the item that is next now. */
static bool skip_done(struct run_queue *queue, run_is_done *is_done, void *context, unsigned *tries) {
    while (queue->next < queue->count) {
        *tries = 0;
        if (!is_done(context, queue->next, tries))
            return true;
        queue->next++;
        queue->done++;
    }
    return false;
}

static bool take_waiting(struct run_queue *queue, int64_t now, struct run_item *item) {
    if (!queue->waiting_count || queue->waiting[queue->waiting_count - 1].due > now)
        return false;
    *item = queue->waiting[--queue->waiting_count];
    return true;
}

static bool take_new(struct run_queue *queue, run_is_done *is_done, void *context, struct run_item *item) {
    unsigned tries = 0;
    if (queue->waiting_count >= RUN_WAITING_MOST || !skip_done(queue, is_done, context, &tries))
        return false;
    *item = (struct run_item){.item = queue->next++, .tries = tries};
    return true;
}

enum run_next run_queue_take(struct run_queue *queue, int64_t now, run_is_done *is_done, void *context,
                             struct run_item *item, int64_t *due) {
    if (take_waiting(queue, now, item) || take_new(queue, is_done, context, item)) {
        queue->in_flight++;
        return RUN_NEXT_ITEM;
    }
    *due = queue->waiting_count ? queue->waiting[queue->waiting_count - 1].due : INT64_MAX;
    return queue->waiting_count || queue->in_flight ? RUN_NEXT_LATER : RUN_NEXT_OVER;
}

void run_queue_back(struct run_queue *queue, const struct run_item *item) {
    queue->in_flight--;
    put(queue, item);
}

void run_queue_done(struct run_queue *queue) {
    queue->in_flight--;
    queue->done++;
}

bool run_queue_is_over(struct run_queue *queue, run_is_done *is_done, void *context) {
    unsigned tries;
    return !queue->waiting_count && !queue->in_flight && !skip_done(queue, is_done, context, &tries);
}
