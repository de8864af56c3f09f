/* After B@bel (Stringhini and others, USENIX Security 2012: a botnet's dialect gives it away), with two
 * changes: a campaign is a mixture of dialects, and a dialect counts by its rarity, since forged programs are
 * mostly widespread ones.
 *
 * Campaigns are taken oldest first; each joins the group whose mixture it is tied to most, if the tie is
 * heavy enough, the programs are much the same and something else is, too, else it is a group of its own;
 * then groups are joined in the same manner. This is done twice. At first each campaign counts as another
 * user of a habit; the second time each group of the first does, so that an operator with many campaigns does
 * not make his own habits look common, while what many unlike senders have stays common. At last every
 * campaign must be tied to the rest of its operator, or its operator is unknown. So is that of all that stand
 * alone.
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
/* The same program with nothing else alike may be a library that two unlike senders took. */
#define BESIDE_LEAST 0.25
/* A habit of fewer of the messages is an accident: of a relay, of a broken copy. */
#define SHARE_LEAST 0.03
/* Habits of a store with few campaigns cannot be known to be rare: it counts as if so many more were there.
 */
#define SMALL_STORE 20
/* So many messages of a campaign show how it is made; more do not make it count for more. */
#define MESSAGES_MOST 20
/* The first so many campaigns of a group all shape its mixture, later ones less and less often: it changes
 * little, and would cost more the larger it is. */
#define MEMBERS_MIXED 200
/* Rounds of joining groups; the third has hardly ever found anything. */
#define ROUNDS 3
/* Single campaigns that one is compared with: bounds the cost of a program that everybody uses. */
#define CANDIDATES 500

struct group {
    struct mixture mixture;
    uint32_t *members, *indexed; /* campaigns; programs under which the index has the group */
    size_t member_count, member_capacity, indexed_count, indexed_capacity;
    bool changed; /* its mixture, since it was indexed */
};

struct list {
    uint32_t *items;
    size_t count, capacity;
};

/* The groups of one program: of several campaigns, and of a single one. */
struct program {
    struct list groups, singles;
};

struct grouping {
    struct mixture *campaigns;
    size_t campaign_count, habit_count;
    const uint8_t *facets;
    uint32_t *users;
    double *rarity;
    struct habit_table table;
    struct group *groups;
    size_t group_count, sources;
    struct program *index; /* by habit */
    uint32_t *seen;        /* by group or habit: the last time it was looked at */
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
    if (!group->changed)
        return;
    group->changed = false;
    for (size_t i = 0; i < group->mixture.count; i++) {
        uint32_t program = group->mixture.habits[i].number;
        if (!is_main_program(grouping, &group->mixture, i) || is_indexed(group, program))
            continue;
        struct program *place = &grouping->index[program];
        struct list *list = group->member_count > 1 ? &place->groups : &place->singles;
        append(&list->items, &list->count, &list->capacity, number);
        append(&group->indexed, &group->indexed_count, &group->indexed_capacity, program);
    }
}

/* A mixture whose group is looked for, and the best found so far. */
struct search {
    const struct mixture *mixture;
    uint32_t end; /* only groups before this one */
    uint32_t best;
    double weight;
};

/* The newest of a list, at most so many. */
static void look_through(struct grouping *grouping, struct search *search, const struct list *list,
                         size_t most) {
    size_t last = list->count > most ? list->count - most : 0;
    for (size_t i = list->count; i-- > last;) {
        uint32_t number = list->items[i];
        const struct group *group = &grouping->groups[number];
        if (number >= search->end || !group->member_count || grouping->seen[number] == grouping->time)
            continue;
        grouping->seen[number] = grouping->time;
        struct tie tie = mixture_tie(search->mixture, &group->mixture, &grouping->table);
        if (tie.program < PROGRAM_LEAST || tie.beside < BESIDE_LEAST || tie.weight < grouping->least)
            continue;
        if (search->best == OPERATOR_NONE || tie.weight > search->weight ||
            (tie.weight >= search->weight && number < search->best)) {
            search->best = number;
            search->weight = tie.weight;
        }
    }
}

static uint32_t find_group(struct grouping *grouping, const struct mixture *mixture, uint32_t end) {
    struct search search = {.mixture = mixture, .end = end, .best = OPERATOR_NONE};
    grouping->time++;
    for (size_t i = 0; i < mixture->count; i++) {
        if (!is_main_program(grouping, mixture, i))
            continue;
        const struct program *program = &grouping->index[mixture->habits[i].number];
        look_through(grouping, &search, &program->groups, SIZE_MAX);
        look_through(grouping, &search, &program->singles, CANDIDATES);
    }
    return search.best;
}

