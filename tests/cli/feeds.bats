#!/usr/bin/env bats
# What a feed is; deliveries that reached several feeds; feeds of feedback reports.

load common

setup() {
  own_store
}

# hop CLIENT RECIPIENT: the Received line of the trap's server, which took the mail from that address.
hop() {
  printf 'Received: from dsl-7.example.com (dsl-7.example.com [%s])\n\tby mx.trap.example with ESMTP id 17' "$1"
  [ -z "$2" ] || printf '\n\tfor <%s>' "$2"
  printf '; Mon, 3 Mar 2025 10:00:00 +0000\n'
}

# forwarder_hop: that of the server that got it from the trap's, on top.
forwarder_hop() {
  printf 'Delivered-To: feed2@buyer.example\nReceived: from mx.trap.example (mx.trap.example [198.51.100.9])\n'
  printf '\tby in.buyer.example with ESMTP id 99 for <feed2@buyer.example>; Mon, 3 Mar 2025 10:05:00 +0000\n'
}

# body N SECOND: what the sender wrote to the N-th recipient.
body() {
  printf 'From: Alma Abbot <alma@example.net>\nTo: Undisclosed recipients:;\nSubject: OBLX is moving now\n'
  printf 'Date: Mon, 3 Mar 2025 09:59:%02d +0000\nMessage-ID: <%s.%s@example.net>\n\n' "$2" "$1" "$2"
  printf 'The shares of Oblix Example Inc (OBLX.PK) will go to the sky before Friday, so says everybody who\n'
  printf 'has seen the news of the mine that was found on Monday. Buy OBLX now at 0.12, target 0.50.\n'
}

# trapped FOLDER N...: those mails as the trap has them; resold FOLDER N...: as the buyer has them.
trapped() {
  local folder=$BATS_TEST_TMPDIR/$1 n
  mkdir -p "$folder"
  for n in "${@:2}"; do
    { hop "192.0.2.$n" "Box$n@trap.example"; body "$n" "$n"; } > "$folder/$n.eml"
  done
}
resold() {
  local folder=$BATS_TEST_TMPDIR/$1 n
  mkdir -p "$folder"
  for n in "${@:2}"; do
    { forwarder_hop; hop "192.0.2.$n" "box$n@trap.example"; body "$n" "$n"; } > "$folder/$n.eml"
  done
}

occasions() {
  "$weir" messages --json | jq -r .occasion | sort | uniq -c | awk '{ print $1 }' | sort | uniq -c | xargs
}

@test "what is resold by a forwarder of a trusted network counts once" {
  trapped own 1 2 3
  resold buyer 2 3 4
  "$weir" ingest --quiet --feed own --role spam "$BATS_TEST_TMPDIR/own"
  "$weir" ingest --quiet --feed buyer --role spam --trust 198.51.100.0/24 "$BATS_TEST_TMPDIR/buyer"
  [ "$("$weir" messages | column src_ip | sort -u | xargs)" = "192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4" ]
  [ "$(occasions)" = "2 1 2 2" ]
  run "$weir" campaigns --json
  jq -e 'length == 1 and .[0].messages == 4 and .[0].deliveries == 4 and .[0].recipients == 4 and .[0].source_ips == 4
    and .[0].feeds == {own: 3, buyer: 3} and .[0].recent == 4 and (.[0].days | add) == 4' <<< "$output"
  [[ $("$weir" campaigns) == *"4 messages in 4 deliveries" ]]
  id=$(jq -r '.[0].id' <<< "$output")
  [[ $("$weir" show "$id") == *"4 messages in 4 deliveries to 4 recipients"* ]]
  "$weir" show --json "$id" | jq -e '(.hours | add) == 4 and ([.senders[].messages] | add) == 4'
  "$weir" touts --json | jq -e '.[0].messages == 4'
  [ "$("$weir" messages | column seq | wc -l)" -eq 6 ]
  "$weir" check
}

