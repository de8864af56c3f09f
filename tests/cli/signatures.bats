#!/usr/bin/env bats
# Signatures: learnt, tried on wanted mail, matched against files, withdrawn. A stock of an invented name, a pharmacy, and
# a newsletter that has the pharmacy's words, too.

load common

# sent FEED NAME HOST SUBJECT LINE...: a mail for that feed.
sent() {
  local folder=$BATS_FILE_TMPDIR/$1 name=$2 host=$3 subject=$4
  shift 4
  mkdir -p "$folder"
  {
    printf 'Received: from host%d.example.net (host%d.example.net [192.0.2.%d])\n' "$host" "$host" "$host"
    printf '\tby mx.example.org with ESMTP id %d; Mon, 3 Mar 2025 10:%02d:00 +0000\n' "$host" "$host"
    printf 'From: Sender %d <s%d@example.com>\nTo: trap@example.org\nSubject: %s\n' "$host" "$host" "$subject"
    printf 'Date: Mon, 3 Mar 2025 10:%02d:00 +0000\nMessage-ID: <%s@example.com>\n\n' "$host" "$name"
    printf '%s\n' "$@"
  } > "$folder/$name.eml"
}

tout() {
  sent "$1" "stock$2" "$2" "Alert number $2" "Symbol: QVZX.PK" "Current price: \$0.$((10 + $2))" \
    "Short term target: \$1.50" "This stock is about to explode! Expect gains of 300% within the next 10 days." \
    "Get in on QVZX before the news is out, our number $2."
}

pharmacy() {
  sent "$1" "pills$2" "$2" "Order $2" "Discount tablets dispatched discreetly worldwide from licensed Ruritanian chemists" \
    "Order number $2 waits for you" "Original packaging and overnight courier delivery guaranteed or refunded"
}

setup_file() {
  for i in {1..12}; do tout spam "$i"; done
  for i in {21..32}; do pharmacy spam "$i"; done
  for i in {13..18}; do tout later "$i"; done
  for i in {33..38}; do pharmacy later "$i"; done
  sent later other 50 "Lunch" "Shall we have lunch at noon? QVZX, the band, plays."
  sent wanted one 41 "Lunch" "Shall we have lunch at noon?"
  sent wanted two 42 "News of the chemists" "Read how discount tablets dispatched discreetly worldwide from licensed" \
    "Ruritanian chemists hurt patients, and what the authority does about it."
  "$weir" ingest --quiet --feed trap --role spam "$BATS_FILE_TMPDIR/spam"
}

stock() {
  "$weir" campaigns --json | jq -r '.[] | select(.kind == "tout") | .id'
}

pills() {
  "$weir" campaigns --json | jq -r '.[] | select(.kind == "other") | .id'
}

@test "what a tout promotes is an anchor of its signature, and all its mail matches" {
  run --separate-stderr "$weir" signatures --json
  [ "$status" -eq 0 ]
  row=$(jq --arg c "$(stock)" '[.[] | select(.campaign == $c)][0]' <<< "$output")
  [ "$(jq -r '.anchors[0].any | index("qvzx") != null' <<< "$row")" = true ]
  [ "$(jq .matches <<< "$row")" -eq 12 ]
  [ "$(jq .others <<< "$row")" -eq 0 ]
  [ "$(jq -r .state <<< "$row")" = active ]
}

@test "later mail of the campaigns matches, other mail does not" {
  run --separate-stderr "$weir" match "$BATS_FILE_TMPDIR/later"
  [ "$status" -eq 0 ]
  [ "${#lines[@]}" -eq 12 ]
  [ "$(grep --count "stock.*	$(stock)	s" <<< "$output")" -eq 6 ]
  [ "$(grep --count "pills.*	$(pills)	s" <<< "$output")" -eq 6 ]
  [ "$(head -1 <<< "$output" | awk -F '\t' '{ print NF }')" -eq 3 ]
}

@test "match takes standard input and one campaign alone, and prints JSON lines" {
  run --separate-stderr bash -c "'$weir' match --json --campaign $(stock) - < '$BATS_FILE_TMPDIR/later/stock13.eml'"
  [ "$status" -eq 0 ]
  [ "$(jq -r .campaign <<< "$output")" = "$(stock)" ]
  run --separate-stderr "$weir" match --campaign "$(pills)" "$BATS_FILE_TMPDIR/later"
  [ "${#lines[@]}" -eq 6 ]
}

@test "a path that cannot be read is named, the rest is matched, exit 1" {
  run --separate-stderr "$weir" match "$BATS_FILE_TMPDIR/nowhere" "$BATS_FILE_TMPDIR/later"
  [ "$status" -eq 1 ]
  [ "${#lines[@]}" -eq 12 ]
  [[ $stderr == *nowhere* ]]
}

@test "one that matches wanted mail is refused, and another is found without its words" {
  cp -r "$WEIR_STORE" "$BATS_TEST_TMPDIR/store"
  own_store
  "$weir" ingest --quiet --feed people --role ham "$BATS_FILE_TMPDIR/wanted"
  run --separate-stderr "$weir" signatures --json --campaign "$(pills)"
  [ "$(jq 'map(select(.state == "refused")) | length' <<< "$output")" -ge 1 ]
  [[ $(jq -r 'map(select(.state == "refused"))[0].because' <<< "$output") == "it matches 1 of 2 wanted messages" ]]
  [ "$(jq 'map(select(.state == "active" and .wanted == 0 and .matches == 12)) | length' <<< "$output")" -eq 1 ]
  run --separate-stderr "$weir" match "$BATS_FILE_TMPDIR/wanted"
  [ -z "$output" ]
}

