/* The schema, one step a version. A mail is numbered by the delivery that brought it first, so copies are the
 * deliveries whose seq is not their mail. All that depends on other mail than itself (assignment, campaign,
 * finder_*, segment, posting) can be made anew from the raw mail, and `check --repair` does. */
#include "store/schema.h"

/* "weir", so that file(1) and we know our own. */
#define APPLICATION_ID 0x77656972

static const char *const steps[] = {
    /* 1 */
    "CREATE TABLE feed("
    "  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL) STRICT;"
    /* Compressed raw mail: where each block stands in the file `raw`. */
    "CREATE TABLE block("
    "  id INTEGER PRIMARY KEY, offset INTEGER NOT NULL, bytes INTEGER NOT NULL,"
    "  raw_bytes INTEGER NOT NULL) STRICT;"
    "CREATE TABLE mail("
    "  id INTEGER PRIMARY KEY,"
    "  hash BLOB NOT NULL,"             /* XXH3-128 of the raw bytes */
    "  short INTEGER NOT NULL,"         /* its first 64 bits, for the index */
    "  block INTEGER REFERENCES block," /* NULL: the mail is empty */
    "  offset INTEGER NOT NULL, bytes INTEGER NOT NULL,"
    "  received INTEGER, src_ip BLOB, sender TEXT, subject TEXT, class INTEGER NOT NULL,"
    "  flags INTEGER NOT NULL, from_line TEXT, unreadable TEXT) STRICT;"
    "CREATE INDEX mail_short ON mail(short);"
    "CREATE INDEX mail_received ON mail(received);"
    "CREATE TABLE delivery("
    "  seq INTEGER PRIMARY KEY, feed INTEGER NOT NULL REFERENCES feed, mail INTEGER NOT NULL REFERENCES mail,"
    "  source TEXT NOT NULL,"
    "  place INTEGER NOT NULL) STRICT;" /* hash of feed and source */
    "CREATE INDEX delivery_mail ON delivery(mail, place);"
    /* Which template and campaign a mail is of, each named by its first mail. */
    "CREATE TABLE assignment("
    "  mail INTEGER PRIMARY KEY REFERENCES mail, template INTEGER NOT NULL REFERENCES mail,"
    "  campaign INTEGER NOT NULL REFERENCES mail) STRICT;"
    "CREATE INDEX assignment_campaign ON assignment(campaign);"
    /* Every id ever given: what it is called now is what its founder's mail is assigned to. */
    "CREATE TABLE campaign("
    "  founder INTEGER PRIMARY KEY REFERENCES mail, id TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE finder_record(id INTEGER PRIMARY KEY, record BLOB NOT NULL) STRICT;"
    "CREATE TABLE finder_index(key INTEGER PRIMARY KEY, value INTEGER NOT NULL) STRICT;"
    /* The search index: sorted runs of postings, merged as they grow; see segment.c. */
    "CREATE TABLE segment("
    "  id INTEGER PRIMARY KEY, tier INTEGER NOT NULL, postings INTEGER NOT NULL) STRICT;"
    "CREATE TABLE posting("
    "  segment INTEGER NOT NULL REFERENCES segment, first_term INTEGER NOT NULL, chunk BLOB NOT NULL,"
    "  PRIMARY KEY(segment, first_term)) STRICT, WITHOUT ROWID;",
    /* 2: the finder keeps its state otherwise, so campaigns are found anew, by `check --repair` */
    "DELETE FROM assignment; DELETE FROM finder_record; DROP TABLE finder_index;"
    /* Sorted chunks of 16-byte pairs, and what changed since they were written; see index_table.c. */
    "CREATE TABLE finder_index(first INTEGER PRIMARY KEY, pairs BLOB NOT NULL) STRICT;"
    "CREATE TABLE finder_log(id INTEGER PRIMARY KEY, pairs BLOB NOT NULL) STRICT;",
    /* 3: touts; see tout_table.c. What the finder calls a campaign is a part now. */
    "DELETE FROM finder_record; DELETE FROM finder_index; DELETE FROM finder_log; DROP TABLE assignment;"
    "CREATE TABLE assignment("
    "  mail INTEGER PRIMARY KEY REFERENCES mail, template INTEGER NOT NULL REFERENCES mail,"
    "  part INTEGER NOT NULL REFERENCES mail, campaign INTEGER NOT NULL REFERENCES mail) STRICT;"
    "CREATE INDEX assignment_campaign ON assignment(campaign);"
    "CREATE INDEX assignment_part ON assignment(part) WHERE campaign <> part;"
    /* What a mail says of instruments, where it does: a record of tout/record.h. */
    "CREATE TABLE sighting(mail INTEGER PRIMARY KEY REFERENCES mail, record BLOB NOT NULL) STRICT;"
    /* Sums over the messages of a part; see tout_event.c. */
    "CREATE TABLE part("
    "  founder INTEGER PRIMARY KEY REFERENCES mail, messages INTEGER NOT NULL, readings INTEGER NOT NULL,"
    "  picture_links INTEGER NOT NULL, targets INTEGER NOT NULL, gains INTEGER NOT NULL) STRICT;"
    "CREATE TABLE mention("
    "  part INTEGER NOT NULL REFERENCES part, primary_name TEXT NOT NULL, kind INTEGER NOT NULL, name TEXT "
    "NOT NULL,"
    "  market TEXT NOT NULL, messages INTEGER NOT NULL, explicit INTEGER NOT NULL, instrument INTEGER NOT "
    "NULL,"
    "  promotion INTEGER NOT NULL, places INTEGER NOT NULL, words INTEGER NOT NULL, symbols INTEGER NOT NULL,"
    "  solicited INTEGER NOT NULL, disclaimers INTEGER NOT NULL,"
    "  PRIMARY KEY(part, primary_name, kind, name)) STRICT, WITHOUT ROWID;"
    /* What a part that is a tout promotes, one row a thing; the rest of its messages, too. */
    "CREATE TABLE cell("
    "  part INTEGER NOT NULL REFERENCES part, founder INTEGER NOT NULL REFERENCES mail,"
    "  campaign INTEGER NOT NULL REFERENCES mail, main INTEGER NOT NULL, first INTEGER, last INTEGER,"
    "  messages INTEGER NOT NULL, score REAL NOT NULL, name TEXT NOT NULL, kind INTEGER NOT NULL,"
    "  aliases TEXT NOT NULL, market TEXT NOT NULL, confidence REAL NOT NULL, reasons TEXT NOT NULL,"
    "  placed INTEGER NOT NULL,"    /* its members' campaign is the cell's */
    "  links TEXT NOT NULL,"        /* identifiers by which cells are joined, a line each; the name is one */
    "  own INTEGER NOT NULL,"       /* it is a tout by itself, not because others are */
    "  whole INTEGER NOT NULL,"     /* members of the part that say nothing are the main cell's */
    "  primary_name TEXT NOT NULL," /* what its members name; what it is called may be of the user's list */
    "  PRIMARY KEY(part, founder)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX cell_campaign ON cell(campaign);"
    /* The user's list, "" what it does not say; see instrument_list.h. */
    "CREATE TABLE instrument("
    "  symbol TEXT PRIMARY KEY, name TEXT NOT NULL, market TEXT NOT NULL, type TEXT NOT NULL) STRICT, "
    "WITHOUT "
    "ROWID;"
    "CREATE INDEX instrument_name ON instrument(name);"
    /* Symbols that many messages tout; see tout_hot.c. */
    "CREATE TABLE hot(name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;"
    /* What is said of a campaign; one without a row is no tout at all. */
    "CREATE TABLE verdict("
    "  campaign INTEGER PRIMARY KEY REFERENCES mail, tout INTEGER NOT NULL, score REAL NOT NULL,"
    "  instrument TEXT NOT NULL, kind INTEGER NOT NULL, aliases TEXT NOT NULL, market TEXT NOT NULL,"
    "  confidence REAL NOT NULL, reasons TEXT NOT NULL,"
    "  joined INTEGER NOT NULL) STRICT;" /* of cells, not of a part as it is */
    /* Attached pictures; see ocr.c. */
    "CREATE TABLE picture_mark(mail INTEGER NOT NULL) STRICT;" /* the last mail looked at */
    "INSERT INTO picture_mark VALUES(0);"
    /* Pictures that look alike. */
    "CREATE TABLE picture_group("
    "  id INTEGER PRIMARY KEY, look BLOB NOT NULL, shape INTEGER NOT NULL) STRICT;"
    /* Files: pictures of the same bytes are one. */
    "CREATE TABLE picture_file("
    "  id INTEGER PRIMARY KEY,"
    "  hash BLOB NOT NULL UNIQUE," /* XXH3-128 */
    "  bytes INTEGER NOT NULL, width INTEGER, height INTEGER,"
    "  alike INTEGER REFERENCES picture_group," /* NULL: it cannot be decoded */
    "  failed TEXT) STRICT;"                    /* why */
    "CREATE INDEX picture_file_alike ON picture_file(alike);"
    "CREATE TABLE picture("
    "  mail INTEGER NOT NULL REFERENCES mail, number INTEGER NOT NULL,"
    "  file INTEGER NOT NULL REFERENCES picture_file,"
    "  untold INTEGER NOT NULL," /* what is read in it has changed since the campaigns were told */
    "  PRIMARY KEY(mail, number)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX picture_of_file ON picture(file);"
    "CREATE INDEX picture_untold ON picture(mail) WHERE untold;"
    /* What was read of a group, in which of its pictures. */
    "CREATE TABLE reading("
    "  file INTEGER PRIMARY KEY REFERENCES picture_file,"
    "  alike INTEGER NOT NULL REFERENCES picture_group,"
    "  text TEXT NOT NULL, confidence INTEGER NOT NULL," /* 0 to 100 */
    "  failed TEXT) STRICT;" /* why nothing could be read; it is not tried again */
    "CREATE INDEX reading_alike ON reading(alike);",
    /* 4 */
    /* -- signatures; see signature_table.h -- */
    "CREATE TABLE signature("
    "  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, campaign INTEGER NOT NULL REFERENCES mail,"
    "  anchors TEXT NOT NULL," /* JSON of template/signature.h */
    "  named INTEGER NOT NULL, samples INTEGER NOT NULL, looked INTEGER NOT NULL, learnt INTEGER,"
    "  checked INTEGER NOT NULL," /* mails up to this number were matched against it */
    "  state INTEGER NOT NULL, because TEXT NOT NULL,"
    "  current INTEGER NOT NULL) STRICT;" /* 0: it was withdrawn, and would not be learnt any more */
    "CREATE INDEX signature_campaign ON signature(campaign);"
    "CREATE TABLE signature_hit("
    "  signature INTEGER NOT NULL REFERENCES signature, mail INTEGER NOT NULL REFERENCES mail,"
    "  PRIMARY KEY(signature, mail)) STRICT, WITHOUT ROWID;"
    /* What the campaign was when its signatures were learnt. */
    "CREATE TABLE learnt("
    "  campaign INTEGER PRIMARY KEY REFERENCES mail, messages INTEGER NOT NULL, names TEXT NOT NULL) STRICT;"
    /* -- who must not be seen in what is published: hashes, see person.h -- */
    "CREATE TABLE person(key INTEGER PRIMARY KEY) STRICT;" /* recipients and own hosts */
    "CREATE TABLE sender(key INTEGER PRIMARY KEY) STRICT;"
    /* One row, never shown; see secret.h. */
    "CREATE TABLE secret(bytes BLOB NOT NULL) STRICT;"
    /* -- operators: how each mail is made, which `check --repair` reads; see dialect_table.c -- */
    "DELETE FROM finder_record;"
    /* A line of mail/making.h. Ids are hashes. */
    "CREATE TABLE making(id INTEGER PRIMARY KEY, facet INTEGER NOT NULL, text TEXT NOT NULL) STRICT;"
    /* Of one mail all of them; NULL: it says nothing of that. References would cost ingest six look-ups for
     * each new row; `check` looks instead. */
    "CREATE TABLE dialect("
    "  id INTEGER PRIMARY KEY, program INTEGER, delivery INTEGER, layout INTEGER, engine INTEGER,"
    "  charset INTEGER) STRICT;"
    "ALTER TABLE mail ADD COLUMN dialect INTEGER;" /* NULL: unreadable */
    /* What people call an operator: the one that this mail's campaign is of. */
    "CREATE TABLE operator_name("
    "  founder INTEGER PRIMARY KEY REFERENCES mail, name TEXT NOT NULL) STRICT;"
    /* -- senders: who sent it and how, in bits; see trace.h -- */
    "ALTER TABLE mail ADD COLUMN trace INTEGER NOT NULL DEFAULT 0;"
    /* -- touts: what a commit need not find out again; made anew by `check --repair` -- */
    "ALTER TABLE cell DROP COLUMN whole;"
    /* As the mail has it, so that members of a part are divided without a look at their mails. */
    "ALTER TABLE sighting ADD COLUMN received INTEGER;"
    /* How its members fall into cells, "" in none; see tout_division.h. */
    "ALTER TABLE part ADD COLUMN division TEXT NOT NULL DEFAULT '';"
    /* Its first members, up to the mail sample_end; NULL: they are to be found; see tout_pool.c. */
    "ALTER TABLE part ADD COLUMN sample_end INTEGER;"
    "ALTER TABLE part ADD COLUMN sample BLOB;",
    /* 5: what each mail is as a delivery, which `check --repair` reads; see occasion.h */
    "DELETE FROM finder_record;"
    "ALTER TABLE mail ADD COLUMN recipient INTEGER;" /* hash of its address; NULL unknown */
    "ALTER TABLE mail ADD COLUMN occasion INTEGER;"  /* hash of client, recipient, sent time and text, or NULL
                                                      */
    /* What `feeds set` says of a feed, NULL nothing; see feed.h. */
    "ALTER TABLE feed ADD COLUMN traps INTEGER;"
    "ALTER TABLE feed ADD COLUMN sampled REAL;"
    "ALTER TABLE feed ADD COLUMN since INTEGER;"
    "ALTER TABLE feed ADD COLUMN forwarder TEXT;"
    "ALTER TABLE feed ADD COLUMN reports INTEGER;" /* 1: of forwarded reports; NULL: its first mail will tell
                                                    */
    "UPDATE feed SET reports = 0;",
    /* 6: the comparative test; see bench.h. Nothing that is derived depends on it. */
    "CREATE TABLE bench_corpus("
    "  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, frozen INTEGER NOT NULL,"
    "  digest TEXT NOT NULL," /* of its items; see bench_manifest.h */
    "  apart TEXT NOT NULL) STRICT;"
    /* Its manifest. A delivery that is lost leaves its line here. */
    "CREATE TABLE bench_item("
    "  corpus INTEGER NOT NULL REFERENCES bench_corpus, number INTEGER NOT NULL,"
    "  delivery INTEGER NOT NULL, feed INTEGER NOT NULL REFERENCES feed,"
    "  hash BLOB NOT NULL, received INTEGER," /* as the mail had them when it was frozen */
    "  role TEXT NOT NULL,"                   /* '': not known */
    "  classes INTEGER NOT NULL,"             /* of enum bench_class */
    "  truth TEXT NOT NULL, excluded TEXT,"   /* NULL: it is tested */
    "  PRIMARY KEY(corpus, number)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE bench_run("
    "  id INTEGER PRIMARY KEY, corpus INTEGER NOT NULL REFERENCES bench_corpus,"
    "  started INTEGER NOT NULL, ended INTEGER) STRICT;"
    "CREATE TABLE bench_product("
    "  run INTEGER NOT NULL REFERENCES bench_run, number INTEGER NOT NULL, name TEXT NOT NULL,"
    "  protocol TEXT NOT NULL,"
    "  class INTEGER NOT NULL," /* enum product_class */
    "  version TEXT NOT NULL, rules TEXT NOT NULL,"
    "  network INTEGER NOT NULL,"                  /* enum product_network */
    "  state INTEGER NOT NULL, why TEXT NOT NULL," /* enum product_state */
    "  PRIMARY KEY(run, number)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE bench_verdict("
    "  run INTEGER NOT NULL, product INTEGER NOT NULL, item INTEGER NOT NULL,"
    "  state INTEGER," /* enum answer_state; NULL: handed over and not answered yet */
    "  score REAL, native TEXT, handed_over INTEGER NOT NULL, answered INTEGER," /* milliseconds */
    "  tries INTEGER NOT NULL, PRIMARY KEY(run, product, item),"
    "  FOREIGN KEY(run, product) REFERENCES bench_product) STRICT, WITHOUT ROWID;",
};
#define VERSION ((int64_t)(sizeof steps / sizeof *steps))
/* The last step that changed what is derived from mail or what mail's rows hold. Those after it only add
 * tables, so a store that has it is read as it is, and gets them when somebody writes to it next. */
