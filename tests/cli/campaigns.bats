#!/usr/bin/env bats
# The list, and one campaign whole.

load common

setup_file() {
  "$weir" ingest --quiet --feed first "$sample/files" "$sample/maildir"
  "$weir" ingest --quiet --feed second --role spam "$sample/box.mbox" "$sample/march.tar.zst"
}

@test "a line each, aligned, and a line of totals" {
  run "$weir" campaigns
  [ "$status" -eq 0 ]
  [[ ${lines[0]} == campaign* ]]
  count=$("$weir" campaigns --json | jq length)
  [ "${#lines[@]}" -eq $((count + 2)) ]
  [[ ${lines[-1]} =~ ^$count" campaign"s?"; "[0-9,]+" messages in "[0-9,]+" deliveries"$ ]]
}

@test "lines keep within the width, and the totals say what is left out" {
  for width in 50 60 80 100 132; do
    while IFS= read -r line; do
      [ "${#line}" -le "$width" ]
    done < <(COLUMNS=$width "$weir" campaigns)
  done
  run "$weir" campaigns --limit 2
  [ "${#lines[@]}" -eq 4 ]
  [[ ${lines[-1]} == "2 of "* ]]
}

@test "JSON has what the design promises" {
  run "$weir" campaigns --json
  [ "$status" -eq 0 ]
  jq -e 'length > 0 and all(.[];
    (.id | test("^c[a-z0-9]+$")) and (.name | type == "string") and (.kind | IN("tout", "other")) and (.score >= 0 and .score <= 1)
    and (.reasons | type == "array") and .messages > 0 and (.first_seen <= .last_seen) and .templates > 0
    and (.source_ips | type == "number") and (.feeds | type == "object") and (.instruments | type == "array") and has("operator")
    and (.with_url >= 0 and .with_url <= 1) and (.with_attachment >= 0 and .with_attachment <= 1)
    and (.subjects | type == "array"))' <<< "$output"
}

@test "JSON agrees with the rows" {
  diff <("$weir" campaigns --json | jq -r '.[] | "\(.id) \(.messages)"' | sort) \
    <("$weir" messages --json | jq -r 'select(.campaign and (.note | index("copy") or index("indirect") | not)) | .campaign' |
      sort | uniq -c | awk '{ print $2, $1 }' | sort)
}

@test "sorted by size, and by recency" {
  sizes=$("$weir" campaigns --json | jq '.[].messages')
  [ "$sizes" = "$(sort -rn <<< "$sizes")" ]
  dates=$("$weir" campaigns --sort recent --json | jq -r '.[].last_seen // ""')
  [ "$dates" = "$(sort -r <<< "$dates")" ]
  "$weir" campaigns --sort growth > /dev/null
}

@test "only of a feed, a time, a kind" {
  [ "$("$weir" campaigns --feed nosuch --json | jq length)" -eq 0 ]
  [ "$("$weir" campaigns --feed second --json | jq '[.[] | select(.feeds.second | not)] | length')" -eq 0 ]
  [ "$("$weir" campaigns --since 2099-01-01 --json | jq length)" -eq 0 ]
  [ "$("$weir" campaigns --until 1999-01-01 --json | jq '[.[] | select(.first_seen)] | length')" -eq 0 ]
  day=$("$weir" campaigns --json | jq -r '.[0].first_seen[:10]')
  [ "$("$weir" campaigns --since "$day" --until "$day" --json | jq 'length > 0')" = true ]
  [ "$("$weir" campaigns --kind other --json | jq '[.[] | select(.kind != "other")] | length')" -eq 0 ]
}

@test "an empty list is no error" {
  run "$weir" campaigns --since 2100-01-01
  [ "$status" -eq 0 ]
  one_line "$output"
  [[ $output == "0 of "* ]]
}

@test "a feed that is not there is remarked on" {
  run --separate-stderr "$weir" campaigns --feed frist
  [ "$status" -eq 0 ]
  [[ $output == "0 of "* ]]
  one_line "$stderr"
  [[ $stderr == *"'frist'"*"'first'"* ]]
  run --separate-stderr "$weir" campaigns --quiet --feed frist
  [ -z "$stderr" ]
}

