/* A user's file as CSV, row by row. What must hold: fields lie one behind the other, no more of them and no
 * longer than the limits, and lines rise. */
#include <stdint.h>
#include <stdlib.h>

#include "base/csv_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int holds) {
    if (!holds)
        abort();
}

static size_t sum_bytes(const struct csv_reader *reader) {
    size_t sum = 0;
    for (size_t i = 0; i < reader->count; i++) {
        demand(reader->fields[i].size <= CSV_FIELD_BYTES);
        for (size_t j = 0; j < reader->fields[i].size; j++)
            sum += reader->fields[i].data[j] != 0;
    }
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct csv_reader reader;
    struct error error;
    size_t line = 0, bytes = 0;
    enum csv_step step;
    csv_reader_open(&reader, slice_of((const char *)data, size));
    while ((step = csv_reader_next(&reader, &error)) == CSV_ROW) {
        demand(reader.count && reader.count <= CSV_FIELDS);
        demand(reader.line > line);
        line = reader.line;
        bytes += sum_bytes(&reader);
    }
    demand(bytes <= size);
    demand(step == CSV_END || *error.message);
    csv_reader_close(&reader);
    return 0;
}
