/* What a scenario may name. Recipients, links and senders: reserved domains (RFC 2606, RFC 6761: .example,
 * .test, .invalid, .localhost, example.org, example.net, example.com). Instruments: invented ones, whose
 * symbols begin with ZZ. Phone numbers: 555-0100 to 555-0199. Hosts are made by us, of 240.0.0.0/4. */
#ifndef WEIR_SIMULATE_CHECK_H
#define WEIR_SIMULATE_CHECK_H

#include "simulate/scenario.h"

/* false with an error that names what is not reserved and where it stands: read as weir reads mail, every
 * alternative of every text included. */
bool check_scenario(const struct scenario *scenario, struct error *error);

#endif
