# script/bench-products, for real: filters of Debian's packages, brought up in a namespace without a network, compared by
# weir on the small invented corpus of tests/bench-corpus. It takes root; otherwise all of it is skipped.

load common

script=$root/script/bench-products
compared=spamassassin,rspamd,bogofilter,clamav,spampd

setup_file() {
  ((EUID == 0)) || skip "it takes root"
  unshare --net --mount --pid --fork --mount-proc true 2> /dev/null || skip "no namespaces can be made here"
  export mails=$BATS_FILE_TMPDIR/mails
  "$root/tests/bench-corpus/write" "$mails"
  touch "$BATS_FILE_TMPDIR/before"
  "$script" run "$WEIR_STORE" "$mails/spam" "$mails/ham" --train-spam "$mails/train-spam" --train-ham "$mails/train-ham" \
    --products "$compared" --weir "$weir" --account "$BATS_FILE_TMPDIR/account" \
    > "$BATS_FILE_TMPDIR/table" 2> "$BATS_FILE_TMPDIR/said" 3>&- || {
    cat "$BATS_FILE_TMPDIR/said" >&2
    return 1
  }
}

# A folder that filters, which run as nobody, can get at.
setup() {
  place=$(mktemp -d)
  chmod 711 "$place"
}

teardown() {
  local pid
  for pid in $(kept_pids); do kill "$pid" 2> /dev/null || true; done
  rm -rf "$place"
}

# Processes that have the place in their command line or environment: the keeper and all in its namespaces.
kept_pids() {
  grep --files-with-matches --no-messages --null --fixed-strings -e "$place/" /proc/[0-9]*/environ |
    tr '\0' '\n' | sed 's|^/proc/\([0-9]*\)/.*|\1|' | grep -v "^$$\$" || true
}

none_is_left() {
  local tries
  for ((tries = 0; tries < 50; tries++)); do
    [[ -n $(kept_pids) ]] || return 0
    sleep 0.1
  done
  kept_pids
  return 1
}

# Brings ClamAV up in $place/up; sets script_pid.
bring_up() {
  "$script" up "$place/up" --products clamav > "$place/said" 2>&1 3>&- &
  script_pid=$!
  for ((tries = 0; tries < 600; tries++)); do
    [[ ! -f $place/up/ready ]] || return 0
    sleep 0.1
  done
  cat "$place/said"
  return 1
}

# verdicts PRODUCT SOURCE
verdicts() {
  "$weir" bench score --format csv | tr -d '\r' | awk -F, -v product="$1" -v source="$2" \
    '$1 == product && index($2, source) { print $5 }'
}

@test "the whole test: every mail of both folders is asked of every product, without an error" {
  run -0 "$weir" bench score --json
  jq -e --arg names "$compared" '[.[].product] | sort == ($names | split(",") | sort)' <<< "$output"
  jq -e 'all(.[]; .spam == 40 and .ham == 40 and .errors == 0 and .run == "replay")' <<< "$output"
  grep 'spamassassin' "$BATS_FILE_TMPDIR/table"
}

@test "GTUBE is blocked by all that know it, and no filter blocks wanted mail" {
  [[ $(verdicts spamassassin gtube.eml) == block ]]
  [[ $(verdicts rspamd gtube.eml) == block ]]
  [[ $(verdicts spampd gtube.eml) == block ]]
  run -0 "$weir" bench score --json
  jq -e 'all(.[]; .fp.rate == 0)' <<< "$output"
}

@test "a filter that learns has learnt" {
  run -0 "$weir" bench score --json
  jq -e '.[] | select(.product == "bogofilter") | .sc.rate > 90' <<< "$output"
}

@test "SpamAssassin says the same as a daemon and behind a proxy" {
  verdicts spamassassin . > "$place/daemon"
  verdicts spampd . > "$place/proxy"
  [[ $(wc -l < "$place/daemon") -eq 80 ]]
  diff "$place/daemon" "$place/proxy"
}

@test "what is learnt and what is tested are proved disjoint, with both sizes" {
  grep --fixed-strings 'to learn, spam: 60 mails; left out: 0 that are tested, 0 copies; in common with the 80 tested: 0' \
    "$BATS_FILE_TMPDIR/said"
  grep --fixed-strings 'to learn, ham: 60 mails; left out: 0 that are tested, 0 copies; in common with the 80 tested: 0' \
    "$BATS_FILE_TMPDIR/said"
}

@test "mail to learn that is tested is left out, whatever separator, line ends and verdict it has" {
  local list=$root/src/bench/data/verdict_headers.txt
  mkdir "$place/spam"
  cp "$mails"/train-spam/000*.eml "$place/spam"
  { echo 'From x@example.net Mon Mar  3 10:00:00 2025'; echo 'X-Spam-Flag: YES'; sed 's/$/\r/' "$mails/spam/0130.eml"; } \
    > "$place/spam/tested.eml"
  cp "$mails/train-spam/0001.eml" "$place/spam/copy.eml"
  run -0 "$root/script/products/shared/mails.py" --learn-spam "$place/spam" --learn-ham "$mails/train-ham" \
    --test "$mails/spam" --test "$mails/ham" --verdict-headers "$list" "$place/out"
  [[ ${lines[0]} == 'to learn, spam: 9 mails; left out: 1 that are tested, 1 copies; in common with the 80 tested: 0' ]]
  [[ $(find "$place/out/spam" -type f | wc -l) -eq 9 ]]
}

