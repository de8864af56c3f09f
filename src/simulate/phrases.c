/* What background mail says: spam of a few trades, personal letters, news of clubs. Written for this, after
 * the manner of such mail. Many alternatives and words from tables keep two mails apart. */
#include "simulate/phrases.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* -- pills -- */
static const char *const pill_subjects[] = {
    "{Your|Her|His} $B {refill|order form|tablets} {is waiting|can ship on $D}",
    "$B and $B {without a|minus the} {waiting room|long queue}",
    "{Licensed|Overseas|Northern} $B {druggist|apothecary} {clears|empties} {the|its} $A {shelf|stockroom}",
    NULL};
static const char *const pill_openings[] = {
    "{Why|How long} sit {at|near} $P for $B {tablets|pills} {when|if} $A {postmen|couriers} bring $Q?",
    "{Our|This} $A {dispensary|shop} {posts|ships} $B in $A {packets|boxes} over $Q {borders|seas}.",
    "{Doctors|Physicians} {near|around} $P {charge|ask} $C for $B, we $Q times {less|under that}.", NULL};
static const char *const pill_offers[] = {
    "$B {tablets|lozenges} for $A {men|gentlemen}: $Q {strips|packets} {at|for} $C.",
    "$B {slimming|appetite} drops, $A {lab tested|herbal} {jar|flask}, $Q {at|for} $C.",
    "$A {sleep|calm} {syrup|tablets} $B, {shipped|sent} {before|by} $D, $C {all in|net}.",
    "$B {joint|back} {balm|pills} with $B {root|bark}, $Q $A {tins|tubes} {a|per} {month|parcel}.",
    "{Hair|Skin} {tonic|serum} $B, $A {within|after} $Q {weeks|evenings}, {full|half} {bottle|flask} $C.",
    NULL};
static const char *const pill_closings[] = {"{Pick|Choose} {your|the} $B {packet|strips}",
                                            "{See|Open} {the|our} $A {list|cupboard}",
                                            "{Fill|Load} {the|a} $A basket", NULL};

/* -- watches -- */
static const char *const watch_subjects[] = {
    "$B {style|look} {on|for} {your|his} $A {wrist|arm}",
    "{Replica|Copied} $B {chronographs|timepieces} {boxed|gift wrapped} {for|until} $D",
    "{Nobody|No jeweller} {at|near} $P {sees|can tell} the $B {difference|copy}", NULL};
static const char *const watch_openings[] = {
    "{A|The} $A $B {chronograph|timepiece} {says|tells} {more|plenty} {than|before} $Q $A {suits|words}.",
    "{Our|These} $B {copies|replicas} {tick|sweep} $A {like|as} $Q {originals|museum pieces} {at|from} $P.",
    "{Jewellers|Collectors} {near|around} $P {stare|look} $A {when|as} $B {dials|bezels} {pass|go by}.",
    NULL};
static const char *const watch_offers[] = {
    "$A {steel|gilt} {diver|pilot} $B, $Q {jewels|hands}, $C {boxed|with papers}.",
    "{Ladies'|Gentlemen's} $B {dress|evening} {watch|piece}, $A {leather|bracelet}, $C.",
    "{Moonphase|Skeleton} $B {dial|movement}, $Q $A {complications|numbers}, {limited|numbered}, $C.",
    "$B {pens|cufflinks|wallets} {ship|come} {free|along} {with|beside} $Q $A {pieces|watches}.", NULL};
static const char *const watch_closings[] = {"{The|Our} $A {window|showcase}",
                                             "{Choose|Try} {a|your} $B {strap|dial}",
                                             "{Gallery|Photographs} of $Q $A {pieces|models}", NULL};

/* -- loans -- */
static const char *const loan_subjects[] = {
    "{Approved|Cleared}: {your|the} $A {refinance|household loan} {by|through} $B",
    "{Bad|Poor|No} credit {history|record}? $B {says|decides} {on|by} $D",
    "{Lower|Halve} {the|your} $A mortgage {by|before} $D", NULL};
static const char *const loan_openings[] = {
    "{Your|The} {home|house} {near|by} $P {qualifies|is cleared} for $A $B {mortgage|loan} {at|of} $C.",
    "$B {lenders|banks} {compete|line up} {for|over} $Q $A {households|families} {from|around} $P.",
    "{Bills|Instalments} {piling|stacking} up {on|beside} {your|the} $A $N? $B {swallows|replaces} $Q.",
    NULL};
static const char *const loan_offers[] = {
    "{Borrow|Take} $C{0|00} {from|for} $C {monthly|a month}, $A {fees|deposit} {waived|gone}.",
    "$B {debt|card} consolidation {in|within} $Q $A {days|forms}.",
    "{Cash|Money} {out|released} {against|from} $A {houses|roofs} {for|toward} $M {or|and} $A repairs.",
    "{No|Without} $A {interview|papers}: $Q {lines|boxes} {and|then} $B {waits|calls}.", NULL};
