#!/usr/bin/env bats
# Mail relayed into real filters: spampd, a proxy that delivers during the session, and Postfix, which queues and takes
# XCLIENT. bench/ask asks one product of a configuration; the back-end is weir's own.

load common.bash
load daemons.bash

setup_file() {
  export ask=${weir%/*}/bench/ask work=$BATS_FILE_TMPDIR
  export spampd_back postfix_back
  spampd_back=$(free_port)
  postfix_back=$(free_port)
  start_spamd "$work"
  start_spampd "$work" "$spampd_back"
  cat > "$work/header_checks" <<'END'
/^Subject: refuse/ REJECT 5.7.1 not wanted
/^Subject: tag/ PREPEND X-Spam-Flag: YES, score=7.5
/^Subject: discard/ DISCARD
/^Subject: bounce/ FILTER error:5.1.1 nobody
/^(X-Forwarded-For|Received: from host)/ INFO
END
  if ((UID == 0)); then
    start_postfix "$work" "$postfix_back" "header_checks = regexp:$work/header_checks" 'smtpd_delay_reject = no' \
      'smtpd_client_restrictions = check_client_access inline:{{192.0.2.66 = 554 5.7.1 listed}, {192.0.2.67 = 450 4.7.1 wait}}' \
      'smtpd_helo_restrictions = check_helo_access inline:{{bad.example = reject}}'
  fi
  configure
}

# The products, and those that must not be taken for others.
configure() {
  cat > "$work/weir.conf" <<END
products {
  spampd {
    protocol = smtp; address = "127.0.0.1:$spampd_port"; back_end = "127.0.0.1:$spampd_back"
    tag = "X-Spam-Flag: ^YES"; score_pattern = "X-Spam-Status: score=([-0-9.]+)"; lost_after = 5 s
  }
  spampd-lmtp {
    protocol = lmtp; address = "127.0.0.1:$spampd_port"; back_end = "127.0.0.1:$spampd_back"
    tag = "X-Spam-Flag: ^YES"; lost_after = 5 s
  }
  spampd-xclient {
    protocol = smtp; address = "127.0.0.1:$spampd_port"; back_end = "127.0.0.1:$spampd_back"; client = xclient
  }
  no-back-end { protocol = smtp; address = "127.0.0.1:$spampd_port"; back_end = "127.0.0.1:$(free_port)"; timeout = 10 s; lost_after = 1 s }
  postfix {
    protocol = smtp; address = "127.0.0.1:${postfix_port-1}"; back_end = "127.0.0.1:$postfix_back"; client = xclient
    tag = "X-Spam-Flag: ^YES"; score_pattern = "X-Spam-Flag: score=([0-9.]+)"; lost_after = 4 s
  }
  postfix-sunk {
    protocol = smtp; address = "127.0.0.1:${postfix_port-1}"; back_end = "127.0.0.1:$postfix_back"; client = x-forwarded-for
    outbound = sunk; lost_after = 4 s
  }
}
END
}

teardown_file() {
  stop_daemons "$BATS_FILE_TMPDIR"
}

setup() {
  cd "$BATS_TEST_TMPDIR"
  mail plain "Dinner" "Shall we have dinner on Tuesday at eight?" "." "..and" ".then some"
  # In two pieces, so that this file is no such mail itself.
  mail gtube "Test" "XJS*C4JDBQADN1.NSBN3*2IDNEN*""GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
}

# answer PRODUCT FILE: state and native answer.
answer() {
  "$ask" "$work/weir.conf" "$1" "$2" | cut -f 2,4
}

need_postfix() {
  ((UID == 0)) || skip "only root can start Postfix"
}

# logged PATTERN: within a second.
logged() {
  local waited
  for ((waited = 0; waited < 20; waited++)); do
    grep -qE "$1" "$postfix_log" && return 0
    sleep 0.05
  done
  return 1
}

@test "spampd: GTUBE comes out tagged, a plain mail does not, scores are read" {
  run -0 "$ask" "$work/weir.conf" spampd gtube plain gtube
  [[ ${lines[0]} == gtube$'\t'block$'\t'100[0-9]*$'\t'"X-Spam-Flag: YES" ]]
  [[ ${lines[1]} == plain$'\t'pass$'\t'*[0-9]$'\t'"came out" ]]
  [[ ${lines[2]} == gtube$'\t'block$'\t'* ]]
}

@test "spampd: a tag that the mail came with counts for nothing" {
  { printf 'X-Other-Flag: YES\n'; cat plain; } > tagged
  sed 's/X-Spam-Flag: ^YES/X-Other-Flag: ^YES/' "$work/weir.conf" > other.conf
  [ "$("$ask" other.conf spampd tagged | cut -f 2)" = pass ]
}

@test "spampd speaks LMTP, too" {
  [ "$(answer spampd-lmtp gtube)" = block$'\t'"X-Spam-Flag: YES" ]
  [ "$(answer spampd-lmtp plain)" = pass$'\t'"came out" ]
}

@test "spampd without the back-end that it relays to is down" {
  [[ $(answer no-back-end plain) == down$'\t'* ]]
}

@test "a client that XCLIENT was to give is not replaced by another" {
  [ "$(answer spampd-xclient plain)" = broken$'\t'"XCLIENT with ADDR is not offered" ]
}

@test "the same mails get the same verdicts directly and relayed" {
  need=$(ls "$BATS_TEST_TMPDIR"/{gtube,plain})
  # shellcheck disable=SC2086
  run -0 "$root/bench/relay_control" $need
  [ "${lines[-1]}" = "2 mails, 1 blocked: 2 verdicts and 2 scores the same" ]
}

@test "Postfix takes the client from XCLIENT and delivers to the back-end" {
  need_postfix
  [ "$(answer postfix plain)" = pass$'\t'"came out" ]
  logged 'client=host.example.net\[192.0.2.7\]'
  logged 'from=<sender@weir.example>'
  logged "to=<w[0-9]+\.[0-9a-f]{16}@weir.example>, relay=127.0.0.1\[127.0.0.1\]:$postfix_back,.*status=sent"
}

@test "Postfix refuses a client that XCLIENT names: that is a verdict" {
  need_postfix
  sed 's/192\.0\.2\.7/192.0.2.66/' plain > listed
  [[ $(answer postfix listed) == block$'\t'"554 5.7.1 <host.example.net[192.0.2.66]>: Client host rejected"* ]]
  sed 's/192\.0\.2\.7/192.0.2.67/' plain > grey
  [[ $(answer postfix grey) == later$'\t'"XCLIENT: 450 4.7.1 "* ]]
}

@test "Postfix refuses the name that the client gave" {
  need_postfix
  sed 's/from host.example.net (/from bad.example (/' plain > named
  [[ $(answer postfix named) == block$'\t'"554 5.7.1 <bad.example>: Helo command rejected"* ]]
}

@test "Postfix refuses, tags and throws away by what the mail says" {
  need_postfix
  for subject in refuse tag discard; do
    mail "$subject" "$subject" "text"
  done
  run -0 "$ask" "$work/weir.conf" postfix refuse tag discard plain
  [[ ${lines[0]} == refuse$'\t'block$'\t'nan$'\t'"550 5.7.1 not wanted" ]]
  [[ ${lines[1]} == tag$'\t'block$'\t'7.5$'\t'"X-Spam-Flag: YES, score=7.5" ]]
  [[ ${lines[2]} == discard$'\t'block$'\t'nan$'\t'"did not come out" ]]
  [[ ${lines[3]} == plain$'\t'pass$'\t'nan$'\t'"came out" ]]
}

@test "Postfix bounces into the back-end, and nowhere else" {
  need_postfix
  mail bounce "bounce" "text"
  [ "$(answer postfix bounce)" = block$'\t'"did not come out" ]
  logged "from=<>"
  logged "to=<sender@weir.example>, relay=127.0.0.1\[127.0.0.1\]:$postfix_back,.*status=sent"
  run grep -E 'relay=[^,]*' --only-matching "$postfix_log"
  for line in "${lines[@]}"; do
    [[ $line == "relay=127.0.0.1[127.0.0.1]:$postfix_back" || $line == relay=none ]]
  done
}

@test "where outbound mail is sunk the sender is the mail's own; a header names the client" {
  need_postfix
  { printf 'From alma@example.net Mon Mar  3 10:00:00 2025\n'; cat plain; } > separated
  [ "$(answer postfix-sunk separated)" = pass$'\t'"came out" ]
  logged 'from=<alma@example.net>'
  logged 'info: header X-Forwarded-For: 192.0.2.7 .*from=<alma@example.net>'
  run ! grep -E 'info: header Received: from host.*from=<alma@example.net>' "$postfix_log"
}

@test "what would let mail out is refused" {
  refuse() {
    sed "s/tag = \"X-Spam-Flag: ^YES\"; score/$1; score/" "$work/weir.conf" > wrong.conf
    run -1 "$ask" wrong.conf spampd plain
    [[ $output == *"$2"* ]]
    one_line "$output"
  }
  refuse 'recipient_domain = mail.net' 'mail.net may have an owner'
  refuse 'recipient_domain = "a b"' 'is no domain'
  refuse 'subject_tag = ""' 'every subject would have it'
  refuse 'tag = "X-Spam-Flag: ("' 'no extended regular expression'
  refuse 'tag = "nothing"' 'a header and a pattern are wanted'
  refuse 'timeout = 4 s' 'shorter than `timeout`'
  refuse 'client = both' 'received, xclient, x-forwarded-for or none is wanted'
  refuse 'outbound = perhaps' 'sunk or unknown is wanted'
  refuse 'silence = pass' 'block or error is wanted'
  sed "s/address = \"127.0.0.1:$spampd_port\"; back_end = \"127.0.0.1:$spampd_back\"/address = \"192.0.2.1:25\"; back_end = \"127.0.0.1:1\"/" \
    "$work/weir.conf" > wrong.conf
  run -1 "$ask" wrong.conf spampd plain
  [[ $output == *"not an address of this host"* ]]
  sed "s/back_end = \"127.0.0.1:$spampd_back\"/back_end = \"192.0.2.1:25\"/" "$work/weir.conf" > wrong.conf
  run -1 "$ask" wrong.conf spampd plain
  [[ $output == *"back_end: 192.0.2.1:25: weir listens at an address of this host alone"* ]]
}
