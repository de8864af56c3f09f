#!/usr/bin/env bats
# weir bench run beside products that die, are slow or speak badly (faulty_server.h): nothing that happens to one changes
# what the others are asked and what is kept of them.

# What is loaded sets them, which shellcheck does not read; run sets the others.
# shellcheck disable=SC2154

load common
load daemons
load bench

setup_file() {
  learn_of_corpus
}

setup() {
  begin_in_copy
}

teardown() {
  stop_daemons "$BATS_TEST_TMPDIR"
}

# unharmed: what products that answer said in a run is what they say alone.
unharmed() {
  verdicts --product bogofilter --product words > beside.tsv
  bench run --new --quiet --product bogofilter --product words
  verdicts > alone.tsv
  [ "$(wc -l < alone.tsv)" -eq 160 ]
  cmp alone.tsv beside.tsv
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
