#!/usr/bin/env bats
# Taking mail in: what is told, what is known again, and everything that can be wrong with a path.

load common

setup() {
  own_store
  cd "$BATS_TEST_TMPDIR" || exit
}

# The last line of output must say so many of each.
counts() {
  [[ ${lines[-1]} =~ ^"$1 read: $2 new ($3 cop"(y|ies)"), $4 known, $5 unreadable, $6 returned; "[0-9.]+" "[a-zA-Z]+" in "[0-9.]+" s"$ ]]
}

@test "the last line says what came of it, and a second run knows it all" {
  run "$weir" ingest "$sample"
  [ "$status" -eq 0 ]
  labelled=$(($(wc -l < "$root/tests/sample/labels.tsv") - 1))
  [[ ${lines[-1]} == "$labelled read: $labelled new "* ]]
  rows=$("$weir" messages)
  run "$weir" ingest "$sample"
  [ "$status" -eq 0 ]
  counts "$labelled" 0 0 "$labelled" 0 0
  [ "$("$weir" messages)" = "$rows" ]
}

@test "--json has the same as an object" {
  mail a.eml one hello
  : > empty.eml
  run --separate-stderr "$weir" ingest --json a.eml empty.eml missing.eml
  [ "$status" -eq 1 ]
  jq -e '.read == 2 and .added == 2 and .copies == 0 and .known == 0 and .indirect == 0 and .bytes > 0 and .seconds >= 0' <<< "$output"
  jq -e '.unreadable | length == 1 and (.[0].source | endswith("empty.eml")) and (.[0].reason | length > 0) and .[0].seq == 2' <<< "$output"
  jq -e '.problems | length == 1 and (.[0] | contains("missing.eml"))' <<< "$output"
  [[ $stderr == *missing.eml* ]]
}

@test "--quiet says nothing where nothing is wrong" {
  mail a.eml one hello
  run "$weir" ingest --quiet a.eml
  [ "$status" -eq 0 ]
  [ -z "$output" ]
}

@test "the same bytes under another name are a copy" {
  mail a.eml one hello
  cp a.eml b.eml
  run "$weir" ingest a.eml b.eml
  counts 2 2 1 0 0 0
  [ "$("$weir" messages | column note)" = $'-\ncopy' ]
}

@test "the same file of another feed is another delivery" {
  mail a.eml one hello
  "$weir" ingest --quiet --feed one a.eml
  run "$weir" ingest --feed two a.eml
  counts 1 1 1 0 0 0
  [ "$("$weir" messages | column feed)" = $'one\ntwo' ]
}

@test "standard input" {
  mail a.eml one hello
  run bash -c '"$1" ingest - < a.eml' - "$weir"
  [ "$status" -eq 0 ]
  counts 1 1 0 0 0 0
  "$weir" raw 1 | cmp - a.eml
}

@test "a missing path is named, the others are taken in, status 1" {
  mail a.eml one hello
  mail b.eml two hello
  run --separate-stderr "$weir" ingest a.eml missing.eml b.eml
  [ "$status" -eq 1 ]
  counts 2 2 0 0 0 0
  one_line "$stderr"
  [[ $stderr == *missing.eml* ]]
}

@test "a file that may not be read is named" {
  mail a.eml one hello
  mail b.eml two hello
  chmod 0 a.eml
  [ ! -r a.eml ] || skip "this user may read everything"
  run --separate-stderr "$weir" ingest a.eml b.eml
  [ "$status" -eq 1 ]
  counts 1 1 0 0 0 0
  [[ $stderr == *a.eml* ]]
}

@test "a corrupt archive is named, what can be read of it is taken in" {
  for i in {1..50}; do mail "m$i.eml" "number $i" "$(head -c 3000 /dev/urandom | base64)"; done
  tar --create --gzip --file good.tar.gz m*.eml
  head -c $(($(stat -c %s good.tar.gz) / 2)) good.tar.gz > half.tar.gz
  run --separate-stderr "$weir" ingest half.tar.gz
  [ "$status" -eq 1 ]
  [[ $stderr == *half.tar.gz* ]]
  [ "$("$weir" messages | column seq | wc -l)" -gt 10 ]
  "$weir" check
}

@test "a folder with nothing in it, and a file of nothing" {
  mkdir empty
  run "$weir" ingest empty
  [ "$status" -eq 0 ]
  counts 0 0 0 0 0 0
  : > nothing.eml
  run "$weir" ingest nothing.eml
  [ "$status" -eq 0 ]
  counts 1 1 0 0 1 0
  [ "$("$weir" messages | column note)" = unreadable ]
}

@test "another role for a known feed is an error, the same one is none" {
  mail a.eml one hello
  mail b.eml two hello
  "$weir" ingest --quiet --feed trap --role spam a.eml
  run "$weir" ingest --feed trap --role ham b.eml
  [ "$status" -eq 1 ]
  one_line "$output"
  [[ $output == *trap*spam* ]]
  "$weir" ingest --quiet --feed trap --role spam b.eml
  "$weir" ingest --quiet --feed trap b.eml
  [ "$("$weir" messages --json | jq -r .role | sort -u)" = spam ]
}

@test "a folder is read in natural order of names" {
  for i in 10 9 1 2; do mail "m.$i" "number $i" hello; done
  mkdir folder
  mv m.* folder
  "$weir" ingest --quiet folder
  [ "$("$weir" messages | column source | sed 's/.*\.//' | paste -sd ' ')" = "1 2 9 10" ]
}

