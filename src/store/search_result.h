/* What a search found, by campaign; and the lines that show it. */
#ifndef WEIR_STORE_SEARCH_RESULT_H
#define WEIR_STORE_SEARCH_RESULT_H

#include "store/indicator.h"
#include "store/query.h"
#include "store/search.h"
#include "store/segment.h"

struct search_result_memory {
    struct search_result result; /* first: it is what the caller has */
    struct arena *arena;
    struct query query;           /* of search_find() */
    struct indicators indicators; /* of search_list() */
};

struct search_result_memory *search_result_new(void);
/* Groups the mails (rising) by campaign. */
bool search_result_group(struct search_result_memory *memory, struct store *store,
                         const struct mail_list *mails, struct error *error);

#endif