@test "a forwarder that is said is looked behind, without --trust; one that is not is taken for the sender" {
  trapped own 1 2
  resold buyer 1 2
  "$weir" ingest --quiet --feed own "$BATS_TEST_TMPDIR/own"
  run "$weir" feeds set buyer forwarder=trap.example
  [ "$status" -eq 0 ]
  [ "$output" = "feed buyer is new" ]
  "$weir" ingest --quiet --feed buyer "$BATS_TEST_TMPDIR/buyer"
  "$weir" campaigns --json | jq -e '.[0].messages == 2 and .[0].feeds == {own: 2, buyer: 2}'
  "$weir" ingest --quiet --feed unsaid "$BATS_TEST_TMPDIR/buyer"
  resold other 3
  "$weir" ingest --quiet --feed unsaid "$BATS_TEST_TMPDIR/other"
  "$weir" messages | grep other/3.eml | grep -q 198.51.100.9
  "$weir" check
}

@test "a bot that only calls itself the forwarder is not looked behind" {
  "$weir" feeds set --quiet buyer forwarder=trap.example
  {
    printf 'Received: from mx.trap.example (dsl-9.example.com [203.0.113.5])\n'
    printf '\tby in.buyer.example (Postfix) with ESMTP id 99 for <feed2@buyer.example>; Mon, 3 Mar 2025 10:05:00 +0000\n'
    hop 192.0.2.1 box1@trap.example
    body 1 1
  } > "$BATS_TEST_TMPDIR/forged.eml"
  "$weir" ingest --quiet --feed buyer "$BATS_TEST_TMPDIR/forged.eml"
  [ "$("$weir" messages | column src_ip)" = 203.0.113.5 ]
}

@test "without the server's word the mailbox before the forwarder's is the recipient" {
  mkdir "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
  { printf 'Delivered-To: box@trap.example\n'; hop 192.0.2.1 ''; body 1 1; } > "$BATS_TEST_TMPDIR/a/1.eml"
  { forwarder_hop; cat "$BATS_TEST_TMPDIR/a/1.eml"; } > "$BATS_TEST_TMPDIR/b/1.eml"
  "$weir" ingest --quiet --feed a "$BATS_TEST_TMPDIR/a"
  "$weir" ingest --quiet --feed b --trust 198.51.100.9 "$BATS_TEST_TMPDIR/b"
  "$weir" campaigns --json | jq -e '.[0].messages == 1 and .[0].recipients == 1 and .[0].feeds == {a: 1, b: 1}'
}

@test "another recipient, second, client or text is another delivery; so is what one feed has twice" {
  trapped a 1
  "$weir" ingest --quiet --feed a "$BATS_TEST_TMPDIR/a"
  mkdir "$BATS_TEST_TMPDIR/b"
  { hop 192.0.2.1 box2@trap.example; body 1 1; } > "$BATS_TEST_TMPDIR/b/recipient.eml"
  { hop 192.0.2.1 box1@trap.example; body 1 2; } > "$BATS_TEST_TMPDIR/b/second.eml"
  { hop 192.0.2.2 box1@trap.example; body 1 1; } > "$BATS_TEST_TMPDIR/b/client.eml"
  { hop 192.0.2.1 box1@trap.example; body 1 1; echo 'Sell everything else that you have.'; } > "$BATS_TEST_TMPDIR/b/text.eml"
  "$weir" ingest --quiet --feed b "$BATS_TEST_TMPDIR/b"
  "$weir" campaigns --json | jq -e '([.[].messages] | add) == 5'
  { hop 192.0.2.1 box1@trap.example; echo 'X-Seen: once more'; body 1 1; } > "$BATS_TEST_TMPDIR/again.eml"
  "$weir" ingest --quiet --feed a "$BATS_TEST_TMPDIR/again.eml"
  "$weir" campaigns --json | jq -e '([.[].messages] | add) == 6'
}

@test "mail whose recipient or sent time nothing says is linked to none" {
  mkdir "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
  { hop 192.0.2.1 ''; body 1 1; } > "$BATS_TEST_TMPDIR/a/1.eml"
  { hop 192.0.2.2 box@trap.example; body 1 1 | sed '/^Date/d'; } > "$BATS_TEST_TMPDIR/a/2.eml"
  for n in 1 2; do { echo 'X-Bought: yes'; cat "$BATS_TEST_TMPDIR/a/$n.eml"; } > "$BATS_TEST_TMPDIR/b/$n.eml"; done
  "$weir" ingest --quiet --feed a "$BATS_TEST_TMPDIR/a"
  "$weir" ingest --quiet --feed b "$BATS_TEST_TMPDIR/b"
  "$weir" messages --json | jq -se 'all(.[]; .occasion == null)'
  "$weir" campaigns --json | jq -e '([.[].messages] | add) == 4'
}

