#!/usr/bin/env bats
# A user's list of known instruments, on mails of invented ones: one mail that hardly talks a stock up, a company that is
# touted by name and by symbol, and two companies of one name.

load common

# sent NAME DAY HOST SUBJECT LINE...: a mail received on that day of March 2025 from 192.0.2.HOST.
sent() {
  local name=$1 day=$2 host=$3 subject=$4 sender=${1%%[0-9]*}
  shift 4
  mkdir -p "$BATS_FILE_TMPDIR/mail"
  {
    printf 'Received: from host%d.example.net (host%d.example.net [192.0.2.%d])\n' "$host" "$host" "$host"
    printf '\tby mx.example.org with ESMTP id %d; %02d Mar 2025 10:00:00 +0000\n' "$host" "$day"
    printf 'From: %s <%s@%s.example.com>\nTo: trap@example.org\nSubject: %s\n' "$sender" "$sender$host" "$sender" "$subject"
    printf 'Date: %02d Mar 2025 10:00:00 +0000\nMessage-ID: <%s@%s.example.com>\n' "$day" "$name" "$sender"
    printf 'X-Mailer: %s\n\n' "$sender"
    printf '%s\n' "$@"
  } > "$BATS_FILE_TMPDIR/mail/$name.eml"
}

setup_file() {
  sent weak1 3 5 "For your list" "Symbol: WXQR" "Price: 0.40" \
    "This stock of a mine in the north should do well this year, so buy some."
  for i in {1..4}; do
    sent named$i 4 $((20 + i)) "Alert number $i" \
      "Zorvane Minerals Inc is about to explode! This stock is at \$0.40, our target price is \$2.50." \
      "Buy Zorvane Minerals Inc shares today and expect gains of 300% in 5 days, says number $i."
    sent symbol$i 5 $((40 + i)) "Tip of the day $i" "Symbol: ZRVN.OB" "Current price: 0.45" "Short term target: 2.50" \
      "Get in now before the big news is out, this one will double and double again, our number $i."
    sent twins$i 6 $((60 + i)) "Report $i" \
      "Ablenor Mining Inc will triple this week! This stock is at \$0.10, our target price is \$0.90." \
      "Load up on Ablenor Mining Inc before Friday, strong buy with gains of 900%, wave $i."
  done
  list > "$BATS_FILE_TMPDIR/list.csv"
}

list() {
  printf '%s\r\n' symbol,name,market,type,since WXQR.PK,'"Wexquiv Holdings, Inc."','Pink Sheets',stock,2004 \
    ZRVN,'Zorvane Minerals Corporation','OTC Bulletin Board',stock, ABLA,'Ablenor Mining',,, ABLB,'Ablenor Mining Ltd.',,,
}

# The test's own store, with the mail and, first or last, the list.
take_in() {
  own_store
  "$weir" ingest --quiet "$@"
}

mail_and_list() {
  take_in --instruments "$BATS_FILE_TMPDIR/list.csv" "$BATS_FILE_TMPDIR/mail"
}

instruments() {
  "$weir" touts --json | jq -r '.[].instrument' | sort | paste -sd ' '
}

# tout NAME KEY: of that instrument.
tout() {
  "$weir" touts --json | jq -r ".[] | select(.instrument == \"$1\") | .$2"
}

# All that is kept of touts; names of files aside.
judged() {
  "$weir" campaigns --json | jq -S 'sort_by(.id)'
  "$weir" messages
  "$weir" touts --json
}

@test "without a list" {
  take_in "$BATS_FILE_TMPDIR/mail"
  [ "$(instruments)" = "ABLENOR ZORVANE ZRVN.OB" ]
}

@test "a listed symbol is believed in a single weak message" {
  mail_and_list
  [ "$(tout WXQR messages)" -eq 1 ]
  [ "$(tout WXQR name)" = "WEXQUIV HOLDINGS" ]
  id=$(tout WXQR 'campaign_ids[0]')
  "$weir" show --json "$id" | jq -e '.kind == "tout" and .score >= 0.5 and (.instrument_details[0]
    | .name == "WEXQUIV HOLDINGS" and .type == "stock" and .market == "Pink Sheets")'
}

@test "a company that is touted by name has its symbol, and is one with what is touted by it" {
  mail_and_list
  [ "$(tout ZRVN.OB messages)" -eq 8 ]
  [ "$(tout ZRVN.OB campaigns)" -eq 1 ]
  "$weir" touts --json | jq -e '.[] | select(.instrument == "ZRVN.OB") | .aliases | index("ZORVANE MINERALS") != null'
  [ "$("$weir" messages | column campaign | sort | uniq -c | awk '$1 == 8' | wc -l)" -eq 1 ]
  rm -r "$WEIR_STORE"
  take_in "$BATS_FILE_TMPDIR/mail"/named*
  "$weir" ingest --quiet --instruments "$BATS_FILE_TMPDIR/list.csv"
  id=$(tout ZRVN 'campaign_ids[0]')
  run "$weir" show "$id"
  [[ $output == *"promotes     ZRVN, ZORVANE"*"(stock, OTC Bulletin Board)"* ]]
}

