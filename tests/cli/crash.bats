#!/usr/bin/env bats
# What a store goes through: kills at any instant, a full disk, a second writer, readers meanwhile, damage of every kind.
# WEIR_KILLS=200 WEIR_KILL_FEED=FOLDER bats --filter 'kill -9' tests/cli/crash.bats kills more often than CI does, and
# ingests of other mail.

load common
# common.bash sets them, which shellcheck does not read.
# shellcheck disable=SC2154

kills=${WEIR_KILLS:-10}
# Commits every 32 KB; an ordinary run of so little mail is one commit. See meson.build.
hasty=${weir%/*}/tests/cli/weir-hasty

# The sample feed some times over, each time with other bytes.
setup_file() {
  export feed=$BATS_FILE_TMPDIR/feed
  mkdir "$feed"
  for copy in 1 2 3; do
    cp -r --no-preserve=mode "$sample" "$feed/$copy"
    find "$feed/$copy" -type f ! -name '*.zst' -exec sed -i "s/^Message-I[Dd]: </&$copy./" {} +
  done
  [ -x "$hasty" ] || hasty=$weir
  feed=${WEIR_KILL_FEED:-$feed}
  "$hasty" --store "$BATS_FILE_TMPDIR/whole" ingest --quiet "$feed"
  "$weir" --store "$BATS_FILE_TMPDIR/whole" messages > "$BATS_FILE_TMPDIR/whole.tsv"
}

setup() {
  own_store
  cd "$BATS_TEST_TMPDIR" || exit
  [ -x "$hasty" ] || hasty=$weir
}

# A store of the sample, to be harmed, whose finder's index is partly folded; made once.
harmed_store() {
  if [[ ! -d $BATS_FILE_TMPDIR/sound ]]; then
    "$hasty" --store "$BATS_FILE_TMPDIR/sound" ingest --quiet "$sample"
    "$weir" --store "$BATS_FILE_TMPDIR/sound" messages > "$BATS_FILE_TMPDIR/sound.tsv"
  fi
  cp -r "$BATS_FILE_TMPDIR/sound" "$WEIR_STORE"
}

sql() {
  command -v sqlite3 > /dev/null || skip "no sqlite3"
  sqlite3 "$WEIR_STORE/weir.db" "$1"
}

# check must name a finding that matches the pattern, and say by its status that all is not well.
found() {
  run "$weir" check
  echo "$output"
  [ "$status" -eq 1 ]
  [[ $output == *$1* ]]
}

mends() {
  "$weir" check --repair
  "$weir" check
  cmp <("$weir" messages) "$BATS_FILE_TMPDIR/sound.tsv"
}

@test "kill -9 at any instant: the next run ends as one never killed" {
  started=$EPOCHREALTIME
  "$hasty" --store timed ingest --quiet "$feed"
  whole=$((${EPOCHREALTIME/./} - ${started/./}))
  struck=0 between=0
  for ((tries = 0; struck < kills && tries < 5 * kills; tries++)); do
    rm -rf "$WEIR_STORE"
    printf -v delay '%d.%06d' $((at = whole * (RANDOM * 32768 + RANDOM) / (1 << 30), at / 1000000)) $((at % 1000000))
    "$hasty" ingest --quiet "$feed" &
    pid=$!
    sleep "$delay"
    kill -KILL "$pid" || true
    wait "$pid" && continue # it was done already
    struck=$((struck + 1))
    had=$("$weir" messages 2> /dev/null | wc -l) || true
    between=$((between + (had > 1 && had < $(wc -l < "$BATS_FILE_TMPDIR/whole.tsv"))))
    "$hasty" ingest --quiet "$feed"
    if ! cmp <("$weir" messages) "$BATS_FILE_TMPDIR/whole.tsv" || ! "$weir" check > found; then
      echo "killed after $delay s, when $had lines of messages were stored:"
      cat found
      return 1
    fi
  done
  echo "$struck runs were killed, $between of them with a part stored" | tee -a "${WEIR_KILL_LOG:-/dev/null}"
  ((struck == kills))
}

@test "killed again and again, a run gets there in the end" {
  for ((i = 0; i < 20; i++)); do
    timeout --signal KILL 0.0$((5 + RANDOM % 5)) "$hasty" ingest --quiet "$feed" || true
  done
  "$hasty" ingest --quiet "$feed"
  cmp <("$weir" messages) "$BATS_FILE_TMPDIR/whole.tsv"
  "$weir" check
}

@test "a second writer gives way to the first, readers are served meanwhile" {
  harmed_store
  mkfifo pipe
  "$hasty" ingest --quiet pipe "$feed/1" 3>&- &
  first=$!
  exec 9> pipe
  before=$("$weir" messages | wc -l)
  run "$weir" ingest "$feed/2"
  [ "$status" -eq 1 ]
  one_line "$output"
  [[ $output == *"process $first;"* ]]
  run "$weir" check --repair
  [ "$status" -eq 1 ]
  exec 9>&-
  while kill -0 "$first" 2> /dev/null; do
    "$weir" campaigns > list
    "$weir" find net:0.0.0.0/0 the > found || [ ! -s found ]
    now=$("$weir" messages | wc -l)
    [ "$now" -ge "$before" ]
    before=$now
  done
  wait "$first"
  "$weir" check
}

# Commands of a shell in which $disk is a file system of 3 MB, all of its own.
on_small_disk() {
  export disk=$BATS_TEST_TMPDIR/disk weir hasty feed sample
  mkdir "$disk"
  local unshare=(unshare --mount)
  "${unshare[@]}" mount -t tmpfs -o size=1m tmpfs "$disk" 2> /dev/null || unshare=(unshare --user --map-root-user --mount)
  "${unshare[@]}" mount -t tmpfs -o size=1m tmpfs "$disk" 2> /dev/null || skip "may not make a small disk to fill"
  # shellcheck disable=SC2016
  run "${unshare[@]}" bash -euc 'mount -t tmpfs -o size="$1" tmpfs "$disk"; eval "$2"' - "$1" "$2"
}

@test "a full disk is one line; with room the next run ends as any other" {
  for size in 300k 1000k 1600k 2300k; do
    rm -rf disk
    # shellcheck disable=SC2016
    on_small_disk "$size" '
      export WEIR_STORE=$disk/store
      status=0
      "$hasty" ingest --quiet "$feed" 2> words || status=$?
      cat words
      [ "$status" -eq 1 ]
      [ "$(wc -l < words)" -eq 1 ]
      grep -q -e "disk is full" words
      "$weir" messages > had 2> /dev/null || true
      head -n "$(wc -l < had)" "$(dirname "$feed")/whole.tsv" | cut -f 3 | cmp - <(cut -f 3 had)
      mount -o remount,size=100m "$disk"
      [ ! -s had ] || "$weir" check
      "$hasty" ingest --quiet "$feed"
      cmp <("$weir" messages) "$(dirname "$feed")/whole.tsv"
      "$weir" check'
    echo "$size: $output"
    [ "$status" -eq 0 ]
  done
}

@test "a store of a newer version is left alone" {
  harmed_store
  sql 'PRAGMA user_version = 1000'
  for arguments in "ingest $feed" campaigns "find the" messages check "check --repair"; do
    # shellcheck disable=SC2086
    run "$weir" $arguments
    [ "$status" -eq 1 ]
    one_line "$output"
    [[ $output == *"newer weir"* ]]
  done
}

@test "raw mail cut short: what is lost is named, the rest is there" {
  harmed_store
  truncate -s -20000 "$WEIR_STORE/raw"
  found damaged
  "$weir" check --repair
  found damaged
  lost=$(grep -c '^message [0-9]*: .*damaged' <<< "$output")
  [ "$lost" -gt 0 ]
  [ "$("$weir" messages | wc -l)" -eq "$(wc -l < "$BATS_FILE_TMPDIR/sound.tsv")" ]
  seq=$(sed -n 's/^message \([0-9]*\): .*damaged.*/\1/p' <<< "$output" | head -n 1)
  run "$weir" raw "$seq"
  [ "$status" -eq 1 ]
  one_line "$output"
  "$weir" campaigns > list
}