@test "withdrawn for good, with the reason" {
  cp -r "$WEIR_STORE" "$BATS_TEST_TMPDIR/store"
  own_store
  id=$("$weir" signatures --json | jq -r --arg c "$(pills)" '.[] | select(.campaign == $c) | .id')
  run --separate-stderr "$weir" signatures withdraw "$id"
  [ "$status" -eq 2 ]
  run --separate-stderr "$weir" signatures withdraw "$id" --because "hits the house magazine"
  [ "$status" -eq 0 ]
  run --separate-stderr "$weir" signatures --json
  [ "$(jq -r --arg id "$id" '.[] | select(.id == $id) | .state + ": " + .because' <<< "$output")" = \
    "withdrawn: hits the house magazine" ]
  [ "$("$weir" match "$BATS_FILE_TMPDIR/later" | grep --count "$id")" -eq 0 ]
  run --separate-stderr "$weir" signatures withdraw "$id" --because again
  [ "$status" -eq 1 ]
  one_line "$stderr"
  run --separate-stderr "$weir" signatures withdraw s000 --because x
  [ "$status" -eq 1 ]
  one_line "$stderr"
}

@test "of a feed about which nothing is known, touts alone are learnt, others when named" {
  own_store
  "$weir" ingest --quiet "$BATS_FILE_TMPDIR/spam"
  run --separate-stderr "$weir" signatures --json
  [ "$(jq -r 'map(.campaign) | unique | join(" ")' <<< "$output")" = "$(stock)" ]
  run --separate-stderr "$weir" signatures --json --campaign "$(pills)"
  [ "$(jq length <<< "$output")" -eq 1 ]
}

@test "what is learnt does not depend on how often it was asked for" {
  own_store
  for half in 1 2; do
    mkdir "$BATS_TEST_TMPDIR/$half"
  done
  cp "$BATS_FILE_TMPDIR"/spam/*[0-4].eml "$BATS_TEST_TMPDIR/1"
  cp "$BATS_FILE_TMPDIR"/spam/*[5-9].eml "$BATS_TEST_TMPDIR/2"
  "$weir" ingest --quiet --feed trap --role spam "$BATS_TEST_TMPDIR/1"
  "$weir" signatures > "$BATS_TEST_TMPDIR/first"
  "$weir" ingest --quiet --feed trap --role spam "$BATS_TEST_TMPDIR/2"
  "$weir" signatures --json | jq 'map(del(.id, .campaign))' > "$BATS_TEST_TMPDIR/twice"
  export WEIR_STORE=$BATS_TEST_TMPDIR/at-once
  "$weir" ingest --quiet --feed trap --role spam "$BATS_TEST_TMPDIR/1" "$BATS_TEST_TMPDIR/2"
  "$weir" signatures --json | jq 'map(del(.id, .campaign))' > "$BATS_TEST_TMPDIR/once"
  diff "$BATS_TEST_TMPDIR/twice" "$BATS_TEST_TMPDIR/once"
}

@test "while another process writes, what was learnt before is used" {
  cp -r "$WEIR_STORE" "$BATS_TEST_TMPDIR/store"
  own_store
  "$weir" signatures --quiet > "$BATS_TEST_TMPDIR/before"
  mkfifo "$BATS_TEST_TMPDIR/slow"
  "$weir" ingest --quiet - < "$BATS_TEST_TMPDIR/slow" &
  writer=$!
  exec 9> "$BATS_TEST_TMPDIR/slow"
  sleep 0.5
  run --separate-stderr "$weir" signatures
  exec 9>&-
  wait "$writer" || true
  [ "$status" -eq 0 ]
  [[ $stderr == *"as they were learnt last"* ]]
  [ "$output" = "$(< "$BATS_TEST_TMPDIR/before")" ]
}

@test "wrong usage is one line and exit 2" {
  for arguments in "signatures forget x" "signatures --because x" "signatures withdraw" "match"; do
    # shellcheck disable=SC2086 # words
    run --separate-stderr "$weir" $arguments
    [ "$status" -eq 2 ]
    one_line "$stderr"
  done
}

@test "exported, the real SpamAssassin and rspamd hit what match does" {
  command -v spamassassin rspamd > /dev/null || skip "no SpamAssassin or no rspamd"
  paths=$(find "$BATS_FILE_TMPDIR/later" "$BATS_FILE_TMPDIR/wanted" -name '*.eml' | sort)
  "$weir" match "$BATS_FILE_TMPDIR/later" "$BATS_FILE_TMPDIR/wanted" > "$BATS_TEST_TMPDIR/weir"
  [ -s "$BATS_TEST_TMPDIR/weir" ]
  for program in spamassassin rspamd; do
    "$weir" export --format "$program" -o "$BATS_TEST_TMPDIR/rules" "$(stock)" "$(pills)"
    "$root/bench/export" "$program" "$BATS_TEST_TMPDIR/rules" <<< "$paths" > "$BATS_TEST_TMPDIR/$program" 2> /dev/null
    run "$root/bench/export" compare "$BATS_TEST_TMPDIR/weir" "$BATS_TEST_TMPDIR/$program"
    # Also the wanted mail that the store has not seen.
    [[ $output == "13 of 13 messages hit alike"* ]]
  done
  ! grep --quiet trap@ "$BATS_TEST_TMPDIR/rules"
}
