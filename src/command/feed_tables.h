/* Feeds beside each other, as tables for people. */
#ifndef WEIR_COMMAND_FEED_TABLES_H
#define WEIR_COMMAND_FEED_TABLES_H

#include "command/command.h"
#include "store/feed_list.h"

void feed_tables_print(const struct invocation *invocation, const struct store_feed_query *query,
                       const struct store_feed_list *list);

#endif
