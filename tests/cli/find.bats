#!/usr/bin/env bats
# Words, keys, lists of indicators, and mail like this one.

load common

setup_file() {
  take_sample_in
}

ids() {
  jq -r '.[].id // "-"' | sort
}

# The campaigns of messages whose `raw --text` has all these words, by looking at every one.
scan() {
  "$weir" messages | tail -n +2 | cut -f 1,6 | while IFS=$'\t' read -r seq campaign; do
    text=$("$weir" raw --text "$seq")
    for word in "$@"; do
      grep --quiet --ignore-case --word-regexp --fixed-strings -- "$word" <<< "$text" || continue 2
    done
    echo "$campaign"
  done | sort -u
}

@test "the same as reading everything" {
  diff <("$weir" find --json photonics | ids) <(scan photonics)
  diff <("$weir" find --json copper symbol | ids) <(scan copper symbol)
}

@test "case does not matter, and nor does the order" {
  diff <("$weir" find --json PHOTONICS shares | ids) <("$weir" find --json Shares photonics | ids)
}

@test "a line each with hits, excerpt and totals" {
  run "$weir" find photonics
  [ "$status" -eq 0 ]
  [[ ${lines[0]} == campaign*hits* ]]
  [[ ${lines[2],,} == *photonics* ]]
  [[ ${lines[-1]} =~ ^[0-9,]+" messages in "[0-9]+" campaign"s?$ ]]
}

@test "words found are marked on a terminal" {
  need_terminal
  run on_terminal "$weir" find photonics
  [[ ${output,,} == *$'\033[1;33mphotonics\033[0m'* ]]
}

@test "JSON has hits, the first message and an excerpt" {
  "$weir" find --json photonics | jq -e 'length > 0 and all(.[]; .hits > 0 and .seq > 0 and (.excerpt | ascii_downcase | contains("photonics")))'
}

@test "a phrase" {
  phrase=$("$weir" find --json '"wexquill photonics"' | jq 'map(.hits) | add')
  [ "$phrase" -gt 0 ]
  [ "$("$weir" find --json '"photonics wexquill"' | jq length)" -eq 0 ]
}

@test "keys" {
  row=$("$weir" messages | awk -F '\t' '$5 ~ /^[0-9.]+$/ && $6 != "-" { print $5 "\t" $6; exit }')
  ip=${row%%$'\t'*}
  id=${row##*$'\t'}
  "$weir" find --json "ip:$ip" | ids | grep --quiet "^$id$"
  "$weir" find --json "net:${ip%.*}.0/24" | ids | grep --quiet "^$id$"
}

@test "nothing found is no error" {
  run "$weir" find xyzzyplugh
  [ "$status" -eq 0 ]
  [ "$output" = "0 messages in 0 campaigns" ]
  [ "$("$weir" find --json xyzzyplugh | jq -c .)" = "[]" ]
}

@test "queries that are none" {
  for words in "ip:x" "net:1.2.3.4/99" "" "..."; do
    run "$weir" find "$words"
    [ "$status" -eq 2 ]
    one_line "$output"
  done
}

@test "an unknown key is named" {
  run "$weir" find colour:red
  [ "$status" -eq 2 ]
  one_line "$output"
  [[ $output == *colour*subject* ]]
}

@test "a list of indicators, defanged, from a file and from standard input" {
  ip=$("$weir" messages | awk -F '\t' '$5 ~ /^[0-9.]+$/ && $6 != "-" { print $5; exit }')
  printf 'Seen from %s and hxxp://nowhere[.]example[.]com/x today.\n' "${ip//./[.]}" > "$BATS_TEST_TMPDIR/post.txt"
  diff <("$weir" find --json --list "$BATS_TEST_TMPDIR/post.txt" | ids) <("$weir" find --json "ip:$ip" | ids)
  diff <("$weir" find --json --list - < "$BATS_TEST_TMPDIR/post.txt" | ids) <("$weir" find --json "ip:$ip" | ids)
  run "$weir" find --list "$BATS_TEST_TMPDIR/post.txt"
  [[ $output == *"$ip"* ]]
}

@test "a list that is not there" {
  run "$weir" find --list "$BATS_TEST_TMPDIR/none.txt"
  [ "$status" -eq 1 ]
  one_line "$output"
  [[ $output == *none.txt*"No such file"* ]]
}

@test "like: a mail of a campaign belongs to it" {
  row=$("$weir" messages | awk -F '\t' '$3 ~ /s[0-9]+\.eml$/ && $6 != "-" { print $3 "\t" $6; exit }')
  run "$weir" like --json "${row%%$'\t'*}"
  [ "$status" -eq 0 ]
  jq -e --arg id "${row##*$'\t'}" '.[0].id == $id and .[0].belongs and .[0].similarity >= 0.5' <<< "$output"
  run "$weir" like "${row%%$'\t'*}"
  [[ $output == *"belongs to ${row##*$'\t'}"* ]]
  [ "$("$weir" like - < "${row%%$'\t'*}")" = "$output" ]
}

@test "like: what is like nothing" {
  mail a.eml "lunch" "Shall we meet at noon by the fountain? I bring the sandwiches."
  run "$weir" like "$BATS_TEST_TMPDIR/a.eml"
  [ "$status" -eq 0 ]
  [[ $output != *"belongs to c"* ]]
}

@test "like: a file that is not there" {
  run "$weir" like "$BATS_TEST_TMPDIR/none.eml"
  [ "$status" -eq 1 ]
  one_line "$output"
  [[ $output == *none.eml*"No such file"* ]]
  run "$weir" like "$BATS_TEST_TMPDIR"
  [ "$status" -eq 1 ]
  one_line "$output"
  : > "$BATS_TEST_TMPDIR/empty.eml"
  run "$weir" like "$BATS_TEST_TMPDIR/empty.eml"
  [ "$status" -eq 1 ]
  [[ $output == *empty.eml* ]]
}
