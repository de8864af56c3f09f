/* See score_table.h. */
#include "bench/score_table.h"

#include <string.h>

static const char *const role_names[BENCH_ROLES] = {"spam",     "phish", "malware",
                                                    "unwanted", "ham",   "newsletter"};

const char *bench_role_name(enum bench_role role) {
    return role_names[role];
}

bool bench_role_named(const char *name, enum bench_role *role) {
    for (unsigned i = 0; i < BENCH_ROLES; i++) {
        if (!strcmp(role_names[i], name)) {
            *role = (enum bench_role)i;
            return true;
        }
    }
    return false;
}
