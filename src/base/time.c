/* UTC times without the C library's time zone state, which is global and slow. Civil-date arithmetic after
 * Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
#include "base/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY_SECONDS 86400

static int64_t days_from_civil(int64_t year, int month, int day) {
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

int64_t time_from_civil(int year, int month, int day, int hour, int minute, int second) {
    return days_from_civil(year, month, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second;
}

int64_t time_day(int64_t seconds) {
    return seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0);
}

const char *time_format(int64_t seconds, char text[TIME_TEXT_BYTES]) {
    time_t when = (time_t)seconds;
    struct tm parts;
    if (seconds == TIME_NONE || !gmtime_r(&when, &parts) || parts.tm_year > 8099 || parts.tm_year < -1900)
        return strcpy(text, "-");
    strftime(text, TIME_TEXT_BYTES, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

/* "Z", "+02:00" or nothing: seconds east of Greenwich. */
static bool parse_zone(const char *text, int *east_seconds) {
    *east_seconds = 0;
    if (!*text || !strcmp(text, "Z") || !strcmp(text, "z"))
        return true;
    int hours, minutes, used = 0;
    if ((*text != '+' && *text != '-') || sscanf(text + 1, "%2d:%2d%n", &hours, &minutes, &used) != 2 ||
        text[1 + used] || hours > 14 || minutes > 59 || hours < 0 || minutes < 0)
        return false;
    *east_seconds = (hours * 3600 + minutes * 60) * (*text == '-' ? -1 : 1);
    return true;
}

bool time_parse_rfc3339(const char *text, int64_t *seconds) {
    int year, month, day, hour = 0, minute = 0, second = 0, used = 0, more = 0, east;
    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 || used != 10)
        return false;
    text += used;
    if (*text == 'T' || *text == 't' || *text == ' ') {
        if (sscanf(text + 1, "%2d:%2d%n", &hour, &minute, &more) != 2)
            return false;
        text += 1 + more;
        if (*text == ':') {
            if (sscanf(text + 1, "%2d%n", &second, &more) != 1)
                return false;
            text += 1 + more;
        }
    }
    if (month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || hour > 24 || minute < 0 ||
        minute > 59 || second < 0 || second > 60 || !parse_zone(text, &east))
        return false;
    *seconds = time_from_civil(year, month, day, hour, minute, second) - east;
    return true;
}
