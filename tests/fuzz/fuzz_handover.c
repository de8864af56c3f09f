/* Mails on their way to products. What must hold: they only get shorter, by whole lines; what stands in lines
 * of SMTP can; and with the line ends of SMTP there is no other line end. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/handover.h"

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds) {
    if (!holds)
        abort();
}

static void check_word(const char *word) {
    size_t size = strlen(word);
    demand(size <= HANDOVER_WORD_BYTES);
    for (size_t i = 0; i < size; i++)
        demand(word[i] > ' ' && word[i] < 127 && !strchr("<>\"\\", word[i]));
}

static void check_line_ends(struct slice bytes) {
    struct buffer lines = {0};
    handover_crlf(bytes, &lines);
    demand(lines.size >= bytes.size && (!bytes.size || lines.data[lines.size - 1] == '\n'));
    for (size_t i = 0; i < lines.size; i++) {
        demand(lines.data[i] != '\r' || lines.data[i + 1] == '\n');
        demand(lines.data[i] != '\n' || lines.data[i - 1] == '\r');
    }
    buffer_free(&lines);
}

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    mail_initialize();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new();
    struct slice raw = slice_of(arena_copy(arena, (const char *)data, size), size);
    struct handover mail;
    handover_make(arena, raw, NULL, NULL, &mail);
    demand(mail.bytes.size <= size && mail.own_bytes <= mail.bytes.size);
    demand(!mail.own_bytes || *mail.client);
    demand(!mail.own_bytes || mail.own_bytes == mail.bytes.size ||
           mail.bytes.data[mail.own_bytes - 1] == '\n');
    check_word(mail.client);
    check_word(mail.client_name);
    check_word(mail.helo);
    check_word(mail.mail_from);
    demand(!mail.null_sender || !*mail.mail_from);
    check_line_ends(mail.bytes);
    arena_free(arena);
    return 0;
}
