/* What is true of a simulation, as files. See docs/simulation.md. */
#ifndef WEIR_SIMULATE_TRUTH_H
#define WEIR_SIMULATE_TRUTH_H

#include <stdio.h>

#include "simulate/run.h"

/* files: the names of all files of the simulation. */
void truth_write(const struct run_result *result, const char *const *files, size_t file_count, FILE *into);
void truth_write_senders(const struct plan *plan, FILE *into);
void truth_begin_labels(FILE *into);
/* file: of the mbox; number: the message's in it, from 1. kind and campaign: as in struct planned. */
void truth_write_label(const struct scenario *scenario, const char *file, uint64_t number, enum sim_kind kind,
                       uint32_t campaign, FILE *into);

#endif
