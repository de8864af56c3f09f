/* Macros are those that Postfix sends (MILTER_README, "What macros will Postfix send to Milters?"; defaults
 * of milter_connect_macros and its like), so far as they are known of a mail that came in long ago: nothing
 * of TLS or authentication. {client_addr}, {client_name} and {client_ptr} are sent as well, for filters that
 * ask for them, and i from the first stage of a mail on.
 *
 * Sendmail's b, the time of receipt, is sent although Postfix does not: spamass-milter writes a Received
 * header for SpamAssassin from macros, and takes the present time where b is missing; then every mail of a
 * replay would look years late (DATE_IN_PAST_96_XX, 2.6 points). The time is that of the hand-over's own
 * Received. */
#include "bench/milter_facts.h"

#include "base/time.h"
#include "mail/head.h"
#include "simulate/draft.h"

/* Filters are made for mail servers that they know: Debian 12's Postfix, whose macros these are. */
#define SERVER_VERSION "Postfix 3.7.11"
/* The largest macro list of a stage. */
#define MACROS 8

static const char *domain_of(const char *address) {
    const char *at = strrchr(address, '@');
    return at ? at + 1 : "";
}

/* The date stands behind the last semicolon of a Received, and that is the last of the own headers. */
static const char *received_date(struct arena *arena, const struct handover *mail) {
    const char *semicolon = mail->own_bytes ? memrchr(mail->bytes.data, ';', mail->own_bytes) : NULL;
    if (!semicolon)
        return "";
    const char *end = mail->bytes.data + mail->own_bytes;
    const int64_t seconds = head_parse_date(slice_of(semicolon + 1, (size_t)(end - semicolon - 1)));
    struct buffer text = {0};
    if (seconds != TIME_NONE)
        head_write_date(seconds, 0, &text);
    const char *date = arena_copy(arena, text.data, text.size);
    buffer_free(&text);
    return date;
}

void milter_facts_of(struct arena *arena, const struct handover *mail, const char *hostname,
                     const char *recipient, struct milter_facts *facts) {
    const char *name = *mail->client_name ? mail->client_name : "unknown";
    *facts = (struct milter_facts){
        .hostname = hostname,
        .client = mail->client,
        .client_name = name,
        .validated = *mail->client ? arena_printf(arena, "%s [%s]", name, mail->client) : name,
        .queue_id = arena_printf(arena, "%010llX", (unsigned long long)mail->number),
        .received = received_date(arena, mail),
        .sender = mail->mail_from,
        .sender_domain = domain_of(mail->mail_from),
        .recipient = recipient,
        .recipient_domain = domain_of(recipient),
    };
}

void milter_facts_write(const struct milter_facts *facts, enum milter_stage stage, struct buffer *into) {
    const struct milter_macro of_stages[MILTER_STAGES][MACROS] = {
        [MILTER_CONNECT] = {{"j", facts->hostname},
                            {"{daemon_name}", facts->hostname},
                            {"v", SERVER_VERSION},
                            {"_", facts->validated},
                            {"{client_addr}", facts->client},
                            {"{client_name}", facts->client_name},
                            {"{client_ptr}", facts->client_name}},
        [MILTER_MAIL] = {{"i", facts->queue_id},
                         {"b", facts->received},
                         {"{mail_addr}", facts->sender},
                         {"{mail_host}", facts->sender_domain},
                         {"{mail_mailer}", "smtp"}},
        [MILTER_RCPT] = {{"i", facts->queue_id},
                         {"{rcpt_addr}", facts->recipient},
                         {"{rcpt_host}", facts->recipient_domain},
                         {"{rcpt_mailer}", "local"}},
        [MILTER_DATA] = {{"i", facts->queue_id}},
        [MILTER_EOH] = {{"i", facts->queue_id}},
        [MILTER_END] = {{"i", facts->queue_id}},
    };
    size_t count = 0;
    while (count < MACROS && of_stages[stage][count].name)
        count++;
    if (count)
        milter_write_macros(stage, of_stages[stage], count, into);
}
