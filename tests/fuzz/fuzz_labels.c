/* Tables of labels. What must hold: each label is found by its message, says what a label can, and
 * contradicts no other. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "store/bench_label.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds) {
    if (!holds)
        abort();
}

static void check(const struct bench_labels *labels) {
    for (size_t i = 0; i < labels->count; i++) {
        const struct bench_label *label = &labels->items[i];
        demand(label->role < BENCH_ROLES && label->classes < 8 && *label->message);
        demand(!label->classes || bench_role_is_spam(label->role));
        demand(bench_labels_find(labels, label->message, (int64_t)i + 1) == label);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static char path[sizeof "/proc/self/fd/" + 10]; /* labels are read by name */
    static int file = -1;
    if (file < 0) {
        file = memfd_create("labels", MFD_CLOEXEC);
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    }
    demand(file >= 0 && !ftruncate(file, 0) && pwrite(file, data, size, 0) == (ssize_t)size);
    const char *const paths[] = {path};
    struct arena *arena = arena_new();
    struct bench_labels labels;
    struct error error;
    if (bench_labels_read(arena, paths, 1, &labels, &error))
        check(&labels);
    arena_free(arena);
    return 0;
}
