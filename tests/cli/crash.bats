#!/usr/bin/env bats
# What a store goes through: kills at any instant, a full disk, a second writer, readers meanwhile, damage of every kind.
# WEIR_KILLS=200 bats tests/cli/crash.bats kills more often than CI does.

load common

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
