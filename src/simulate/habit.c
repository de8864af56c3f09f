/* Mail programs, as far as their dress goes, and how senders wear it. Spamware imitates well-known programs
 * and gets them wrong, each in its own way: headers in another order, folds with other white space, ids of
 * another shape. What a sender gets wrong is drawn from who he is, never from a campaign, so that whatever he
 * sends looks alike and differs from what others send who pretend to be the same program. That is what
 * docs/operators.md lives on. Cost: a few draws. */
#include "simulate/habit.h"

#include <string.h>
#include <xxhash.h>

#include "base/random.h"
#include "simulate/message.h"

/* Streams of a sender's. */
enum { OF_SENDER, OF_PROGRAM };

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Letters of orders: see message_head.c. */
static const struct program programs[] = {
    {"outlook-express", "MFTSDVCPpXO", "Microsoft Outlook Express 6.00.2900.5931", "<%12h$%8h$%8h@%w>",
     "----=_NextPart_000_%4H_%8H.%8H", "iso-8859-1", ENCODING_QUOTED, true, 0, true, false},
    {"outlook", "FTSDMVCXHL", "Microsoft Outlook 14.0", "<%12h$%8h$%8h$@%f>",
     "----=_NextPart_000_%4H_%8H.%8H", "us-ascii", ENCODING_7BIT, true, 1, true, false},
    {"live-mail", "MFTSDVCPpIXO", "Microsoft Windows Live Mail 16.4.3528.331", "<%32H@%w>",
     "----=_NextPart_000_%4H_%8H.%8H", "utf-8", ENCODING_QUOTED, true, 0, true, false},
    {"thunderbird", "TFSMDUVCL", "Mozilla/5.0 (Windows NT 6.1; rv:52.0) Gecko/20100101 Thunderbird/52.5.2",
     "<%8h-%4h-%4h-%4h-%12h@%f>", "------------%24H", "utf-8", ENCODING_7BIT, true, 2, false, false},
    {"the-bat", "DFXPMTSVC", "The Bat! (v3.99.25) Professional", "<%10d.%14d@%f>", "----------%15H",
     "windows-1252", ENCODING_7BIT, false, 2, false, false},
    {"apple-mail", "FCVSMDTX", "Apple Mail (2.3445.5.20)", "<%8H-%4H-%4H-%4H-%12H@%f>",
     "Apple-Mail=_%8H-%4H-%4H-%4H-%12H", "utf-8", ENCODING_QUOTED, true, 3, false, true},
    {"php-mailer", "DTFSMXPVC", "PHPMailer 5.2.9", "<%32h@%f>", "b1_%32h", "iso-8859-1", ENCODING_8BIT, false,
     3, false, false},
    {"foxmail", "DFTSPXVMC", "Foxmail 7, 2, 9, 116[cn]", "<%18d@%f>", "----=_001_NextPart%12d_=----", "utf-8",
     ENCODING_BASE64, true, 3, true, true},
};

static const struct program newsletter_programs[] = {
    {"list-server", "FTSDMVC", "", "<%8d.%6d.%4d@%f>", "=_list-%20h", "utf-8", ENCODING_QUOTED, true, 4,
     false, false},
    {"paper", "DFTMSVCX", "Clubpost 4.1", "<issue-%6d.%14d@%f>", "_-------------%16d", "utf-8", ENCODING_8BIT,
     false, 4, true, false},
};

const char *const message_programs[] = {
    "outlook-express", "outlook",    "live-mail", "thunderbird", "the-bat",
    "apple-mail",      "php-mailer", "foxmail",   NULL,
};

const struct program *program_find(const char *name) {
    for (size_t i = 0; i < COUNT(programs); i++)
        if (!strcmp(programs[i].name, name))
            return &programs[i];
    return NULL;
}

const struct program *program_number(uint64_t number) {
    return &programs[number % COUNT(programs)];
}

const struct program *program_newsletter(uint64_t number) {
    return &newsletter_programs[number % COUNT(newsletter_programs)];
}

