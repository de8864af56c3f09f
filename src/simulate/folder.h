/* The folder that a simulation is written to: whole or not at all. See folder.c. */
#ifndef WEIR_SIMULATE_FOLDER_H
#define WEIR_SIMULATE_FOLDER_H

#include <stdio.h>

#include "base/error.h"

/* A file for each feed, and those of the truth. */
#define FOLDER_FILES 24
/* "NAME.mbox" and NUL. */
#define FOLDER_NAME_BYTES 64
/* Written last: a folder without it holds no whole simulation. */
#define FOLDER_TRUTH "truth.json"

struct folder_file {
    char name[FOLDER_NAME_BYTES];
    FILE *stream;
};

struct folder {
    const char *path; /* must outlive it */
    int descriptor;
    bool made; /* by us, and nothing is finished in it yet */
    struct folder_file files[FOLDER_FILES];
    size_t count;
};

/* Makes the folder where there is none. false with an error if there is something in it that is no
 * simulation's, or an earlier simulation and it is not to be replaced. */
bool folder_open(struct folder *folder, const char *path, bool replace, struct error *error);
/* A file of this name, for writing; NULL with an error. The folder's to close. */
FILE *folder_file(struct folder *folder, const char *name, struct error *error);
/* Puts all files in their places, those of an earlier simulation gone. */
bool folder_finish(struct folder *folder, struct error *error);
/* Also takes away what was not finished. */
void folder_close(struct folder *folder);

#endif
