/* The printer's interface: what both faces share. */
#include "command/printer.h"

#include "base/time.h"

void printer_free(struct printer *printer) {
    buffer_free(&printer->line);
    buffer_free(&printer->item);
}

void print_begin_map(struct printer *printer) {
    printer->face->begin(printer, '{');
}

void print_end_map(struct printer *printer) {
    printer->face->end(printer, '}');
}

void print_begin_list(struct printer *printer) {
    printer->face->begin(printer, '[');
}

void print_end_list(struct printer *printer) {
    printer->face->end(printer, ']');
}

void print_key(struct printer *printer, const char *key) {
    printer->face->key(printer, key);
}

void print_string(struct printer *printer, const char *string) {
    printer->face->string(printer, string);
}

void print_count(struct printer *printer, uint64_t count) {
    printer->face->count(printer, count);
}

void print_real(struct printer *printer, double number) {
    printer->face->real(printer, number);
}

void print_truth(struct printer *printer, bool truth) {
    printer->face->truth(printer, truth);
}

void print_time(struct printer *printer, int64_t time) {
    char text[TIME_TEXT_BYTES];
    print_string(printer, time == TIME_NONE ? NULL : time_format(time, text));
}

void print_member_string(struct printer *printer, const char *key, const char *string) {
    print_key(printer, key);
    print_string(printer, string && *string ? string : NULL);
}

void print_member_count(struct printer *printer, const char *key, uint64_t count) {
    print_key(printer, key);
    print_count(printer, count);
}

void print_member_real(struct printer *printer, const char *key, double number) {
    print_key(printer, key);
    print_real(printer, number);
}

void print_member_truth(struct printer *printer, const char *key, bool truth) {
    print_key(printer, key);
    print_truth(printer, truth);
}

void print_member_time(struct printer *printer, const char *key, int64_t time) {
    print_key(printer, key);
    print_time(printer, time);
}
