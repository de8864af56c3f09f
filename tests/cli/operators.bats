#!/usr/bin/env bats
# Operators: who sends, told by how the mail is made.

load common
# common.bash sets them, which shellcheck does not read.
# shellcheck disable=SC2154

setup_file() {
  take_sample_in
}

# true sender, found operator, label, true campaign: a line for each message whose sender is known, wanted mail under "ham".
truth() {
  awk -F '\t' -v OFS='\t' '
    NR == FNR { label[$1] = $2; sender[$1] = $2 == "ham" ? "ham" : $4; campaign[$1] = $6; next }
    FNR == 1 { next }
    { sub(/.*\//, "", $3) }
    sender[$3] != "" && sender[$3] != "-" && $15 !~ /indirect/ { print sender[$3], $11, label[$3], campaign[$3] }
  ' "$root/tests/sample/labels.tsv" <("$weir" messages)
}

# The operator of most messages.
first_operator() {
  "$weir" operators --json | jq -r '.[0].id'
}

# program NAME FOLDER DAY SUBJECT LINE: six mails of this text, as this invented program writes them.
program() {
  local i
  mkdir -p "$BATS_TEST_TMPDIR/$2"
  for i in 1 2 3 4 5 6; do
    {
      printf 'Received: from host%s.example.net (host%s.example.net [198.51.100.%s])\n' $i $i $i
      printf '\tby mx.example.org with SMTP id q%s; %s 0%s:00:00 +0000\n' $i "$3" $i
      printf 'X-Priority: 3\nTo: trap@example.org\nSUBJECT: %s\n' "$4 $i"
      printf 'From: "%s" <a%s@example.net>\nX-Mailer: %s %s.1\n' "$4" $i "$1" $i
      printf 'Date: %s 0%s:00:00 +0000\nMessage-ID: <%08d%%%s@local>\n' "$3" $i $((i * 1234567)) "$1"
      printf 'Content-Type: text/plain;\n      charset="us-ascii"\n\n%s\n' "$5"
    } > "$BATS_TEST_TMPDIR/$2/$i.eml"
  done
}

@test "a line each, aligned, and a line of totals" {
  run "$weir" operators
  [ "$status" -eq 0 ]
  [[ ${lines[0]} == id*campaigns*messages*strength* ]]
  count=$("$weir" operators --json | jq length)
  [ "$count" -ge 3 ]
  [ "${#lines[@]}" -eq $((count + 2)) ]
  [ "${lines[-1]}" = "$count operators" ]
  run "$weir" operators --limit 2
  [ "${#lines[@]}" -eq 4 ]
  [ "${lines[-1]}" = "2 of $count operators" ]
}

@test "lines keep within the width" {
  for width in 50 60 80 100 132; do
    while IFS= read -r line; do
      [ "${#line}" -le "$width" ]
    done < <(COLUMNS=$width "$weir" operators)
  done
}

@test "JSON has what the manual promises" {
  run "$weir" operators --json
  [ "$status" -eq 0 ]
  jq -e 'length > 0 and all(.[];
    (.id | test("^o[a-z0-9]+$")) and .name == null and (.campaigns | length > 1) and .messages > 1 and .wanted == 0
    and (.first_seen == null or .first_seen <= .last_seen) and .source_ips >= .source_networks
    and (.kinds.tout + .kinds.other == (.campaigns | length)) and (.instruments | type == "array")
    and .strength >= 0.5 and .strength <= 1
    and (.evidence | length > 0) and all(.evidence[]; (.facet | IN("program", "delivery", "layout", "engine", "charset"))
      and (.text | length > 0) and .share > 0 and .share <= 1.0001 and .users > 0))' <<< "$output"
}

@test "each sender is one operator, and none holds two" {
  both=$(truth | awk -F '\t' '$2 != "-" { of[$2, $1 == "ham"] = 1; if ($1 != "ham") { if (($2 in one) && one[$2] != $1) bad = bad " " $2; one[$2] = $1 } }
    END { for (o in one) if ((o, 1) in of) bad = bad " " o; print bad }')
  echo "two senders: $both"
  [ -z "$both" ]
  # Of each sender with several campaigns in text, the operator of most messages has campaigns of different names.
  truth | awk -F '\t' '$1 != "ham" && $2 != "-" && !seen[$2, $4]++ { n[$2]++ } END { for (o in n) several += n[o] > 1; exit several < 3 }'
}

@test "a silence that ends a campaign does not end an operator" {
  span=$("$weir" operators --json | jq '[.[] | select(.first_seen) | ((.last_seen | fromdate) - (.first_seen | fromdate)) / 86400] | max')
  [ "${span%.*}" -gt 30 ]
}

@test "messages, campaigns and operators agree" {
  diff <("$weir" operators --json | jq -r '.[] | .id as $id | .campaigns[] | "\(.) \($id)"' | sort) \
    <("$weir" campaigns --json | jq -r '.[] | select(.operator) | "\(.id) \(.operator)"' | sort)
  diff <("$weir" messages | awk -F '\t' 'NR > 1 && $11 != "-" { print $6, $11 }' | sort -u) \
    <("$weir" campaigns --json | jq -r '.[] | select(.operator) | "\(.id) \(.operator)"' | sort)
}

@test "show tells of the operator, his other campaigns, and how this one compares" {
  id=$(first_operator)
  campaign=$("$weir" operators --json | jq -r '.[0].campaigns[-1]')
  run "$weir" show "$campaign"
  [[ $output == *"operator     $id, strength 0."* ]]
  for words in "its others" "made alike" "compared" "sent before" "program, in"; do
    [[ $output == *"$words"* ]]
  done
  "$weir" show --json "$campaign" | jq -e --arg id "$id" --arg own "$campaign" --argjson all "$("$weir" operators --json | jq '.[0].campaigns')" '
    .operator == $id and (.operator_details | .id == $id and .strength >= 0.5 and (.evidence | length > 0)
      and ([.others[].id] == ($all - [$own]))
      and ([.measures[].what] | index("messages") != null) and all(.measures[]; .smaller <= .others and .least <= .most)
      and (.measures[0].percentile >= 0 and .measures[0].percentile <= 1)
      and .returning.earlier_campaigns > 0 and .returning.addresses_seen_before <= .returning.addresses
      and .returning.networks_seen_before <= .returning.networks)'
  first=$("$weir" operators --json | jq -r '.[0].campaigns[0]')
  [[ $("$weir" show "$first") == *"sent before"* ]]
}

@test "a campaign of no operator says nothing of one" {
  alone=$("$weir" campaigns --json | jq -r '[.[] | select(.operator == null)][0].id')
  [[ $("$weir" show "$alone") != *"made alike"* ]]
  "$weir" show --json "$alone" | jq -e '.operator == null and .operator_details == null'
}

@test "a name stands wherever the id stood, until it is taken away" {
  id=$(first_operator)
  "$weir" operators name "$id" "The Quiet Ones"
  [[ $("$weir" operators) == *"The Quiet Ones"* ]]
  [ "$("$weir" operators --json | jq -r '.[0].name')" = "The Quiet Ones" ]
  [ "$("$weir" messages | awk -F '\t' '$11 == "The Quiet Ones"' | wc -l)" -gt 0 ]
  [ "$("$weir" messages | column operator | grep -c -x "$id")" -eq 0 ]
  "$weir" campaigns --json | jq -e 'any(.[]; .operator == "The Quiet Ones")'
  # Kept when all is made anew, and found by itself, in either case.
  "$weir" check --repair
  [ "$("$weir" operators --json | jq -r '.[0].name')" = "The Quiet Ones" ]
  "$weir" operators name "the quiet ones" ""
  [ "$("$weir" operators --json | jq -r '.[0].name')" = null ]
}

@test "the id of any of his campaigns leads to the operator" {
  id=$(first_operator)
  younger=$("$weir" operators --json | jq -r '.[0].campaigns[-1]')
  [ "o${younger:1}" != "$id" ]
  "$weir" operators name "o${younger:1}" "by a younger id"
  [ "$("$weir" operators --json | jq -r '.[0].name')" = "by a younger id" ]
  "$weir" operators name "$id" ""
}

@test "two operators cannot have one name, and what is none gets none" {
  id=$(first_operator)
  other=$("$weir" operators --json | jq -r '.[1].id')
  "$weir" operators name "$id" one
  run --separate-stderr "$weir" operators name "$other" ONE
  [ "$status" -eq 1 ]
  one_line "$stderr"
  [[ $stderr == *"$id"* ]]
  "$weir" operators name "$id" ""
  alone=$("$weir" campaigns --json | jq -r '[.[] | select(.operator == null)][0].id')
  for asked in onosuch "o${alone:1}" "$alone"; do
    run --separate-stderr "$weir" operators name "$asked" x
    [ "$status" -eq 1 ]
    one_line "$stderr"
  done
}

@test "wrong usage" {
  for arguments in "name" "name o1" "rename o1 x" "o1"; do
    # shellcheck disable=SC2086
    run --separate-stderr "$weir" operators $arguments
    [ "$status" -eq 2 ]
  done
}

@test "an empty store has none" {
  own_store
  : > "$BATS_TEST_TMPDIR/empty.eml"
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/empty.eml"
  [ "$("$weir" operators)" = "0 operators" ]
  [ "$("$weir" operators --json | jq length)" -eq 0 ]
}

@test "what is made alike is tied, however unlike it is and however long after" {
  own_store
  "$weir" ingest --quiet "$sample"
  program Plunderbus first "Mon, 6 Jan 2025" "Copper for all" \
    "Kettles from the old harbour are sold below their weight in copper until Friday at the crane."
  program Plunderbus second "Mon, 5 May 2025" "Learn it now" \
    "Juggling seven walnuts takes three evenings with our patient teachers; no hands are needed at first."
  program Gossamer third "Mon, 5 May 2025" "Over the marsh" \
    "Ferry tickets between both banks cost less in spring, when herons nest and fog lifts early."
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/first" "$BATS_TEST_TMPDIR/second" "$BATS_TEST_TMPDIR/third"
  operator_of() { "$weir" messages | awk -F '\t' -v folder="/$1/" 'index($3, folder) { print $11 }' | sort -u; }
  one_line "$(operator_of first)"
  [ "$(operator_of first)" != - ]
  [ "$(operator_of first)" = "$(operator_of second)" ]
  [ "$(operator_of third)" != "$(operator_of first)" ]
  [ "$("$weir" messages | awk -F '\t' '/\/first\/|\/second\// { print $6 }' | sort -u | wc -l)" -ge 2 ]
}

@test "check finds what is wrong with dialects, and --repair mends it" {
  command -v sqlite3 > /dev/null || skip "no sqlite3"
  own_store
  "$weir" ingest --quiet "$sample"
  before=$("$weir" messages)
  for damage in "UPDATE making SET text = 'x' WHERE id = (SELECT min(id) FROM making)" \
    "DELETE FROM making WHERE id = (SELECT program FROM dialect LIMIT 1)" \
    "DELETE FROM dialect WHERE id = (SELECT dialect FROM mail WHERE id = 3)" \
    "UPDATE mail SET dialect = (SELECT max(id) FROM dialect) WHERE id = 3"; do
    sqlite3 "$WEIR_STORE/weir.db" "PRAGMA foreign_keys = OFF; $damage"
    run "$weir" check
    [ "$status" -eq 1 ]
    "$weir" check --repair
    "$weir" check
    [ "$("$weir" messages)" = "$before" ]
  done
}
