# What the tests of weir bench share: an invented corpus in a store, a filter that has learnt, and the product that
# speaks badly. Included by bats files behind common.bash and daemons.bash.
# shellcheck shell=bash
# They set root and weir, and use what is set here.
# shellcheck disable=SC2154,SC2034

faulty=$root/build/tests/cli/faulty
[[ -z ${WEIR-} ]] || faulty=${weir%/*}/tests/cli/faulty

# take_corpus_in FOLDER: 40 spam and 40 ham, feeds of these names, into the store; what to learn stays in FOLDER.
take_corpus_in() {
  "$root/tests/bench-corpus/write" "$1"
  "$weir" ingest --quiet --feed spam --role spam "$1/spam"
  "$weir" ingest --quiet --feed ham --role ham "$1/ham"
}

# learn FOLDER DATABASE: bogofilter, from what take_corpus_in left.
learn() {
  mkdir "$2"
  bogofilter -d "$2" -s -B "$1/train-spam"
  bogofilter -d "$2" -n -B "$1/train-ham"
}

# start_faulty NAME MODE GOOD BAD DELAY_MS [PORT]: what it does stands in faulty_server.h; sets faulty_port, faulty_pid.
start_faulty() {
  local name=$1
  shift
  rm -f "$BATS_TEST_TMPDIR/$name.port"
  "$faulty" "$@" > "$BATS_TEST_TMPDIR/$name.port" 2> "$BATS_TEST_TMPDIR/$name.said" 3>&- < /dev/null &
  faulty_pid=$!
  echo "$faulty_pid" >> "$BATS_TEST_TMPDIR/pids"
  until [[ -s $BATS_TEST_TMPDIR/$name.port ]]; do
    kill -0 "$faulty_pid" || return 1
    sleep 0.02
  done
  faulty_port=$(< "$BATS_TEST_TMPDIR/$name.port")
}

# words BLOCKED [NAME]: the section of a product that blocks mail with these words, and passes all else.
words() {
  echo "${2:-words} { protocol = command; command = [cat]; block_pattern = \"$1\"; pass_status = 0 }"
}

# spamd PORT [SETTINGS]: what a product at that port is set to; impatient, unless told otherwise.
spamd() {
  echo "{ protocol = spamd; address = \"127.0.0.1:$1\"; knows = plain; retry_wait = 10ms
    ${2:-timeout = 400ms; retries = 1; down_limit = 600ms} }"
}

# configure LINE...: products of these lines; writes bench.conf, which every command here is given.
configure() {
  printf 'products {\n%s\n}\n' "$(printf '%s\n' "$@")" > "$BATS_TEST_TMPDIR/bench.conf"
}

bench() {
  "$weir" bench "$@" --config "$BATS_TEST_TMPDIR/bench.conf"
}

# verdicts [OPTION...]: those of a run without times and tries, which differ from run to run.
verdicts() {
  bench score --format csv "$@" | python3 -c '
import csv, sys
for row in csv.DictReader(sys.stdin):
    print(*(row[name] for name in ("product", "source", "role", "verdict", "score", "code")), sep="\t")'
}

# of_product NAME KEY: of the newest run.
of_product() {
  bench score --json | jq -c --arg name "$1" ".[] | select(.product == \$name) | $2"
}

# await SECONDS COMMAND...
await() {
  local tries=$(($1 * 20))
  shift
  until "$@" 2> /dev/null; do
    ((tries-- > 0)) || return 1
    sleep 0.05
  done
}

# What bench_run.bats and bench_faulty.bats share; the database is the one that they make for all their tests.
bogofilter_section() {
  echo "bogofilter { protocol = command; preset = bogofilter; database = \"$BATS_FILE_TMPDIR/learnt\"; concurrency = 2 }"
}

# is_done NAME: every mail of the run has a verdict of it.
is_done() {
  [ "$(of_product "$1" .unasked)" = 0 ]
}

# asked NAME: so many mails have one.
asked() {
  of_product "$1" '.spam + .ham'
}

# has_asked NAME COUNT: so many mails have one, and others have none yet.
has_asked() {
  (($(asked "$1") >= $2)) && ! is_done "$1"
}

tries() {
  bench score --format csv | python3 -c 'import csv, sys; print(sum(int(row["tries"]) for row in csv.DictReader(sys.stdin)))'
}

# Once a file of tests: the corpus in a store, and a bogofilter that has learnt.
learn_of_corpus() {
  take_corpus_in "$BATS_FILE_TMPDIR/mails"
  learn "$BATS_FILE_TMPDIR/mails" "$BATS_FILE_TMPDIR/learnt"
}

# Each test has a copy of that store.
begin_in_copy() {
  cp -r "$BATS_FILE_TMPDIR/store" "$BATS_TEST_TMPDIR/store"
  own_store
  cd "$BATS_TEST_TMPDIR" || exit
}