# report FIELDS NAME N: a feedback report of the N-th mail, with these machine-readable fields.
report() {
  {
    printf 'Received: from out.isp.example (out.isp.example [203.0.113.44])\n\tby mx.desk.example with ESMTP id 5'
    printf ' for <reports@desk.example>; Tue, 4 Mar 2025 08:00:00 +0000\n'
    printf 'From: Abuse desk <feedback@isp.example>\nTo: reports@desk.example\nSubject: FW: complaint\n'
    printf 'Date: Tue, 4 Mar 2025 07:59:00 +0000\nMessage-ID: <r%s@isp.example>\nMIME-Version: 1.0\n' "$3"
    printf 'Content-Type: multipart/report; report-type=feedback-report; boundary=cut\n\n'
    printf -- '--cut\nContent-Type: text/plain\n\nThis is an abuse report about a message which our customer has called unwanted spam by a click on the red flag\n\n'
    printf -- '--cut\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: Example/1\nVersion: 1\n'
    printf '%b\n' "$1"
    printf -- '--cut\nContent-Type: message/rfc822\n\n'
    hop "192.0.2.$3" "box$3@isp.example"
    body "$3" "$3"
    printf -- '\n--cut--\n'
  } > "$2"
}

@test "a feed of reports is one of the mails reported" {
  mkdir "$BATS_TEST_TMPDIR/r"
  report 'Source-IP: 192.0.2.77\nArrival-Date: Mon, 3 Mar 2025 11:00:00 +0000\nOriginal-Rcpt-To: <who@isp.example>\n' \
    "$BATS_TEST_TMPDIR/r/1.eml" 1
  report 'Source-IP: 192.0.2.2\nReceived-Date: Mon, 3 Mar 2025 11:00:02 +0000\n' "$BATS_TEST_TMPDIR/r/2.eml" 2
  report '' "$BATS_TEST_TMPDIR/r/3.eml" 3
  run "$weir" ingest --feed desk "$BATS_TEST_TMPDIR/r"
  [[ $output == *"3 new"*" 0 returned"* ]]
  "$weir" feeds --json | jq -e '.feeds[0].reports == true and .feeds[0].messages == 3 and .feeds[0].recipients == 3'
  rows=$("$weir" messages)
  [ "$(column src_ip <<< "$rows" | xargs)" = "192.0.2.77 192.0.2.2 192.0.2.3" ]
  [ "$(column received <<< "$rows" | xargs)" = "2025-03-03T11:00:00Z 2025-03-03T11:00:02Z 2025-03-03T10:00:00Z" ]
  [ "$(column from <<< "$rows" | sort -u)" = "Alma Abbot <alma@example.net>" ]
  [ "$(column subject <<< "$rows" | sort -u)" = "OBLX is moving now" ]
  [ "$(column note <<< "$rows" | sort -u)" = "-" ]
  [ "$("$weir" messages --json | jq -c .derived | xargs)" = "[] [recipient] [src_ip,received,recipient]" ]
  "$weir" messages --json | jq -se 'all(.[]; .class == "feedback-report")'
  "$weir" campaigns --json | jq -e '.[0].messages == 3 and .[0].indirect == 0 and .[0].source_ips == 3'
  "$weir" find subject:moving "ip:192.0.2.77" > /dev/null
  [[ $("$weir" raw --text 1) == "OBLX is moving now"*Oblix* ]]
  "$weir" raw 1 | cmp - "$BATS_TEST_TMPDIR/r/1.eml"
  "$weir" check
  "$weir" check --repair
  "$weir" check
  [ "$("$weir" messages)" = "$rows" ]
}

@test "a reported mail is linked to the trap's own copy of it" {
  trapped own 1
  mkdir "$BATS_TEST_TMPDIR/r"
  report 'Source-IP: 192.0.2.1\nOriginal-Rcpt-To: BOX1@trap.example\n' "$BATS_TEST_TMPDIR/r/1.eml" 1
  "$weir" ingest --quiet --feed own "$BATS_TEST_TMPDIR/own"
  "$weir" ingest --quiet --feed desk "$BATS_TEST_TMPDIR/r"
  "$weir" campaigns --json | jq -e '.[0].messages == 1 and .[0].feeds == {own: 1, desk: 1}'
}