@test "raw mail gone" {
  harmed_store
  rm "$WEIR_STORE/raw"
  found "message 1:"
  "$weir" campaigns > list
  run "$weir" raw 1
  [ "$status" -eq 1 ]
  one_line "$output"
}

@test "one byte of raw mail changed" {
  harmed_store
  printf 'X' | dd of="$WEIR_STORE/raw" bs=1 seek=5000 conv=notrunc status=none
  found damaged
}

@test "rows deleted of what is made from mail" {
  for harm in "assignment WHERE mail % 7 = 0" "posting WHERE first_term % 2" "segment" "campaign WHERE founder = (SELECT min(campaign) FROM assignment)" \
    "finder_record WHERE id % 3 = 0" "finder_index WHERE first > 0" "finder_log" "person WHERE key % 3 = 0" "sender" "secret"; do
    rm -rf "$WEIR_STORE"
    harmed_store
    sql "DELETE FROM $harm"
    found ""
    mends
  done
}

@test "values changed of what is made from mail" {
  for harm in "assignment SET campaign = 1" "assignment SET template = mail" "segment SET id = id + 100" \
    "posting SET chunk = zeroblob(length(chunk))" "finder_record SET record = zeroblob(length(record))" \
    "finder_log SET pairs = zeroblob(length(pairs))" "finder_index SET pairs = substr(pairs, 17)" "mail SET subject = 'other' WHERE id = 7" "mail SET class = 77" \
    "mail SET flags = 1023"; do
    rm -rf "$WEIR_STORE"
    harmed_store
    sql "UPDATE $harm"
    found ""
    mends
  done
}

