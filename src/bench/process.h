/* One program, run to its end or to a deadline. */
#ifndef WEIR_BENCH_PROCESS_H
#define WEIR_BENCH_PROCESS_H

#include "base/buffer.h"
#include "bench/connection.h"

/* Of its output, and of its complaints, so much is kept; the rest is read and thrown away. */
#define PROCESS_OUTPUT_BYTES 65536

enum process_end {
    PROCESS_EXITED,  /* status is its exit status */
    PROCESS_KILLED,  /* by a signal of somebody else's: status is its number */
    PROCESS_TIMEOUT, /* by us, at the deadline */
    PROCESS_FAILED,  /* could not be run: status is errno */
};

struct process {
    enum process_end end;
    int status;
    struct buffer output, complaints; /* without NULs, and NUL-terminated behind their size; kept for the next
                                         run */
};

/* Runs a program (looked for in PATH if it has no slash), without a shell, in a process group of its own,
 * with no descriptors but input, which is a regular file for it, output and complaints. Whatever it leaves
 * running in its group is killed when it ends. arguments: NULL-terminated, the program first. */
void process_run(struct process *process, const char *const *arguments, struct slice input, int64_t deadline);
void process_free(struct process *process);

#endif
