/* Feeds beside each other, as JSON. */
#ifndef WEIR_COMMAND_DESCRIBE_FEEDS_H
#define WEIR_COMMAND_DESCRIBE_FEEDS_H

#include "command/printer.h"
#include "store/feed_list.h"

/* A map: feeds, all, pairs. */
void describe_feeds(struct printer *printer, const struct store_feed_query *query,
                    const struct store_feed_list *list);

#endif
