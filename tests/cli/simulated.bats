#!/usr/bin/env bats
# Simulated mail in the store: who may mark his mail so, which feeds and stores take it, and that every report says so. A
# coin of each sort that does not exist: ZZQV is touted by simulated mail, ZZRW by what counts as real here.

load common

# sent NAME MARK ADDRESS DAY SUBJECT LINE...: a mail handed over by that address; MARK: its value, '' none.
sent() {
  local name=$1 mark=$2 address=$3 day=$4 subject=$5
  shift 5
  mkdir -p "$(dirname "$name")"
  {
    printf 'Received: from host.example.net (host.example.net [%s])\n' "$address"
    printf '\tby mx.example.org with ESMTP id 17; %02d Mar 2025 10:00:00 +0000\n' "$day"
    [[ -z $mark ]] || printf 'X-Weir-Simulated: %s\n' "$mark"
    printf 'From: Alma Abbot <alma@example.net>\nTo: trap@example.org\nSubject: %s\n' "$subject"
    printf 'Date: %02d Mar 2025 09:59:58 +0000\nMessage-ID: <%s@example.net>\n\n' "$day" "${name##*/}"
    printf '%s\n' "$@"
  } > "$name"
}

# touts FOLDER MARK NETWORK SYMBOL COMPANY DAY: eight mails of a tout.
touts() {
  local i
  for i in {1..8}; do
    sent "$1/tout$i.eml" "$2" "$3.$i" "$6" "$5 alert $i" "$5 Inc." "Symbol: $4.PK" "Current price: \$0.1$i" \
      "Short term target: \$1.50" "This stock is about to explode! Expect gains of 300% within the next 10 days." \
      "Get in on $4 before the news is out, our number $i."
  done
}

setup_file() {
  cd "$BATS_FILE_TMPDIR" || return
  touts simulated yes 240.7.7 ZZQV "Zephyr Quill" 5
  touts real '' 198.51.100 ZZRW "Walrus Ore" 4
  "$weir" --store all ingest --quiet --feed lab simulated
  "$weir" --store none ingest --quiet --feed trap --role spam real
  "$weir" --store mixed ingest --quiet --feed trap --role spam real
  "$weir" --store mixed ingest --quiet --feed lab --mix simulated
}

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  own_store
  all=$BATS_FILE_TMPDIR/all none=$BATS_FILE_TMPDIR/none mixed=$BATS_FILE_TMPDIR/mixed
}

# role FEED: as the messages of that feed have it.
role() {
  "$weir" messages --format jsonl | jq -r --arg f "$1" 'select(.feed == $f) | .role' | sort -u
}

# in_turn PATH...: takes them in one run, in this order, by a feed of its own; sets added and left_out.
in_turn() {
  run --separate-stderr "$weir" ingest --json --feed turn "$@"
  added=$(jq .added <<< "$output") left_out=$(jq .left_out <<< "$output")
}

@test "the first mail says what a new feed is" {
  sent s1 yes 240.1.1.1 3 one words
  sent r1 '' 192.0.2.1 3 two words
  "$weir" ingest --quiet --feed a s1
  [ "$(role a)" = simulated ]
  "$weir" ingest --quiet --feed b --mix r1
  [ "$(role b)" = mixed ]
}

@test "only a host that is nobody's on the Internet can mark its mail" {
  local address
  for address in 240.0.0.1 255.1.2.3 192.0.2.9 198.51.100.9 203.0.113.9 '2001:db8::9'; do
    sent "n/$address" Yes "$address" 3 "from $address" words
    "$weir" ingest --quiet --store "store.$address" "n/$address"
    WEIR_STORE=store.$address run role default
    [ "$output" = simulated ]
  done
  for address in 8.8.4.4 1.2.3.4 '2a00:1450::9'; do
    sent "p/$address" yes "$address" 3 "from $address" words
    "$weir" ingest --quiet --store "store.$address" "p/$address"
    WEIR_STORE=store.$address run role default
    [ "$output" = mixed ]
  done
  sent no no 240.0.0.1 3 no words
  "$weir" ingest --quiet --feed no no
  [ "$(role no)" = mixed ]
}

@test "a real spammer's mark changes nothing of a run" {
  sent a '' 1.2.3.4 3 one words
  sent b yes 8.8.4.4 3 two words
  sent c '' 1.2.3.5 3 three words
  in_turn a b c
  [ "$status" -eq 0 ]
  [ "$added $left_out" = "3 0" ]
  [ -z "$stderr" ]
}

@test "mail of the other sort than the feed's is left out and the run goes on, even with --mix" {
  sent a '' 192.0.2.1 3 one words
  sent b yes 240.0.0.1 3 two words
  sent c '' 192.0.2.2 3 three words
  in_turn a b c
  [ "$status" -eq 1 ]
  [ "$added $left_out" = "2 1" ]
  [[ $stderr == "weir: 1 message left out: marked as simulated, and feed turn is not; "*"--feed NAME"* ]]
  one_line "$stderr"
  in_turn --mix a b c
  [ "$status" -eq 1 ]
  [ "$added $left_out" = "0 1" ]
  [ "$("$weir" messages | column source | tr '\n' ' ')" = "a c " ]
  "$weir" check --quiet
}