@test "odd names do no harm" {
  name=$'new\nline\ttab \033[31m.eml'
  mail a.eml one hello
  mv a.eml "$name"
  run "$weir" ingest "$name" $'missing\n\033[31m'
  [ "$status" -eq 1 ]
  [[ $output != *$'\033'* ]]
  [ "$("$weir" messages | wc -l)" -eq 2 ]
  [[ $("$weir" messages | column source) == new*line*tab*31m.eml ]]
}

@test "a path that begins with a dash" {
  mail a.eml one hello
  mv a.eml ./-a.eml
  run "$weir" ingest -- -a.eml
  [ "$status" -eq 0 ]
  counts 1 1 0 0 0 0
}

@test "the number of threads and the cutting into runs change nothing" {
  "$weir" ingest --quiet --threads 1 "$sample"
  for threads in 2 4; do
    "$weir" --store "$BATS_TEST_TMPDIR/store$threads" ingest --quiet --threads "$threads" "$sample"
    cmp <("$weir" messages) <("$weir" --store "$BATS_TEST_TMPDIR/store$threads" messages)
  done
  for path in "$sample"/*; do
    "$weir" --store "$BATS_TEST_TMPDIR/store-runs" ingest --quiet "$path"
  done
  cmp <("$weir" messages | cut -f 2-) <("$weir" --store "$BATS_TEST_TMPDIR/store-runs" messages | cut -f 2-)
}

@test "a second writer is told who is first, readers are not held up" {
  mail a.eml one hello
  mkfifo pipe
  "$weir" ingest --quiet a.eml
  "$weir" ingest --quiet - < pipe 3>&- &
  first=$!
  exec 9> pipe
  # It has the store once it has a file there open.
  for _ in {1..100}; do
    sleep 0.1
    readlink "/proc/$first/fd"/* 2> /dev/null | grep --quiet "^$WEIR_STORE/" && break
  done
  sleep 0.2
  run "$weir" ingest a.eml
  reader=$("$weir" messages | wc -l)
  exec 9>&-
  wait "$first"
  [ "$status" -eq 1 ]
  one_line "$output"
  [[ $output == *"$first"* ]]
  [ "$reader" -eq 2 ]
}

@test "killed at any instant, the next run ends with the same" {
  "$weir" --store "$BATS_TEST_TMPDIR/whole" ingest --quiet "$sample"
  for delay in 0.01 0.02 0.04 0.08; do
    timeout --signal KILL "$delay" "$weir" ingest --quiet "$sample" || true
  done
  "$weir" ingest --quiet "$sample"
  cmp <("$weir" messages) <("$weir" --store "$BATS_TEST_TMPDIR/whole" messages)
  "$weir" check
}

@test "a full disk is one line, and nothing stored is harmed" {
  unshare --user --map-root-user --mount true 2> /dev/null || skip "may not make a small disk to fill"
  run unshare --user --map-root-user --mount bash -c '
    mkdir disk && mount -t tmpfs -o size=4m tmpfs disk || exit 9
    mkdir big; for i in {1..40}; do { head -n 8 "$3"; head -c 200000 /dev/urandom | base64; } > big/$i.eml; done
    export WEIR_STORE=$PWD/disk/store
    "$1" ingest --quiet "$2" || exit 8
    "$1" messages > before
    "$1" ingest --quiet big 2> words && exit 7
    cat words
    "$1" messages | head -n "$(wc -l < before)" | cmp - before && "$1" check > /dev/null' - "$weir" "$sample/box.mbox" \
    "$sample/files/odd1.eml"
  [ "$status" -ne 9 ] || skip "may not make a small disk to fill"
  [ "$status" -eq 0 ]
  one_line "$output"
  [[ $output == *full* || $output == *"No space"* ]]
}

@test "a store of a newer version is left alone" {
  command -v sqlite3 > /dev/null || skip "no sqlite3"
  mail a.eml one hello
  "$weir" ingest --quiet a.eml
  database=$(find "$WEIR_STORE" -type f -exec sh -c 'head -c 15 "$1" | grep -q "SQLite format 3"' - {} \; -print | head -n 1)
  sqlite3 "$database" 'PRAGMA user_version = 99999'
  for arguments in "ingest a.eml" campaigns check; do
    # shellcheck disable=SC2086
    run "$weir" $arguments
    [ "$status" -eq 1 ]
    one_line "$output"
    [[ $output == *newer* ]]
  done
}

@test "a store that is a file, or where one may not write" {
  mail a.eml one hello
  : > file
  run "$weir" ingest --store file a.eml
  [ "$status" -eq 1 ]
  one_line "$output"
  [[ $output == *file* ]]
  run "$weir" ingest --store /proc/weir a.eml
  [ "$status" -eq 1 ]
  one_line "$output"
  [[ $output == */proc/weir* ]]
}

@test "on a terminal a bar is drawn and taken away; elsewhere there is none" {
  need_terminal
  run --separate-stderr "$weir" ingest "$sample"
  [ -z "$stderr" ]
  own_store
  run on_terminal "$weir" --store "$BATS_TEST_TMPDIR/second" ingest "$sample"
  [[ ${lines[-1]} == *"read: "*" s" ]]
}

@test "a store beside the mail is not taken in with it" {
  mkdir mail
  cp "$sample/box.mbox" mail/
  "$weir" ingest --store mail mail
  run "$weir" ingest --store mail mail
  [ "$status" -eq 0 ]
  counts 40 0 0 40 0 0
}
