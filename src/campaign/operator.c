/* After B@bel (Stringhini and others, USENIX Security 2012: a botnet's dialect gives it away), with two
 * changes: a campaign is a mixture of dialects, and a dialect counts by its rarity, since forged programs are
 * mostly widespread ones.
 *
 * Campaigns are taken oldest first; each joins the group whose mixture it is tied to most, if the tie is
 * heavy enough and the programs are much the same, else it is a group of its own; then groups are joined in
 * the same manner. This is done twice. At first each campaign counts as another user of a habit; the second
 * time each group of the first does, so that an operator with many campaigns does not make his own habits
 * look common, while what many unlike senders have stays common. At last every campaign must be tied to the
 * rest of its operator, or its operator is unknown. So is that of all that stand alone.
 *
 * It depends on the campaigns and their order alone. Cost: for each campaign a look at the groups that share
 * one of its programs, of single campaigns the newest CANDIDATES. */
#include "campaign/operator.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Weights of ties (see mixture.c), found on two corpora that have nothing in common; docs/operators.md has
 * the figures for other values. */
#define TIE_FIRST 0.8  /* with campaigns as users, */
#define TIE       0.75 /* with groups as users, */
#define TIE_LEAST 0.5  /* with the rest, after all: mixtures drift while they grow */
/* Programs less alike are other senders with the same hosts or texts. */
#define PROGRAM_LEAST 0.5
/* A habit of fewer of the messages is an accident: of a relay, of a broken copy. */
#define SHARE_LEAST 0.03
/* Habits of a store with few campaigns cannot be known to be rare: it counts as if so many more were there.
 */
#define SMALL_STORE 20
/* So many messages of a campaign show how it is made; more do not make it count for more. */
#define MESSAGES_MOST 20
/* Rounds of joining groups; the third has hardly ever found anything. */
#define ROUNDS 3
/* Single campaigns that one is compared with: bounds the cost of a program that everybody uses. */
#define CANDIDATES 500

struct group {
    struct mixture mixture;
    uint32_t *members, *indexed; /* campaigns; programs under which the index has the group */
    size_t member_count, member_capacity, indexed_count, indexed_capacity;
};

struct list {
    uint32_t *items;
    size_t count, capacity;
};

struct grouping {
    const struct mixture *campaigns;
    size_t campaign_count, habit_count;
    const uint8_t *facets;
    uint32_t *users;
    double *rarity;
    struct habit_table table;
    struct group *groups;
    size_t group_count, sources;
    struct list *index; /* groups by program */
    uint32_t *seen;     /* by group or habit: the last time it was looked at */
    uint32_t time;
    double least;
};

static void append(uint32_t **items, size_t *count, size_t *capacity, uint32_t item) {
    if (*count == *capacity) {
        *capacity = *capacity ? 2 * *capacity : 4;
        *items = reallocate(*items, *capacity * sizeof **items);
    }
    (*items)[(*count)++] = item;
}

static void count_mixture(struct grouping *grouping, const struct mixture *mixture) {
    for (size_t i = 0; i < mixture->count; i++) {
        uint32_t number = mixture->habits[i].number;
        if (mixture->habits[i].share < SHARE_LEAST * mixture->scale ||
            grouping->seen[number] == grouping->time)
            continue;
        grouping->seen[number] = grouping->time;
        grouping->users[number]++;
    }
}

/* From what is one source of mail: a group of the last pass. */
static void count_users(struct grouping *grouping) {
    memset(grouping->users, 0, grouping->habit_count * sizeof *grouping->users);
    grouping->sources = 0;
    for (size_t i = 0; i < grouping->group_count; i++) {
        const struct group *group = &grouping->groups[i];
        grouping->time++;
        grouping->sources += group->member_count > 0;
        for (size_t j = 0; j < group->member_count; j++)
            count_mixture(grouping, &grouping->campaigns[group->members[j]]);
    }
    double all = log((double)grouping->sources + SMALL_STORE);
    for (size_t i = 0; i < grouping->habit_count; i++)
        grouping->rarity[i] = log(((double)grouping->sources + 1) / (grouping->users[i] + 1.0)) / all;
}

static bool is_indexed(const struct group *group, uint32_t program) {
    for (size_t i = 0; i < group->indexed_count; i++)
        if (group->indexed[i] == program)
            return true;
    return false;
}

static bool is_main_program(const struct grouping *grouping, const struct mixture *mixture, size_t i) {
    return grouping->facets[mixture->habits[i].number] == MAKING_PROGRAM &&
           mixture->habits[i].share >= SHARE_LEAST * mixture->scale;
}