@test "a stray report in a feed of mail stays indirect" {
  trapped own 1 2 3
  report 'Source-IP: 192.0.2.9\n' "$BATS_TEST_TMPDIR/own/9.eml" 9
  "$weir" ingest --quiet --feed own "$BATS_TEST_TMPDIR/own"
  "$weir" campaigns --json | jq -e '.[0].messages == 3 and .[0].indirect == 1'
  [ "$("$weir" messages | column note | grep -c indirect)" -eq 1 ]
  "$weir" check
}

@test "reports= says beforehand what the first mail would not tell, and later what is to be read anew" {
  "$weir" feeds set --quiet desk reports=yes
  trapped own 1 2 3
  report 'Source-IP: 192.0.2.9\n' "$BATS_TEST_TMPDIR/own/9.eml" 9
  "$weir" ingest --quiet --feed desk "$BATS_TEST_TMPDIR/own"
  "$weir" campaigns --json | jq -e '.[0].messages == 4 and .[0].indirect == 0'
  unwrapped=$("$weir" messages)
  run "$weir" feeds set desk reports=no
  [ "$status" -eq 0 ]
  [[ $output == "1 report of it was"*"check --repair"* ]]
  run "$weir" check
  [ "$status" -eq 1 ]
  [[ $output == *"1 report of feed desk"* ]]
  "$weir" check --repair
  "$weir" check
  "$weir" campaigns --json | jq -e '.[0].messages == 3 and .[0].indirect == 1'
  [ "$("$weir" messages | column src_ip | tail -n 1)" = 203.0.113.44 ]
  "$weir" feeds set --quiet desk reports=yes
  "$weir" check --repair
  "$weir" check
  [ "$("$weir" messages)" = "$unwrapped" ]
}

@test "feeds set: what is said is kept, key by key" {
  "$weir" feeds set trap --role spam traps=4000 sampled=25% since=2007-04-08 forwarder=relay.example.net
  "$weir" feeds set trap sampled=0.5 traps=
  "$weir" feeds --json | jq -e '.feeds[0] | .name == "trap" and .role == "spam" and .sampled == 0.5 and .traps == null
    and .since == "2007-04-08T00:00:00Z" and .forwarder == "relay.example.net" and .reports == false and .messages == 0'
  "$weir" feeds set trap forwarder= since= --role mixed
  "$weir" feeds --json | jq -e '.feeds[0] | .role == "mixed" and .since == null and .forwarder == null'
  [[ $("$weir" feeds) == *trap*mixed*"50 % of its mail"* ]]
}

@test "feeds set: what is none is refused in one line, and nothing is changed" {
  "$weir" feeds set --quiet trap traps=7
  before=$("$weir" feeds --json)
  for arguments in "set" "set trap" "set trap traps" "set trap trap=1" "set trap colour=red" "set trap traps=0" \
    "set trap traps=-1" "set trap traps=many" "set trap sampled=2" "set trap sampled=0" "set trap sampled=1e-1" \
    "set trap sampled=%" "set trap since=soon" "set trap forwarder=relay" "set trap forwarder=a:b;c" "set trap reports=maybe" \
    "set trap traps=1 reports=" "set trap --role nix" "list" "--role spam"; do
    # shellcheck disable=SC2086 # words on purpose
    run "$weir" feeds $arguments
    [ "$status" -eq 2 ]
    one_line "$output"
  done
  [[ $("$weir" feeds set trap trps=1 2>&1) == *"'trps'"*"'traps'"* ]]
  [ "$("$weir" feeds --json)" = "$before" ]
}

