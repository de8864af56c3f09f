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
static const char *const pill_openings[] = {"{Why|How long} sit {at|near} $P for $B {tablets|capsules} "
                                            "{when|if} the $A {postman|courier} {brings|carries} $Q?",
                                            "{Our|This} $A {dispensary|apothecary} {mails|posts|ships} $B in "
                                            "$A {packets|boxes} over $Q {borders|countries}.",
                                            "{Doctors|Physicians} {near|around} $P {charge|ask} $C for $B, "
                                            "{we|this house} $Q times {less|under that}.",
                                            NULL};
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
    "{Your|The} {home|house} {near|by} $P {qualifies|was cleared} {for|under} $A $B {mortgage|refinance} "
    "{at|of} $C {monthly|a month}.",
    "$B {lenders|banks} {compete|line up} {for|over} $Q $A {households|families} {from|around} $P.",
    "{Bills|Instalments} {piling|stacking} up {on|beside} {your|the} $A $N? $B {swallows|replaces} $Q.",
    NULL};
static const char *const loan_offers[] = {
    "{Borrow|Take} $C{0|00} {from|for} $C {monthly|a month}, $A {fees|deposit} {waived|gone}.",
    "$B {debt|card} consolidation {in|within} $Q $A {days|forms}.",
    "{Cash|Money} {out|released} {against|from} $A {houses|roofs} {for|toward} $M {or|and} $A "
    "{tuition|repairs}.",
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
    "{I am|My name is} $F, {new|just moved} {to|by} $P, {looking|hoping} for $A {men|company} {with|and} $A "
    "{humour|hearts}.",
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
    "$B {noticed|recorded} $Q $A {logins|attempts} {near|from} $P {and|so} {access|sending} {was|is} $A "
    "{limited|suspended}.",
    "{The|Your} $A {mailbox|inbox} {at|with} $B {holds|has} $Q {waiting|queued} {messages|letters} "
    "{since|from} $D.",
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
    "{Why|Who would} {pay|spend} $C {for|on} $A $B {cartons|manuals} {when|if} $Q {downloads|files} "
    "{arrive|come}?",
    "{A|One} $A {dealer|reseller} {near|by} $P {left|gave} us $Q {crates|pallets} {of|with} $B "
    "{licences|keys}.",
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
const char *const phrases_letter_subjects[] = {"{the|that|your} $A $N {again|and other things|from $P}",
                                               "{visit|lunch|walk} {on|after} $D {with|and} $F",
                                               "{about|more about} {those|the} $A $M",
                                               "{greetings|news|a note} from $P {and|about} $F",
                                               "{can you|who will|shall we} $V the $N {by|before} $D",
                                               "$F, $F and the $A $M",
                                               NULL};
const char *const phrases_letter_openings[] = {"Dear $F,",       "Hi $F,",      "Hello $F,", "$F,",
                                               "Hello from $P,", "My dear $F,", NULL};
const char *const phrases_letter_sentences[] = {
    "{Yesterday|On $D|Last week} $F and {I|we} {went|walked|drove} to $P {to|and tried to} $V the $A $N.",
    "{You|I} {asked|wondered} {whether|if} the $N {fits|goes} {behind|beside|under} the $A $N.",
    "$F {found|bought|lost} $Q $M {near|behind} $P, {all|most} of them $A.",
    "{Could you|Would $F|Please} {bring|send} the $A $N {back|along} {before|by} $D?",
    "{Mother|Father|My neighbour} {thinks|swears} {that|how} the $N {was|looked} {too|rather} $A "
    "{for|beside} $P.",
    "{We|They} {had|ate} $Q $A $M and {talked|laughed} {until|about} {midnight|the $N}.",
    "{It|The weather} {rained|was $A} {in|around} $P, {so|and} nobody {wanted|dared} to $V {anything|the "
    "$M}.",
    "{The children|$F's children} {want|plan} to $V a $N {out of|with} $A $M.",
    "{I|We} {still|really} {have|owe you} the $A $M {from|of} last {summer|$D|winter}.",
    "{Did|Has} $F {tell|told} you {about|of} the $N {at|by} $P?",
    "{My|Our} $A $N {broke|fell over|vanished} {while|when} $F {tried|wanted} to $V it.",
    "{If|When} you {come|travel} {past|through} $P, {look|ask} for $A $M.",
    "{The|That} train {to|from} $P {was|ran} $Q {minutes|hours} late, {again|as ever}, and {full of|loaded "
    "with} $M.",
    "$F {plays|practises} the {violin|trumpet|$A cello} {every|each} $D, {much|greatly} to {our|the dog's} "
    "{delight|sorrow}.",
    "{Somebody|A stranger} {left|put} $Q $M {on|before} {the|our} doorstep, {wrapped in|under} a $A $N.",
    "{I|We} {dreamt|read} {about|of} a $A $N that {nobody|$F} could $V.",
    "{Next|This} $D {we|the neighbours} will $V the $N {at|near} $P, {if|unless} $F {helps|has a cold}.",
    "{Thank you|Many thanks} for the $A $M, {which|they} {arrived|came} {safely|a bit $A}.",
    "{The|Your} {cat|dog|parrot} {slept|hid} {under|inside} the $N {all|for half the} {night|$D}.",
    "{Remember|Recall} {how|when} $F {tried|had} to $V $Q $M {in|at} $P?",
    "{Her|His} {sister|uncle|teacher} {lives|works} {above|near} $P and {collects|paints} $A $M.",
    "{I|We} {need|lack} {a|one more} $A $N and {perhaps|maybe} $Q $M {for|until} the {party|play}.",
    "{The|A} {plumber|carpenter|painter} {comes|came} on $D to $V the $N, {finally|at last}.",
    "{Let|Do let} me {know|hear} {whether|if} {$D|the $N} {suits|pleases} $F.",
    NULL};
const char *const phrases_letter_closings[] = {"{Love|Yours|Warmly}", "{See|Until} {you|we meet} {on|by} $D",
                                               "{Best|Kind} {wishes|regards} from $P",
                                               "{Take care|Bye|So long}", NULL};

/* -- clubs -- */
const char *const phrases_club_names[] = {
    "Choir",           "Rowing Club", "Garden Circle",  "Chess Friends", "Museum",      "Walking Group",
    "Library",         "Beekeepers",  "Theatre",        "Cycling Club",  "Astronomers", "Pottery Guild",
    "Railway Friends", "Book Circle", "Choral Society", "Kennel Club",   NULL};
const char *const phrases_club_news[] = {
    "{On $D|This week} $F $F {shows|explains} how to $V {a|the} $A $N {at|in} $P. {Bring|Please bring} $Q "
    "$M.",
    "{The|Our} $A $N has {moved|returned} to $P; {thanks|we are grateful} to $F and $F for {the|their} "
    "{help|patience}.",
    "{Volunteers|Members} {are needed|may sign up} to $V $Q $M {before|until} $D.",
    "{Report|Minutes}: $Q of us {met|gathered} {near|at} $P, {admired|counted} $A $M and {drank|shared} tea.",
    "{Lost|Found}: {a|one} $A $N, {left|last seen} {by|near} $P on $D.",
    "{The|Our} {summer|winter|spring} {outing|evening} {leads|goes} to $P, {with|and} $A $M {for|from} "
    "{everyone|$F}.",
    "{Workshop|Course} for {beginners|children}: {painting|building} $M {with|and} a $A $N, $Q "
    "{evenings|mornings}.",
    "$F $F {has been|is} a member for $Q years; {congratulations|we sing} on $D at $P.",
    NULL};
const char *const phrases_club_closings[] = {
    "You get this letter because you are a member. To leave, write to the address of the list.",
    "Sent to members and friends. Tell us if you no longer wish to read it.", NULL};

size_t phrases_count(const char *const *phrases) {
    size_t count = 0;
    while (phrases[count])
        count++;
    return count;
}
