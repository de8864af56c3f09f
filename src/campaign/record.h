/* The kinds of records that the finder keeps in its backing. */
#ifndef WEIR_CAMPAIGN_RECORD_H
#define WEIR_CAMPAIGN_RECORD_H

enum { RECORD_COUNTER, RECORD_TEMPLATE, RECORD_LEDGER, RECORD_VOCABULARY, RECORD_LABEL };

#endif