@test "a stretch that ends before it begins" {
  run "$weir" campaigns --since 2025-03-02 --until 2025-03-01
  [ "$status" -eq 2 ]
  one_line "$output"
  "$weir" campaigns --since 2025-03-02 --until 2025-03-02
}

@test "the beginning of an id will do, in any case, where it is the only one" {
  id=$("$weir" campaigns --json --limit 1 | jq -r '.[0].id')
  expected=$("$weir" show --json "$id" | jq -c 'del(.asked)')
  for asked in "${id^^}" " $id " "${id:0:7}"; do
    [ "$("$weir" show --json "$asked" | jq -c 'del(.asked)')" = "$expected" ]
  done
  for asked in c "" "${id}x" %; do
    run "$weir" show "$asked"
    [ "$status" -eq 1 ]
    one_line "$output"
  done
}

@test "colour and a limit on a terminal only" {
  need_terminal
  [[ $("$weir" campaigns) != *$'\033'* ]]
  run on_terminal "$weir" campaigns
  [[ $output == *$'\033[1mc'* ]]
  NO_COLOR=1 run on_terminal "$weir" campaigns
  [[ $output != *$'\033'* ]]
  TERM=dumb run on_terminal "$weir" campaigns
  [[ $output != *$'\033'* ]]
}

@test "bars are ASCII where the locale is" {
  [[ $("$weir" campaigns) == *█* ]]
  LC_ALL=C run "$weir" campaigns
  [[ $output != *█* && $output == *@* ]]
}

@test "show tells all of a campaign" {
  id=$("$weir" campaigns --json | jq -r '.[0].id')
  run "$weir" show "$id"
  [ "$status" -eq 0 ]
  [[ ${lines[0]} == "$id  "* ]]
  for words in messages days feeds subjects senders template sample; do
    [[ $output == *"$words"* ]]
  done
  while IFS= read -r line; do
    [ "${#line}" -le 80 ]
  done < <(COLUMNS=80 "$weir" show "$id")
}

@test "show --json has the list's facts and more" {
  id=$("$weir" campaigns --json | jq -r '.[0].id')
  diff <("$weir" campaigns --json | jq '.[0]') <("$weir" show --json "$id" |
    jq 'del(.asked, .operator_details, .instrument_details, .claims, .claims_by_day, .template_texts, .senders, .sending, .size, .hours, .weekdays, .sampled,
      .domains, .phones, .attachments, .from_domains, .sample_seq, .sample)')
  "$weir" show --json "$id" | jq -e '.asked == .id and (.senders | length > 0) and (.hours | length == 24) and
    (.weekdays | length == 7) and (.template_texts | length > 0) and (.sample | length > 0)
    and (.hours | add) == .messages and (.weekdays | add) == .messages'
}

@test "show of what was never a campaign" {
  run "$weir" show nosuch
  [ "$status" -eq 1 ]
  one_line "$output"
  [[ $output == *nosuch*campaigns* ]]
}

@test "every campaign can be shown" {
  for id in $("$weir" campaigns --json | jq -r '.[].id'); do
    "$weir" show "$id" > /dev/null
  done
}

@test "what mail says does no harm" {
  need_terminal
  own_store
  for i in 1 2 3; do
    mail "m$i.eml" "=?utf-8?q?cheap_=1B]0;owned=07_=E2=80=AEexe.fdp_=C2=9B31m?=" \
      $'Buy the \033[31mred\033[0m pills of our good house today, they are cheap and they are many' \
      'and all of our customers come back every week to buy some more of them at once.'
  done
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR"/m?.eml
  id=$("$weir" campaigns --json | jq -r '.[0].id')
  for words in campaigns "show $id" "find pills" "like $BATS_TEST_TMPDIR/m1.eml" messages; do
    # shellcheck disable=SC2086
    output=$("$weir" $words)
    [[ $output == *"cheap"* && $output != *$'\033'* && $output != *$'\u202e'* && $output != *$'\u009b'* ]]
  done
  for words in "campaigns --json" "show --json $id" "find --json pills" "messages --json"; do
    # shellcheck disable=SC2086
    run on_terminal "$weir" $words
    [[ $output == *"cheap"* && $output != *$'\033'* && $output != *$'\u202e'* && $output != *$'\u009b'* ]]
  done
}