@test "rows deleted of what was taken in" {
  for harm in "mail WHERE id = 100" "block WHERE id = 2" "delivery WHERE seq = 100" "delivery WHERE seq = (SELECT max(seq) - 1 FROM delivery)" "feed"; do
    rm -rf "$WEIR_STORE"
    harmed_store
    sql "DELETE FROM $harm"
    found ""
    "$weir" check --repair > mended
    cat mended
    "$weir" check || [[ $harm == block* ]]
    "$weir" ingest --quiet "$sample"
    "$weir" campaigns > list
  done
}

@test "an index of the database that leaves rows out" {
  harmed_store
  sql "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'mail_short ON mail(short)', 'mail_short ON mail(short) WHERE id > 5') WHERE name = 'mail_short'"
  sql "REINDEX mail_short; PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, ' WHERE id > 5', '') WHERE name = 'mail_short'"
  found mail_short
  mends
}

@test "blobs of random bytes: an error or a finding, never a crash" {
  for ((i = 0; i < 6; i++)); do
    rm -rf "$WEIR_STORE"
    harmed_store
    case $((i % 3)) in
      0) sql "UPDATE finder_record SET record = randomblob(length(record)) WHERE abs(random()) % (1 + abs(random()) % 50) = 0" ;;
      1) sql "UPDATE posting SET chunk = CAST(substr(chunk, 1, 500) || randomblob(length(chunk)) AS BLOB)" ;;
      2) sql "UPDATE finder_log SET pairs = CAST(substr(pairs, 1, 5000) || randomblob(length(pairs)) AS BLOB);
              UPDATE finder_index SET pairs = randomblob(length(pairs) + 7) WHERE abs(random()) % 9 = 0" ;;
    esac
    for arguments in campaigns "find the-stock" "like $sample/files/s1.eml" "ingest $feed/1" check "check --repair" check; do
      # shellcheck disable=SC2086
      run "$weir" $arguments
      [ "$status" -le 1 ] || { echo "$arguments: $status: $output"; return 1; }
    done
    [ "$status" -eq 0 ]
  done
}

@test "a repair that is killed changes nothing, another mends" {
  harmed_store
  sql "DELETE FROM posting WHERE first_term % 2; UPDATE assignment SET campaign = mail WHERE mail % 3 = 0"
  "$weir" messages > before
  for ((i = 0; i < 5; i++)); do
    timeout --signal KILL 0.0$((2 + RANDOM % 8)) "$weir" check --repair || true
    cmp <("$weir" messages) before || cmp <("$weir" messages) "$BATS_FILE_TMPDIR/sound.tsv"
  done
  mends
}

@test "a page of the database overwritten: an error or a finding, never a crash" {
  command -v sqlite3 > /dev/null || skip "no sqlite3"
  for ((i = 0; i < 5; i++)); do
    rm -rf "$WEIR_STORE"
    harmed_store
    sql "PRAGMA wal_checkpoint(TRUNCATE)" > /dev/null
    pages=$(($(stat -c %s "$WEIR_STORE/weir.db") / 8192))
    head -c 8192 /dev/urandom | dd of="$WEIR_STORE/weir.db" bs=8192 seek=$((1 + RANDOM % (pages - 1))) conv=notrunc status=none
    for arguments in check campaigns messages "find the" "show c1" "raw --text 7" "ingest $feed/1" "check --repair"; do
      # shellcheck disable=SC2086
      run "$weir" $arguments
      [ "$status" -le 1 ] || { echo "$arguments: $status: $output"; return 1; }
    done
  done
}
