/* ClamAV's daemon: one connection a mail, the command INSTREAM, the mail in one chunk with its length before
 * it (32 bits, most significant first) and an empty chunk at the end, one line as answer. Protocol: clamd(8).
 *
 *   stream: NAME FOUND    block  malware, or what a signature of somebody's own calls so
 *   stream: OK            pass
 *   INSTREAM size limit exceeded. ERROR
 *                         pass   StreamMaxLength (clamd.conf(5)): it was not looked at, and mail servers
 *                                that ask clamd let such mail through
 *   anything else ERROR   later  time limit, disk full
 */
#include "bench/clamd.h"

#include <arpa/inet.h>
#include <math.h>
#include <stdlib.h>

#include "base/arena.h"

#define CLAMD_PORT 3310
/* A signature's name has at most 255 bytes or so. */
#define LINE_BYTES 1024

struct clamd_session {
    const struct product *product;
    struct connection connection;
};

/* --- lines --- */

static bool ends(struct slice line, const char *with) {
    size_t size = strlen(with);
    return line.size >= size && !memcmp(line.data + line.size - size, with, size);
}

void clamd_read(struct slice line, struct answer *answer) {
    static const char prefix[] = "stream: ", too_large[] = "size limit exceeded. ERROR";
    if (line.size >= sizeof prefix - 1 && !memcmp(line.data, prefix, sizeof prefix - 1))
        line = slice_of(line.data + sizeof prefix - 1, line.size - (sizeof prefix - 1));
    enum answer_state state = ends(line, " FOUND")                            ? ANSWER_BLOCK
                              : ends(line, too_large)                         ? ANSWER_PASS
                              : line.size == 2 && !memcmp(line.data, "OK", 2) ? ANSWER_PASS
                              : ends(line, "ERROR")                           ? ANSWER_LATER
                                                                              : ANSWER_BROKEN;
    answer_set(answer, state, NAN, "%.*s", (int)line.size, line.data);
}

/* "ClamAV 1.4.3/27673/Tue Jun 17 08:36:55 2025": program, number and date of its signatures, which are
 * missing where it has none of ClamAV's own. */
void clamd_read_version(struct slice line, struct product_facts *facts) {
    const char *slash = memchr(line.data, '/', line.size);
    size_t size = slash ? (size_t)(slash - line.data) : line.size;
    if (size < 6 || memcmp(line.data, "ClamAV", 6) != 0)
        return;
    product_fact_set(facts->version, slice_of(line.data, size));
    if (slash)
        product_fact_set(facts->rules, slice_of(slash + 1, line.size - size - 1));
}

/* --- asking --- */

static void *clamd_open(const struct product *product) {
    struct clamd_session *session = allocate_zeroed(1, sizeof *session);
    session->product = product;
    session->connection.descriptor = -1;
    return session;
}

static void clamd_close(void *session) {
    struct clamd_session *closed = session;
    connection_close(&closed->connection);
    free(closed);
}

static bool send_stream(struct connection *connection, struct slice mail) {
    static const char command[] = "nINSTREAM\n";
    const uint32_t size = htonl((uint32_t)mail.size), end = 0;
    return connection_send(connection, command, sizeof command - 1) &&
           (!mail.size || (connection_send(connection, &size, sizeof size) &&
                           connection_send(connection, mail.data, mail.size))) &&
           connection_send(connection, &end, sizeof end);
}

static void clamd_ask(void *session, const struct handover *mail, int64_t deadline, struct answer *answer) {
    struct clamd_session *asked = session;
    struct connection *connection = &asked->connection;
    struct slice line;
    if (connection_open(connection, &asked->product->endpoint, deadline) &&
        send_stream(connection, mail->bytes) && connection_line(connection, LINE_BYTES, &line))
        clamd_read(line, answer);
    else
        connection_answer(connection, answer);
    connection_close(connection);
}

static void clamd_tell(const struct product *product, int64_t deadline, struct product_facts *facts) {
    static const char command[] = "nVERSION\n";
    struct connection connection;
    struct slice line;
    if (connection_open(&connection, &product->endpoint, deadline) &&
        connection_send(&connection, command, sizeof command - 1) &&
        connection_line(&connection, LINE_BYTES, &line))
        clamd_read_version(line, facts);
    connection_close(&connection);
}

const struct product_protocol product_clamd = {
    .name = "clamd",
    .summary = "ClamAV's clamd, and scanners that speak its protocol",
    .product_class = PRODUCT_COMPLEMENTARY,
    .port = CLAMD_PORT,
    .addressed = true,
    .canaries = CANARY_EICAR | CANARY_PLAIN,
    .open = clamd_open,
    .ask = clamd_ask,
    .close = clamd_close,
    .tell = clamd_tell,
};
