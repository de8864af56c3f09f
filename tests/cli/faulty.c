/* faulty MODE GOOD BAD DELAY_MS [PORT]: answers GOOD connections well, the next BAD by MODE and all others
 * well; writes its port to standard output once it listens. */
#include <stdio.h>
#include <stdlib.h>

#include "faulty_server.h"

static unsigned number(const char *text) {
    return (unsigned)strtoul(text, NULL, 10);
}

int main(int count, char **words) {
    struct faulty faulty = {0};
    if ((count != 5 && count != 6) || !faulty_mode_named(words[1], &faulty.mode)) {
        fprintf(stderr, "usage: faulty MODE GOOD BAD DELAY_MS [PORT]\n");
        return 2;
    }
    faulty.good = number(words[2]);
    faulty.bad = number(words[3]);
    faulty.delay_ms = number(words[4]);
    uint16_t port = (uint16_t)(count == 6 ? number(words[5]) : 0);
    int listener = faulty_listen(&port);
    if (listener < 0) {
        perror("faulty: cannot listen");
        return 1;
    }
    printf("%u\n", port);
    fflush(stdout);
    faulty_serve(listener, &faulty);
}