static const char *const folds[] = {"\n\t", "\n ", "\n    ", "\n        "};
/* Long enough that every class of signs comes up in each: the shape of an id shall not be chance. */
static const char *const ids[] = {"<%10d%12h@",      "<%5d.%14H@",    "<%24h@",    "<%8h-%8h@",
                                  "<%14d.%12H.%3d@", "<%3d%12H$%4d@", "<%16H.%2d@"};
static const char *const id_hosts[] = {"%f>", "%e>", "%w>", "%n>"};
static const char *const boundaries[] = {"=_%16h",         "--%20d",    "%8h_%8h",
                                         "----=_%14H.%6d", "part.%18h", "#%32H"};
static const char *const extras[] = {"X-Entity", "X-Ref-Key", "X-Batch", "X-Pool-Name", "X-Lane", "X-Tracer"};
static const char *const hops[] = {
    "from %n (HELO %w) by %e with SMTP;",
    "from [10.%2d.1.7] by %n via HTTP;",
    "from %w (unknown [10.0.%2d.4]) by %n with ESMTP id %8A;",
    "(qmail %5d invoked by uid %3d);",
};

/* Two in five keep the program's, others write what they like. */
static void draw_id(struct random *random, const struct program *program, char *id) {
    if (random_below(random, 5) < 2) {
        strcpy(id, program->id);
        return;
    }
    strcpy(id, ids[random_below(random, COUNT(ids))]);
    strcat(id, id_hosts[random_below(random, COUNT(id_hosts))]);
}

/* One header in the wrong place. */
static void swap_headers(struct random *random, char *order) {
    size_t at = random_below(random, strlen(order) - 2);
    char header = order[at];
    order[at] = order[at + 2];
    order[at + 2] = header;
}

/* What a sender does whatever program he pretends to be. */
static void draw_ways(struct random *random, struct habit *habit) {
    static const unsigned widths[] = {0, 64, 72, 76};
    habit->width = widths[random_below(random, COUNT(widths))];
    habit->indented = random_below(random, 6) == 0;
    habit->esmtp = random_below(random, 3) > 0;
    habit->helos[0] = (enum helo)random_below(random, HELO_COUNT);
    habit->helos[1] = (enum helo)random_below(random, HELO_COUNT);
    habit->hop = random_below(random, 3) ? "" : hops[random_below(random, COUNT(hops))];
    habit->extra = random_below(random, 3) ? "" : extras[random_below(random, COUNT(extras))];
}

void habit_genuine(const struct program *program, struct habit *habit) {
    *habit = (struct habit){.program = program,
                            .fold = folds[!program->quotes_names],
                            .boundary = program->boundary,
                            .extra = "",
                            .hop = "",
                            .charset = program->charset,
                            .encoding = program->encoding,
                            .width = program->encoding == ENCODING_QUOTED ? 0 : 72,
                            .esmtp = true};
    strcpy(habit->order, program->order);
    strcpy(habit->id, program->id);
}

void habit_make(uint64_t sender, const struct program *program, struct habit *habit) {
    static const char *const charsets[] = {"us-ascii", "iso-8859-1", "windows-1252", "utf-8", "windows-1250"};
    struct random own = random_stream(sender, OF_SENDER, 0);
    struct random random =
        random_stream(sender, OF_PROGRAM, XXH3_64bits(program->name, strlen(program->name)));
    habit_genuine(program, habit);
    draw_ways(&own, habit);
    swap_headers(&random, habit->order);
    habit->fold = folds[random_below(&random, COUNT(folds))];
    draw_id(&random, program, habit->id);
    if (random_below(&random, 2))
        habit->boundary = boundaries[random_below(&random, COUNT(boundaries))];
    if (random_below(&random, 3) == 0)
        habit->charset = charsets[random_below(&random, COUNT(charsets))];
    if (random_below(&random, 3) == 0)
        habit->encoding = (enum encoding)random_below(&random, ENCODING_COUNT);
    habit->date = random_below(&random, 2) ? 0 : (unsigned)random_below(&random, 4);
    habit->to = (unsigned)random_below(&random, 3);
}
