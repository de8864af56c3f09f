/* A tie adds up, over all habits that both mixtures have, the smaller share times the habit's rarity. Its
 * unit is a program that nobody else uses and both use always. Facets count less than the program where they
 * vary with the place (delivery), with what is sent (layout, engine), or are few (charsets): weights in
 * docs/operators.md.
 *
 * One message says what one message does, not what its sender does always; so a tie of n messages counts
 * n / (n + 1).
 *
 * Cost: linear in the habits of the shorter, and the logarithm of those of the longer. */
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

void mixture_weigh(struct mixture *mixture, const struct habit_table *table) {
    mixture->square = 0;
    for (size_t i = 0; i < mixture->count; i++) {
        const struct habit *habit = &mixture->habits[i];
        if (table->facets[habit->number] == MAKING_PROGRAM)
            mixture->square += pow(habit->share / mixture->scale * table->rarity[habit->number], 2);
    }
}

/* The place of the first habit from `from` on that is not below number: mixtures of operators are long, those
 * of campaigns short, so it is looked for in growing steps. */
static size_t find_habit(const struct mixture *mixture, size_t from, uint32_t number) {
    size_t step = 1, low = from, high = from;
    while (high < mixture->count && mixture->habits[high].number < number) {
        low = high + 1;
        high += step;
        step *= 2;
    }
    high = high < mixture->count ? high : mixture->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (mixture->habits[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void add_shared(struct tie *tie, const struct mixture *few, const struct mixture *many,
                       const struct habit_table *table, double *product) {
    size_t at = 0;
    for (size_t i = 0; i < few->count; i++) {
        uint32_t number = few->habits[i].number;
        at = find_habit(many, at, number);
        if (at == many->count)
            return;
        if (many->habits[at].number != number)
            continue;
        double here = few->habits[i].share / few->scale, there = many->habits[at].share / many->scale;
        tie->shared[table->facets[number]] += fmin(here, there) * table->rarity[number];
        if (table->facets[number] == MAKING_PROGRAM)
            *product += here * there * pow(table->rarity[number], 2);
    }
}

struct tie mixture_tie(const struct mixture *a, const struct mixture *b, const struct habit_table *table) {
    struct tie tie = {.program = 0};
    double product = 0, norm = sqrt(a->square * b->square);
    bool shorter = a->count <= b->count;
    add_shared(&tie, shorter ? a : b, shorter ? b : a, table, &product);
    double messages = (double)(a->messages < b->messages ? a->messages : b->messages);
    tie.program = norm > 0 ? product / norm : 0;
    for (enum mail_making facet = MAKING_PROGRAM + 1; facet < MAKING_COUNT; facet++)
        tie.beside += mixture_facet_weight(facet) * tie.shared[facet];
    tie.weight = mixture_facet_weight(MAKING_PROGRAM) * tie.shared[MAKING_PROGRAM] + tie.beside;
    tie.weight *= messages / (messages + 1);
    return tie;
}
