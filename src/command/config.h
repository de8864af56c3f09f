/* The configuration file, in UCL (see ucl.h). */
#ifndef WEIR_COMMAND_CONFIG_H
#define WEIR_COMMAND_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/ucl.h"

struct config {
    const char **trust; /* networks of the feeds' own servers */
    size_t trust_count;
    const char **trap_domains;
    size_t trap_domain_count;
    const char *geo_country, *geo_asn; /* .mmdb files, NULL none */
    const struct ucl_value *all;       /* as it was read, for the comparative test's sections; NULL none */
};

/* path: NULL for $XDG_CONFIG_HOME/weir/weir.conf, which need not exist. */
bool config_load(struct config *config, struct arena *arena, const char *path, struct error *error);

/* $variable/rest, else $HOME/fallback/rest; NULL if neither is set. */
const char *config_place(struct arena *arena, const char *variable, const char *fallback, const char *rest);

#endif
