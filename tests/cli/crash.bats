#!/usr/bin/env bats
# What a store goes through: kills at any instant, a full disk, a second writer, readers meanwhile, damage of every kind.
# WEIR_KILLS=200 bats tests/cli/crash.bats kills more often than CI does.

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
  "$hasty" --store "$BATS_FILE_TMPDIR/whole" ingest --quiet "$feed"
  "$weir" --store "$BATS_FILE_TMPDIR/whole" messages > "$BATS_FILE_TMPDIR/whole.tsv"
}

setup() {
  own_store
  cd "$BATS_TEST_TMPDIR" || exit
  [ -x "$hasty" ] || hasty=$weir
}

# A store of the sample, to be harmed; made once.
harmed_store() {
  if [[ ! -d $BATS_FILE_TMPDIR/sound ]]; then
    "$weir" --store "$BATS_FILE_TMPDIR/sound" ingest --quiet "$sample"
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
  for ((i = 0; i < kills; i++)); do
    rm -rf "$WEIR_STORE"
    printf -v delay '%d.%06d' $((at = whole * (RANDOM * 32768 + RANDOM) / (1 << 30), at / 1000000)) $((at % 1000000))
    "$hasty" ingest --quiet "$feed" &
    pid=$!
    sleep "$delay"
    kill -KILL "$pid" || true
    wait "$pid" && status=0 || status=$?
    struck=$((struck + (status == 137)))
    had=$("$weir" messages 2> /dev/null | wc -l) || true
    between=$((between + (had > 1 && had < $(wc -l < "$BATS_FILE_TMPDIR/whole.tsv"))))
    "$hasty" ingest --quiet "$feed"
    if ! cmp <("$weir" messages) "$BATS_FILE_TMPDIR/whole.tsv" || ! "$weir" check > found; then
      echo "killed after $delay s, when $had lines of messages were stored:"
      cat found
      return 1
    fi
  done
  echo "$struck of $kills runs were killed, $between with a part stored" | tee -a "${WEIR_KILL_LOG:-/dev/null}"
  ((struck > 0))
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
    "$weir" campaigns > campaigns
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
