#!/usr/bin/env bats
# Simulated campaigns: the files, what they add up to, what is refused.

load common

setup() {
  own_store
  scenario=$root/scenarios/small.ucl
  out=$BATS_TEST_TMPDIR/out
}

# The small scenario, once a file of tests.
setup_file() {
  "$weir" simulate --quiet "$root/scenarios/small.ucl" -o "$BATS_FILE_TMPDIR/small"
}

# changed SED-SCRIPT: the small scenario, changed.
changed() {
  sed "$1" "$root/scenarios/small.ucl" > "$BATS_TEST_TMPDIR/changed.ucl"
  cmp -s "$root/scenarios/small.ucl" "$BATS_TEST_TMPDIR/changed.ucl" && return 1
  scenario=$BATS_TEST_TMPDIR/changed.ucl
}

# refused WORDS...: the scenario is, in one line that has these words, and nothing is left behind.
refused() {
  run "$weir" simulate "$scenario" -o "$out"
  [ "$status" -eq 1 ]
  one_line "$output"
  for word in "$@"; do
    [[ $output == *"$word"* ]]
  done
  [ ! -e "$out" ]
}

mails() {
  grep -c '^From ' "$@"
}

@test "the files, and nothing else" {
  [ "$(find "$BATS_FILE_TMPDIR/small" -type f -printf '%P\n' | sort | paste -sd ' ')" = \
    "labels.tsv lake.mbox pond.mbox senders.tsv truth.json" ]
}

@test "truth adds up" {
  cd "$BATS_FILE_TMPDIR/small"
  [ "$(jq -c '[.campaigns[].name]' truth.json)" = '["stock","coin"]' ]
  [ "$(jq -c '[.campaigns[] | .instrument, .operator]' truth.json)" = '["ZZTN","otter","ZZPB","otter"]' ]
  for feed in lake pond; do
    [ "$(jq ".feeds.$feed.messages" truth.json)" -eq "$(mails $feed.mbox)" ]
  done
  for campaign in stock coin; do
    truth=$(jq -c ".campaigns[] | select(.name == \"$campaign\")" truth.json)
    for feed in lake pond; do
      [ "$(awk -F '\t' -v c=$campaign -v f="$feed.mbox#" '$6 == c && index($1, f) == 1' labels.tsv | wc -l)" -eq \
        "$(jq ".feeds.$feed" <<< "$truth")" ]
    done
    # What reaches both feeds is one mail.
    both=$(jq '.feeds.lake + .feeds.pond - .caught' <<< "$truth")
    [ "$both" -gt 0 ]
    [ "$(awk -F '\t' -v c=$campaign '$1 == c { n += $6 } END { print n }' senders.tsv)" -eq "$(jq .caught <<< "$truth")" ]
    hosts=$(awk -F '\t' -v c=$campaign '$1 == c { print $2 }' senders.tsv | sort -u | wc -l)
    [ "$hosts" -gt 100 ]
    [ "$hosts" -le "$(jq .senders <<< "$truth")" ]
    [ "$(jq .caught <<< "$truth")" -lt "$(jq .sent <<< "$truth")" ]
  done
  [ "$(awk -F '\t' 'NR > 1' labels.tsv | wc -l)" -eq "$(mails -h lake.mbox pond.mbox | paste -sd + | bc)" ]
}

@test "labels name messages as weir does" {
  "$weir" ingest --quiet "$BATS_FILE_TMPDIR/small/lake.mbox" "$BATS_FILE_TMPDIR/small/pond.mbox"
  "$weir" messages | column source | sed 's|.*/||' | sort > "$BATS_TEST_TMPDIR/sources"
  tail -n +2 "$BATS_FILE_TMPDIR/small/labels.tsv" | cut -f 1 | sort > "$BATS_TEST_TMPDIR/labelled"
  cmp "$BATS_TEST_TMPDIR/sources" "$BATS_TEST_TMPDIR/labelled"
  [ "$(head -n 1 "$BATS_FILE_TMPDIR/small/labels.tsv")" = \
    "$(printf 'message\tlabel\tinstrument\toperator\tmedium\tcampaign')" ]
}

@test "weir finds in it what is true of it" {
  "$weir" ingest --quiet --feed lake "$BATS_FILE_TMPDIR/small/lake.mbox"
  "$weir" ingest --quiet --feed pond "$BATS_FILE_TMPDIR/small/pond.mbox"
  [ "$("$weir" touts --json | jq -r '[.[].instrument] | sort | join(" ")')" = "ZZPB ZZTN" ]
  "$weir" messages | column kind | grep -c tout > "$BATS_TEST_TMPDIR/touts"
  [ "$(< "$BATS_TEST_TMPDIR/touts")" -gt 1000 ]
}

