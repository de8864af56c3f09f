#!/usr/bin/env bats
# weir feeds: figures of 3 feeds and 12 messages, worked out by hand here; and what there is when there is little.
#
# All on 3 March 2025; .1 is the sender 192.0.2.1. Four campaigns:
#
#             alpha                                   beta                    gamma         all
#   kettles   10:00 .1  10:10 .2  10:20 .3  10:30 .3  10:05 .1                              5
#   lamps     12:00 .4  12:10 .4                      12:30 .6  11:45 .7 =    = 11:45 .7    4
#   melons    13:00 .5  13:30 .5                                                            2
#   nets                                                                      14:00 .8      1
#   messages  8                                       3                       2             12
#
# beta and gamma had the lamps of 11:45 byte for byte: one message of one occasion, which counts for each of them and once
# for all. All were sent to one recipient. A fourth feed, of wanted mail, has a mail of the melons, so alpha is pure to 6/8. The nets came once: with --least 2 they are left out.
#
# Coverage, of 3 campaigns: alpha 3, the melons alone; beta 2; gamma 1. Of 8 senders: alpha .1 to .5, four alone; beta .1
# .6 .7, .6 alone; gamma .7 .8, .8 alone.
#
# Spread over kettles, lamps and melons: alpha (4 2 2)/8, beta (1 2 0)/3, gamma (0 1 0)/1, all (5 4 2)/11. Variation
# distance is 1 less the sum of the lesser shares:
#   alpha, beta    1 - 1/3 - 1/4           = 5/12
#   alpha, gamma   1 - 1/4                 = 3/4
#   beta, gamma    1 - 2/3                 = 1/3
#   alpha, all     1 - 5/11 - 1/4 - 2/11   = 5/44
#   beta, all      1 - 1/3 - 4/11          = 10/33
#   gamma, all     1 - 4/11                = 7/11
# tau-b: alpha and beta rank kettles and lamps (4 2) and (1 2): -1. alpha and all have (4 2 2) and (5 4 2): two pairs in
# the same order, one equal in alpha: 2 / sqrt(2 * 3). beta and all: (1 2), (5 4): -1. gamma has one campaign: none.
#
# Timing, of the 2 campaigns that two feeds saw. First sight after the first of all: alpha 0 (kettles) and 900 s (lamps),
# beta 300 and 0, gamma 0 (lamps). Last sight before the last of all: alpha 0 and 1200 s, beta 1500 and 0, gamma 2700.

load common
# common.bash sets them, which shellcheck does not read.
# shellcheck disable=SC2154

# one FEED NAME TIME SENDER LINE...: a mail of that day into the folder of the feed.
one() {
  local feed=$1 name=$2 time=$3 sender=$4
  shift 4
  mkdir -p "$folder/$feed"
  {
    printf 'Received: from host%s.example.net (host%s.example.net [192.0.2.%s])\n' "$sender" "$sender" "$sender"
    printf '\tby mx.example.org with ESMTP id %s%s; Mon, 3 Mar 2025 %s:00 +0000\n' "$name" "${time/:/}" "$time"
    printf 'From: The %s <%s@%s.example>\nTo: trap@example.org\nSubject: %s\n' "$name" "$name" "$name" "$name"
    printf 'Date: Mon, 3 Mar 2025 %s:00 +0000\nMessage-ID: <%s.%s@%s.example>\n\n' "$time" "${time/:/}" "$feed" "$name"
    printf '%s\n' "$@"
  } > "$folder/$feed/$name${time/:/}.eml"
}

kettles=("Kettles from the old harbour are sold below their weight in copper until Friday at the crane."
  "Bring two strong friends and a cart, since none of them is lighter than a calf.")
lamps=("Ferry pilots swear by our lamps, whose wicks burn through fog, hail and a week of northern wind."
  "Order a dozen and the keeper trims the first of them for nothing.")
melons=("Seven gardeners water our melons by moonlight, and only the roundest reach your cellar door."
  "Write before harvest, the carrier leaves on odd mornings and returns on even ones.")
nets=("Fishing nets mended while you wait, by hands that never dropped a stitch in forty winters."
  "Ask for the blue shed behind the weighing house.")

