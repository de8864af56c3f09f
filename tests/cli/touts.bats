#!/usr/bin/env bats
# Instruments under promotion, on mails of invented ones: a stock named by symbol, a German one by WKN and ISIN, a coin
# that a newsletter recommends, and a broker's confirmations.

load common

# sent FEED NAME TIME HOST SUBJECT LINE...: a mail of that feed, received on that day of March 2025 at that hour (4T10)
# from 192.0.2.HOST. Names that differ in their number alone are of one sender.
sent() {
  local folder=$BATS_FILE_TMPDIR/$1 name=$2 day=${3%T*} hour=${3#*T} host=$4 subject=$5 sender=${2%%[0-9]*}
  shift 5
  mkdir -p "$folder"
  {
    printf 'Received: from host%d.example.net (host%d.example.net [192.0.2.%d])\n' "$host" "$host" "$host"
    printf '\tby mx.example.org with ESMTP id %d; %02d Mar 2025 %02d:00:00 +0000\n' "$host" "$day" "$hour"
    printf 'From: %s <%s@%s.example.com>\nTo: trap@example.org\nSubject: %s\n' "$sender" "$sender$host" "$sender" "$subject"
    printf 'Date: %02d Mar 2025 %02d:00:00 +0000\nMessage-ID: <%s@%s.example.com>\n' "$day" "$hour" "$name" "$sender"
    printf 'X-Mailer: %s\nContent-Type: text/plain; charset=utf-8\n\n' "$sender"
    printf '%s\n' "$@"
  } > "$folder/$name.eml"
}

# Twelve mails, six a day from 3 March on, an hour apart; the price rises by a cent each.
send_stock() {
  for i in {1..12}; do
    sent spam "stock$i" "$((3 + (i > 6)))T$((8 + i))" $((10 + i)) "Alert number $i" "Quavex Minerals Inc." \
      "Symbol: QVZX.PK" "Current price: \$0.$((10 + i))" "Short term target: \$1.50" \
      "This stock is about to explode! Expect gains of 300% within the next 10 days." \
      "Get in on QVZX before the news is out, our number $i."
  done
}

# Eight mails on 4 March.
send_german_stock() {
  for i in {1..8}; do
    sent spam "aktie$i" "4T$((2 + i))" $((40 + i)) "Unser Tipp des Tages $i" "Liebe Anleger," \
      "WKN: A9QX7Z" "ISIN: DE000A9QX7Z1" "Aktueller Kurs: 0,40 Euro" "Kursziel: 1,20 Euro" \
      "Diese Aktie wird explodieren! Steigen Sie sofort ein, bevor die Meldung kommt. Nummer $i"
  done
}

# What would be a tout, were it not wanted.
send_newsletter() {
  for i in {1..8}; do
    sent newsletter "letter$i" "4T$((2 + i))" $((60 + i)) "Coin of the week $i" "Symbol: ZQWT.OB" \
      "Current price: \$0.20" "Target: \$2.00" "This stock is about to explode! Buy ZQWT now for huge gains, number $i."
  done
}

send_confirmations() {
  for i in {1..4}; do
    sent ham "order$i" "4T$((2 + i))" 90 "Trade confirmation $i" "Dear client, your order $i was executed as follows." \
      "Bought 100 shares of KRWM at \$41.20." "Commission: \$4.95" "Your statement is in your account as usual."
  done
}

setup_file() {
  send_stock
  send_german_stock
  send_newsletter
  send_confirmations
  for feed in spam newsletter ham; do
    "$weir" ingest --quiet --feed "$feed" --role "$feed" "$BATS_FILE_TMPDIR/$feed"
  done
}

csv() {
  "$weir" touts --format csv "$@"
}

@test "a line an instrument, the busiest first, and a line of totals" {
  run "$weir" touts
  [ "$status" -eq 0 ]
  [[ ${lines[0]} == instrument* ]]
  [[ ${lines[1]} == A9QX7Z* ]]
  [[ ${lines[2]} == QVZX.PK* ]]
  [ "${lines[3]}" = "2 instruments, as of 2025-03-04T20:00:00Z" ]
  for width in 50 60 80 100 132; do
    while IFS= read -r line; do
      [ "${#line}" -le "$width" ]
    done < <(COLUMNS=$width "$weir" touts)
  done
}

@test "the columns of CSV" {
  run csv
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "instrument,name,market,type,campaigns,messages,first_seen,last_seen,rate_per_hour,price,target,currency,confidence,score" ]
  # Names, and how sure it is, are the reader's business.
  [[ ${lines[1]} =~ ^A9QX7Z,[^,]*,[^,]*,"stock,1,8,2025-03-04T03:00:00Z,2025-03-04T10:00:00Z,0.33,0.4,1.2,EUR,"[0-9.]+,[01].[0-9]{2}$ ]]
  [[ ${lines[2]} =~ ^QVZX.PK,[^,]*,"Pink Sheets,stock,1,12,2025-03-03T09:00:00Z,2025-03-04T20:00:00Z,0.25,0.19,1.5,USD,"[0-9.]+,[01].[0-9]{2}$ ]]
  [ "${#lines[@]}" -eq 3 ]
}