@test "mail is marked, from 240.0.0.0/4, in reserved domains, in order of receipt" {
  cd "$BATS_FILE_TMPDIR/small"
  for feed in lake pond; do
    [ "$(grep -c '^X-Weir-Simulated: yes$' $feed.mbox)" -ge "$(mails $feed.mbox)" ]
    grep '^From ' $feed.mbox | awk '{ print $NF, $(NF - 3), $(NF - 2), $(NF - 1) }' |
      sed 's/ Jan / 01 /; s/ Feb / 02 /; s/ Mar / 03 /' | awk '{ printf "%s%s%02d%s\n", $1, $2, $3, $4 }' > "$BATS_TEST_TMPDIR/times"
    sort -c "$BATS_TEST_TMPDIR/times"
  done
  run grep -ohE '@[A-Za-z0-9.-]+\.[a-z]+' lake.mbox pond.mbox
  [ -n "$output" ]
  run ! grep -vE '\.(example|test|invalid)$|example\.(org|net|com)$' <<< "$output"
  run grep -ohE '\[[0-9.]+\]' lake.mbox pond.mbox
  [ -n "$output" ]
  # Forged hops name hosts of private networks, as real ones do.
  run ! grep -vE "^\\[(24[0-9]|25[0-5]|10)\\." <<< "$output"
}

@test "the same seed gives the same bytes, another others" {
  "$weir" simulate --quiet "$scenario" -o "$out"
  for file in "$BATS_FILE_TMPDIR"/small/*; do
    cmp "$file" "$out/${file##*/}"
  done
  "$weir" simulate --quiet --seed 8 "$scenario" -o "$BATS_TEST_TMPDIR/other"
  [ "$(jq .seed "$BATS_TEST_TMPDIR/other/truth.json")" -eq 8 ]
  for file in lake.mbox senders.tsv; do
    run ! cmp -s "$out/$file" "$BATS_TEST_TMPDIR/other/$file"
  done
}

@test "--scale multiplies hosts and background mail" {
  "$weir" simulate --quiet --scale 0.5 "$scenario" -o "$out"
  [ "$(jq .operators.otter.hosts "$out/truth.json")" -eq 200 ]
  [ "$(jq .background.spam "$out/truth.json")" -eq 60 ]
  [ "$(jq .scale "$out/truth.json")" = 0.5 ]
  [ "$(jq '.campaigns[0].senders' "$out/truth.json")" -lt 230 ]
  for scale in 0 -1 x nan inf 1e3 ""; do
    run "$weir" simulate --scale "$scale" "$scenario" -o "$out.2"
    [ "$status" -eq 2 ]
    one_line "$output"
    [[ $output == *--scale* ]]
  done
  run "$weir" simulate --scale 100000 "$scenario" -o "$out.2"
  [ "$status" -eq 1 ]
  [[ $output == *"operator otter"*hosts* ]]
  [ ! -e "$out.2" ]
}

@test "what was written is told, with the commands to take it in" {
  run "$weir" simulate "$scenario" -o "$out"
  [ "$status" -eq 0 ]
  [[ $output == *lake*3,000*"$out/lake.mbox"*stock*ZZTN*otter*"seed 7"* ]]
  [[ $output == *"weir feeds set pond traps=2000 forwarder=relay.pond.example"*"weir ingest --feed lake $out/lake.mbox"* ]]
  run "$weir" simulate --json --force "$scenario" -o "$out"
  [ "$(jq -r '.feeds[1].commands[0]' <<< "$output")" = "weir ingest --feed pond $out/pond.mbox" ]
  [ "$(jq '.campaigns[0].caught' <<< "$output")" -eq "$(jq '.campaigns[0].caught' "$out/truth.json")" ]
  mkdir "$BATS_TEST_TMPDIR/a b"
  run "$weir" simulate "$scenario" -o "$BATS_TEST_TMPDIR/a b"
  [[ $output == *"--feed lake '$BATS_TEST_TMPDIR/a b/lake.mbox'"* ]]
}

@test "an earlier simulation is replaced only by --force, and other files never" {
  "$weir" simulate --quiet "$scenario" -o "$out"
  before=$(cksum < "$out/lake.mbox")
  run "$weir" simulate --seed 9 "$scenario" -o "$out"
  [ "$status" -eq 1 ]
  one_line "$output"
  [[ $output == *"$out"*--force* ]]
  [ "$(cksum < "$out/lake.mbox")" = "$before" ]
  changed 's/^feeds pond/feeds puddle/; s/pond/puddle/'
  "$weir" simulate --quiet --force "$scenario" -o "$out"
  [ -f "$out/puddle.mbox" ]
  [ ! -e "$out/pond.mbox" ]
  touch "$out/mine"
  for force in "" --force; do
    # shellcheck disable=SC2086
    run "$weir" simulate $force "$scenario" -o "$out"
    [ "$status" -eq 1 ]
    one_line "$output"
    [[ $output == *"'mine'"* ]]
  done
  [ -f "$out/truth.json" ]
}

