/* What background mail says: spam of a few trades, personal letters, news of clubs. Written for this, after
 * the manner of such mail. Many alternatives and words from tables keep two mails apart. */
#include "simulate/phrases.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* -- pills -- */
static const char *const pill_subjects[] = {
    "{Your|Her|His} {refill|order form|{monthly|weekly} tablets} {is waiting|can ship {today|on $D}}",
    "{Pills|Tablets|Capsules} {without a|minus the} {waiting room|long queue}, {$Q brands|$Q kinds}",
    "{Licensed|Overseas|Northern} {druggist|apothecary} {clears|empties} {the|its} $A {shelf|stockroom}",
    NULL};
static const char *const pill_openings[] = {
    "{Why|How long will you} {sit|stand} in {line|a crowded room} for {tablets|a small packet of capsules} "
    "{when|if} the "
    "{postman|courier} {brings|carries} {them|every box} to your {door|porch|$A letterbox}?",
    "{Our|This} {dispensary|apothecary} {mails|posts|ships} {plain|unmarked|$A} {packets|boxes} "
    "{across|over} $Q "
    "{borders|countries} {every|each} {week|$D}.",
    "{Doctors|Physicians} {ask|charge} {too much|a fortune} for {paper slips|a signature}, {we|this house} "
    "{ask|want} "
    "{none|no slip at all}.",
    NULL};
static const char *const pill_offers[] = {"{Blue|Round|Orange} {tablets|lozenges} for {men|gentlemen} "
                                          "{past|over} {forty|fifty}: $Q {strips|packets} {at|for} "
                                          "{$19|$24|$31|$38}.",
                                          "{Slimming|Appetite} {drops|capsules}, {lab tested|brewed from "
                                          "herbs}, {a jar|$Q jars} {for|at} {$27|$35|$44}.",
                                          "{Sleep|Calm} {tablets|syrup}, {mild|strong} {dose|blend}, "
                                          "{shipped|sent} {before|by} $D {for|at} {$15|$22|$29}.",
                                          "{Joint|Back} {balm|pills} {with|containing} "
                                          "{willow|pepper|arnica}, {$Q tins|one tin} {a|per} {parcel|month}.",
                                          "{Hair|Skin} {tonic|serum} {that|which} {regrows|smooths} "
                                          "{in|within} $Q {weeks|evenings}, {half|full} {bottle|flask}.",
                                          NULL};
static const char *const pill_closings[] = {"{Pick|Choose} {your|the} {packet|strips} {here|on this page}",
                                            "{See|Open} {the|our} {list|cupboard|catalogue}",
                                            "{Fill|Load} {the|a} {basket|cart} {at|on}", NULL};

/* -- watches -- */
static const char *const watch_subjects[] = {
    "{Swiss|Geneva} {style|look} {on|for} {your|his} {wrist|arm}, {a tenth|a fraction} of {the cost|it}",
    "{Replica|Copied} {chronographs|timepieces} {boxed|gift wrapped} {for|until} $D",
    "{Nobody|No jeweller} {sees|can tell} the {difference|copy}", NULL};
static const char *const watch_openings[] = {
    "{A|The} {fine|heavy} {chronograph|timepiece} {says|tells} {more|plenty} {about|of} {a man|its owner} "
    "{than|before} "
    "{words|a $A suit} {can|could}.",
    "{Our|These} {copies|replicas} {tick|sweep} {like|as} the {originals|ones in the glass case}, "
    "{weigh|feel} {the same|alike} "
    "and {carry|bear} {every|each} {engraving|mark}.",
    "{Jewellers|Collectors} {near|around} $P {stare|look twice} {when|as} {this|our} $A {dial|bezel} "
    "{passes|goes by}.",
    NULL};
static const char *const watch_offers[] = {
    "{Steel|Gilt} {diver|pilot} {model|piece}, {sapphire|mineral} {glass|crystal}, {$149|$189|$215} "
    "{boxed|with papers}.",
    "{Ladies'|Gentlemen's} {dress|evening} {watch|piece} {on|with} {leather|a bracelet}, {$99|$129|$165}.",
    "{Moonphase|Skeleton} {dial|movement}, $Q {jewels|complications}, {limited|numbered}, {$260|$310|$345}.",
    "{Matching|Paired} {pens|cufflinks|wallets} {come|ship} {free|along} {with|beside} $Q {pieces|watches}.",
    NULL};
