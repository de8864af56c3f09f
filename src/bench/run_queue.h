/* Which mail one product is handed next: the first that is not done, unless one that waits for another try
 * is due. Knows nothing of threads; run_product.c guards it. See run_queue.c. */
#ifndef WEIR_BENCH_RUN_QUEUE_H
#define WEIR_BENCH_RUN_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* So many mails may wait for another try. With more of them it is the product that fails, not the mails: no
 * new ones are begun until one of these is due, so that mail stays about in order. */
#define RUN_WAITING_MOST 1024

/* One mail at one product. */
struct run_item {
    size_t item;
    unsigned tries;         /* hand-overs, those of runs that were killed included */
    unsigned failures;      /* temporary ones of this run */
    unsigned breaks;        /* of this run: the connection broke, or there was none */
    int64_t handed_over_ms; /* Unix time of the first hand-over of this run; 0: none yet */
    int64_t due;            /* monotonic_ms() of the next try; 0: at once */
};

struct run_queue {
    size_t next, count; /* item that comes next, and how many there are */
    struct run_item *waiting;
    size_t waiting_count, waiting_capacity; /* soonest due last */
    size_t in_flight;                       /* taken, and neither back nor done */
    size_t done;
};

/* Has item a verdict already? tries: its hand-overs so far. */
typedef bool run_is_done(void *context, size_t item, unsigned *tries);

enum run_next {
    RUN_NEXT_ITEM,  /* one is taken */
    RUN_NEXT_LATER, /* none is due before `due`; INT64_MAX: before one in flight comes back */
    RUN_NEXT_OVER,  /* none is left, and none is in flight */
};

void run_queue_open(struct run_queue *queue, size_t count);
void run_queue_free(struct run_queue *queue);
enum run_next run_queue_take(struct run_queue *queue, int64_t now, run_is_done *is_done, void *context,
                             struct run_item *item, int64_t *due);
/* It is not done and waits for item->due. */
void run_queue_back(struct run_queue *queue, const struct run_item *item);
void run_queue_done(struct run_queue *queue);
/* Is all done? Moves on past what was done before. */
bool run_queue_is_over(struct run_queue *queue, run_is_done *is_done, void *context);

#endif
