#!/usr/bin/env bats
# weir bench run and resume: what is asked, and that nothing that happens to weir or to a product changes what the others
# are asked and what is kept. The double that speaks badly stands in faulty_server.h.

# What is loaded sets them, which shellcheck does not read; run sets the others.
# shellcheck disable=SC2154

load common
load daemons
load bench

setup_file() {
  take_corpus_in "$BATS_FILE_TMPDIR/mails"
  learn "$BATS_FILE_TMPDIR/mails" "$BATS_FILE_TMPDIR/learnt"
}

setup() {
  cp -r "$BATS_FILE_TMPDIR/store" "$BATS_TEST_TMPDIR/store"
  own_store
  cd "$BATS_TEST_TMPDIR" || exit
}

teardown() {
  stop_daemons "$BATS_TEST_TMPDIR"
}

bogofilter_section() {
  echo "bogofilter { protocol = command; preset = bogofilter; database = \"$BATS_FILE_TMPDIR/learnt\"; concurrency = 2 }"
}

# is_done NAME: every mail of the run has a verdict of it.
is_done() {
  [ "$(of_product "$1" .unasked)" = 0 ]
}

# asked NAME: so many mails have one.
asked() {
  of_product "$1" '.spam + .ham'
}

# has_asked NAME COUNT: so many mails have one, and others have none yet.
has_asked() {
  (($(asked "$1") >= $2)) && ! is_done "$1"
}

# The second run is in the store.
has_begun() {
  [ "$(bench score --json | jq '.[0].run_number')" = 2 ]
}

tries() {
  bench score --format csv | python3 -c 'import csv, sys; print(sum(int(row["tries"]) for row in csv.DictReader(sys.stdin)))'
}

# unharmed: what products that answer said in a run is what they say alone.
unharmed() {
  verdicts --product bogofilter --product words > beside.tsv
  bench run --new --quiet --product bogofilter --product words
  verdicts > alone.tsv
  [ "$(wc -l < alone.tsv)" -eq 160 ]
  cmp alone.tsv beside.tsv
}

@test "every product is asked every mail, and all that it said is kept" {
  configure "$(bogofilter_section)" "$(words 'Dear customer')"
  bench run --json > run.json 2> said
  jq -e '.run == 1 and .corpus == "all" and .mails == 80 and .started <= .ended
    and (.products | map([.product, .state, .asked]) == [["bogofilter", "done", 80], ["words", "done", 80]])' run.json
  [ ! -s said ]
  verdicts > verdicts.tsv
  [ "$(wc -l < verdicts.tsv)" -eq 160 ]
  # It knows what it has learnt, and the words block the spam and nothing else.
  [ "$(awk -F '\t' '$1 == "bogofilter" && $3 == "ham" && $4 == "block"' verdicts.tsv | wc -l)" -eq 0 ]
  [ "$(awk -F '\t' '$1 == "words" && ($3 == "spam") != ($4 == "block")' verdicts.tsv | wc -l)" -eq 0 ]
  [ "$(tries)" -eq 160 ]
  run -0 bench run
  [[ $output == *'bogofilter           80 of 80 mails, done'*"'weir bench score all' has the table" ]]
  # Another run is another run; the first is still there.
  [ "$(bench score --json | jq '.[0].run_number')" = 2 ]
  cmp verdicts.tsv <(verdicts --run 1)
}

@test "--product asks these alone" {
  configure "$(bogofilter_section)" "$(words 'Dear customer')"
  bench run --quiet --product words --json | jq -e '.products | map(.product) == ["words"]'
  run -1 --separate-stderr bench run --product words --product words
  [[ $stderr == *"'words'"*twice* ]]
  run -1 --separate-stderr bench score --product words --product words
  [[ -z $output && $stderr == *"'words' is given twice" ]]
}

