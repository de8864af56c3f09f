/* The data files of the methods as they were compiled in (data/embed_methods.py). */
#ifndef WEIR_BENCH_METHOD_DATA_H
#define WEIR_BENCH_METHOD_DATA_H

/* A file more is a line more in meson.build; the compiler says if this number is too low, the unit test if
 * it is too high. */
#define METHOD_FILES 3

struct method_file {
    const char *name, *text;
};
extern const struct method_file method_files[METHOD_FILES];

#endif