static const char *const loan_closings[] = {"{Short|Two minute} $A {form|application}",
                                            "{Check|Compare} $B {rates|terms}",
                                            "{A|Our} $A {clerk|desk} {answers|replies}", NULL};

/* -- dating -- */
static const char *const dating_subjects[] = {"$F {saw|liked} {your|a} $A {photo|profile} {by|near} $P",
                                              "$F {left|sent} {you|one man} a $A {wink|note}",
                                              "{Lonely|Bored} {at|near} $P {on|this} $D? $F {too|as well}",
                                              NULL};
static const char *const dating_openings[] = {
    "{I am|My name is} $F, {new|just moved} {to|by} $P, {looking|hoping} for $A {men|company}.",
    "{A|The} $A {friend|girl} {named|called} $F {near|by} $P {wants|asked} to $V {your|a} $N.",
    "{Forget|Never mind} $A {bars|parties}: $F {and|with} $Q {ladies|women} {write|answer} {by|before} $D.",
    NULL};
static const char *const dating_offers[] = {
    "{I|We} {love|adore} $M {and|with} $A {walks|evenings} {around|by} $P.",
    "{My|Her} $A {webcam|album} {shows|has} $Q {more|new} $A {pictures|dances}.",
    "{Members|Girls} {from|of} $P {sit|are} $A {and|but} {online|waiting} {after|since} $D.",
    "{Joining|Signing up} {as|like} $F {costs|takes} $A {nothing|minutes}, {only|just} $Q {letters|clicks}.",
    NULL};
static const char *const dating_closings[] = {"{My|Her} $A {page|pictures}", "{Answer|Find} $F {at|under}",
                                              "{Say|Type} $A hello", NULL};

/* -- accounts -- */
static const char *const account_subjects[] = {
    "{Notice|Reminder}: $B {mailbox|webmail} {exceeded|reached} {on|since} $D",
    "{Unusual|Unknown} $A {sign-in|login} {from|near} $P",
    "{Your|The} $A {parcel|shipment} {with|of} $B {could not|failed to} arrive", NULL};
static const char *const account_openings[] = {
    "$B {noticed|recorded} $Q $A {logins|attempts} {near|from} $P {and|so} sending is $A {limited|slow}.",
    "{The|Your} $A {mailbox|inbox} {at|with} $B {holds|has} $Q {waiting|queued} letters {since|from} $D.",
    "{A|The} $B {courier|carrier} {left|holds} $Q $A {parcels|crates} {at|near} $P.", NULL};
static const char *const account_offers[] = {
    "{Confirm|Verify} {the|your} $B {password|details} {within|in} $Q $A {hours|days}.",
    "{This|The} $A {check|review} {takes|needs} $Q {minutes|clicks} {and|but} {cannot|must not} $V.",
    "{Reference|Case} $B {stands|is printed} {above|below}, {keep|note} $Q $A {signs|digits}.",
    "{Accounts|Users} {left|found} $A {after|past} $D {are|get} {closed|erased} {by|through} $B.", NULL};
static const char *const account_closings[] = {"{Restore|Unlock} $B {access|sending}",
                                               "{Sign|Log} in {through|via} $B",
                                               "{Release|Track} {it|the $A parcel}", NULL};

/* -- software -- */
static const char *const software_subjects[] = {
    "$B {suite|programs} {as|by} $A {download|files}, $Q {titles|languages}",
    "{OEM|Surplus} $B {discs|licences} {from|out of} {a|one} $A {warehouse|office}",
    "{Students|Teachers} {near|at} $P {pay|save} {less|plenty} {on|for} $B", NULL};
static const char *const software_openings[] = {
    "{Why|Who would} {pay|spend} $C {for|on} $A $B {cartons|manuals} {when|if} $Q {downloads|files} do?",
    "{A|One} $A {dealer|reseller} {near|by} $P {left|gave} $Q {crates|pallets} {of|with} $B keys.",
    "{Every|Each} $B {title|program} {runs|installs} {in|with} $Q $A {languages|versions}.", NULL};
static const char *const software_offers[] = {
    "$B {photo|picture} {editor|studio}, $C, {was|listed at} $C{0|5}.",
    "$A {word processor|spreadsheet} $B {and|with} {slides|mail}, $C {for|on} $Q {machines|desks}.",
    "{Architects'|Engineers'} $B {drafting|drawing} {tool|package}, $A {key|serial}, $C.",
    "{Video|Music} {cutter|mixer} $B {plus|with} $Q $A {effects|filters}, $C.", NULL};
static const char *const software_closings[] = {"$B {files|keys} {wait|are} {at|on}",
                                                "{Browse|Search} $A {titles|shelves}",
                                                "{Download|Fetch} {yours|a $A copy}", NULL};

