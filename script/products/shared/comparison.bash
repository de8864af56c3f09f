# The comparison itself: weir takes the folders in, freezes them as a corpus, hands them to the products, scores.
# shellcheck shell=bash disable=SC2154

# Weir goes on after it was killed, which is what `weir bench resume` is for; not for ever.
resumes_most=20

# write_configuration [CORPUS]
write_configuration() {
  local product
  {
    if [[ -n $CONFIG ]]; then cat "$CONFIG"; fi
    echo "# Written by script/bench-products; addresses are those of its network namespace."
    if [[ -n ${1-} ]]; then echo "corpora { $1 { feeds { spam = spam; ham = ham } } }"; fi
    echo "products {"
    for product in "${products[@]}"; do
      echo "  $product {"
      "${product}_settings" | sed 's/^ */    /'
      echo "    network = no"
      echo "  }"
    done
    echo "}"
  } > "$work/weir.conf"
}

# package_version PACKAGE
package_version() {
  dpkg-query --show --showformat='${Version}' "$1"
}

# A name that stands for what is in both folders: a corpus is frozen once, other folders are another.
name_corpus() {
  local digest
  digest=$(find "$@" -type f -printf '%P %s\n' | sort | sha256sum)
  echo "products-${digest:0:8}"
}

weir_here() {
  "$weir" --store "$store" --config "$work/weir.conf" "$@"
}

# bench VERB...: weir in the background, while products are watched. Sets wall.
bench() {
  local status=0 begin=$EPOCHREALTIME
  # Of its own session: a Ctrl-C reaches it once, from here.
  setsid "$weir" --store "$store" --config "$work/weir.conf" bench "$@" &
  local pid=$!
  echo "$pid" > "$work/weir.pid"
  while kill -0 "$pid" 2> /dev/null; do
    sample
    [[ -n $stop_asked ]] || revive
    sleep 1 &
    wait -n "$pid" $! 2> /dev/null || true
  done
  wait "$pid" || status=$?
  rm -f "$work/weir.pid"
  wall=$(awk -v now="$EPOCHREALTIME" -v begin="$begin" -v before="${wall:-0}" 'BEGIN { printf "%.2f", before + now - begin }')
  return "$status"
}

# run_bench OPTIONS...: until weir ends by itself.
run_bench() {
  local status=0 resumes=0
  sample begin
  if [[ -n $RESUME ]]; then bench resume "$corpus" "$@" || status=$?; else bench run "$corpus" "$@" || status=$?; fi
  while ((status == 137 && resumes++ < resumes_most)) && [[ -z $stop_asked ]]; do
    complain "weir was killed; it goes on ($resumes)"
    status=0
    bench resume "$corpus" || status=$?
  done
  return "$status"
}

# Mail of the feeds that is in neither folder may have been learnt: what was proved would not be true of it.
check_corpus() {
  local corpus_mails folder_mails
  weir_here bench corpus "$corpus"
  corpus_mails=$(weir_here --json bench corpus "$corpus" | jq 'if type == "array" then .[0] else . end | .tested + .excluded')
  folder_mails=$(python3 "$here/shared/mails.py" --count "$@")
  ((corpus_mails <= folder_mails)) ||
    fail "the feeds spam and ham of $store have $corpus_mails mails, the folders $folder_mails: take another store"
  ((corpus_mails == folder_mails)) ||
    complain "of $folder_mails mails in the folders, weir has taken in $corpus_mails"
}

compare() {
  local spam=$2 ham=$3 status=0
  store=$1 corpus=$(name_corpus "$spam" "$ham") wall=0
  shift 3
  "$weir" --store "$store" ${CONFIG:+--config "$CONFIG"} ingest --feed spam --role spam "$spam"
  "$weir" --store "$store" ${CONFIG:+--config "$CONFIG"} ingest --feed ham --role ham "$ham"
  share_training_mail "$spam" "$ham"
  bring_up
  write_configuration "$corpus"
  check_corpus "$spam" "$ham"
  run_bench "$@" || status=$?
  print_account "$wall" > "$work/account"
  if [[ -n $ACCOUNT ]]; then cp "$work/account" "$ACCOUNT"; fi
  complain "seconds: $(paste -s -d ' ' "$work/account" | tr '\t' ' ')"
  prove_closed
  ((status == 0)) || return "$status"
  weir_here bench score "$corpus"
}