double operator_campaign_weight(const struct mixture *campaign) {
    return campaign->messages < MESSAGES_MOST ? (double)campaign->messages : MESSAGES_MOST;
}

static void add_member(struct grouping *grouping, uint32_t number, uint32_t campaign) {
    struct group *group = &grouping->groups[number];
    const struct mixture *mixture = &grouping->campaigns[campaign];
    size_t every = 1 + group->member_count / MEMBERS_MIXED;
    if (group->member_count % every == 0) {
        mixture_add(&group->mixture, mixture, operator_campaign_weight(mixture));
        mixture_weigh(&group->mixture, &grouping->table);
        group->changed = true;
    }
    append(&group->members, &group->member_count, &group->member_capacity, campaign);
    if (group->member_count == 2)
        group->indexed_count = 0; /* no single any more */
}

static void clear_groups(struct grouping *grouping) {
    for (size_t i = 0; i < grouping->group_count; i++) {
        mixture_free(&grouping->groups[i].mixture);
        free(grouping->groups[i].members);
        free(grouping->groups[i].indexed);
    }
    for (size_t i = 0; i < grouping->habit_count; i++)
        grouping->index[i].groups.count = grouping->index[i].singles.count = 0;
    memset(grouping->groups, 0, grouping->campaign_count * sizeof *grouping->groups);
    grouping->group_count = 0;
}

static bool join_groups(struct grouping *grouping) {
    bool joined = false;
    for (size_t i = grouping->group_count; i-- > 1;) {
        struct group *group = &grouping->groups[i];
        uint32_t to = group->member_count && group->indexed_count
                          ? find_group(grouping, &group->mixture, (uint32_t)i)
                          : OPERATOR_NONE;
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

/* Nobody has more in common with it than it has itself: most single messages need not be looked at. */
static bool can_be_tied(const struct grouping *grouping, const struct mixture *mixture) {
    return mixture_tie(mixture, mixture, &grouping->table).weight >= grouping->least;
}

static void group_campaigns(struct grouping *grouping, double least) {
    clear_groups(grouping);
    grouping->least = least;
    for (uint32_t i = 0; i < grouping->campaign_count; i++) {
        mixture_weigh(&grouping->campaigns[i], &grouping->table);
        bool can = can_be_tied(grouping, &grouping->campaigns[i]);
        uint32_t to = can ? find_group(grouping, &grouping->campaigns[i], OPERATOR_NONE) : OPERATOR_NONE;
        if (to == OPERATOR_NONE)
            to = (uint32_t)grouping->group_count++;
        add_member(grouping, to, i);
        if (can)
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

/* The mixture without a campaign that shaped it. */
static double weigh_without(struct grouping *grouping, struct mixture *mixture,
                            const struct mixture *campaign) {
    double weight = operator_campaign_weight(campaign);
    mixture_add(mixture, campaign, -weight);
    mixture_weigh(mixture, &grouping->table);
    struct tie tie = mixture_tie(campaign, mixture, &grouping->table);
    mixture_add(mixture, campaign, weight);
    return tie.weight;
}

/* Leaves those members that are tied to the rest. */
static void weigh_members(struct grouping *grouping, struct group *group, double *strength) {
    size_t kept = 0;
    for (size_t i = 0; i < group->member_count; i++) {
        uint32_t number = group->members[i];
        const struct mixture *campaign = &grouping->campaigns[number];
        double weight = i < MEMBERS_MIXED ? weigh_without(grouping, &group->mixture, campaign)
                                          : mixture_tie(campaign, &group->mixture, &grouping->table).weight;
        strength[number] = strength_of(weight);
        if (weight >= TIE_LEAST)
            group->members[kept++] = number;
    }
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
        if (i % (1 + i / MEMBERS_MIXED) == 0)
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
    for (size_t i = 0; i < grouping->habit_count; i++) {
        free(grouping->index[i].groups.items);
        free(grouping->index[i].singles.items);
    }
    free(grouping->index);
    free(grouping->groups);
    free(grouping->seen);
}

void operators_find(struct arena *arena, struct mixture *campaigns, size_t campaign_count,
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