#define DERIVED 5

static bool read_version(struct database *database, int64_t *version, struct error *error) {
    int64_t application;
    if (!database_number(database, "PRAGMA user_version", 0, version, error) ||
        !database_number(database, "PRAGMA application_id", 0, &application, error))
        return false;
    if (*version < 0 || (*version && application != APPLICATION_ID))
        return error_set(error, "%s is another program's; name another folder with --store", database->path);
    if (*version > VERSION)
        return error_set(error, "%s was made by a newer weir (schema %lld, this one knows %lld); update weir",
                         database->path, (long long)*version, (long long)VERSION);
    return true;
}

static bool take_steps(struct database *database, int64_t version, struct error *error) {
    char stamp[100];
    for (; version < VERSION; version++)
        if (!database_run(database, steps[version], error))
            return false;
    sqlite3_snprintf(sizeof stamp, stamp, "PRAGMA application_id = %d; PRAGMA user_version = %lld; COMMIT;",
                     APPLICATION_ID, (long long)VERSION);
    return database_run(database, stamp, error);
}

/* All at once: a disk that fills up on the way must not leave a new store that looks like an old one. */
bool schema_migrate(struct database *database, struct error *error) {
    int64_t version;
    if (!read_version(database, &version, error))
        return false;
    if (version == VERSION)
        return true;
    if (!database_run(database, "BEGIN IMMEDIATE;", error))
        return false;
    if (take_steps(database, version, error))
        return true;
    database_run(database, "ROLLBACK;", NULL);
    return false;
}

bool schema_is_new(struct database *database, bool *is_new, struct error *error) {
    int64_t version = 0;
    bool read = read_version(database, &version, error);
    *is_new = !version;
    return read;
}

bool schema_verify(struct database *database, struct error *error) {
    int64_t version, missing = 0;
    if (!read_version(database, &version, error))
        return false;
    if (!version) /* the first ingest was cut short, or has just begun */
        return error_set(error, "%s holds nothing yet; `weir ingest PATH` fills it", database->path);
    if (version >= DERIVED && !database_number(database,
                                               "SELECT NOT EXISTS(SELECT 1 FROM finder_record)"
                                               " AND EXISTS(SELECT 1 FROM mail WHERE unreadable IS NULL)",
                                               0, &missing, error))
        return false;
    if (version < DERIVED ||
        missing) /* a repair may have been killed after the tables were brought up to date */
        return error_set(error, "%s was made by an older weir; `weir check --repair` updates it",
                         database->path);
    return true;
}
