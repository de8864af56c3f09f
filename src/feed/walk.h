/* The files under the paths that a user gives, in natural order of names. */
#ifndef WEIR_FEED_WALK_H
#define WEIR_FEED_WALK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum walk_status { WALK_FILE, WALK_PROBLEM, WALK_END };

struct walk;

/* paths must outlive it; "-" is standard input. */
struct walk *walk_open(const char *const *paths, size_t count);
void walk_close(struct walk *walk);
/* The next file, open for reading; *fd is the caller's to close. *path: as given or found, valid until the
 * next call. For WALK_PROBLEM error is a whole line. */
enum walk_status walk_next(struct walk *walk, int *fd, const char **path, struct error *error);
/* How much of the walk is behind, 0 to 1, as if all entries of a folder were of one size. */
double walk_fraction(const struct walk *walk);

#endif
