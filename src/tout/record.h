/* A reading as bytes, as a store keeps it. */
#ifndef WEIR_TOUT_RECORD_H
#define WEIR_TOUT_RECORD_H

#include "base/buffer.h"
#include "tout/reading.h"

void tout_record_write(const struct tout_reading *reading, struct buffer *into);
/* Strings are the arena's. false: the bytes are no record. Points are read as they were written, in eighths.
 */
bool tout_record_read(struct arena *arena, struct slice record, struct tout_reading *reading);

#endif
