/* Fixed fields, then each candidate with its strings behind it. In the machine's byte order, as all of a
 * store. */
#include "tout/record.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define FORMAT    1
#define FRACTIONS 8 /* of a point */

enum { FLAG_DISCLAIMER = 1, FLAG_PICTURE_LINK = 2, FLAG_SOLICITED = 4 };

struct head {
    uint8_t format, flags, count, symbols;
    uint16_t words, finance;
    float price, target, gain, horizon;
    int64_t urgent;
    char currency[4];
    uint32_t unused;
};

struct item {
    uint8_t kind, places, instrument, promotion;
    uint16_t how;
    uint8_t name_bytes, market_bytes;
};

static uint8_t byte_of(double number) {
    return (uint8_t)fmin(fmax(number, 0), UINT8_MAX);
}

static float float_of(double number) {
    return (float)fmin(number, (double)FLT_MAX);
}

static uint16_t short_of(unsigned number) {
    return number < UINT16_MAX ? (uint16_t)number : UINT16_MAX;
}

static void write_candidate(const struct tout_candidate *candidate, struct buffer *into) {
    struct item item = {.kind = (uint8_t)candidate->kind,
                        .places = byte_of(candidate->places),
                        .instrument = byte_of(round(candidate->instrument * FRACTIONS)),
                        .promotion = byte_of(round(candidate->promotion * FRACTIONS)),
                        .how = (uint16_t)candidate->how,
                        .name_bytes = (uint8_t)strlen(candidate->name),
                        .market_bytes = byte_of((double)strlen(candidate->market))};
    buffer_append(into, &item, sizeof item);
    buffer_append(into, candidate->name, item.name_bytes);
    buffer_append(into, candidate->market, item.market_bytes);
}

void tout_record_write(const struct tout_reading *reading, struct buffer *into) {
    const struct tout_claims *claims = &reading->claims;
    struct head head = {.format = FORMAT,
                        .count = (uint8_t)reading->count,
                        .symbols = byte_of(reading->symbols),
                        .words = short_of(reading->words),
                        .finance = short_of(reading->finance),
                        .price = float_of(claims->price),
                        .target = float_of(claims->target),
                        .gain = float_of(claims->gain),
                        .horizon = float_of(claims->horizon),
                        .urgent = claims->urgent};
    head.flags = (uint8_t)((reading->disclaimer ? FLAG_DISCLAIMER : 0) |
                           (reading->picture_link ? FLAG_PICTURE_LINK : 0) |
                           (reading->solicited ? FLAG_SOLICITED : 0));
    memcpy(head.currency, claims->currency, sizeof head.currency);
    buffer_append(into, &head, sizeof head);
    for (size_t i = 0; i < reading->count; i++)
        write_candidate(&reading->candidates[i], into);
}

static bool read_candidate(struct arena *arena, struct slice *rest, struct tout_candidate *candidate) {
    struct item item;
    if (rest->size < sizeof item)
        return false;
    memcpy(&item, rest->data, sizeof item);
    if (item.kind >= TOUT_KIND_COUNT || item.name_bytes >= TOUT_NAME_BYTES ||
        rest->size < sizeof item + item.name_bytes + item.market_bytes)
        return false;
    *candidate = (struct tout_candidate){.kind = (enum tout_kind)item.kind,
                                         .places = item.places,
                                         .how = item.how,
                                         .instrument = (double)item.instrument / FRACTIONS,
                                         .promotion = (double)item.promotion / FRACTIONS};
    memcpy(candidate->name, rest->data + sizeof item, item.name_bytes);
    candidate->market = arena_copy(arena, rest->data + sizeof item + item.name_bytes, item.market_bytes);
    size_t bytes = sizeof item + item.name_bytes + item.market_bytes;
    *rest = slice_of(rest->data + bytes, rest->size - bytes);
    return true;
}

bool tout_record_read(struct arena *arena, struct slice record, struct tout_reading *reading) {
    struct head head;
    *reading = (struct tout_reading){.claims.urgent = TIME_NONE};
    if (record.size < sizeof head)
        return false;
    memcpy(&head, record.data, sizeof head);
    if (head.format != FORMAT || head.count > TOUT_CANDIDATES)
        return false;
    *reading = (struct tout_reading){.claims = {.price = (double)head.price,
                                                .target = (double)head.target,
                                                .gain = (double)head.gain,
                                                .horizon = (double)head.horizon,
                                                .urgent = head.urgent},
                                     .symbols = head.symbols,
                                     .words = head.words,
                                     .finance = head.finance,
                                     .disclaimer = head.flags & FLAG_DISCLAIMER,
                                     .picture_link = head.flags & FLAG_PICTURE_LINK,
                                     .solicited = head.flags & FLAG_SOLICITED};
    memcpy(reading->claims.currency, head.currency, sizeof head.currency - 1);
    struct slice rest = slice_of(record.data + sizeof head, record.size - sizeof head);
    while (reading->count < head.count)
        if (!read_candidate(arena, &rest, &reading->candidates[reading->count++]))
            return false;
    return !rest.size;
}
