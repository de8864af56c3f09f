/* The list, in the order of size; each operator is summed up when it is asked for. */
#include "store/operator_list.h"

#include <stdlib.h>
#include <string.h>

#include "store/base.h"
#include "store/operator_facts.h"

struct store_operator_list_memory {
    struct store_operator_list list; /* first: it is what the caller has */
    struct arena *arena;
};

static int compare_operators(const void *a, const void *b) {
    const struct store_operator *x = a, *y = b;
    if (x->messages != y->messages)
        return x->messages > y->messages ? -1 : 1;
    return strcmp(x->id, y->id);
}

struct store_operator_list *store_operators(struct store *store, size_t limit, struct error *error) {
    const struct operator_map *map = operator_map_of(store, error);
    if (!map)
        return NULL;
    struct store_operator_list_memory *memory = allocate_zeroed(1, sizeof *memory);
    struct store_operator_list *list = &memory->list;
    memory->arena = arena_new();
    list->sources = map->operators.sources;
    list->operators = arena_alloc(memory->arena, map->operators.count * sizeof *list->operators);
    for (uint32_t i = 0; i < map->operators.count; i++)
        if (!operator_facts_read(store, memory->arena, i, &list->operators[list->count++], error)) {
            store_operator_list_free(list);
            return NULL;
        }
    if (list->count)
        qsort(list->operators, list->count, sizeof *list->operators, compare_operators);
    list->matching = list->count;
    if (limit && limit < list->count)
        list->count = limit;
    return list;
}

void store_operator_list_free(struct store_operator_list *list) {
    if (!list)
        return;
    struct store_operator_list_memory *memory = (struct store_operator_list_memory *)list;
    arena_free(memory->arena);
    free(memory);
}