@test "JSON has the same, aliases and campaigns" {
  # But for digits that CSV leaves out.
  diff <("$weir" touts --json | jq -r '.[] | [.instrument, .name, .market, .type, .campaigns, .messages, .first_seen, .last_seen,
    .price, .target, .currency] | map(. // "" | tostring) | join(",")') <(csv | tail -n +2 | cut -d , -f 1-8,10-12)
  "$weir" touts --json | jq -e '.[] | select(.instrument == "A9QX7Z") | (.aliases | index("DE000A9QX7Z1"))
    and .campaigns == 1 and (.campaign_ids | length) == 1 and .messages == 8 and .price == 0.4 and .currency == "EUR"'
  for id in $("$weir" touts --json | jq -r '.[].campaign_ids[]'); do
    [ "$("$weir" show --json "$id" | jq -r .kind)" = tout ]
  done
}

@test "as of a time, what came later counts for nothing" {
  run csv --at 2025-03-03
  [[ ${lines[1]} == QVZX.PK,*,1,6,2025-03-03T09:00:00Z,2025-03-03T14:00:00Z,0.25,0.13,1.5,USD,* ]]
  [ "${#lines[@]}" -eq 2 ]
  run csv --at 2025-03-03T10:00
  [[ ${lines[1]} == QVZX.PK,*,1,2,2025-03-03T09:00:00Z,2025-03-03T10:00:00Z,0.08,0.11,1.5,USD,* ]]
  [ "$(csv --at 2025-03-02 | wc -l)" -eq 1 ]
  # Nothing came in the last 24 hours.
  [ "$("$weir" touts --json --at now | jq '[.[].rate_per_hour] | add')" = 0 ]
  [ "$("$weir" touts --json --at 2025-03-05T20:00 | jq 'length')" = 2 ]
}

@test "only those with a message since" {
  [ "$(csv --since 2025-03-04T12:00 | tail -n +2 | cut -d , -f 1)" = QVZX.PK ]
  [ "$(csv --since 2025-03-04 | wc -l)" -eq 3 ]
  [ "$(csv --since 2025-03-05 | wc -l)" -eq 1 ]
  [ "$(csv --limit 1 | wc -l)" -eq 2 ]
  for arguments in "--since 2025-03-05 --at 2025-03-04" "--at soon" "--format xml" "--limit x" x; do
    # shellcheck disable=SC2086
    run "$weir" touts $arguments
    [ "$status" -eq 2 ]
    one_line "$output"
  done
}

@test "what is wanted is no promotion" {
  for instrument in ZQWT KRWM; do
    [[ $("$weir" touts --json) != *$instrument* ]]
  done
  # The letters are, but for where they came by.
  [ "$("$weir" campaigns --kind tout --feed newsletter --json | jq length)" -ge 1 ]
  [ "$("$weir" campaigns --kind tout --feed ham --json | jq length)" -eq 0 ]
}

@test "one of these letters in a trap's mail, too, makes it one" {
  own_store
  "$weir" ingest --quiet --feed newsletter --role newsletter "$BATS_FILE_TMPDIR/newsletter"
  [ "$(csv | wc -l)" -eq 1 ]
  "$weir" ingest --quiet --feed trap "$BATS_FILE_TMPDIR/newsletter/letter1.eml"
  [[ $(csv | tail -n 1) == ZQWT.OB,* ]]
}

@test "an instrument is one line, also where a silence makes campaigns of it" {
  own_store
  "$weir" ingest --quiet "$BATS_FILE_TMPDIR/spam"
  for file in "$BATS_FILE_TMPDIR"/spam/stock*.eml; do
    sed 's/ Mar 2025/ Jul 2025/' "$file" > "$BATS_TEST_TMPDIR/${file##*/}"
  done
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR"
  [ "$(csv | grep -c '^QVZX')" -eq 1 ]
  [[ $(csv | grep '^QVZX') == QVZX.PK,*,2,24,2025-03-03T09:00:00Z,2025-07-04T20:00:00Z,0.25,* ]]
  [[ $(csv --at 2025-06-01 | grep '^QVZX') == QVZX.PK,*,1,12,2025-03-03T09:00:00Z,2025-03-04T20:00:00Z,0.00,* ]]
}

@test "a campaign says what it promotes, and only touts are touts" {
  "$weir" campaigns --kind tout --feed spam --json | jq -e 'length == 2 and all(.[]; .kind == "tout" and .score >= 0.5
    and (.reasons | length > 0) and (.instruments | length == 1) and (.instruments[0] as $name | .name | startswith($name + ": ")))'
  "$weir" campaigns --kind other --json | jq -e 'length > 0 and all(.[]; .kind == "other" and .score < 0.5
    and .instruments == [] and .reasons == [])'
  diff <("$weir" campaigns --json | jq -r '.[] | select(.kind == "tout") | .id' | sort) \
    <("$weir" messages --json | jq -r 'select(.kind == "tout") | .campaign' | sort -u)
}

