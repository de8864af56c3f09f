#!/usr/bin/env bats
# A sound store is sound; a damaged one is told of and mended.

load common

setup() {
  own_store
  "$weir" ingest --quiet "$sample"
}

@test "a sound store" {
  run "$weir" check
  [ "$status" -eq 0 ]
  [[ ${lines[-1]} == *"all is well" ]]
}

@test "JSON has counts and what could not be read" {
  : > "$BATS_TEST_TMPDIR/empty.eml"
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/empty.eml"
  run "$weir" check --json
  [ "$status" -eq 0 ]
  rows=$("$weir" messages | tail -n +2 | wc -l)
  jq -e --argjson rows "$rows" '.wrong == 0 and .findings == [] and .deliveries == $rows and .messages > 0 and .campaigns > 0
    and .templates > 0 and .raw_bytes > 0 and .stored_bytes > 0' <<< "$output"
  jq -e 'any(.unreadable[]; (.source | endswith("empty.eml")) and (.reason | length > 0))' <<< "$output"
  [ "$(jq '.unreadable | length' <<< "$output")" -eq "$("$weir" messages | column note | grep -c unreadable)" ]
}

@test "check changes nothing" {
  before=$(find "$WEIR_STORE" -type f -name '*[!m]' ! -name '*-wal' -exec sha256sum {} + | sort)
  "$weir" check
  [ "$(find "$WEIR_STORE" -type f -name '*[!m]' ! -name '*-wal' -exec sha256sum {} + | sort)" = "$before" ]
}

@test "--repair of a sound store leaves the same campaigns" {
  before=$("$weir" messages)
  "$weir" check --repair
  [ "$("$weir" messages)" = "$before" ]
  "$weir" check
}

@test "bytes of raw mail that have changed are found" {
  largest=$(find "$WEIR_STORE" -type f -printf '%s %p\n' | sort -rn | grep -v -e '-wal$' -e '-shm$' | cut -d ' ' -f 2- |
    while read -r file; do head -c 15 "$file" | grep -q 'SQLite format' || { echo "$file"; break; }; done)
  [ -n "$largest" ]
  at=$(($(stat -c %s "$largest") / 2))
  printf '\x5a\xa5\x5a\xa5\x5a\xa5' | dd of="$largest" bs=1 seek="$at" conv=notrunc status=none
  run "$weir" check
  [ "$status" -eq 1 ]
  [[ ${lines[-1]} == *"wrong"*"--repair"* ]]
  run "$weir" check --json
  [ "$status" -eq 1 ]
  jq -e '.wrong > 0 and (.findings | length) == .wrong' <<< "$output"
}

@test "a store of an older weir: told of, kept from harm, brought up to date by --repair" {
  command -v sqlite3 > /dev/null || skip "no sqlite3"
  before=$("$weir" messages)
  first="'feed', 'block', 'mail', 'delivery', 'assignment', 'campaign', 'finder_record', 'segment', 'posting'"
  {
    echo "PRAGMA foreign_keys = OFF;"
    sqlite3 "$WEIR_STORE/weir.db" "SELECT 'DROP TABLE ' || name || ';' FROM sqlite_schema
      WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT IN ($first)"
    for column in traps sampled since forwarder reports; do echo "ALTER TABLE feed DROP COLUMN $column;"; done
    for column in dialect recipient occasion; do echo "ALTER TABLE mail DROP COLUMN $column;"; done
    echo "ALTER TABLE mail DROP COLUMN trace;"
    echo "CREATE TABLE finder_index(key INTEGER PRIMARY KEY, value INTEGER NOT NULL) STRICT; PRAGMA user_version = 1;"
  } > "$BATS_TEST_TMPDIR/older.sql"
  sqlite3 "$WEIR_STORE/weir.db" < "$BATS_TEST_TMPDIR/older.sql"
  for arguments in "ingest $sample" campaigns check; do
    # shellcheck disable=SC2086
    run --separate-stderr "$weir" $arguments
    [ "$status" -eq 1 ]
    # shellcheck disable=SC2154
    [[ $stderr == *"older weir"*"check --repair"* ]]
  done
  "$weir" check --repair
  "$weir" check
  [ "$("$weir" messages)" = "$before" ]
}
