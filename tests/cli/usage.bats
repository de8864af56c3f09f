#!/usr/bin/env bats
# Help, wrong usage and its words, and standard output that cannot be written.

load common

setup() {
  own_store
}

@test "help lists every command" {
  run "$weir" help
  [ "$status" -eq 0 ]
  for name in ingest campaigns show find like touts export feeds messages raw check help; do
    [[ $output == *"  $name "* ]]
  done
  [ "$("$weir" --help)" = "$output" ]
}

@test "help of a command has usage, options and examples" {
  for name in ingest campaigns show find like touts export feeds messages raw check help; do
    run "$weir" help "$name"
    [ "$status" -eq 0 ]
    [[ $output == *"usage: weir $name"* && $output == *--store* && $output == *Examples:*"weir $name"* ]]
    [ "$("$weir" "$name" --help)" = "$output" ]
    [ "$("$weir" "$name" -h)" = "$output" ]
  done
}

@test "version" {
  run "$weir" --version
  [ "$status" -eq 0 ]
  [[ $output =~ ^weir\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}

@test "no command is wrong usage" {
  run "$weir"
  [ "$status" -eq 2 ]
  one_line "$output"
  [[ $output == *"weir help"* ]]
}

@test "a misspelt command is told what was meant" {
  run "$weir" camapigns
  [ "$status" -eq 2 ]
  one_line "$output"
  [[ $output == *"'camapigns'"*"'campaigns'"* ]]
  run "$weir" help camapigns
  [ "$status" -eq 2 ]
  [[ $output == *"'campaigns'"* ]]
}

@test "an unknown command far from any is told where help is" {
  run "$weir" xylophone
  [ "$status" -eq 2 ]
  one_line "$output"
  [[ $output == *xylophone*"weir help"* && $output != *"did you mean"* ]]
}

@test "an unknown option is named, with what was meant" {
  run "$weir" ingest --treads 2 x
  [ "$status" -eq 2 ]
  one_line "$output"
  [[ $output == *"--treads"*"--threads"*"weir help ingest"* ]]
  run "$weir" messages -z
  [ "$status" -eq 2 ]
  [[ $output == *"'-z'"* ]]
}

@test "values that are none are named" {
  for arguments in "ingest --threads 0 x" "ingest --threads -1 x" "ingest --threads x x" "ingest --role nix x" \
    "campaigns --since soon" "campaigns --since 2025-13-01" "campaigns --sort colour" "campaigns --limit 1e3" \
    "messages --format xml" "raw x" "raw 0" "raw -- -1" "campaigns --limit" "campaigns --json=yes"; do
    # shellcheck disable=SC2086 # words on purpose
    run "$weir" $arguments
    [ "$status" -eq 2 ]
    one_line "$output"
    [[ $output == *"weir help ${arguments%% *}"* ]]
  done
}

@test "missing and surplus arguments" {
  for arguments in ingest show like raw find "show a b" "raw 1 2" "messages x" "campaigns x" "find --list a b" "check x"; do
    # shellcheck disable=SC2086
    run "$weir" $arguments
    [ "$status" -eq 2 ]
    one_line "$output"
  done
}

@test "options stand before or behind the command, with = or without" {
  "$weir" ingest --quiet "$sample/box.mbox"
  expected=$("$weir" messages)
  mv "$WEIR_STORE" "$BATS_TEST_TMPDIR/elsewhere"
  [ "$("$weir" --store "$BATS_TEST_TMPDIR/elsewhere" messages)" = "$expected" ]
  [ "$("$weir" messages --store="$BATS_TEST_TMPDIR/elsewhere")" = "$expected" ]
}

@test "the store is where --store, WEIR_STORE or XDG_DATA_HOME say" {
  mail a.eml one hello
  unset WEIR_STORE
  XDG_DATA_HOME=$BATS_TEST_TMPDIR/xdg "$weir" ingest --quiet "$BATS_TEST_TMPDIR/a.eml"
  [ -d "$BATS_TEST_TMPDIR/xdg/weir" ]
  (unset XDG_DATA_HOME; HOME=$BATS_TEST_TMPDIR/home "$weir" ingest --quiet "$BATS_TEST_TMPDIR/a.eml")
  [ -d "$BATS_TEST_TMPDIR/home/.local/share/weir" ]
}

@test "where there is no store, reading says how to make one" {
  for arguments in campaigns touts messages "show c2" "find x" "raw 1" check "check --repair"; do
    # shellcheck disable=SC2086
    run "$weir" $arguments
    [ "$status" -eq 1 ]
    one_line "$output"
    [[ $output == *"$WEIR_STORE"*ingest* ]]
    [ ! -e "$WEIR_STORE" ]
  done
}

@test "--json where there is nothing to print as JSON" {
  run "$weir" raw --json 1
  [ "$status" -eq 2 ]
  [[ $output == *--json* ]]
}

@test "a full disk behind standard output is one line and status 1" {
  [ -e /dev/full ] || skip "no /dev/full"
  "$weir" ingest --quiet "$sample"
  for arguments in messages "messages --json" campaigns "campaigns --json" "touts --format csv" "raw 1" help; do
    # shellcheck disable=SC2086
    run bash -c '"$@" > /dev/full' - "$weir" $arguments
    [ "$status" -eq 1 ]
    [ "$output" = "weir: standard output: No space left on device" ]
  done
}

@test "closed standard streams are noticed, and the store is not written over" {
  "$weir" ingest --quiet "$sample/box.mbox"
  before=$("$weir" messages | cut -f 1-5)
  run bash -c '"$1" campaigns >&-' - "$weir"
  [ "$status" -eq 1 ]
  one_line "$output"
  "$weir" ingest --quiet "$sample/files" >&- 2>&- <&- || true
  "$weir" check
  [ "$("$weir" messages | cut -f 1-5 | head -n "$(wc -l <<< "$before")")" = "$before" ]
}

@test "a reader that has seen enough is no reason to complain" {
  "$weir" ingest --quiet "$sample"
  run bash -c '"$1" messages | head -n 1' - "$weir"
  [ "$status" -eq 0 ]
  one_line "$output"
}

@test "completion for bash knows commands, options, choices and campaigns" {
  "$weir" ingest --quiet "$sample"
  # shellcheck disable=SC2030,SC2031
  PATH=$(dirname "$weir"):$PATH
  # shellcheck source=../../completion/weir.bash
  source "$root/completion/weir.bash"
  complete_words() {
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    _weir weir "${*: -1}" "${@: -2:1}"
    echo "${COMPREPLY[*]}"
  }
  [ "$(complete_words weir ca)" = campaigns ]
  [[ $(complete_words weir ingest --) == *"--feed"*"--threads"* ]]
  [ "$(complete_words weir campaigns --sort g)" = growth ]
  first=$("$weir" campaigns | sed -n '2s/ .*//p')
  [[ " $(complete_words weir show "") " == *" $first "* ]]
}
