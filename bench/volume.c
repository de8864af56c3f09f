/* volume GRID [FIRST [LAST]]: whether the range for all messages holds the truth, on rows of GRID (see
 * estimate_case.h): where what the models assume is so, and with each assumption broken in turn. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/random.h"
#include "campaign/volume.h"
#include "estimate_case.h"

/* What is said of the list and of rates is within this factor of the truth, in either direction. */
#define SAID_WITHIN 2.0
/* How far off a broken assumption is. */
#define BROKEN 4.0

enum breach {
    NONE,
    LIST_LONGER,
    TRAPS_OVERSTATED,
    SAMPLED_UNSAID,
    BEGAN_LATE,
    TRAPS_AVOIDED,
    RATE_NONE,
    RATE_HIGHER,
    RATE_HOSTS_REPLACED,
    BREACHES
};
static const char *const breaches[BREACHES] = {
    [NONE] = "traps and list, as assumed",
    [LIST_LONGER] = "the list is four times as long as the most that is said",
    [TRAPS_OVERSTATED] = "all feeds have a quarter of the traps that they say",
    [SAMPLED_UNSAID] = "all feeds pass on a quarter, and do not say so",
    [BEGAN_LATE] = "all feeds began when half was over, and do not say so",
    [TRAPS_AVOIDED] = "traps get a quarter of what other addresses get",
    [RATE_NONE] = "hosts and rate, as assumed",
    [RATE_HIGHER] = "hosts send four times as much as the most that is said",
    [RATE_HOSTS_REPLACED] = "a third of the hosts is replaced each day",
};

/* A part of the catches, as if the rest had never come. */
static size_t keep_share(struct capture *captures, size_t count, double share, struct random *random) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (random_share(random) < share)
            captures[kept++] = captures[i];
    return kept;
}

static size_t keep_late(struct capture *captures, size_t count) {
    memmove(captures, captures + count / 2, (count - count / 2) * sizeof *captures);
    return count - count / 2;
}

static size_t break_captures(struct estimate_case *example, enum breach breach, struct random *random) {
    size_t count = example->catches.count;
    if (breach == SAMPLED_UNSAID || breach == TRAPS_AVOIDED || breach == TRAPS_OVERSTATED)
        return keep_share(example->captures, count, 1 / BROKEN, random);
    return breach == BEGAN_LATE ? keep_late(example->captures, count) : count;
}

/* Anywhere about the truth. */
static void say(double truth, double range[2], struct random *random) {
    range[0] = truth * pow(SAID_WITHIN, -2 * random_share(random));
    range[1] = range[0] * SAID_WITHIN * SAID_WITHIN;
}

static void assume(const struct grid_row *row, const struct estimate_case *example, enum breach breach,
                   struct volume_assumptions *assumptions, struct random *random) {
    double awake = (CASE_AWAKE + (24 - CASE_AWAKE) * row->night) / 24;
    say(example->sender.list, assumptions->list, random);
    if (breach >= RATE_NONE)
        say(CASE_RATE * awake, assumptions->rate, random);
    for (size_t i = 0; i < 2; i++) {
        if (breach == LIST_LONGER)
            assumptions->list[i] = example->sender.list / BROKEN / SAID_WITHIN * (double)(i + 1);
        if (breach == RATE_HIGHER)
            assumptions->rate[i] = CASE_RATE * awake / BROKEN / SAID_WITHIN * (double)(i + 1);
    }
}

struct tally {
    size_t cases, known, held;
    double *ratios; /* of the middle of the range to the truth */
};

static void run(const struct grid_row *row, enum breach breach, struct tally *tally) {
    struct random random = random_stream((uint64_t)row->number, breach, 0);
    struct volume_assumptions assumptions = {.list = {0}};
    struct volume_feed feeds[SCENARIO_FEEDS] = {{0}};
    struct estimate_case example;
    struct volume volume;
    struct size size = {.hosts = {.reason = "not asked"}};
    estimate_case_run(row, 1, breach == RATE_HOSTS_REPLACED ? 1.0 / 3 : 0, &example);
    size_t count = break_captures(&example, breach, &random);
    assume(row, &example, breach, &assumptions, &random);
    for (size_t i = 0; breach < RATE_NONE && i < example.scenario.feed_count; i++) {
        feeds[i].traps = (double)example.scenario.feeds[i].traps;
        for (size_t j = 0; j < count; j++)
            feeds[i].caught += example.captures[j].feeds >> i & 1;
    }
    if (breach >= RATE_NONE)
        size_estimate(example.captures, count, true, &size);
    volume_estimate(feeds, example.scenario.feed_count, &size, &assumptions, &volume);
    double truth = (double)example.catches.sent;
    tally->cases++;
    if (!volume.messages.reason) {
        tally->held += volume.messages.low <= truth && truth <= volume.messages.high;
        tally->ratios[tally->known++] = volume.messages.estimate / truth;
    }
    estimate_case_free(&example);
}

int main(int count, char **arguments) {
    FILE *grid = count > 1 ? fopen(arguments[1], "re") : NULL;
    int first = count > 2 ? atoi(arguments[2]) : 0, last = count > 3 ? atoi(arguments[3]) : 100;
    struct tally tallies[BREACHES] = {{0}};
    char line[512];
    if (!grid) {
        fprintf(stderr, "usage: volume GRID [FIRST [LAST]]\n");
        return 2;
    }
    for (size_t i = 0; i < BREACHES; i++)
        tallies[i].ratios = allocate_zeroed((size_t)(last - first + 1), sizeof(double));
    for (struct grid_row row; fgets(line, sizeof line, grid);)
        for (enum breach breach = 0; grid_row_read(line, &row) && breach < BREACHES; breach++)
            if (row.number >= first && row.number <= last)
                run(&row, breach, &tallies[breach]);
    for (enum breach breach = 0; breach < BREACHES; breach++) {
        struct tally *tally = &tallies[breach];
        printf("%-56s %4zu cases, %4zu answered, %5.1f %% hold the truth; middle / truth %.2f (median)\n",
               breaches[breach], tally->cases, tally->known,
               100.0 * (double)tally->held / (double)tally->known,
               estimate_median(tally->ratios, tally->known));
        free(tally->ratios);
    }
    fclose(grid);
    return 0;
}