@test "a run that has ended is not resumed, one that has not is not begun again unasked" {
  configure "$(words 'Dear customer')" "gone $(spamd 1 'down_limit = 1ms')"
  run -1 --separate-stderr bench run
  [[ $output == *'words                80 of 80 mails, done'*'gone                 0 of 80 mails, given up: '*refused* ]]
  [[ $output == *"unfinished: 'weir bench resume' goes on" && $stderr == *'gone is down: '*'gone is given up: '* ]]
  run -1 --separate-stderr bench run
  one_line "$stderr"
  [[ $stderr == *"run 1 of this corpus is unfinished; 'weir bench resume' goes on, --new begins another" ]]
  # What was down all the time has no score and no rank.
  bench score --json | jq -e '.[1] | .product == "gone" and .unasked == 80 and .final.rate == null and .rank_best == 0'
  bench score --json | jq -e '.[0] | .rank_best == 1 and .rank_worst == 1'
  run -0 bench score
  [[ $output == *'unfinished: '* ]]
  # It goes on with the products that it began with.
  configure "$(words 'Dear customer')"
  run -1 --separate-stderr bench resume
  [[ $stderr == *"run 1 began with product 'gone', which the configuration does not have" ]]
  bench run --quiet --new --product words
  run -1 --separate-stderr bench resume
  one_line "$stderr"
  [[ $stderr == *"run 2 has ended; 'weir bench run' begins another" ]]
}

# Six sessions: two of each product.
@test "kill -9 of weir, ten times in a run: the verdicts are those of a run left alone" {
  kills=10
  start_faulty slow none 0 0 0
  configure "$(bogofilter_section)" \
    "slow $(spamd "$faulty_port" 'concurrency = 2; timeout = 10s')" \
    "$(words 'Click here now' | sed 's/protocol/concurrency = 2; protocol/')"
  bench run --quiet
  verdicts > alone.tsv
  [ "$(wc -l < alone.tsv)" -eq 240 ]
  # From now on it takes its time, so that kills fall into what it has in hand.
  kill -KILL "$faulty_pid"
  start_faulty slow slow 0 1000000 100 "$faulty_port"
  verb=(run --new)
  for ((kill = 0; kill < kills; kill++)); do
    "$weir" bench "${verb[@]}" --quiet --config bench.conf > /dev/null 2>> said 3>&- &
    pid=$!
    await 10 has_begun
    sleep "$(printf "0.%03d" $((RANDOM % 250 + 50)))"
    kill -KILL "$pid"
    status=0
    wait "$pid" || status=$?
    [ "$status" -eq 137 ]
    verb=(resume)
  done
  had=$(asked slow)
  echo "asked: $had"
  ((had >= 1 && had < 80))
  bench resume --quiet
  bench score --json | jq -e 'map(.run_number == 2 and .unasked == 0 and .errors == 0) | all'
  diff alone.tsv <(verdicts)
  again=$(($(tries) - 240))
  echo "asked again: $again"
  ((again >= 1 && again <= kills * 6))
  "$weir" check
}

@test "SIGINT waits for what is in flight, and resume asks nothing twice" {
  start_faulty slow slow 0 1000000 40
  configure "$(bogofilter_section)" "slow $(spamd "$faulty_port" 'concurrency = 2; timeout = 10s')"
  for signal in INT TERM; do
    "$weir" bench run --new --config bench.conf > told 2> said 3>&- &
    pid=$!
    await 10 has_asked slow 10
    kill -"$signal" "$pid"
    status=0
    wait "$pid" || status=$?
    [ "$status" -eq 1 ]
    [[ $(< told) == *"unfinished: 'weir bench resume' goes on" ]]
    had=$(asked slow)
    ((had < 80))
    bench resume --quiet
    [ "$(tries)" -eq 160 ]
    bench score --json | jq -e 'map(.unasked == 0 and .errors == 0) | all'
  done
}