setup_file() {
  folder=$BATS_FILE_TMPDIR/mail
  one alpha kettles 10:00 1 "${kettles[@]}"
  one alpha kettles 10:10 2 "${kettles[@]}"
  one alpha kettles 10:20 3 "${kettles[@]}"
  one alpha kettles 10:30 3 "${kettles[@]}"
  one beta kettles 10:05 1 "${kettles[@]}"
  one alpha lamps 12:00 4 "${lamps[@]}"
  one alpha lamps 12:10 4 "${lamps[@]}"
  one beta lamps 12:30 6 "${lamps[@]}"
  one beta lamps 11:45 7 "${lamps[@]}"
  one alpha melons 13:00 5 "${melons[@]}"
  one alpha melons 13:30 5 "${melons[@]}"
  one gamma nets 14:00 8 "${nets[@]}"
  one wanted melons 09:00 9 "${melons[@]}"
  cp "$folder/beta/lamps1145.eml" "$folder/gamma"
  for feed in alpha beta gamma; do
    "$weir" ingest --quiet --feed "$feed" --role spam "$folder/$feed"
  done
  "$weir" ingest --quiet --feed wanted --role ham "$folder/wanted"
}

# of FEED FILTER: from JSON, of one feed.
of() {
  "$weir" feeds --json | jq -c --arg feed "$1" ".feeds[] | select(.name == \$feed) | $2"
}

# between A B FILTER: of one pair.
between() {
  "$weir" feeds --json | jq -c --arg a "$1" --arg b "$2" ".pairs[] | select(.a == \$a and .b == \$b) | $3"
}

@test "the campaigns are those of the example" {
  [ "$("$weir" campaigns --json | jq -c '[.[].messages] | sort')" = "[1,3,4,5]" ]
}

@test "volume" {
  [ "$(of alpha '[.messages, .deliveries, .with_time, .with_sender]')" = "[8,8,8,8]" ]
  [ "$(of beta '[.messages, .deliveries]')" = "[3,3]" ]
  [ "$(of gamma '[.messages, .deliveries]')" = "[2,2]" ]
  [ "$("$weir" feeds --json | jq -c '[(.feeds[], .all) | .recipients]')" = '[1,1,1,1]' ]
  [ "$(of alpha '[.role, .first_seen, .last_seen]')" = '["spam","2025-03-03T10:00:00Z","2025-03-03T13:30:00Z"]' ]
  [ "$("$weir" feeds --json | jq -c '.all | [.messages, .deliveries, .first_seen, .last_seen]')" = \
    '[12,12,"2025-03-03T10:00:00Z","2025-03-03T14:00:00Z"]' ]
  [ "$("$weir" feeds --json | jq -c '[.wanted_feeds, (.feeds | map(.name))]')" = '[1,["alpha","beta","gamma"]]' ]
}

@test "purity" {
  [ "$("$weir" feeds --json | jq -c '[.feeds[].purity]')" = "[0.75,1,1]" ]
}

@test "coverage" {
  [ "$("$weir" feeds --json | jq -c '.all | [.campaigns, .senders]')" = "[3,8]" ]
  [ "$(of alpha '[.campaigns[]]')" = "[3,1,1,0.333333]" ]
  [ "$(of beta '[.campaigns[]]')" = "[2,0.666667,0,0]" ]
  [ "$(of gamma '[.campaigns[]]')" = "[1,0.333333,0,0]" ]
  [ "$(of alpha '[.senders[]]')" = "[5,0.625,4,0.8]" ]
  [ "$(of beta '[.senders[]]')" = "[3,0.375,1,0.333333]" ]
  [ "$(of gamma '[.senders[]]')" = "[2,0.25,1,0.5]" ]
}

@test "overlap" {
  [ "$(between alpha beta '[.campaigns[], .senders[]]')" = "[2,0.666667,1,1,0.2,0.333333]" ]
  [ "$(between alpha gamma '[.campaigns[], .senders[]]')" = "[1,0.333333,1,0,0,0]" ]
  [ "$(between beta gamma '[.campaigns[], .senders[]]')" = "[1,0.5,1,1,0.333333,0.5]" ]
  [ "$("$weir" feeds --json | jq '.pairs | length')" -eq 3 ]
}