@test "a name that two symbols have stays a name" {
  mail_and_list
  [ "$(instruments)" = "ABLENOR WXQR ZRVN.OB" ]
}

@test "what nobody says is taken from the list, what mail says stays" {
  own_store
  printf '%s\n' symbol,name,market,type ZRVN,Other,Elsewhere,fund > "$BATS_TEST_TMPDIR/list.csv"
  take_in --instruments "$BATS_TEST_TMPDIR/list.csv" "$BATS_FILE_TMPDIR/mail"/symbol*
  [ "$(tout ZRVN.OB name)" = OTHER ]
  [ "$(tout ZRVN.OB type)" = fund ]
  [ "$(tout ZRVN.OB market)" = "OTC Bulletin Board" ]
}

@test "given later gives the same as given first, and taken back the same as never" {
  mail_and_list
  judged > "$BATS_TEST_TMPDIR/first"
  rm -r "$WEIR_STORE"
  take_in "$BATS_FILE_TMPDIR/mail"
  judged > "$BATS_TEST_TMPDIR/never"
  run "$weir" ingest --instruments "$BATS_FILE_TMPDIR/list.csv"
  [ "$status" -eq 0 ]
  [ "$output" = "4 instruments listed" ]
  judged | diff "$BATS_TEST_TMPDIR/first" -
  "$weir" check --quiet
  # the list stays while nothing is said of it
  "$weir" ingest --quiet "$BATS_FILE_TMPDIR/mail"
  judged | diff "$BATS_TEST_TMPDIR/first" -
  [ "$("$weir" ingest --json --instruments /dev/null | jq .instruments)" -eq 0 ]
  judged | diff "$BATS_TEST_TMPDIR/never" -
  "$weir" check --quiet
}

@test "mail that comes in pieces, before and after the list" {
  mail_and_list
  "$weir" touts --json > "$BATS_TEST_TMPDIR/first"
  rm -r "$WEIR_STORE"
  take_in "$BATS_FILE_TMPDIR/mail"/{named,symbol}[12].eml
  "$weir" ingest --quiet --instruments "$BATS_FILE_TMPDIR/list.csv" "$BATS_FILE_TMPDIR/mail"/{named,weak,twins}*
  "$weir" ingest --quiet "$BATS_FILE_TMPDIR/mail"/symbol*
  "$weir" check --quiet
  for key in instrument messages name market score; do
    diff <(jq -r ".[].$key" "$BATS_TEST_TMPDIR/first" | sort) <("$weir" touts --json | jq -r ".[].$key" | sort)
  done
}

@test "check is fine with a list, and a repair keeps it" {
  mail_and_list
  judged > "$BATS_TEST_TMPDIR/before"
  "$weir" check --quiet
  "$weir" check --quiet --repair
  judged | diff "$BATS_TEST_TMPDIR/before" -
  "$weir" check --quiet
}

@test "wrong files are refused, by line, and change nothing" {
  mail_and_list
  judged > "$BATS_TEST_TMPDIR/before"
  wrong=$BATS_TEST_TMPDIR/wrong.csv
  printf 'symbol,name,market,type\nA,B,C,stock\nZRVN,Zorvane\n' > "$wrong"
  run -1 "$weir" ingest --instruments "$wrong" "$sample"
  [ "$output" = "weir: $wrong: line 3 has 2 fields, 4 are needed: symbol,name,market,type" ]
  printf 'symbol;name\n' > "$wrong"
  run -1 "$weir" ingest --instruments "$wrong"
  [[ $output == "weir: $wrong: line 1 has no column \"symbol\"; the first line must be symbol,name,market,type" ]]
  printf 'symbol,name,market,type\nZRVN,"Zorvane,,\n' > "$wrong"
  run -1 "$weir" ingest --instruments "$wrong"
  [[ $output == "weir: $wrong: line 2 has a quote that is not closed"* ]]
  run -1 "$weir" ingest --instruments "$BATS_TEST_TMPDIR/missing.csv"
  [[ $output == *"missing.csv"*"--instruments"* ]]
  judged | diff "$BATS_TEST_TMPDIR/before" -
}

@test "neither mail nor a list is wrong usage" {
  own_store
  run -2 "$weir" ingest
  [[ $output == *"PATH... is missing"* ]]
}
