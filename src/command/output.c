/* Standard output, with its errors noticed; numbers as people read them. */
#include "command/output.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STREAM_BYTES ((size_t)1 << 16)
/* Digits that count in an amount of money, decimals at most (an Ether has as many), and what none exceeds. */
#define AMOUNT_DIGITS   6
#define AMOUNT_DECIMALS 18
#define AMOUNT_MOST     1e15

void output_prepare(void) {
    /* A reader that has gone is a write error like others, not a signal. */
    signal(SIGPIPE, SIG_IGN);
    for (int descriptor = 0; descriptor <= STDERR_FILENO; descriptor++) {
        /* The wrong way round, so that reading or writing there still fails. */
        if (fcntl(descriptor, F_GETFD) < 0 &&
            open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
            _exit(COMMAND_FAILED);
    }
    setvbuf(stdout, NULL, _IOFBF, STREAM_BYTES);
}

enum command_status output_finish(enum command_status status) {
    bool failed = ferror(stdout);
    /* Why is forgotten by now: one more byte finds it out. */
    if (failed)
        putchar('\n');
    errno = 0;
    /* Closing tells what a network file system has kept to itself until now. */
    if (fclose(stdout) || failed) {
        if (errno != EPIPE)
            fprintf(stderr, "weir: standard output: %s\n", errno ? strerror(errno) : "could not be written");
        return status == COMMAND_DONE ? COMMAND_FAILED : status;
    }
    return status;
}

bool output_broken(void) {
    return ferror(stdout);
}

const char *output_count(uint64_t count, char text[OUTPUT_NUMBER_BYTES]) {
    char digits[OUTPUT_NUMBER_BYTES];
    size_t length = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, count), used = 0;
    for (size_t i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            text[used++] = ',';
        text[used++] = digits[i];
    }
    text[used] = 0;
    return text;
}

const char *output_bytes(uint64_t bytes, char text[OUTPUT_NUMBER_BYTES]) {
    static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
    double size = (double)bytes;
    size_t unit = 0;
    /* What would be rounded to 1000 is 1 of the next. */
    for (; size >= (unit ? 999.95 : 1000); unit++)
        size /= 1000;
    snprintf(text, OUTPUT_NUMBER_BYTES, "%.*f %s", unit ? 1 : 0, size, units[unit]);
    return text;
}

/* How many zeros a number ends in. */
static int count_zeros(const char *text, int length) {
    int zeros = 0;
    while (zeros < length && text[length - 1 - zeros] == '0')
        zeros++;
    return zeros;
}

const char *output_amount(double amount, char text[OUTPUT_NUMBER_BYTES]) {
    int decimals = AMOUNT_DIGITS - 1;
    *text = 0;
    if (!(amount > 0) || amount >= AMOUNT_MOST)
        return text;
    for (double digits = amount; digits < 1 && decimals < AMOUNT_DECIMALS; digits *= 10)
        decimals++;
    for (double digits = amount; digits >= 10 && decimals; digits /= 10)
        decimals--;
    int length = snprintf(text, OUTPUT_NUMBER_BYTES, "%.*f", decimals, amount);
    if (decimals)
        length -= count_zeros(text, length);
    text[length - (text[length - 1] == '.')] = 0;
    return text;
}

const char *output_duration(double seconds, char text[OUTPUT_NUMBER_BYTES]) {
    static const struct {
        const char *unit;
        double seconds, below; /* below: where the next unit suits better */
        int decimals;
    } units[] = {{"s", 1, 120, 0}, {"min", 60, 7200, 0}, {"h", 3600, 172800, 1}, {"d", 86400, INFINITY, 1}};
    size_t unit = 0;
    while (seconds >= units[unit].below)
        unit++;
    snprintf(text, OUTPUT_NUMBER_BYTES, "%.*f %s", units[unit].decimals, seconds / units[unit].seconds,
             units[unit].unit);
    return text;
}

void output_plural(struct buffer *into, uint64_t count, const char *one, const char *many) {
    char number[OUTPUT_NUMBER_BYTES];
    buffer_printf(into, "%s %s", output_count(count, number), count == 1 ? one : many);
}

const char *output_day(int64_t time, char text[TIME_TEXT_BYTES]) {
    time_format(time, text);
    text[strcspn(text, "T")] = 0;
    return text;
}

bool input_read(const char *path, size_t most, struct buffer *into) {
    bool standard = !strcmp(path, "-");
    errno = 0;
    FILE *file = standard ? stdin : fopen(path, "re");
    const char *name = standard ? "standard input" : path;
    if (file)
        for (size_t got = 1; got && into->size <= most; into->size += got)
            got = fread(buffer_reserve(into, STREAM_BYTES), 1, STREAM_BYTES, file);
    bool good = file && !ferror(file);
    if (!good) {
        complain("%s: %s; name a file that can be read", name, strerror(errno));
    } else if (into->size > most) {
        char limit[OUTPUT_NUMBER_BYTES];
        complain("%s: longer than %s", name, output_bytes(most, limit));
        good = false;
    }
    if (file && !standard)
        fclose(file);
    return good;
}
