#!/usr/bin/env bats
# Rows and raw mail.

load common

setup_file() {
  take_sample_in
}

@test "the columns" {
  [ "$("$weir" messages | head -n 1 | tr '\t' ' ')" = \
    "seq feed source received src_ip campaign template kind score instrument operator from subject bytes note" ]
  [ "$("$weir" messages | awk -F '\t' '{ print NF }' | sort -u)" = 15 ]
  [ -z "$("$weir" messages | awk -F '\t' '{ for (i = 1; i <= NF; i++) if ($i == "") print }')" ]
}

@test "a row for each delivery, numbered from 1" {
  total=$(($(wc -l < "$root/tests/sample/labels.tsv") - 1))
  [ "$("$weir" messages | column seq | paste -sd ' ')" = "$(seq -s ' ' "$total")" ]
  diff <("$weir" messages | column source | sed 's:.*/::' | sort) <(tail -n +2 "$root/tests/sample/labels.tsv" | cut -f 1 | sort)
}

@test "jsonl is the same rows" {
  diff <("$weir" messages --format jsonl | jq -r '[.seq, .feed, .source, .received // "-", .src_ip // "-", .campaign // "-",
      .template // "-", .bytes, (if .note == [] then "-" else .note | join(",") end)] | @tsv') \
    <("$weir" messages | tail -n +2 | cut -f 1-7,14,15)
  cmp <("$weir" messages --json) <("$weir" messages --format jsonl)
}

@test "only those of one campaign" {
  id=$("$weir" campaigns --json | jq -r '.[0].id')
  diff <("$weir" messages --campaign "$id") <("$weir" messages | awk -F '\t' -v id="$id" 'NR == 1 || $6 == id')
}

@test "no such campaign" {
  run "$weir" messages --campaign nosuch
  [ "$status" -eq 1 ]
  one_line "$output"
  [[ $output == *nosuch*campaigns* ]]
}

@test "no control character but tabs and line ends, and no override" {
  [ -z "$("$weir" messages | tr -d '\t\n' | LC_ALL=C grep -c '[[:cntrl:]]' | grep -v '^0$')" ]
  [ -z "$("$weir" messages | grep -P '[\x{202A}-\x{202E}\x{2066}-\x{2069}\x{200E}\x{200F}\x{061C}\x{2028}\x{2029}\x{80}-\x{9f}]')" ]
}

@test "output is valid UTF-8" {
  "$weir" messages | iconv -f UTF-8 -t UTF-8 > /dev/null
  "$weir" messages --json | jq -e . > /dev/null
}

@test "raw gives back files byte for byte" {
  while IFS=$'\t' read -r seq source; do
    [[ $source == *.eml && -f $source ]] || continue
    "$weir" raw "$seq" | cmp - "$source"
  done < <("$weir" messages | tail -n +2 | cut -f 1,3)
}

@test "raw gives back members of archives and of mboxes" {
  zstd -dc "$sample/march.tar.zst" | tar --extract --directory "$BATS_TEST_TMPDIR"
  while IFS=$'\t' read -r seq source; do
    case $source in
      *march.tar.zst*) "$weir" raw "$seq" | cmp - "$BATS_TEST_TMPDIR/march/${source##*/}" ;;
      *box.mbox#1)
        # Between its separator and the empty line before the next.
        "$weir" raw "$seq" | cmp - <(tail -n +2 "$sample/box.mbox" | awk '/^From / { exit } { print }' | sed '$d')
        ;;
    esac
  done < <("$weir" messages | tail -n +2 | cut -f 1,3)
}

@test "raw --text has the subject, an empty line and the text" {
  seq=$("$weir" messages | awk -F '\t' '$3 ~ /s1\.eml$/ { print $1 }')
  subject=$("$weir" messages | awk -F '\t' '$3 ~ /s1\.eml$/ { print $13 }')
  run "$weir" raw --text "$seq"
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "$subject" ]
  [ -z "$("$weir" raw --text "$seq" | sed -n 2p)" ]
}

@test "no such message" {
  run "$weir" raw 999999
  [ "$status" -eq 1 ]
  one_line "$output"
  [[ $output == *999999* ]]
  run "$weir" raw 99999999999999999999999
  [ "$status" -eq 2 ]
}

@test "raw on a terminal does no harm" {
  need_terminal
  own_store
  mail a.eml one $'\033[2Jgone' $'back \u202ewards'
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/a.eml"
  run on_terminal "$weir" raw --text 1
  [ "$status" -eq 0 ]
  [[ $output == *"gone"* && $output != *$'\033[2J'* && $output != *$'\u202e'* ]]
  run on_terminal "$weir" raw 1
  [[ $output == *"Subject: one"*"gone"* && $output != *$'\033[2J'* && $output != *$'\u202e'* ]]
  "$weir" raw 1 | cmp - "$BATS_TEST_TMPDIR/a.eml"
}