#define TRADE(word, shop)                                                                                    \
    { shop, word##_subjects, word##_openings, word##_offers, word##_closings }

const struct phrases_trade phrases_trades[] = {TRADE(pill, "pharm"),    TRADE(watch, "shop"),
                                               TRADE(loan, "loans"),    TRADE(dating, "meet"),
                                               TRADE(account, "login"), TRADE(software, "soft")};
const size_t phrases_trade_count = COUNT(phrases_trades);

/* -- letters -- */
const char *const phrases_letter_subjects[] = {"$A $N",    "$M {and|or|without} $M", "$N, $D?",  "$F: $A $M",
                                               "$Q $A $M", "{my|your|whose} $A $N?", "$F $V $M", NULL};
const char *const phrases_letter_openings[] = {"Dear $F,", "Hi $F,", "Hello $F,", "$F,", "My dear $F,", NULL};
const char *const phrases_letter_sentences[] = {
    "{Yesterday|Recently} $F {walked|drove} {near|past} $P {with|carrying} $A $M, $Q {altogether|or so}.",
    "{Does|Will} your $A $N {fit|go} {behind|beside|under} $F's $A $N?",
    "$F {found|bought|lost} $Q $M {near|behind} $P, {mostly|partly} $A.",
    "{Please|Do} $V {that|this|my} $A $N {before|by|until} $D.",
    "{Mother|Father|Uncle|Auntie} $F {thinks|swears} $A $M {suit|spoil} $P.",
    "{We|They|You} ate $Q $A $M, {talked|laughed|sang} {of|about} $F's $N.",
    "{Rain|Snow|Fog} {in|around|over} $P {made|left} $M {quite|rather} $A.",
    "{The|Our|Her} children $V $A $M {out of|with|into} $Q $M.",
    "{I|We} {still|really} owe $F $A $M {since|from} {last|that} $D.",
    "{Did|Has} $F mention $A $M {at|by|near} $P?",
    "{My|Our|His} $A $N {broke|vanished|fell over} {while|when|before} $F {came|slept|sang}.",
    "Past $P, {look|ask} for $Q $A $M {or|and} $F.",
    "{Trains|Buses} {from|to} $P {ran|were} $Q {minutes|hours} late, {with|all} $A $M.",
    "$F {plays|practises|mends} {a|one|some} $A $N {every|each} $D {for|with} $F.",
    "{Somebody|A stranger|The postman} left $Q $A $M {under|inside|on} $F's $N.",
    "{I|We|You} {dreamt|read|spoke} {about|of} $A $M {at|around} $P.",
    "{Next|This|Every} $D $F will $V $M {at|near|behind} $P, $A {or|and} {happy|late}.",
    "{Thanks|Many thanks} for $Q $A $M, {quite|rather|very} {useful|pretty}.",
    "{The|Your|Our} {cat|dog|parrot|goat} {slept|hid|sat} {under|inside|upon} $A $M {until|since} $D.",
    "{Remember|Recall} $F's $A $N {in|at|behind} $P?",
    "{Her|His|Your} {sister|uncle|teacher|cousin} $F {collects|paints|sells} $A $M {above|near} $P.",
    "{We|They} need $Q $A $M {for|until|after} {the|a} {party|play|fair}, {says|writes} $F.",
    "{Plumbers|Carpenters|Painters} {came|come|stayed} $D to $V $F's $A $N.",
    "{Would|Could} $D {suit|please} $F, {with|plus} $A $M?",
    NULL};
const char *const phrases_letter_closings[] = {"{Love|Yours|Warmly}", "{Until|See you} $D",
                                               "{Greetings|Regards} from $P", "{Bye|So long}", NULL};

/* -- clubs -- */
const char *const phrases_club_names[] = {
    "Choir",       "Rowing Club",   "Garden Circle", "Chess Friends", "Museum",          "Walking Group",
    "Library",     "Beekeepers",    "Theatre",       "Cycling Club",  "Astronomers",     "Pottery Guild",
    "Book Circle", "Weaving Guild", "Anglers",       "Kennel Club",   "Railway Friends", NULL};
const char *const phrases_club_subjects[] = {"$M and $M", "$A $M {on|by} $D", "$F $F {about|on} $M",
                                             "$Q $A $M", NULL};
const char *const phrases_club_news[] = {
    "{On $D|This week} $F $F {shows|explains} $A $M {at|in|by} $P. {Bring|Carry} $Q $M.",
    "{The|Our} $A $N {moved|returned|went} to $P; {thanks|cheers} {to|for} $F and $F.",
    "{Volunteers|Members|Friends} {may|can|will} $V $Q $A $M {before|until|from} $D.",
    "{Report|Minutes}: $Q {met|gathered|sat} {near|at|behind} $P, {admired|counted|sorted} $A $M, $F sang.",
    "{Lost|Found|Missing}: {a|one|some} $A $N, {left|last seen} {by|near|behind} $P {on|around} $D.",
    "{Summer|Winter|Spring} {outing|evening|fair}: $P, $A $M {for|from|with} $F.",
    "{Workshop|Course|Talk} {by|with} $F: $A $M, $Q {evenings|mornings|hours}.",
    "$F $F, {member|friend} for $Q years, {sings|speaks|cooks} on $D {near|at} $P.",
    NULL};

size_t phrases_count(const char *const *phrases) {
    size_t count = 0;
    while (phrases[count])
        count++;
    return count;
}