static const char *const watch_closings[] = {"{The|Our} {window|showcase} {is|stands open} at",
                                             "{Choose|Try} {a|your} {strap|dial} {at|under}",
                                             "{Gallery|Photographs} of {every|each} {piece|model}", NULL};

/* -- loans -- */
static const char *const loan_subjects[] = {
    "{Approved|Cleared}: {your|the} {refinance|household loan} {file|request} {$Q hundred|number $Q}",
    "{Bad|Poor|No} credit {history|record}? {Read|Open} {this|on}",
    "{Lower|Halve} {the|your} mortgage {by|before} $D", NULL};
static const char *const loan_openings[] = {
    "{Your|The} {home|house} {qualifies|was approved} {for|under} {a|our} {fixed|$A} {mortgage|refinance} "
    "{rate|plan} {of|near} "
    "{3.4|3.9|4.2|4.6} percent, {past|old} {credit|debts} {ignored|forgiven}.",
    "{Lenders|Banks} {compete|line up} {for|over} {households|families} {like|such as} yours, {and|so} "
    "{we|our desk} "
    "{compare|rank} $Q {of them|offers}.",
    "{Bills|Instalments} {piling|stacking} up {on|beside} the $A $N? {One|A single} {monthly|small} "
    "{payment|sum} {replaces|swallows} "
    "{them|all of it}.",
    NULL};
static const char *const loan_offers[] = {
    "{Borrow|Take out} {$80,000|$120,000|$260,000} {for|from} {$340|$410|$720} {a|per} month, {no|without} "
    "{fees|deposit}.",
    "{Debt|Card} consolidation {in|within} $Q {days|forms}, {self employed|pensioners} {welcome|included}.",
    "{Cash|Money} {out|released} {against|from} the {house|roof} {for|toward} {tuition|a new kitchen|$A "
    "repairs}.",
    "{No|Without} {interview|paper trail}: {answer|fill in} $Q {lines|boxes} and {wait|expect} {a|our} "
    "{clerk|officer}.",
    NULL};
static const char *const loan_closings[] = {"{Short|Two minute} {form|application} {here|below}",
                                            "{Check|Compare} {rates|terms} {at|on}",
                                            "{A|Our} {clerk|desk} {answers|replies} {through|via}", NULL};

/* -- dating -- */
static const char *const dating_subjects[] = {"{I|We} {saw|liked} {your|a} {photo|profile} {by|near} $P",
                                              "$F {left|sent} {you|one man} a {wink|$A note}",
                                              "{Lonely|Bored} {on|this} $D {evening|night}? {so am I|me too}",
                                              NULL};
static const char *const dating_openings[] = {
    "{I am|My name is} $F, {new|just moved} {in town|to this city}, {and|so} {looking for|hoping to meet} "
    "{a|some} {kind|$A|honest} "
    "{man|gentleman} {with|who has} {humour|a warm heart}.",
    "{A|The} {friend|girl} {named|called} $F {near|living by} $P {wants|asked} {to|if she may} {write|chat} "
    "{with|to} you.",
    "{Forget|Never mind} {bars|parties}: {women|ladies} {here|on our pages} {write|answer} {first|within $Q "
    "hours}.",
    NULL};
static const char *const dating_offers[] = {
    "{I|We both} {love|adore} {dancing|cooking|the sea} and {long|$A} {walks|evenings} {around|by} $P.",
    "{My|Her} {webcam|album} {shows|has} {more|$Q pictures} {than|which} {I|she} {dare|could} "
    "{describe|send}.",
    "{Members|Girls} {from|of} $Q {towns|countries} {are|sit} {online|waiting} {after|since} {dark|supper}.",
    "{Joining|Signing up} {costs|takes} {nothing|no card}, {only|just} {a nickname|your age}.", NULL};