@test "a product that dies and comes back costs the others nothing, and itself no verdict" {
  start_faulty mortal slow 0 1000000 30
  port=$faulty_port
  configure "$(bogofilter_section)" "$(words 'Dear customer')" \
    "mortal $(spamd "$port" 'concurrency = 2; timeout = 10s; down_limit = 20s')"
  "$weir" bench run --config bench.conf > told 2> said 3>&- &
  pid=$!
  await 10 has_asked mortal 10
  kill -KILL "$faulty_pid"
  await 10 is_done bogofilter
  await 10 is_done words
  await 5 grep -q 'mortal is down: ' said
  before=$(asked mortal)
  ((before < 80))
  start_faulty mortal none 0 0 0 "$port"
  wait "$pid"
  [[ $(< said) == *'mortal is down: '*'mortal is running' ]]
  bench score --json | jq -e 'map(.unasked == 0 and .errors == 0) | all'
  # What it was killed with was asked again, the rest was not.
  again=$(($(tries) - 240))
  echo "asked again: $again"
  ((again >= 1 && again <= 2))
  unharmed
}

@test "a product that cuts every other connection is asked again, and gets no error" {
  start_faulty cut close 5 3 0
  configure "cut $(spamd "$faulty_port" 'concurrency = 1; timeout = 1s; down_limit = 20s')" "$(bogofilter_section)" "$(words 'Dear customer')"
  bench run --quiet
  of_product cut '[.unasked, .errors]' | grep -Fx '[0,0]'
  (($(tries) > 240))
  unharmed
}

@test "products that are mute, deaf, half or garbled from the beginning are said to be, and cost nobody anything" {
  configure_faulty() {
    local mode sections=()
    for mode in "$@"; do
      start_faulty "$mode" "$mode" 0 1000000 30
      sections+=("$mode $(spamd "$faulty_port")")
    done
    configure "${sections[@]}" "$(bogofilter_section)" "$(words 'Dear customer')"
  }
  configure_faulty mute deaf half garbage flood reset tempfail
  started=$EPOCHREALTIME
  run -1 --separate-stderr timeout 30 "$weir" bench run --json --config bench.conf
  took=$((${EPOCHREALTIME/./} - ${started/./}))
  echo "$stderr"
  echo "$output"
  jq -e '.products | map({key: .product, value: .state}) | from_entries == {mute: "given up", deaf: "given up",
    half: "miswired", garbage: "miswired", flood: "miswired", reset: "given up", tempfail: "given up",
    bogofilter: "done", words: "done"}' <<< "$output"
  jq -e '.products | map(select(.state != "done")) | map(.asked == 0 and (.why | length > 0)) | all' <<< "$output"
  for mode in mute deaf half garbage flood reset tempfail; do
    [[ $stderr == *"$mode is "* ]]
  done
  echo "took $took us"
  ((took < 12000000))
  unharmed
}

@test "products that fail in the middle of a run are waited for, and no mail is lost" {
  sections=()
  for mode in mute half garbage flood reset tempfail drip; do
    start_faulty "$mode" "$mode" 10 3 30
    sections+=("$mode $(spamd "$faulty_port" 'concurrency = 1; timeout = 400ms; retries = 5; down_limit = 20s')")
  done
  configure "${sections[@]}" "$(bogofilter_section)" "$(words 'Dear customer')"
  run -0 --separate-stderr timeout 60 "$weir" bench run --config bench.conf
  bench score --json | jq -e 'map(.unasked == 0 and .errors == 0) | all'
  (($(tries) > 9 * 80))
  unharmed
}

@test "a product that is slow holds nobody up" {
  start_faulty slow slow 0 1000000 100
  configure "slow $(spamd "$faulty_port" 'concurrency = 1; timeout = 10s')" "$(bogofilter_section)" \
    "$(words 'Dear customer')"
  "$weir" bench run --quiet --config bench.conf > told 2> said 3>&- &
  pid=$!
  await 10 is_done words
  await 10 is_done bogofilter
  (($(asked slow) < 60))
  kill -INT "$pid"
  wait "$pid" || true
  unharmed
}

@test "what may look things up outside is warned of" {
  configure "$(words 'Dear customer' | sed 's/protocol/network = yes; protocol/')"
  run -0 --separate-stderr bench run
  [[ $stderr == *'words looks things up outside: '* ]]
  [ "$(of_product words .network)" = '"on"' ]
}
