#!/usr/bin/env bats
# Attached pictures: read once, for all mail of their group; a broken one costs only itself.

load common

draw=$(dirname "$weir")/tests/cli/draw
hasty=$(dirname "$weir")/tests/cli/weir-hasty

setup() {
  own_store
  command -v sqlite3 > /dev/null || skip "no sqlite3"
}

# picture_mail NAME FILE: a mail with this file attached.
picture_mail() {
  {
    printf 'From: Alma Abbot <alma@example.net>\nTo: trap@example.org\nSubject: %s\n' "$1"
    printf 'Date: Mon, 3 Mar 2025 09:59:58 +0000\nMessage-ID: <%s@example.net>\n' "$1"
    printf 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nLook at this.\n'
    printf -- '--b\nContent-Type: image/gif; name=a.gif\nContent-Transfer-Encoding: base64\n\n'
    base64 "$2"
    printf -- '--b--\n'
  } > "$BATS_TEST_TMPDIR/mails/$1"
}

# A first mail, and its picture in one.gif.
mails() {
  mkdir -p "$BATS_TEST_TMPDIR/mails"
  "$draw" "Merle Harbour rises again" "Symbol: MHRB" "Price: 0.12" "Get in on Monday" > "$BATS_TEST_TMPDIR/one.gif"
  picture_mail one "$BATS_TEST_TMPDIR/one.gif"
}

sql() {
  sqlite3 "$WEIR_STORE/weir.db" "$1"
}

@test "a picture is read, and counts for all mail that has it" {
  mails
  picture_mail two "$BATS_TEST_TMPDIR/one.gif"
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/mails"
  run "$weir" ocr
  [ "$status" -eq 0 ]
  [[ $output == "read 1 of 1 picture in 1 group, 0 unreadable; 1 read in all, 2 messages have new text, in "*" s" ]]
  [[ $(sql "SELECT text FROM reading") == *MHRB* ]]
  [ "$(sql "SELECT count(*) FROM picture")" -eq 2 ]
  "$weir" check
}

@test "a second run reads nothing, new mail of an old group costs nothing" {
  mails
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/mails"
  "$weir" ocr --quiet
  "$weir" ocr --json | jq -e '.read == 0 and .pictures == 1 and .messages == 0'
  picture_mail later "$BATS_TEST_TMPDIR/one.gif"
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/mails"
  "$weir" ocr --json | jq -e '.read == 0 and .pictures == 1 and .messages == 1 and .changed == 1'
}

@test "a broken picture costs only itself, and is not tried again" {
  mails
  printf 'GIF89a and nothing that a picture is made of' > "$BATS_TEST_TMPDIR/broken.gif"
  picture_mail broken "$BATS_TEST_TMPDIR/broken.gif"
  head -c 20 "$BATS_TEST_TMPDIR/one.gif" > "$BATS_TEST_TMPDIR/short.gif"
  picture_mail short "$BATS_TEST_TMPDIR/short.gif"
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/mails"
  run "$weir" ocr --json
  [ "$status" -eq 0 ]
  jq -e '.read == 1 and .unreadable == 2 and .pictures == 3 and .groups == 1' <<< "$output"
  [ "$(sql "SELECT count(*) FROM picture_file WHERE failed <> ''")" -eq 2 ]
  "$weir" ocr --json | jq -e '.read == 0 and .unreadable == 0'
}

@test "--limit reads so many, the biggest group first" {
  mails
  picture_mail two "$BATS_TEST_TMPDIR/one.gif"
  "$draw" "Nothing of interest" "is written here" "at all, really" > "$BATS_TEST_TMPDIR/other.gif"
  picture_mail a-other "$BATS_TEST_TMPDIR/other.gif"
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/mails"
  "$weir" ocr --limit 1 --json | jq -e '.read == 1 and .groups == 2 and .read_ever == 1'
  [[ $(sql "SELECT text FROM reading") == *MHRB* ]]
  "$weir" ocr --json | jq -e '.read == 1 and .read_ever == 2'
}

@test "a killed run is gone on with" {
  [ -x "$hasty" ] || skip "no hasty build"
  mails
  words=(amber birch cedar dahlia elder fennel ginger hazel iris jasmine)
  for i in "${!words[@]}"; do
    "$draw" "${words[@]:0:i+1}" > "$BATS_TEST_TMPDIR/$i.gif"
    picture_mail "m$i" "$BATS_TEST_TMPDIR/$i.gif"
  done
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/mails"
  "$hasty" ocr --quiet --threads 1 &
  pid=$!
  for ((tries = 0; tries < 600; tries++)); do
    [ "$(sql "SELECT count(*) FROM reading" 2> /dev/null || echo 0)" -lt 2 ] || break
    sleep 0.05
  done
  kill -KILL "$pid"
  wait "$pid" || true
  before=$(sql "SELECT count(*) FROM reading")
  [ "$before" -ge 2 ]
  "$weir" ocr --json > "$BATS_TEST_TMPDIR/result"
  jq -e --argjson before "$before" '.pictures == 11 and .read + $before == .read_ever and .read_ever == .groups' \
    "$BATS_TEST_TMPDIR/result"
  "$weir" check
}

@test "no store, wrong options" {
  run --separate-stderr "$weir" ocr
  [ "$status" -eq 1 ]
  # shellcheck disable=SC2154
  [[ $stderr == *"no store"* ]]
  [ ! -e "$WEIR_STORE" ]
  run "$weir" ocr --threads 0
  [ "$status" -eq 2 ]
}