static void index_group(struct grouping *grouping, uint32_t number) {
    struct group *group = &grouping->groups[number];
    for (size_t i = 0; i < group->mixture.count; i++) {
        uint32_t program = group->mixture.habits[i].number;
        if (!is_main_program(grouping, &group->mixture, i) || is_indexed(group, program))
            continue;
        struct list *list = &grouping->index[program];
        append(&list->items, &list->count, &list->capacity, number);
        append(&group->indexed, &group->indexed_count, &group->indexed_capacity, program);
    }
}

/* The best of one program's groups before `end`, if it is better than *weight. */
static void look_through(struct grouping *grouping, const struct mixture *mixture, const struct list *list,
                         uint32_t end, uint32_t *best, double *weight) {
    size_t singles = 0;
    for (size_t i = list->count; i-- > 0;) {
        uint32_t number = list->items[i];
        const struct group *group = &grouping->groups[number];
        if (number >= end || !group->member_count || grouping->seen[number] == grouping->time ||
            (group->member_count == 1 && singles++ >= CANDIDATES))
            continue;
        grouping->seen[number] = grouping->time;
        struct tie tie = mixture_tie(mixture, &group->mixture, &grouping->table);
        if (tie.program < PROGRAM_LEAST || tie.weight < grouping->least)
            continue;
        if (*best == OPERATOR_NONE || tie.weight > *weight || (tie.weight >= *weight && number < *best)) {
            *best = number;
            *weight = tie.weight;
        }
    }
}

static uint32_t find_group(struct grouping *grouping, const struct mixture *mixture, uint32_t end) {
    uint32_t best = OPERATOR_NONE;
    double weight = 0;
    grouping->time++;
    for (size_t i = 0; i < mixture->count; i++)
        if (is_main_program(grouping, mixture, i))
            look_through(grouping, mixture, &grouping->index[mixture->habits[i].number], end, &best, &weight);
    return best;
}

double operator_campaign_weight(const struct mixture *campaign) {
    return campaign->messages < MESSAGES_MOST ? (double)campaign->messages : MESSAGES_MOST;
}

static void add_member(struct grouping *grouping, uint32_t number, uint32_t campaign) {
    struct group *group = &grouping->groups[number];
    const struct mixture *mixture = &grouping->campaigns[campaign];
    append(&group->members, &group->member_count, &group->member_capacity, campaign);
    mixture_add(&group->mixture, mixture, operator_campaign_weight(mixture));
}

static void clear_groups(struct grouping *grouping) {
    for (size_t i = 0; i < grouping->group_count; i++) {
        mixture_free(&grouping->groups[i].mixture);
        free(grouping->groups[i].members);
        free(grouping->groups[i].indexed);
    }
    for (size_t i = 0; i < grouping->habit_count; i++)
        grouping->index[i].count = 0;
    memset(grouping->groups, 0, grouping->campaign_count * sizeof *grouping->groups);
    grouping->group_count = 0;
}

static bool join_groups(struct grouping *grouping) {
    bool joined = false;
    for (size_t i = grouping->group_count; i-- > 1;) {
        struct group *group = &grouping->groups[i];
        uint32_t to =
            group->member_count ? find_group(grouping, &group->mixture, (uint32_t)i) : OPERATOR_NONE;
        if (to == OPERATOR_NONE)
            continue;
        for (size_t j = 0; j < group->member_count; j++)
            add_member(grouping, to, group->members[j]);
        group->member_count = 0;
        index_group(grouping, to);
        joined = true;
    }
    return joined;
}

static void group_campaigns(struct grouping *grouping, double least) {
    clear_groups(grouping);
    grouping->least = least;
    for (uint32_t i = 0; i < grouping->campaign_count; i++) {
        uint32_t to = find_group(grouping, &grouping->campaigns[i], OPERATOR_NONE);
        if (to == OPERATOR_NONE)
            to = (uint32_t)grouping->group_count++;
        add_member(grouping, to, i);
        index_group(grouping, to);
    }
    for (unsigned round = 0; round < ROUNDS && join_groups(grouping); round++)
        ;
}

/* Each campaign a group, for the first count. */
static void part_all(struct grouping *grouping) {
    for (uint32_t i = 0; i < grouping->campaign_count; i++)
        add_member(grouping, (uint32_t)grouping->group_count++, i);
}