@test "a killed run leaves nothing that looks whole, and the next one is not in its way" {
  mkdir "$out"
  touch "$out/.lake.mbox.part" "$out/.truth.json.part"
  "$weir" simulate --quiet "$scenario" -o "$out"
  [ "$(find "$out" -type f | wc -l)" -eq 5 ]
  rm -r "$out"
  # The largest scenario, so that there is time to kill it.
  "$weir" simulate --quiet "$root/scenarios/january.ucl" -o "$out" &
  pid=$!
  for ((i = 0; i < 500; i++)); do
    [ -s "$out/.north.mbox.part" ] && break
    sleep 0.01
  done
  kill -9 "$pid"
  wait "$pid" || true
  [ -z "$(ls "$out")" ]
  "$weir" simulate --quiet "$scenario" -o "$out"
}

@test "where it cannot write it says so and leaves nothing" {
  run "$weir" simulate "$scenario" -o "$BATS_TEST_TMPDIR/none/out"
  [ "$status" -eq 1 ]
  one_line "$output"
  [[ $output == *"$BATS_TEST_TMPDIR/none/out"* ]]
  touch "$BATS_TEST_TMPDIR/file"
  run "$weir" simulate "$scenario" -o "$BATS_TEST_TMPDIR/file"
  [ "$status" -eq 1 ]
  one_line "$output"
  run bash -c 'ulimit -f 100; trap "" XFSZ; "$@"' - "$weir" simulate "$scenario" -o "$out"
  [ "$status" -eq 1 ]
  one_line "$output"
  [[ $output == *"$out/"*"File too large"* ]]
  [ ! -e "$out" ]
}

@test "a recipient's domain that is not reserved is refused" {
  changed 's/traps = 3000;/traps = 3000; domain = mail.ru/'
  refused "feed lake" "mail.ru" "not reserved"
}

@test "a forwarder that is not reserved is refused" {
  changed 's/relay.pond.example/relay.abusix.org/'
  refused "feed pond" "relay.abusix.org"
}

@test "a link is refused, also as a bare word" {
  changed 's/Did you hear of/See http:\/\/zzpb-coin.ru\/x for/'
  refused "campaign coin, text 1" "http://zzpb-coin.ru/x"
  changed 's/Did you hear of/See evil-site.ru for/'
  refused "campaign coin, text 1" "evil-site.ru"
}

@test "an address of somebody is refused" {
  changed 's/Did you hear of/Write to paul@gmail.com of/'
  refused "campaign coin, text 1" "paul@gmail.com"
}

@test "an instrument that there is is refused, as a setting and in the text" {
  changed 's/symbol = ZZPB/symbol = BTC/'
  refused "campaign coin" "BTC" "ZZ"
  changed 's/Did you hear of/NASDAQ: AAPL, did you hear of/'
  refused "campaign coin, text 1" "AAPL"
}

@test "a telephone number is refused" {
  changed 's/Did you hear of/Call 212-555-1234 about/'
  refused "campaign coin, text 1" "+12125551234"
}

@test "a setting that nobody knows is named with its line and the known ones" {
  changed 's/traps = 3000;/trasp = 3000;/'
  refused "changed.ucl: line 8: feeds.lake.trasp" "traps, domain"
}

@test "what is no scenario is named" {
  run "$weir" simulate "$BATS_TEST_TMPDIR/none.ucl" -o "$out"
  [ "$status" -eq 1 ]
  one_line "$output"
  [[ $output == *none.ucl* ]]
  changed 9,1000d
  refused "line 9" "not closed"
  "$weir" simulate --quiet - -o "$out" < "$root/scenarios/small.ucl"
  run "$weir" simulate "$root/scenarios/small.ucl"
  [ "$status" -eq 2 ]
  [[ $output == *--output* ]]
}

@test "it cannot send: nothing of it knows how to reach a network" {
  run ! grep -rnE 'include <(sys/socket|sys/un|netdb|netinet|arpa|curl|spawn)|popen|system\(|exec[lv]' "$root/src/simulate"
  command -v strace > /dev/null || skip "no strace"
  run strace -f -e trace=network -o "$BATS_TEST_TMPDIR/trace" "$weir" simulate --quiet "$scenario" -o "$out"
  [ "$status" -eq 0 ] || skip "strace may not trace here"
  run ! grep -E '^[0-9]+ +(socket|connect|sendto|sendmsg)' "$BATS_TEST_TMPDIR/trace"
}

@test "a bar on a terminal, and none where standard error is none" {
  need_terminal
  run on_terminal "$weir" simulate "$root/scenarios/january.ucl" --scale 0.5 -o "$out"
  [[ $output == *" mails, "*"/s"* ]]
  run "$weir" simulate --quiet --force "$scenario" -o "$out"
  [ -z "$output" ]
}