@test "unmarked mail is left out of a simulated feed" {
  sent a yes 240.0.0.1 3 one words
  sent b '' 192.0.2.1 3 two words
  in_turn a b a
  [ "$status" -eq 1 ]
  [ "$added $left_out" = "1 1" ]
  [[ $stderr == "weir: 1 message left out: not marked as simulated, and feed turn is; "* ]]
  run --separate-stderr "$weir" ingest --feed other --role simulated b
  [ "$status" -eq 1 ]
  [[ $stderr == *"1 message left out: not marked as simulated, and feed other is"* ]]
  [ "$("$weir" messages | column feed | sort -u)" = turn ]
}

@test "a role that says otherwise stands: marked mail is left out, no feed of nothing stays" {
  sent a yes 240.0.0.1 3 one words
  run --separate-stderr "$weir" ingest --feed trap --role spam a
  [ "$status" -eq 1 ]
  [[ $stderr == *"1 message left out: marked as simulated, and feed trap is not"* ]]
  # So it can become anything yet.
  "$weir" ingest --quiet --feed trap a
  [ "$(role trap)" = simulated ]
}

@test "a store holds one sort of mail, unless they are mixed on purpose" {
  sent a '' 192.0.2.1 3 one words
  sent b yes 240.0.0.1 3 two words
  "$weir" ingest --quiet --feed real a
  run --separate-stderr "$weir" ingest --json --feed lab b
  [ "$status" -eq 1 ]
  [ "$(jq .left_out <<< "$output")" -eq 1 ]
  [[ $stderr == "weir: 1 message left out: simulated, and the store holds real mail; "*"--store DIR"*"--mix" ]]
  "$weir" ingest --quiet --feed lab --mix b
  [ "$(role lab)$(role real)" = simulatedmixed ]
  # What is mixed goes on without being told so again.
  sent c yes 240.0.0.1 3 three words
  "$weir" ingest --quiet --feed lab c
  run --separate-stderr "$weir" ingest --json --feed sim2 --store "$all" a
  [ "$status" -eq 1 ]
  [[ $stderr == "weir: 1 message left out: real, and the store holds simulated mail; "*"--mix" ]]
}

@test "the same bytes are of the same sort wherever they come" {
  sent a yes 240.0.0.1 3 one words
  sent b '' 192.0.2.1 3 two words
  "$weir" ingest --quiet --feed lab a
  "$weir" ingest --quiet --feed real --mix b
  run "$weir" ingest --quiet --feed real a
  [ "$status" -eq 1 ]
  run "$weir" ingest --quiet --feed lab b
  [ "$status" -eq 1 ]
  "$weir" ingest --quiet --feed lab2 a
  [ "$(role lab2)" = simulated ]
  [ "$("$weir" messages | tail -n +2 | wc -l)" -eq 3 ]
}

@test "what cannot be read decides nothing" {
  : > empty
  sent a yes 240.0.0.1 3 one words
  "$weir" ingest --quiet empty a
  [ "$(role default)" = simulated ]
  "$weir" check --quiet
}

@test "the number of threads changes nothing" {
  local i threads
  for i in {1..200}; do
    sent "many/$i" "$( ((i % 3)) || echo yes)" "240.0.0.$i" 3 "number $i" "words of number $i"
  done
  for threads in 1 4; do
    run "$weir" ingest --quiet --store "threads$threads" --threads "$threads" many
    [ "$status" -eq 1 ]
    "$weir" messages --store "threads$threads" > "rows$threads"
  done
  cmp rows1 rows4
  [ "$(wc -l < rows1)" -eq 135 ]
}

@test "all that is left out leaves no bytes behind" {
  sent a '' 192.0.2.1 3 one words
  "$weir" ingest --quiet a
  local before
  before=$(stat -c %s "$WEIR_STORE/raw")
  run "$weir" ingest --quiet --feed lab "$BATS_FILE_TMPDIR/simulated"
  [ "$status" -eq 1 ]
  [ "$(stat -c %s "$WEIR_STORE/raw")" -eq "$before" ]
}

@test "the mark changes nothing of campaigns, touts, operators and signatures" {
  touts plain '' 240.7.7 ZZQV "Zephyr Quill" 5
  "$weir" ingest --quiet --feed lab --role spam plain
  local what of
  sort_out() { jq -S 'del(.. | .simulated?, .role?, .campaign?, .campaigns?, .id?, .template?, .first?, .source?, .bytes?,
    .campaign_ids?, .operator?)' "$1"; }
  for what in "campaigns --json" "touts --json" "operators --json" "messages --format jsonl"; do
    # shellcheck disable=SC2086
    "$weir" $what > plain.json
    # shellcheck disable=SC2086
    "$weir" --store "$all" $what > marked.json
    [ -s plain.json ]
    diff <(sort_out plain.json) <(sort_out marked.json)
  done
  "$weir" signatures --json | jq '.[].anchors' > plain.json
  "$weir" --store "$all" signatures --json | jq '.[].anchors' > marked.json
  [ -s plain.json ]
  cmp plain.json marked.json
}