static int compare_campaigns(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Half for the least tie that stays one, and half of what is left for each that more. */
static double strength_of(double weight) {
    return 1 - exp2(-weight / TIE_LEAST);
}

/* Leaves those members that are tied to the rest. */
static void weigh_members(struct grouping *grouping, struct group *group, double *strength) {
    size_t kept = 0;
    struct mixture rest = {.count = 0};
    for (size_t i = 0; i < group->member_count; i++) {
        uint32_t campaign = group->members[i];
        const struct mixture *mixture = &grouping->campaigns[campaign];
        rest.count = 0;
        rest.scale = 0;
        rest.messages = 0;
        mixture_add(&rest, &group->mixture, group->mixture.scale);
        mixture_add(&rest, mixture, -operator_campaign_weight(mixture));
        double weight = mixture_tie(mixture, &rest, &grouping->table).weight;
        strength[campaign] = strength_of(weight);
        if (weight >= TIE_LEAST)
            group->members[kept++] = campaign;
    }
    mixture_free(&rest);
    group->member_count = kept;
}

static void fill_operator(struct arena *arena, const struct grouping *grouping, const struct group *group,
                          const double *strength, struct operator_found *found) {
    struct mixture sum = {.count = 0};
    uint32_t *campaigns = arena_alloc(arena, group->member_count * sizeof *campaigns);
    memcpy(campaigns, group->members, group->member_count * sizeof *campaigns);
    qsort(campaigns, group->member_count, sizeof *campaigns, compare_campaigns);
    *found = (struct operator_found){.campaigns = campaigns, .campaign_count = group->member_count};
    for (size_t i = 0; i < group->member_count; i++) {
        const struct mixture *mixture = &grouping->campaigns[campaigns[i]];
        mixture_add(&sum, mixture, operator_campaign_weight(mixture));
        found->strength += strength[campaigns[i]] / (double)group->member_count;
    }
    found->mixture = (struct mixture){.habits = arena_alloc(arena, sum.count * sizeof *sum.habits),
                                      .count = sum.count,
                                      .scale = sum.scale,
                                      .messages = sum.messages};
    memcpy(found->mixture.habits, sum.habits, sum.count * sizeof *sum.habits);
    mixture_free(&sum);
}

static int compare_operators(const void *a, const void *b) {
    const struct operator_found *x = a, *y = b;
    return compare_campaigns(&x->campaigns[0], &y->campaigns[0]);
}

static void fill(struct arena *arena, struct grouping *grouping, struct operators *operators) {
    for (size_t i = 0; i < grouping->group_count; i++) {
        struct group *group = &grouping->groups[i];
        if (group->member_count > 1)
            weigh_members(grouping, group, operators->strength);
        if (group->member_count > 1)
            fill_operator(arena, grouping, group, operators->strength, &operators->items[operators->count++]);
    }
    if (operators->count)
        qsort(operators->items, operators->count, sizeof *operators->items, compare_operators);
    for (uint32_t i = 0; i < operators->count; i++)
        for (size_t j = 0; j < operators->items[i].campaign_count; j++)
            operators->of_campaign[operators->items[i].campaigns[j]] = i;
    operators->sources = grouping->sources;
}

static void close_grouping(struct grouping *grouping) {
    clear_groups(grouping);
    for (size_t i = 0; i < grouping->habit_count; i++)
        free(grouping->index[i].items);
    free(grouping->index);
    free(grouping->groups);
    free(grouping->seen);
}

void operators_find(struct arena *arena, const struct mixture *campaigns, size_t campaign_count,
                    const uint8_t *facets, size_t habit_count, struct operators *operators) {
    size_t most = campaign_count > habit_count ? campaign_count : habit_count;
    *operators = (struct operators){
        .items = arena_alloc(arena, campaign_count * sizeof *operators->items),
        .of_campaign = arena_alloc_raw(arena, campaign_count * sizeof *operators->of_campaign),
        .strength = arena_alloc(arena, campaign_count * sizeof *operators->strength),
        .users = arena_alloc(arena, habit_count * sizeof *operators->users),
        .rarity = arena_alloc(arena, habit_count * sizeof *operators->rarity),
    };
    memset(operators->of_campaign, 0xff, campaign_count * sizeof *operators->of_campaign);
    struct grouping grouping = {
        .campaigns = campaigns,
        .campaign_count = campaign_count,
        .habit_count = habit_count,
        .facets = facets,
        .users = operators->users,
        .rarity = operators->rarity,
        .table = {.facets = facets, .rarity = operators->rarity, .count = habit_count},
        .groups = allocate_zeroed(campaign_count + 1, sizeof *grouping.groups),
        .index = allocate_zeroed(habit_count + 1, sizeof *grouping.index),
        .seen = allocate_zeroed(most + 1, sizeof *grouping.seen),
    };
    part_all(&grouping);
    count_users(&grouping);
    group_campaigns(&grouping, TIE_FIRST);
    count_users(&grouping);
    group_campaigns(&grouping, TIE);
    fill(arena, &grouping, operators);
    close_grouping(&grouping);
}