@test "proportionality" {
  [ "$(between alpha beta '[.variation, .tau]')" = "[0.416667,-1]" ]
  [ "$(between alpha gamma '[.variation, .tau]')" = "[0.75,null]" ]
  [ "$(between beta gamma '[.variation, .tau]')" = "[0.333333,null]" ]
  [ "$(of alpha '[.variation_from_all, .tau_with_all]')" = "[0.113636,0.816497]" ]
  [ "$(of beta '[.variation_from_all, .tau_with_all]')" = "[0.30303,-1]" ]
  [ "$(of gamma '[.variation_from_all, .tau_with_all]')" = "[0.636364,null]" ]
}

@test "timing" {
  [ "$("$weir" feeds --json | jq .all.timed_campaigns)" -eq 2 ]
  [ "$(of alpha '.timing | [.campaigns, .first_at, .first_share]')" = "[2,1,0.5]" ]
  [ "$(of beta '.timing | [.campaigns, .first_at, .first_share]')" = "[2,1,0.5]" ]
  [ "$(of gamma '.timing | [.campaigns, .first_at, .first_share]')" = "[1,1,1]" ]
  # p25, median, p75, p95
  [ "$(of alpha '[.timing.seconds_after_first[]]')" = "[225,450,675,855]" ]
  [ "$(of beta '[.timing.seconds_after_first[]]')" = "[75,150,225,285]" ]
  [ "$(of gamma '[.timing.seconds_after_first[]]')" = "[0,0,0,0]" ]
  [ "$(of alpha '[.timing.seconds_before_last[]]')" = "[300,600,900,1140]" ]
  [ "$(of beta '[.timing.seconds_before_last[]]')" = "[375,750,1125,1425]" ]
  [ "$(of gamma '[.timing.seconds_before_last[]]')" = "[2700,2700,2700,2700]" ]
}

@test "--least takes in what came once, and leaves out more" {
  [ "$("$weir" feeds --least 1 --json | jq -c '[.all.campaigns, .feeds[2].campaigns.seen, .feeds[2].campaigns.exclusive]')" = "[4,2,1]" ]
  [ "$("$weir" feeds --least 5 --json | jq -c '[.all.campaigns, .feeds[2].campaigns.seen, .all.messages]')" = "[1,0,12]" ]
  [ "$("$weir" feeds --least 6 --json | jq -c '[.all.campaigns, .feeds[0].campaigns.share, .pairs[0].variation]')" = "[0,null,null]" ]
  for wrong in 0 x -1; do
    run "$weir" feeds --least "$wrong"
    [ "$status" -eq 2 ]
  done
}

@test "--since and --until are of messages" {
  [ "$("$weir" feeds --since 2025-03-03T12:00 --json | jq -c '[.all.messages, .feeds[].messages]')" = "[6,4,1,1]" ]
  [ "$("$weir" feeds --until 2025-03-03T11:45 --json | jq -c '[.all.messages, .feeds[].messages]')" = "[5,4,1,0]" ]
  # Wanted mail of any time tells what is wanted: the melons of 9:00.
  [ "$("$weir" feeds --since 2025-03-03T13:00 --json | jq -c '[.feeds[].purity]')" = "[0,null,1]" ]
  run "$weir" feeds --since 2025-03-04 --until 2025-03-03
  [ "$status" -eq 2 ]
  one_line "$output"
}

@test "tables say the same" {
  run "$weir" feeds
  [ "$status" -eq 0 ]
  [[ $output == *"1 alpha "*spam*8*8*"75.0 %"*2025-03-03* ]]
  [[ $output == *"3 campaigns of at least 2 messages"* && $output == *"8 senders"* ]]
  [ "$(grep -c '^1 alpha ' <<< "$output")" -eq 11 ]
  grep -q -x '1 alpha  *100\.0  *66\.7  *33\.3' <<< "$output"
  grep -q -x '1 alpha  *0\.00  *0\.42  *0\.75  *0\.11' <<< "$output"
  grep -q -x '1 alpha  *1\.00  *-1\.00  *-  *0\.82' <<< "$output"
  grep -q -x '1 alpha  *2  *1  *50\.0 %  *4 min  *8 min  *11 min  *14 min' <<< "$output"
  [[ ${lines[-1]} == "3 feeds, and 1 of wanted mail" ]]
}

