/* Times are seconds since 1970 in UTC, written as RFC 3339. */
#ifndef WEIR_BASE_TIME_H
#define WEIR_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

/* "Not known": before any mail. */
#define TIME_NONE INT64_MIN
/* "2007-04-08T13:13:04Z" and its NUL. */
#define TIME_TEXT_BYTES 32

/* Writes RFC 3339 to text and returns it; TIME_NONE becomes "-". */
const char *time_format(int64_t seconds, char text[TIME_TEXT_BYTES]);
/* Days since 1970-01-01 to the civil date and back (proleptic Gregorian). */
int64_t time_from_civil(int year, int month, int day, int hour, int minute, int second);
/* The day of a time, counted from 1970 on, downwards before. */
int64_t time_day(int64_t seconds);
/* Reads what a user types: "2007-04-08", "2007-04-08T13:13", with or without seconds, "Z" or "+02:00". */
bool time_parse_rfc3339(const char *text, int64_t *seconds);

#endif
