#!/usr/bin/env bats
# weir bench run and resume: what is asked, and that nothing that happens to weir changes what is kept. What
# happens to products is in bench_faulty.bats.

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

# The second run is in the store.
has_begun() {
  [ "$(bench score --json | jq '.[0].run_number')" = 2 ]
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

@test "what may look things up outside is warned of" {
  configure "$(words 'Dear customer' | sed 's/protocol/network = yes; protocol/')"
  run -0 --separate-stderr bench run
  [[ $stderr == *'words looks things up outside: '* ]]
  [ "$(of_product words .network)" = '"on"' ]
}