@test "lines keep within the width, with sixteen feeds, too" {
  own_store
  for i in {1..16}; do
    "$weir" ingest --quiet --feed "a-feed-of-a-long-name-$i" "$BATS_FILE_TMPDIR/mail/alpha" "$BATS_FILE_TMPDIR/mail/beta"
  done
  for width in 80 132; do
    run env COLUMNS=$width "$weir" feeds
    [ "$status" -eq 0 ]
    for line in "${lines[@]}"; do
      [ "${#line}" -le "$width" ]
    done
  done
  # What all had counts once for all.
  [ "$("$weir" feeds --json | jq -c '[.all.messages, .feeds[15].messages, .pairs[0].variation, .pairs[0].tau]')" = "[11,11,0,1]" ]
}

@test "a feed alone has nobody to be compared with" {
  own_store
  "$weir" ingest --quiet --feed alpha "$BATS_FILE_TMPDIR/mail/alpha"
  run "$weir" feeds
  [ "$status" -eq 0 ]
  [[ $output == *"3 campaigns of at least 2"* && $output == *"purity is not known"* && $output != *Kendall* ]]
  [ "${lines[-1]}" = "1 feed" ]
  [ "$("$weir" feeds --json | jq -c '[.feeds[0].purity, .pairs, .feeds[0].campaigns.exclusive_share, .feeds[0].timing.campaigns]')" = "[null,[],1,0]" ]
}

@test "only wanted mail: no feed to compare" {
  own_store
  "$weir" ingest --quiet --feed wanted --role newsletter "$BATS_FILE_TMPDIR/mail/wanted"
  [ "$("$weir" feeds)" = "0 feeds, and 1 of wanted mail" ]
  [ "$("$weir" feeds --json | jq -c '[.feeds, .all.messages, .all.first_seen]')" = "[[],0,null]" ]
}

@test "no campaigns, no times" {
  own_store
  : > "$BATS_TEST_TMPDIR/empty.eml"
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/empty.eml"
  run "$weir" feeds
  [ "$status" -eq 0 ]
  [[ $output == *"0 campaigns"* ]]
  printf 'Subject: when\n\n%s\n%s\n' "${nets[@]}" > "$BATS_TEST_TMPDIR/undated.eml"
  printf 'Subject: then\n\n%s\n%s\n' "${nets[@]}" > "$BATS_TEST_TMPDIR/also.eml"
  "$weir" ingest --quiet --feed one "$BATS_TEST_TMPDIR/undated.eml"
  "$weir" ingest --quiet --feed two "$BATS_TEST_TMPDIR/also.eml"
  [[ $("$weir" feeds) == *"no campaign was seen by two feeds at known times"* ]]
  [ "$("$weir" feeds --json | jq -c '[.feeds[] | select(.name != "default") | [.messages, .with_time, .first_seen, .timing.campaigns, .timing.first_share, .timing.seconds_after_first.median]]')" = \
    "[[1,0,null,0,null,null],[1,0,null,0,null,null]]" ]
}

@test "an empty store, and none" {
  own_store
  run "$weir" feeds
  [ "$status" -eq 1 ]
  one_line "$output"
  mkdir "$BATS_TEST_TMPDIR/nothing"
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/nothing" || true
  run "$weir" feeds
  [[ $status -eq 1 || ${lines[-1]} == "0 feeds" || ${lines[-1]} == "1 feed" ]]
  one_line "${lines[-1]}"
}

@test "wrong usage" {
  for arguments in "x" "--json x" "--nix"; do
    # shellcheck disable=SC2086
    run --separate-stderr "$weir" feeds $arguments
    [ "$status" -eq 2 ]
    one_line "$stderr"
  done
}