@test "an mbox is as many mails as it has, and an archive is refused" {
  local list=$root/src/bench/data/verdict_headers.txt
  mkdir "$place/spam" "$place/packed"
  for file in "$mails"/train-spam/*.eml; do
    echo 'From x@example.net Mon Mar  3 10:00:00 2025'
    cat "$file"
    echo
  done > "$place/spam/all.mbox"
  [[ $("$root/script/products/shared/mails.py" --count "$place/spam") == 60 ]]
  tar -C "$mails" -c -f "$place/packed/x.tar" train-spam
  run -1 "$root/script/products/shared/mails.py" --learn-spam "$place/packed" --learn-ham "$mails/train-ham" \
    --verdict-headers "$list" "$place/out"
  [[ $output == *'x.tar is an archive'* ]]
}

@test "nothing leaves the namespace, and what time each product took is written" {
  grep --fixed-strings 'packets that left: 0 (no interface but lo, no route' "$BATS_FILE_TMPDIR/said"
  for name in spamassassin rspamd clamav spampd commands weir wall; do
    awk -v name="$name" '$1 == name && $2 + 0 >= 0 { found = 1 } END { exit !found }' "$BATS_FILE_TMPDIR/account"
  done
}

@test "nothing is written outside, and nothing stays behind" {
  run find /etc/spamassassin /etc/rspamd /var/lib/spamassassin /var/lib/rspamd /var/lib/clamav /root/.spamassassin \
    /root/.bogofilter "${TMPDIR:-/tmp}"/weir-products.* -newer "$BATS_FILE_TMPDIR/before" -type f
  [[ -z $(sed '/No such file/d' <<< "$output") ]]
}

@test "a second run takes nothing in twice" {
  run -0 --separate-stderr "$script" run "$WEIR_STORE" "$mails/spam" "$mails/ham" --products clamav --weir "$weir"
  [[ $output == *'40 read: 0 new (0 copies), 40 known'* ]]
  [[ $output == *', run 2 of '* ]]
}

@test "mail that is in the store's feeds, but in neither folder, is no mail of this test" {
  own_store
  mkdir "$place/few"
  cp "$mails"/spam/012?.eml "$place/few"
  "$weir" ingest --quiet --feed spam --role spam "$mails/spam"
  run -1 "$script" run "$WEIR_STORE" "$place/few" "$mails/ham" --products clamav --weir "$weir"
  [[ $output == *'take another store'* ]]
}

@test "up stays up, takes commands beside it, and down ends it" {
  bring_up
  run -0 "$script" exec "$place/up" clamdscan --config-file="$place/up/clamav/clamd.conf" --version
  [[ $output == ClamAV* ]]
  run -0 "$script" exec "$place/up" ip route
  [[ -z $output ]]
  run -1 "$script" up "$place/up" --products clamav
  [[ $output == *'is up already'* ]]
  run -0 "$script" down "$place/up"
  none_is_left
  run -1 "$script" down "$place/up"
  [[ $output == *'nothing is up'* ]]
  # In the same folder again.
  bring_up
  run -0 "$script" down "$place/up"
  none_is_left
}

@test "a product that dies is started again" {
  bring_up
  local pid
  pid=$(cat "$place/up/clamav/clamd.pid")
  run -0 "$script" exec "$place/up" kill -9 "$pid"
  for ((tries = 0; tries < 100; tries++)); do
    [[ $(cat "$place/up/clamav/clamd.pid") == "$pid" ]] || break
    sleep 0.1
  done
  grep 'clamav died; it is started again (1)' "$place/said"
  run -0 "$script" down "$place/up"
}

@test "stopped or killed, it takes everything down" {
  bring_up
  kill -TERM "$script_pid"
  wait "$script_pid" || [[ $? -eq 143 ]]
  none_is_left
  bring_up
  kill -KILL "$script_pid"
  wait "$script_pid" || true
  none_is_left
}

@test "a filter that does not start is reported in its own words" {
  mkdir "$place/bin"
  printf '#!/bin/sh\nexec /usr/sbin/clamd --config-file=/nowhere/clamd.conf\n' > "$place/bin/clamd"
  chmod 755 "$place/bin/clamd"
  run -1 env PATH="$place/bin:$PATH" "$script" up "$place/up" --products clamav
  [[ $output == *'clamav: clamd did not start. What it said last:'* ]]
  [[ $output == *'/nowhere/clamd.conf'* ]]
  none_is_left
}

@test "whoever is not root is told what it takes" {
  cp -r "$root/script" "$place/script"
  chmod -R go+rX "$place/script"
  run -1 setpriv --reuid 65534 --regid 65534 --clear-groups "$place/script/bench-products" up "$place/up" --products clamav
  [[ $output == *'which only root can make'* ]]
  [[ ! -e $place/up ]]
}

@test "wrong usage is said, with what there is" {
  run -2 "$script"
  run -2 "$script" up "$place/up" --products clamav,nosuch
  [[ $output == *"there is no product 'nosuch'; known are bogofilter bsfilter clamav"* ]]
  run -2 "$script" run "$WEIR_STORE" "$mails/spam"
  run -2 "$script" run "$WEIR_STORE" "$mails/spam" "$mails/ham" --train-spam "$mails/train-spam"
  run -1 "$script" run "$WEIR_STORE" "$mails/none" "$mails/ham"
  [[ $output == *'there is no folder'* ]]
  mkdir "$place/mine"
  touch "$place/mine/thesis"
  run -1 "$script" up "$place/mine" --products clamav
  [[ -f $place/mine/thesis ]]
  run -0 "$script" --help
}
