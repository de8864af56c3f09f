/* A whole simulation, from a scenario to a folder of files. See run.c. */
#ifndef WEIR_SIMULATE_RUN_H
#define WEIR_SIMULATE_RUN_H

#include "simulate/plan.h"

struct run_request {
    const struct scenario *scenario; /* scaled */
    double scale;                    /* as it was scaled, for the record */
    const char *folder;
    bool replace; /* an earlier simulation in the folder */
    void *context;
    /* Now and then: mails made of so many, and their bytes; NULL none. */
    void (*progress)(void *context, uint64_t done, uint64_t all, uint64_t bytes);
};

struct run_feed {
    uint64_t messages, bytes;
};

struct run_result {
    struct plan plan;
    struct run_feed feeds[SCENARIO_FEEDS];
    uint64_t kinds[SIM_BOUNCE + 1]; /* mails, one at two feeds once */
    double scale;
    bool refused; /* it failed for what the scenario says */
};

/* Checks the scenario, plans it, writes it. Nothing is left of what fails. Free the result in any case. */
bool run_simulation(const struct run_request *request, struct run_result *result, struct error *error);
void run_free(struct run_result *result);

#endif