static const char *const dating_closings[] = {"{My|Her} {page|pictures}", "{Answer|Find} {me|us} {at|under}",
                                              "{Say|Type} hello {here|on}", NULL};

/* -- accounts -- */
static const char *const account_subjects[] = {
    "{Notice|Reminder}: {mailbox|webmail} {quota|limit} {exceeded|reached} {on|since} $D",
    "{Unusual|Unknown} {sign-in|login} {from|near} $P",
    "{Your|The} {parcel|shipment} {could not|failed to} {clear|arrive}", NULL};
static const char *const account_openings[] = {
    "{We|Our team} {noticed|recorded} $Q {failed|odd} {logins|attempts} {to|on} {your|this} "
    "{mailbox|profile} {and|so} {access|sending} "
    "{was|has been} {limited|suspended}.",
    "{The|Your} {mailbox|inbox} {has|holds} {used|filled} {98|99|97} percent {of|from} its {quota|space}, "
    "{messages|letters} {wait|queue} "
    "{outside|on the server}.",
    "{A|The} {courier|carrier} {left|holds} {a|one} $A {parcel|crate} {because|since} {the|your} {house "
    "number|street} {was|is} "
    "{missing|unreadable}.",
    NULL};
static const char *const account_offers[] = {
    "{Confirm|Verify} {the|your} {password|details} {within|in} $Q {hours|days} {or|otherwise} "
    "{lose|forfeit} {the|all} "
    "{messages|contacts}.",
    "{This|The} {check|review} {takes|needs} {one minute|$Q clicks} {and|but} {cannot|must not} be "
    "{skipped|postponed}.",
    "{Reference|Case} {number|code} {stands|is printed} {above|below}, {keep|note} it {for|until} {the|our} "
    "{helpdesk|operator}.",
    "{Accounts|Users} {left|found} {unverified|idle} {after|past} $D {are|get} {closed|erased} {without|with "
    "no} {appeal|warning}.",
    NULL};
static const char *const account_closings[] = {"{Restore|Unlock} {access|sending} {here|at}",
                                               "{Sign|Log} in {through|via}",
                                               "{Release|Track} {it|the parcel} {on|at}", NULL};

/* -- software -- */
static const char *const software_subjects[] = {
    "{Office|Drawing} {suite|programs} {as|by} {download|instant files}, {$Q titles|$Q languages}",
    "{OEM|Surplus} {discs|licences} {from|out of} {a|one} $A {warehouse|office}",
    "{Students|Teachers} {pay|save} {less|plenty} {on|for} {programs|software}", NULL};
static const char *const software_openings[] = {
    "{Why|Who would} {pay|spend} {for|on} {a carton|printed manuals} {when|if} the {same|very} {program|disc "
    "image} {downloads|arrives} "
    "{in|within} $Q minutes?",
    "{A|One} {bankrupt|$A} {dealer|reseller} {left|gave} us {crates|pallets} of {sealed|unused} "
    "{licences|keys}.",
    "{Every|Each} {title|program} {below|here} {runs|installs} {in|with} $Q {languages|versions}, "
    "{updates|patches} {included|kept}.",
    NULL};
static const char *const software_offers[] = {
    "{Photo|Picture} {editor|studio} {eleven|nine|pro}, {$49|$59|$69}, {was|listed at} {$499|$599|$649}.",
    "{Word processor|Spreadsheet} and {slides|mail} {bundle|set}, {$39|$55|$64} {for|on} $Q "
    "{machines|desks}.",
    "{Architects'|Engineers'} {drafting|drawing} {tool|package}, {$89|$99|$119}, {full|complete} "
    "{key|serial}.",
    "{Video|Music} {cutter|mixer} {plus|with} $Q {effects|filters}, {$29|$35|$45} {today|this $D}.", NULL};
static const char *const software_closings[] = {"{Files|Keys} {are|wait} {at|on}",
                                                "{Browse|Search} {titles|the shelf} {at|on}",
                                                "{Download|Fetch} {yours|a copy} {from|at}", NULL};

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
