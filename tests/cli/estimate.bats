# shellcheck shell=bash
# weir estimate, on campaigns that are simulated and on mails made on the spot. What its ranges are worth over many
# campaigns is measured by bench/estimate.c.

load common

# The January scenario at a tenth of its size, once: some 3,400 mails of the coin, from some 1,250 hosts.
setup_file() {
  load common
  "$weir" simulate --quiet --scale 0.1 "$root/scenarios/january.ucl" --output "$BATS_FILE_TMPDIR/january"
  local feed
  for feed in north south campus shop oldmail; do
    "$weir" ingest --quiet --feed "$feed" "$BATS_FILE_TMPDIR/january/$feed.mbox"
  done
}

setup() {
  load common
  truth=$BATS_FILE_TMPDIR/january/truth.json
  coin=$("$weir" campaigns --json --limit 1 | jq -r '.[0].id')
}

# of_coin KEY: what the simulation knows of it.
of_coin() {
  jq ".campaigns[] | select(.instrument == \"ZZQL\") | .$1" "$truth"
}

@test "senders are a range that holds the truth" {
  "$weir" estimate --json "$coin" | jq -e --argjson truth "$(of_coin senders)" '.senders
    | .low <= $truth and $truth <= .high and .low <= .estimate and .estimate <= .high and .high < 2 * .low
      and (.method | length > 0) and (.assumptions | length >= 3)
      and (.assumptions[0] | has("assumption") and has("value") and has("source"))'
}

@test "addresses are more than hosts, and hosts at once no more than all" {
  "$weir" estimate --json "$coin" | jq -e '.addresses_seen > .senders.estimate and .at_once.estimate <= .senders.high
    and .at_once.low > 100 and .at_once.hours >= 1'
}

@test "deliveries that reached two feeds count once" {
  "$weir" estimate --json "$coin" | jq -e --argjson caught "$(of_coin caught)" \
    '.deliveries == $caught and .linked > 0 and ([.feeds[].caught] | add) > .deliveries'
}

@test "messages cannot be said until feeds say how many traps they have" {
  "$weir" estimate --json "$coin" | jq -e '.messages | (.reason | contains("weir feeds set")) and (has("estimate") | not)'
  run "$weir" estimate "$coin"
  [ "$status" -eq 0 ]
  [[ $output == *"messages     cannot say: "*"weir feeds set"* ]]
}

@test "messages are a range that holds the truth, with its assumptions" {
  cp --recursive "$WEIR_STORE" "$BATS_TEST_TMPDIR/store"
  export WEIR_STORE=$BATS_TEST_TMPDIR/store
  "$weir" feeds set --quiet north traps=36000
  "$weir" feeds set --quiet south traps=24000
  "$weir" estimate --json --list 40M..90M "$coin" | jq -e --argjson truth "$(of_coin sent)" '.messages
    | .low <= $truth and $truth <= .high and (.assumptions | map(.source) | index("--list") and index("weir feeds set"))'
  "$weir" estimate --json "$coin" | jq -e --argjson truth "$(of_coin sent)" '.messages
    | .low <= $truth and $truth <= .high and .high > 100 * .low'
  # A rate that contradicts it.
  "$weir" estimate --json --rate 1M..2M "$coin" | jq -e '.messages.reason | contains("in common")'
  [[ $("$weir" show "$coin") == *"size "*"hosts in all: "*"messages: "* ]]
}

@test "a rate is enough where no traps are known" {
  "$weir" estimate --json --rate 30..120 "$coin" | jq -e --argjson truth "$(of_coin sent)" '.messages
    | .low <= $truth and $truth <= .high'
}

@test "show has the size, for people and for programs" {
  [[ $("$weir" show "$coin") == *"size         hosts in all: "* ]]
  "$weir" show --json "$coin" | jq -e '.size.senders.estimate > 0 and (.size.messages | has("reason"))'
}

@test "it says that it is of simulated mail" {
  [[ $("$weir" estimate "$coin") == SIMULATED* ]]
  "$weir" estimate --json "$coin" | jq -e '.simulated'
}

@test "with too little it says so" {
  own_store
  mail one 'Kettles for less' 'The kettles of the season are at our door and cost less than a walk there.'
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/one"
  local id
  id=$("$weir" campaigns --json | jq -r '.[0].id')
  "$weir" estimate --json "$id" | jq -e '(.senders.reason | contains("twice")) and (.at_once | has("reason"))
    and (.messages | has("reason")) and .addresses_seen == 1 and (.of_addresses | all(has("reason")))'
  run "$weir" estimate "$id"
  [ "$status" -eq 0 ]
  [[ $output == *"in all: cannot say: "* ]]
}

@test "wrong numbers are one line, and an unknown campaign another" {
  local arguments
  for arguments in '--list 0' '--list 5..1' '--list 1M..' '--rate x' '--rate -3' '--list 1e999' '--list nan' '--rate 5..' '--list 1001G'; do
    # Words, to be split.
    # shellcheck disable=SC2086
    run "$weir" estimate $arguments "$coin"
    [ "$status" -eq 2 ]
    one_line "$output"
  done
  run "$weir" estimate c0000000
  [ "$status" -eq 1 ]
  one_line "$output"
  run "$weir" estimate
  [ "$status" -eq 2 ]
}