@test "lists for people say so above their rows" {
  local of=$BATS_FILE_TMPDIR what
  cp "$of/simulated/tout1.eml" mail
  for what in campaigns touts operators signatures "find alert" "like mail"; do
    # shellcheck disable=SC2086
    run --separate-stderr "$weir" --store "$all" $what --quiet
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = "SIMULATED: all mail of this store is simulated" ]
    # shellcheck disable=SC2086
    run --separate-stderr "$weir" --store "$none" $what
    [[ ${output,,} != *simulated* ]]
    [ -z "$stderr" ]
  done
  for what in campaigns operators signatures "find alert" "like mail"; do
    # shellcheck disable=SC2086
    run --separate-stderr "$weir" --store "$mixed" $what
    [ "${lines[0]}" = "SIMULATED in part: the mail of feed lab is simulated" ]
  done
  run "$weir" --store "$mixed" campaigns
  [[ $output == *"(simulated) ZZQV"* ]]
  [[ $output != *"(simulated) ZZRW"* ]]
}

@test "show says so of a simulated campaign alone" {
  local id
  id=$("$weir" --store "$mixed" campaigns --json | jq -r '.[] | select(.simulated) | .id')
  run "$weir" --store "$mixed" show "$id"
  [[ ${lines[0]} == "SIMULATED in part: the mail of feed lab is simulated" ]]
  [[ ${lines[1]} == "$id  (simulated) "* ]]
  id=$("$weir" --store "$mixed" campaigns --json | jq -r '.[] | select(.simulated | not) | .id')
  run "$weir" --store "$mixed" show "$id"
  [[ ${output,,} != *simulated* ]]
}

@test "rows for programs leave it to standard error, quiet or not" {
  local what
  for what in "messages" "touts --format csv" "match $BATS_FILE_TMPDIR/simulated"; do
    # shellcheck disable=SC2086
    run --separate-stderr "$weir" --store "$all" $what --quiet
    [ "$status" -eq 0 ]
    [ "$stderr" = "weir: SIMULATED: all mail of this store is simulated" ]
    [[ $output != *SIMULATED* ]]
  done
}

@test "objects have it as simulated" {
  [ "$("$weir" --store "$mixed" campaigns --json | jq -c 'map([.instruments[0], .simulated]) | sort')" = \
    '[["ZZQV.PK",true],["ZZRW.PK",false]]' ]
  [ "$("$weir" --store "$all" touts --json | jq -c 'map([.instrument, .simulated])')" = '[["ZZQV.PK",true]]' ]
  [ "$("$weir" --store "$none" touts --json | jq -c 'map(.simulated)')" = '[false]' ]
  [ "$("$weir" --store "$mixed" find alert --json | jq -c 'map(.simulated) | sort')" = '[false,true]' ]
  [ "$("$weir" --store "$mixed" like "$BATS_FILE_TMPDIR/simulated/tout1.eml" --json | jq -c '.[0].simulated')" = true ]
  "$weir" --store "$mixed" operators --json | jq -e 'all(has("simulated"))'
  [ "$("$weir" --store "$mixed" signatures --json | jq -c 'map(.simulated) | unique')" = '[false,true]' ]
  [ "$("$weir" --store "$mixed" match --json "$BATS_FILE_TMPDIR/real" | jq -s -c 'map(.simulated) | unique')" = '[false]' ]
}

@test "touts of a store with real mail are those of real mail, and say so" {
  run --separate-stderr "$weir" --store "$mixed" touts
  [ "${lines[0]}" = "simulated mail is left out (feed lab)" ]
  [[ $output == *ZZRW* ]]
  [[ $output != *ZZQV* ]]
  # As of the newest real mail.
  diff <("$weir" --store "$none" touts --json) <("$weir" --store "$mixed" touts --json)
  run --separate-stderr "$weir" --store "$mixed" touts --format csv
  [ "$stderr" = "weir: simulated mail is left out (feed lab)" ]
  [[ $output != *ZZQV* ]]
}

@test "what is exported of simulated campaigns is marked" {
  local id real format
  id=$("$weir" --store "$mixed" campaigns --json | jq -r '.[] | select(.simulated) | .id')
  real=$("$weir" --store "$mixed" campaigns --json | jq -r '.[] | select(.simulated | not) | .id')
  for format in spamassassin rspamd sieve pcre; do
    "$weir" --store "$mixed" export --format "$format" "$id" | grep -q '^# SIMULATED: '
    "$weir" --store "$mixed" export --format "$format" "$real" "$id" | grep -q '^# SIMULATED: '
    run "$weir" --store "$mixed" export --format "$format" "$real"
    [[ $output == "# Signatures"* && $output != *SIMULATED* ]]
  done
  [ "$("$weir" --store "$mixed" export --format csv "$id" | cut -d , -f 1-3 | sed -n 3p)" = "$id,simulated,yes" ]
  "$weir" --store "$mixed" export --format jsonl "$id" | jq -s -e 'any(.type == "simulated" and .value == "yes")'
  "$weir" --store "$mixed" export --format jsonl "$real" | jq -s -e 'all(.type != "simulated")'
}