@test "show tells what is promoted and claimed" {
  id=$("$weir" touts --json | jq -r '.[] | select(.instrument == "QVZX.PK") | .campaign_ids[0]')
  "$weir" show --json "$id" | jq -e '.instrument_details[0] | .instrument == "QVZX.PK" and .kind == "symbol"
    and .type == "stock" and .market == "Pink Sheets" and .confidence > 0 and (.aliases | type == "array")
    and (.runners_up | type == "array")'
  "$weir" show --json "$id" | jq -e '.claims | .price == {"min": 0.11, "max": 0.22, "first": 0.11, "last": 0.22, "messages": 12}
    and .target.max == 1.5 and .currency == "USD" and .gain_percent.max == 300 and .horizon_days.max == 10'
  "$weir" show --json "$id" | jq -e '.claims_by_day | length == 2 and .[0].from == "2025-03-03T00:00:00Z" and .[0].messages == 6
    and .[0].price.max == 0.16 and .[1].price.min == 0.17'
  run "$weir" show "$id"
  for words in "promotes     QVZX.PK" "because  " "price        0.11..0.22 USD, first 0.11, last 0.22" \
    "2025-03-03  price 0.11..0.16 USD  target 1.5 USD  gain 300 %  within 10 days"; do
    [[ $output == *"$words"* ]]
  done
  id=$("$weir" campaigns --kind other --json | jq -r '.[0].id')
  "$weir" show --json "$id" | jq -e '.instrument_details == [] and .claims == null and .claims_by_day == []'
}

@test "each message's claims" {
  [ "$("$weir" messages --json | jq -c 'select(.source | endswith("stock1.eml")) | .claims')" = \
    '{"price":0.11,"target":1.5,"currency":"USD","gain_percent":300,"horizon_days":10,"urgent":null}' ]
  [ "$("$weir" messages --json | jq -c 'select(.source | endswith("aktie1.eml")) | .instrument, .aliases[0]' | paste -sd ' ')" = \
    '"A9QX7Z" "DE000A9QX7Z1"' ]
  "$weir" messages --json | jq -e 'has("claims") and has("aliases")' | uniq | grep -qx true
}

@test "values with commas and quotes are quoted" {
  own_store
  for i in {1..6}; do
    sent quoted "quoted$i" "4T$i" $((10 + i)) "News $i" "Company: Quavex, \"Nevada\" Corp" "Symbol: QVZX.PK" \
      "Price: \$0.11" "Target: \$1.50" "This stock will explode! Buy QVZX now, number $i, for huge gains."
  done
  "$weir" ingest --quiet "$BATS_FILE_TMPDIR/quoted"
  csv | python3 -c 'import csv, sys; rows = list(csv.reader(sys.stdin)); sys.exit(len(rows) != 2 or any(len(row) != 14 for row in rows))'
}

@test "a store without touts" {
  own_store
  mail a.eml hello "Hello, how are you?"
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/a.eml"
  [ "$("$weir" touts)" = "0 instruments, as of 2025-03-03T10:00:00Z" ]
  [ "$("$weir" touts --json)" = "[]" ]
  [ "$(csv | wc -l)" -eq 1 ]
}

@test "colour on a terminal only" {
  need_terminal
  [[ $("$weir" touts) != *$'\033'* ]]
  run on_terminal "$weir" touts
  [[ $output == *$'\033[1mQVZX.PK'* ]]
  run on_terminal "$weir" touts --format csv
  [[ $output != *$'\033'* ]]
}
