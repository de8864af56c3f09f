/* A tie adds up, over all habits that both mixtures have, the smaller share times the habit's rarity. Its
 * unit is a program that nobody else uses and both use always. Facets count less than the program where they
 * vary with the place (delivery), with what is sent (layout, engine), or are few (charsets): weights in
 * docs/operators.md.
 *
 * One message says what one message does, not what its sender does always; so a tie of n messages counts
 * n / (n + 1).
 *
 * Cost: linear in the habits of both. */
#include "campaign/mixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* What is left of a share that was taken away again. */
#define NOTHING 1e-9

double mixture_facet_weight(enum mail_making facet) {
    static const double weights[MAKING_COUNT] = {
        [MAKING_PROGRAM] = 1,  [MAKING_DELIVERY] = 0.7, [MAKING_LAYOUT] = 0.5,
        [MAKING_ENGINE] = 0.5, [MAKING_CHARSET] = 0.3,
    };
    return weights[facet];
}

static size_t count_new(const struct mixture *into, const struct mixture *from) {
    size_t fresh = 0;
    for (size_t i = 0, j = 0; j < from->count; j++) {
        while (i < into->count && into->habits[i].number < from->habits[j].number)
            i++;
        fresh += i == into->count || into->habits[i].number != from->habits[j].number;
    }
    return fresh;
}

static void drop_nothing(struct mixture *mixture) {
    size_t kept = 0;
    for (size_t i = 0; i < mixture->count; i++)
        if (mixture->habits[i].share > NOTHING)
            mixture->habits[kept++] = mixture->habits[i];
    mixture->count = kept;
}

/* From the back, so that nothing is written over that is still to be read. */
void mixture_add(struct mixture *into, const struct mixture *from, double weight) {
    size_t i = into->count, j = from->count, to = into->count + count_new(into, from);
    if (to > into->capacity) {
        into->capacity = 2 * to;
        into->habits = reallocate(into->habits, into->capacity * sizeof *into->habits);
    }
    into->count = to;
    while (j) {
        const struct habit *more = &from->habits[j - 1];
        if (i && into->habits[i - 1].number > more->number) {
            into->habits[--to] = into->habits[--i];
            continue;
        }
        double share = i && into->habits[i - 1].number == more->number ? into->habits[--i].share : 0;
        into->habits[--to] = (struct habit){more->number, share + weight * more->share / from->scale};
        j--;
    }
    into->scale += weight;
    if (weight < 0) {
        into->messages -= from->messages;
        drop_nothing(into);
    } else {
        into->messages += from->messages;
    }
}

void mixture_free(struct mixture *mixture) {
    free(mixture->habits);
    *mixture = (struct mixture){.count = 0};
}

/* The sum of squares over the programs. */
static double program_square(const struct mixture *mixture, const struct habit_table *table) {
    double square = 0;
    for (size_t i = 0; i < mixture->count; i++) {
        const struct habit *habit = &mixture->habits[i];
        if (table->facets[habit->number] == MAKING_PROGRAM)
            square += pow(habit->share / mixture->scale * table->rarity[habit->number], 2);
    }
    return square;
}

struct tie mixture_tie(const struct mixture *a, const struct mixture *b, const struct habit_table *table) {
    struct tie tie = {.program = 0};
    double product = 0;
    for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
        uint32_t x = a->habits[i].number, y = b->habits[j].number;
        if (x == y) {
            double here = a->habits[i].share / a->scale, there = b->habits[j].share / b->scale;
            tie.shared[table->facets[x]] += fmin(here, there) * table->rarity[x];
            if (table->facets[x] == MAKING_PROGRAM)
                product += here * there * pow(table->rarity[x], 2);
        }
        i += x <= y;
        j += y <= x;
    }
    double norm = sqrt(program_square(a, table) * program_square(b, table));
    double messages = (double)(a->messages < b->messages ? a->messages : b->messages);
    tie.program = norm > 0 ? product / norm : 0;
    for (enum mail_making facet = 0; facet < MAKING_COUNT; facet++)
        tie.weight += mixture_facet_weight(facet) * tie.shared[facet];
    tie.weight *= messages / (messages + 1);
    return tie;
}
