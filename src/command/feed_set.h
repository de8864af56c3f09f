/* weir feeds set: says what a feed is. */
#ifndef WEIR_COMMAND_FEED_SET_H
#define WEIR_COMMAND_FEED_SET_H

#include "command/command.h"

/* Where command_feeds has its option --role. */
#define FEED_SET_ROLE 0

/* Arguments: "set", the feed's name, then key=value any number of times. */
enum command_status feed_set(struct invocation *invocation);

#endif