@test "a feed that was set before its first mail takes the role that comes with that" {
  trapped own 1
  "$weir" feeds set --quiet one traps=7
  "$weir" ingest --quiet --feed one --role spam "$BATS_TEST_TMPDIR/own"
  "$weir" feeds set --quiet two --role spam
  run "$weir" ingest --feed two --role ham "$BATS_TEST_TMPDIR/own"
  [ "$status" -eq 1 ]
  "$weir" ingest --quiet --feed three "$BATS_TEST_TMPDIR/own"
  run "$weir" ingest --feed three --role ham "$BATS_TEST_TMPDIR/own"
  [ "$status" -eq 1 ]
  "$weir" feeds --json | jq -e '.feeds | map({key: .name, value: .role}) | from_entries == {one: "spam", two: "spam", three: "mixed"}'
}

@test "completion knows set, feeds and keys" {
  "$weir" feeds set --quiet trap traps=7
  # shellcheck disable=SC2030,SC2031
  PATH=$(dirname "$weir"):$PATH
  # shellcheck source=../../completion/weir.bash
  source "$root/completion/weir.bash"
  complete_words() {
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    _weir weir "${*: -1}" "${@: -2:1}" 2> /dev/null
    echo "${COMPREPLY[*]}"
  }
  [ "$(complete_words weir feeds s)" = set ]
  [ "$(complete_words weir feeds set t)" = trap ]
  [ "$(complete_words weir feeds set trap s)" = "sampled= since=" ]
}

@test "feeds set: simulated is no role that is given or taken" {
  trapped own 1
  "$weir" ingest --quiet --feed real "$BATS_TEST_TMPDIR/own"
  run "$weir" feeds set real --role simulated
  [ "$status" -eq 1 ]
  one_line "$output"
  run "$weir" ingest --feed real --role spam "$BATS_TEST_TMPDIR/own"
  [ "$status" -eq 1 ]
  [[ $output == *"feeds set"* ]]
  "$weir" feeds set real --role spam
  "$weir" ingest --quiet --feed real --role spam "$BATS_TEST_TMPDIR/own"
}

@test "a store of before is brought up to date" {
  command -v sqlite3 > /dev/null || skip "no sqlite3"
  trapped own 1 2 3
  resold buyer 2 3 4
  "$weir" ingest --quiet --feed own "$BATS_TEST_TMPDIR/own"
  "$weir" ingest --quiet --feed buyer --trust 198.51.100.9 "$BATS_TEST_TMPDIR/buyer"
  before=$("$weir" messages --json)
  sqlite3 "$WEIR_STORE/weir.db" "ALTER TABLE mail DROP COLUMN recipient; ALTER TABLE mail DROP COLUMN occasion;
    ALTER TABLE feed DROP COLUMN traps; ALTER TABLE feed DROP COLUMN sampled; ALTER TABLE feed DROP COLUMN since;
    ALTER TABLE feed DROP COLUMN forwarder; ALTER TABLE feed DROP COLUMN reports;
    DROP TABLE bench_verdict; DROP TABLE bench_product; DROP TABLE bench_run; DROP TABLE bench_item;
    DROP TABLE bench_corpus; PRAGMA user_version = 4"
  run "$weir" campaigns
  [ "$status" -eq 1 ]
  [[ $output == *"older weir"* ]]
  "$weir" check --repair
  "$weir" check
  [ "$("$weir" messages --json)" = "$before" ]
  "$weir" campaigns --json | jq -e '.[0].messages == 4'
}

@test "check finds what is not said right of a delivery" {
  command -v sqlite3 > /dev/null || skip "no sqlite3"
  trapped own 1 2
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/own"
  sqlite3 "$WEIR_STORE/weir.db" "UPDATE mail SET occasion = occasion + 1 WHERE id = 1;
    UPDATE mail SET recipient = NULL WHERE id = 2"
  run "$weir" check
  [ "$status" -eq 1 ]
  [[ $output == *"message 1 "* && $output == *"message 2 "* ]]
  "$weir" check --repair
  "$weir" check
}

@test "signatures are learnt of what is reported, not of the words around it" {
  mkdir "$BATS_TEST_TMPDIR/r"
  for n in {1..30}; do report "Source-IP: 192.0.2.$n\\n" "$BATS_TEST_TMPDIR/r/$n.eml" "$n"; done
  "$weir" ingest --quiet --feed desk --role spam "$BATS_TEST_TMPDIR/r"
  run "$weir" signatures --json
  jq -e 'length == 1 and .[0].matches == 30' <<< "$output"
  [[ $output == *oblx* && $output != *"our customer"* ]]
}
