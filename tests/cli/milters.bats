#!/usr/bin/env bats
# Real milters, weir playing the mail server, and what canaries say of real products.

load common.bash
load daemons.bash

setup_file() {
  export ask=${weir%/*}/bench/ask work=$BATS_FILE_TMPDIR
  local tagging
  start_resolver "$work"
  start_spamd "$work"
  start_rspamd "$work"
  start_clamd "$work"
  start_spamass_milter "$work"
  tagging=$spamass_milter_port
  start_spamass_milter "$work" -r -1
  cat > "$work/weir.conf" <<END
products {
  spamd { protocol = spamd; address = "127.0.0.1:$spamd_port" }
  rspamd { protocol = rspamd; address = "127.0.0.1:$rspamd_port" }
  clamd { protocol = clamd; address = "127.0.0.1:$clamd_port" }
  tagging { protocol = milter; address = "127.0.0.1:$tagging" }
  untagged { protocol = milter; address = "127.0.0.1:$tagging"; tag = "X-Other-Filter: spam" }
  rejecting { protocol = milter; address = "127.0.0.1:$spamass_milter_port" }
  proxy { protocol = milter; address = "127.0.0.1:$rspamd_milter_port" }
  clamd-as-filter { protocol = clamd; address = "127.0.0.1:$clamd_port"; knows = [gtube, eicar] }
  all-is-spam { protocol = command; command = ["true"]; block_status = 0 }
  nobody { protocol = milter; address = "127.0.0.1:$(free_port)" }
  not-a-milter { protocol = milter; address = "127.0.0.1:$spamd_port"; timeout = 5 s }
}
END
}

teardown_file() {
  stop_daemons "$BATS_FILE_TMPDIR"
}

setup() {
  cd "$BATS_TEST_TMPDIR"
  mail plain "Dinner" "Shall we have dinner on Tuesday at eight? The usual place, and I shall bring the book." "Alma"
  # In two pieces, so that this file is no such mail itself.
  mail gtube "Test" "XJS*C4JDBQADN1.NSBN3*2IDNEN*""GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
}

# answer PRODUCT FILE: state and native answer.
answer() {
  "$ask" "$work/weir.conf" "$1" "$2" | cut -f 2,4
}

@test "spamass-milter: what it tags or rejects is blocked, a plain mail passes, scores are told" {
  [ "$(answer tagging gtube)" = "block"$'\t'"X-Spam-Flag: YES" ]
  [ "$(answer rejecting gtube)" = "block"$'\t'"550 5.7.1 Blocked by SpamAssassin" ]
  [ "$(answer tagging plain)" = "pass"$'\t'"continue" ]
  [ "$(answer rejecting plain)" = "pass"$'\t'"continue" ]
  [ "$(answer untagged gtube)" = "pass"$'\t'"continue" ]
  run -0 "$ask" "$work/weir.conf" rejecting gtube
  [[ $output == gtube$'\t'block$'\t'1[0-9][0-9][0-9]* ]]
}

# The header that it writes for SpamAssassin says when the mail came in, not when it is replayed: a mail of years ago
# that comes in today has 2 points and more for it.
@test "spamass-milter: an old mail is not late" {
  run -0 "$ask" "$work/weir.conf" tagging plain
  awk -F '\t' '{ exit !($2 == "pass" && $3 < 2) }' <<< "$output"
}

@test "rspamd's proxy: GTUBE is blocked, a plain mail passes" {
  [ "$(answer proxy gtube)" = "block"$'\t'"554 5.7.1 Gtube pattern" ]
  [ "$(answer proxy plain)" = "pass"$'\t'"accept" ]
}

@test "who is no milter, and who is not there" {
  [[ $(answer not-a-milter plain) == @(broken|down|timeout)$'\t'?* ]]
  [ "$(answer nobody plain)" = "down"$'\t'"cannot be reached: Connection refused" ]
}

@test "canaries: products that do as they say" {
  local product
  for product in spamd rspamd clamd tagging rejecting proxy; do
    run -0 "$ask" --canaries "$work/weir.conf" "$product"
    [ "$output" = "$product"$'\t'"good"$'\t' ]
  done
}

@test "canaries: products that do not" {
  run -0 "$ask" --canaries "$work/weir.conf" clamd-as-filter
  [ "$output" = "clamd-as-filter"$'\t'"miswired"$'\t'"passes GTUBE, which its configuration says it knows (OK)" ]
  run -0 "$ask" --canaries "$work/weir.conf" untagged
  [[ $output == untagged$'\t'miswired$'\t'"passes GTUBE, "* ]]
  run -0 "$ask" --canaries "$work/weir.conf" all-is-spam
  [ "$output" = "all-is-spam"$'\t'"miswired"$'\t'"blocks a plain mail (exit status 0)" ]
  run -0 "$ask" --canaries "$work/weir.conf" nobody
  [ "$output" = "nobody"$'\t'"down"$'\t'"no verdict of a plain mail (cannot be reached: Connection refused)" ]
}
