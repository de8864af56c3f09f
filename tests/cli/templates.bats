#!/usr/bin/env bats
# What `weir show` says of the template behind a campaign.

load common

setup() {
  own_store
  mkdir "$BATS_TEST_TMPDIR/mail"
}

# deliver NUMBER SUBJECT LINE...: a mail of the campaign, to a recipient of its own.
deliver() {
  local number=$1 subject=$2
  shift 2
  {
    printf 'Received: from host%s.example.net (host%s.example.net [192.0.2.%s])\n' "$number" "$number" "$number"
    printf '\tby mx.example.org with ESMTP id 17; Mon, 3 Mar 2025 10:%02d:00 +0000\n' "$number"
    printf 'From: Alma Abbot <alma%s@example.net>\nTo: trapper%s@example.org\nSubject: %s\n' \
      "$number" "$number" "$subject"
    printf 'Date: Mon, 3 Mar 2025 09:59:58 +0000\nMessage-ID: <%s@example.net>\nX-Mailer: Mouse\n\n' "$number"
    printf '%s\n' "$@"
  } > "$BATS_TEST_TMPDIR/mail/m$number.eml"
}

# A tout that is printed from a template, 24 times.
deliver_campaign() {
  local greetings=('Doors open at nine' 'Hear the bell' 'Mark this day') i
  for i in {1..24}; do
    deliver "$i" "Alert number $i" "${greetings[i % 3]}!" \
      'Symbol: QWXZ' "Current price: \$0.$((60 + i % 2))" '5 Day Target price: $2.50' \
      "It will double, says http://www.example.com/n$i, trapper$i, so ring your bank today."
  done
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/mail"
  id=$("$weir" campaigns --json | jq -r '.[0].id')
}

@test "show prints fixed text plain and slots marked, with their values and counts" {
  deliver_campaign
  COLUMNS=100 run "$weir" show "$id"
  [ "$status" -eq 0 ]
  [[ $output == *", 24 messages"* ]]
  [[ $output == *"  subject  Alert number {number of 24: "* ]]
  [[ $output == *"  from     [sender] <"*"@example.net>"* ]]
  [[ $output == *$'\n'"    {Hear the bell ×8 | Mark this day ×8 | Doors open at nine ×8}!"* ]]
  [[ $output == *$'\n'"    Symbol: QWXZ"* ]]
  [[ $output == *$'\n'"    Current price: {price: \$0.61 ×12 | \$0.60 ×12}"* ]]
  [[ $output == *$'\n'"    5 Day Target price: \$2.50"* ]]
  flat=$(sed 's/^ *//' <<< "$output" | tr '\n' ' ')
  [[ $flat == *"It will double, says http://www.example.com{word of 24: "* ]]
  [[ $flat == *"{recipient}, so ring your bank today."* ]]
}

@test "a template never prints whom the mails were sent to" {
  deliver_campaign
  run "$weir" show "$id"
  [[ ${output%%sample:*} != *trapper* ]]
  "$weir" show --json "$id" | jq '.template_texts' > "$BATS_TEST_TMPDIR/texts"
  run grep -c trapper "$BATS_TEST_TMPDIR/texts"
  [ "$output" -eq 0 ]
}

@test "show --json has the template as a list of pieces" {
  deliver_campaign
  "$weir" show --json "$id" | jq -e '.template_texts[0] | .messages == 24 and .looked_at == 24 and .in_no_layout == 0
    and (.layouts | length) == 1 and (.layouts[0].messages == 24)
    and (.layouts[0].from_name == [{"fixed": "[sender]"}])
    and (.layouts[0].body[0] | .slot == "choice" and .distinct == 3 and .of == 24
      and (.values | map(.count) == [8, 8, 8]))
    and ([.layouts[0].body[] | select(.slot == "recipient")] | length == 1 and .[0].values == [])
    and ([.layouts[0].body[] | select(.slot == "price") | .values[].value] | sort == ["$0.60", "$0.61"])
    and ([.layouts[0].body[] | .fixed // ""] | add | contains(": QWXZ\nCurrent price: "))'
}

@test "senders are shown when asked for, with a warning" {
  deliver_campaign
  run --separate-stderr "$weir" show --no-redact "$id"
  [[ $output == *"  from     Alma Abbot <"*"@example.net>"* ]]
  [[ $stderr == *"--no-redact"* ]]
  one_line "$stderr"
}

@test "templates are wrapped at the width, in colour on a terminal alone" {
  need_terminal
  deliver_campaign
  while IFS= read -r line; do
    [ "${#line}" -le 60 ]
  done < <(COLUMNS=60 "$weir" show "$id" | sed -n '/^  template/,$p')
  run on_terminal "$weir" show "$id"
  [[ $output == *$'\033[1;33m{price:'* ]]
  run "$weir" show "$id"
  [[ $output != *$'\033'* ]]
  LC_ALL=C run "$weir" show "$id"
  [[ $output == *"{Hear the bell x8 | "* ]]
}

@test "what stands in templates does no harm" {
  local i
  for i in {1..6}; do
    deliver "$i" "=?utf-8?q?cheap_=1B]0;owned=07_=E2=80=AE$i?=" "Buy $(printf '\033[31mit\033[0m') now $i" \
      "$(printf 'and \x01 \x9b31m never again')"
  done
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/mail"
  for id in $("$weir" campaigns --json | jq -r '.[].id'); do
    run "$weir" show "$id"
    [ "$status" -eq 0 ]
    [[ $output != *$'\033'* && $output != *$'\007'* && $output != *$'\u202e'* && $output != *$'\001'* ]]
    "$weir" show --json "$id" | jq -e '.template_texts[0].layouts[0].body | length > 0'
  done
}

@test "templates do not depend on how the mail came in" {
  deliver_campaign
  "$weir" show --json "$id" | jq .template_texts > "$BATS_TEST_TMPDIR/once"
  export WEIR_STORE=$BATS_TEST_TMPDIR/again
  "$weir" ingest --quiet --threads 1 "$BATS_TEST_TMPDIR"/mail/m?.eml
  "$weir" ingest --quiet --threads 2 "$BATS_TEST_TMPDIR/mail"
  id=$("$weir" campaigns --json | jq -r '.[0].id')
  "$weir" show --json "$id" | jq .template_texts | diff "$BATS_TEST_TMPDIR/once" -
}

@test "a campaign of many small templates is shown as one, too" {
  "$weir" ingest --quiet "$sample"
  id=$("$weir" campaigns --json | jq -r 'map(select(.messages >= 6 and .templates == .messages))[0].id')
  run "$weir" show "$id"
  [[ $output == *"all templates together, "* ]]
  "$weir" show --json "$id" | jq -e '.messages as $all | .template_texts | .[0].id == null and .[0].messages == $all
    and (.[1].id | startswith("t"))'
}
