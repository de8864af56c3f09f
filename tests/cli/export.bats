#!/usr/bin/env bats
# Exported rules in the programs they are for, and the facts of a campaign. Signatures are made by hand (write-rules), so
# that each mail tells one thing: what hits, what must not.

load common

write_rules=$(dirname "$weir")/tests/cli/write-rules
bench=$root/bench

# One row a phrase: id, campaign, its name, why, anchor, field, words, surface.
rows() {
  local stock='s-stock\tc-one\tQVZX: Quavex Alert\tin 11 of 12 messages' choice='s-choice\tc-two\tTips\tin 8 of 8'
  local evil='s-evil\tc-evil\ta\\nbody __EVIL /./\\n{%% set x = 1 %%} {= evil =} */ \\e]0;evil\tb\\n}\\nEVIL { re = "/./{mime}"; }'
  printf '%b\n' "$stock\t1\tsubject\tquavex alert #\tQuavex Alert 17" \
    "$stock\t2\tbody\tshort term target # in # days\tShort term target: \$1.50 in 10 days" \
    "$stock\t3\tfrom\talma abbot\tAlma Abbot" \
    "$choice\t1\tbody\tbuy it now\tBuy it now" "$choice\t1\tbody\tget in today\tget in today" \
    "$choice\t2\tbody\tquavex minerals\tQuavex Minerals" \
    "s-name\tc-two\tNames\tin 9 of 9\t1\tsubject\tpremier d\xc3\xa9p\xc3\xb4t\tPremier d\xc3\xa9p\xc3\xb4t" \
    "s-word\tc-two\tGreetings\tin 9 of 9\t1\tbody\tgr\xc3\xbc\xc3\x9fe aus k\xc3\xb6ln\tGr\xc3\xbc\xc3\x9fe aus K\xc3\xb6ln"
  printf '%s\t1\tbody\tsay hi and more\t%s\n' "${evil//%%/%}" 'say "hi" \ and*more?' |
    sed 's/\\t/\t/g; s/\\\\/\\/g'
}

# sent NAME FROM SUBJECT TYPE ENCODING: a mail with standard input as its body.
sent() {
  {
    printf 'From: %s\nTo: trap@example.org\nSubject: %s\nDate: Mon, 3 Mar 2025 09:59:58 +0000\n' "$2" "$3"
    printf 'Message-ID: <%s@example.net>\nMIME-Version: 1.0\nContent-Type: %s\nContent-Transfer-Encoding: %s\n\n' "$1" "$4" "$5"
    cat
  } > "$BATS_FILE_TMPDIR/mails/$1"
}

# Mails that hit, by name what; and below, mails that hit nothing.
hits() {
  local alma='"Alma Abbot" <a@example.net>' text='text/plain; charset=utf-8'
  # Spelt, spaced and wrapped otherwise; a subject in encoded words.
  sent s-stock.plain "$alma" '=?utf-8?Q?QUAVEX=20alert:?= 3' "$text" 8bit <<< $'Hello,\n\nSHORT term\ntarget -- 2,345.50\n in 7 Days!'
  sent s-stock.base64 "$alma" 'Re: Quavex Alert 4' "$text" base64 < <(base64 <<< 'Short term target: $3 in 5 days')
  # Not what Sieve sees: markup within words, other white space.
  sent s-stock.html "$alma" 'Quavex Alert 5' 'text/html; charset=utf-8' quoted-printable <<'END'
<html><body><p>Sh<b>ort</b>&nbsp;term <i>target</i>:&nbsp;=
 <font size=3D"2">$9</font> in&#32;10=20
days</p></body></html>
END
  sent s-choice.first 'b@example.net' hello "$text" 7bit <<< 'Buy it now: Quavex Minerals.'
  sent s-choice.second 'b@example.net' hello 'multipart/alternative; boundary=b' 7bit <<'END'
--b
Content-Type: text/plain

Get in today. Quavex Minerals.
--b
Content-Type: text/html

<html><body><p>Look at the picture</p></body></html>
--b--
END
  sent s-choice.nested 'b@example.net' hello 'multipart/mixed; boundary=a' 7bit <<'END'
--a
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain

Look at the picture
--b
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<html><body><div>Get in today, says Quavex Miner=
als.</div></body></html>
--b--
--a
Content-Type: application/octet-stream
Content-Transfer-Encoding: base64

AAAA
--a--
END
  sent s-word.latin1 'b@example.net' hello 'text/plain; charset=iso-8859-1' 8bit < <(printf 'Gr\xfc\xdfe aus K\xf6ln!\n')
  sent s-name.raw 'b@example.net' $'Votre premier d\xe9p\xf4t' "$text" 7bit <<< 'Bonjour'
  sent s-name.encoded 'b@example.net' '=?iso-8859-1?Q?Premier_d=E9p=F4t?=' "$text" 7bit <<< 'Bonjour'
  sent s-word.utf8 'b@example.net' hello "$text" quoted-printable <<< 'Viele =E2=80=9CGr=C3=BC=C3=9Fe aus =C2=A0K=C3=B6ln=E2=80=9D'
  sent s-evil.text 'b@example.net' hello "$text" 7bit <<< 'They say "hi" \ and*more?'
}

misses() {
  local alma='"Alma Abbot" <a@example.net>' text='text/plain; charset=utf-8'
  sent none.subject_only "$alma" 'Quavex Alert 5, short term target 3 in 4 days' "$text" 7bit <<< 'Hello'
  sent none.no_number "$alma" 'Quavex Alert 5' "$text" 7bit <<< 'short term target now in 4 days'
  sent none.number_with_letters "$alma" 'Quavex Alert 5' "$text" 7bit <<< 'short term target x4 in 4 days'
  sent none.address 'Jo Doe <alma.abbot@example.net>' 'Quavex Alert 5' "$text" 7bit <<< 'short term target 3 in 4 days'
  sent none.part_of_word 'b@example.net' hello "$text" 7bit <<< 'Rebuy it now; buy it nowhere: Quavex Minerals'
  sent none.one_anchor 'b@example.net' hello "$text" 7bit <<< 'Buy it now'
  sent none.accent 'b@example.net' hello "$text" 8bit <<< 'Viele Grüße aus Kölnern, Megrüße aus Köln'
  sent none.word_between 'b@example.net' hello "$text" 8bit <<< 'Grüße schön aus Köln'
}

setup_file() {
  mkdir "$BATS_FILE_TMPDIR/mails"
  cd "$BATS_FILE_TMPDIR" || return 1
  rows > rows.tsv
  for format in spamassassin rspamd sieve pcre; do
    "$write_rules" "$format" < rows.tsv > "rules.$format"
  done
  hits
  misses
  ls "$PWD"/mails/* > paths
}

# expected [EXCEPT]: the rows that a program should print, by the mails' names.
expected() {
  sed -n 's,.*/\(s-[a-z]*\)\.[a-z0-9]*$,&\t\1,p' "$BATS_FILE_TMPDIR/paths" | grep -v "${1:-nothing is left out}"
}

# need PROGRAM: Debian 12's package of it is in script/bootstrap --test.
need() {
  command -v "$1" > /dev/null || skip "no $1"
}

@test "SpamAssassin takes the rules without complaint" {
  need spamassassin
  mkdir "$BATS_TEST_TMPDIR/etc"
  cp /etc/spamassassin/*.pre "$BATS_FILE_TMPDIR/rules.spamassassin" "$BATS_TEST_TMPDIR/etc"
  mv "$BATS_TEST_TMPDIR/etc/rules.spamassassin" "$BATS_TEST_TMPDIR/etc/weir.cf"
  lint=(env HOME="$BATS_TEST_TMPDIR" spamassassin --lint --siteconfigpath "$BATS_TEST_TMPDIR/etc")
  run "${lint[@]}"
  [ "$status" -eq 0 ]
  [ -z "$output" ]
  # With all of its own rules, a hit is enough.
  HOME=$BATS_TEST_TMPDIR spamassassin --local --siteconfigpath "$BATS_TEST_TMPDIR/etc" < "$BATS_FILE_TMPDIR/mails/s-stock.html" |
    grep -q '^X-Spam-Flag: YES'
  # It would complain.
  echo 'body WEIR_BROKEN /(/' >> "$BATS_TEST_TMPDIR/etc/weir.cf"
  run "${lint[@]}"
  [ "$status" -ne 0 ]
}

@test "SpamAssassin hits what it should" {
  need spamassassin
  cd "$BATS_FILE_TMPDIR"
  diff <(expected) <("$bench/export" spamassassin rules.spamassassin < paths 2> /dev/null | cut -f 1,3)
}

@test "rspamd takes the rules where they say they go" {
  need rspamadm
  mkdir -p "$BATS_TEST_TMPDIR/etc/local.d" "$BATS_TEST_TMPDIR/db"
  cp "$BATS_FILE_TMPDIR/rules.rspamd" "$BATS_TEST_TMPDIR/etc/local.d/regexp.conf"
  # As it comes it would ask the network for its servers' addresses.
  echo 'enabled = false;' > "$BATS_TEST_TMPDIR/etc/local.d/fuzzy_check.conf"
  run rspamadm "--var=LOCAL_CONFDIR=$BATS_TEST_TMPDIR/etc" "--var=DBDIR=$BATS_TEST_TMPDIR/db" configtest
  [ "$status" -eq 0 ]
  [[ $output == *"syntax OK"* ]]
  rspamadm "--var=LOCAL_CONFDIR=$BATS_TEST_TMPDIR/etc" "--var=DBDIR=$BATS_TEST_TMPDIR/db" configdump regexp > "$BATS_TEST_TMPDIR/dump"
  [ "$(grep -c '^ *"\?WEIR_' "$BATS_TEST_TMPDIR/dump")" -eq 5 ]
  run ! grep -w EVIL "$BATS_TEST_TMPDIR/dump"
}

@test "rspamd hits what it should" {
  need rspamd
  cd "$BATS_FILE_TMPDIR"
  diff <(expected) <("$bench/export" rspamd rules.rspamd < paths 2> /dev/null | cut -f 1,3)
}

# sieve_test SCRIPT MAIL: what is done with it. It runs as nobody where the tests run as root.
sieve_test() {
  local user group
  user=$([[ $EUID -eq 0 ]] && echo nobody || id -un)
  group=$([[ $EUID -eq 0 ]] && echo nogroup || id -gn)
  printf 'mail_uid=%s\nmail_gid=%s\nfirst_valid_uid=0\nfirst_valid_gid=0\nmail_location=maildir:%s/mail\n' \
    "$user" "$group" "$BATS_TEST_TMPDIR" > "$BATS_TEST_TMPDIR/dovecot.conf"
  sieve-test -c "$BATS_TEST_TMPDIR/dovecot.conf" "$1" "$2" 2>&1
}

@test "Pigeonhole takes the rules, and files what they hit as junk" {
  need sievec
  local script=$BATS_TEST_TMPDIR/weir.sieve path
  cd "$BATS_FILE_TMPDIR"
  cp "$BATS_FILE_TMPDIR/rules.sieve" "$script"
  run sievec "$script"
  [ "$status" -eq 0 ]
  [ -z "$output" ]
  chmod -R a+rX "$BATS_RUN_TMPDIR"
  while read -r path; do
    if [[ $(sieve_test "$script" "$path") == *'store message in folder: Junk'* ]]; then
      echo "$path"
    fi
  done < "$BATS_FILE_TMPDIR/paths" > "$BATS_TEST_TMPDIR/filed"
  # It does not see words broken by markup, line ends within them, no-break spaces and bytes
  # in headers that are no UTF-8, nor where words begin and end.
  diff <({ expected 'stock.html\|stock.plain\|word.utf8\|name.raw' | cut -f 1; ls mails/none.accent mails/none.part_of_word; } |
    sed 's,.*/,,' | sort) <(sed 's,.*/,,' "$BATS_TEST_TMPDIR/filed" | sort)
}

@test "regular expressions by themselves, with pcre2grep and Perl" {
  need pcre2grep
  cd "$BATS_FILE_TMPDIR"
  [ "$(grep -vc '^#\|^$' rules.pcre)" -eq 8 ]
  regex() {
    grep -v '^#' rules.pcre | awk -F '\t' -v id="$1" -v field="$2" '$1 == id && $3 == field { print $4; exit }'
  }
  perl_hits() {
    perl -e 'open F, "regex"; chomp($regex = <F>); undef $/; exit(<STDIN> !~ /$regex/)'
  }
  regex s-stock body > regex
  for text in 'Short term target: $1.50 in 10 days' $'SHORT\n\nTERM target 3\nin 4 days.'; do
    pcre2grep -M -q -f regex <<< "$text"
    perl_hits <<< "$text"
  done
  for text in 'Short term target: $1.50 in ten days' 'short term target 3 in 4 daysx'; do
    run ! pcre2grep -M -q -f regex <<< "$text"
    run ! perl_hits <<< "$text"
  done
  regex s-word body > regex
  pcre2grep -q -f regex <<< 'viele grüße aus köln'
  # No text makes it slow.
  regex s-stock body > regex
  printf 'short term target %s' "$(printf '1.,%.0s' {1..20000})" | timeout 5 pcre2grep -M -c -f regex | grep -qx 0
}

@test "files say what they are, and text of mail stays in its comment" {
  cd "$BATS_FILE_TMPDIR"
  for format in spamassassin rspamd sieve pcre; do
    head -n 8 "rules.$format" | grep -q '^# Where to put it: .'
    head -n 8 "rules.$format" | grep -q '^# How to check it: .'
    head -n 8 "rules.$format" | grep -q '^# Source: .'
    grep -q '^# Signature s-stock of campaign c-one: QVZX: Quavex Alert$' "rules.$format"
    grep -q '^# in 11 of 12 messages$' "rules.$format"
    run ! grep -q $'[\033]' "rules.$format"
    run ! grep -qE '^[^#]*EVIL( |_)[^_]*\./' "rules.$format"
    grep -q '^# Signature s-evil of campaign c-evil: a body __EVIL' "rules.$format"
    if [[ $format == spamassassin || $format == rspamd ]]; then
      [ "$(grep -c "^[^#]*Spam campaign c-[a-z]*, says weir" "rules.$format")" -eq 5 ]
    fi
    # rspamd would run these.
    run ! grep -qE '\{[%=#]' "rules.$format"
    run ! grep -q 'NOT REDACTED' "rules.$format"
    "$write_rules" "$format" --no-redact < rows.tsv | head -n 8 | grep -q '^# NOT REDACTED'
  done
}

@test "the same signatures give the same file" {
  cd "$BATS_FILE_TMPDIR"
  for format in spamassassin rspamd sieve pcre; do
    "$write_rules" "$format" < rows.tsv | cmp - "rules.$format"
  done
}

@test "facts, a row each, in CSV and JSON" {
  take_sample_in
  local id other
  id=$("$weir" campaigns --kind tout --json | jq -r '.[0].id')
  other=$("$weir" campaigns --kind other --json | jq -r '.[0].id')
  run "$weir" export --format csv "$id"
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "campaign,type,value,messages,first_seen,last_seen" ]
  diff <("$weir" export --format csv "$id" "$other" | python3 -c 'import csv, sys
for row in csv.DictReader(sys.stdin): print(*(row[key].lstrip("\x27") for key in ("campaign", "type", "value", "messages", "first_seen", "last_seen")), sep="|")') \
    <("$weir" export --format jsonl "$id" "$other" | jq -r '[.campaign, .type, .value, .messages, .first_seen, .last_seen] | map(. // "" | tostring) | join("|")')
  # Each source address is there once, and they add up.
  [ "$("$weir" export --format jsonl "$id" | jq -s '[.[] | select(.type == "source_ip") | .messages] | add')" = \
    "$("$weir" show --json "$id" | jq '[.senders[].messages] | add')" ]
  "$weir" export --format jsonl "$id" | jq -s -e --argjson show "$("$weir" show --json "$id")" '
    (map(select(.type == "name").value) == [$show.name]) and (map(select(.type == "kind").value) == ["tout"])
    and (map(select(.type == "instrument").value) == $show.instruments)
    and all(.[]; .first_seen <= .last_seen and .messages <= $show.messages)
    and (map(select(.type == "subject")) | length > 0)'
  # Nothing of who got it.
  run ! grep -i -E 'trap@|@example\.org' <("$weir" export --format jsonl "$id" "$other")
}

@test "limits, files and what is said wrongly" {
  take_sample_in
  local id
  id=$("$weir" campaigns --kind tout --json | jq -r '.[0].id')
  [ "$("$weir" export --format jsonl --limit 2 "$id" | jq -r 'select(.type == "source_ip") | .value' | wc -l)" -eq 2 ]
  "$weir" export --format csv -o "$BATS_TEST_TMPDIR/facts.csv" "$id"
  "$weir" export --format csv "$id" | cmp - "$BATS_TEST_TMPDIR/facts.csv"
  # Once, however it is asked for.
  "$weir" export --format csv "$id" "${id^^}" | cmp - "$BATS_TEST_TMPDIR/facts.csv"
  run "$weir" export --format csv -o "$BATS_TEST_TMPDIR/none/facts.csv" "$id"
  [ "$status" -eq 1 ]
  one_line "$output"
  run "$weir" export --format csv cnone
  [ "$status" -eq 1 ]
  one_line "$output"
  for arguments in "$id" "--format csv" "--format xml $id"; do
    # shellcheck disable=SC2086
    run "$weir" export $arguments
    [ "$status" -eq 2 ]
    one_line "$output"
  done
}

@test "what is not redacted says so" {
  take_sample_in
  local id
  id=$("$weir" campaigns --json | jq -r '.[0].id')
  run --separate-stderr "$weir" export --format jsonl --no-redact "$id"
  [ "$status" -eq 0 ]
  # shellcheck disable=SC2154 # bats sets it
  [[ $stderr == *--no-redact* ]]
  [ "$(jq -r 'select(.type == "redacted") | .value' <<< "$output")" = no ]
}

@test "what a spreadsheet would run is text" {
  own_store
  for i in {1..3}; do
    mail "evil$i" "=cmd|' /C calc'!A0" "One of the same mails, with the same words in it as the others have."
  done
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR"/evil*
  id=$("$weir" campaigns --json | jq -r '.[0].id')
  "$weir" export --format csv "$id" | grep -q "^$id,subject,'=cmd|"
  "$weir" export --format jsonl "$id" | jq -r 'select(.type == "subject") | .value' | grep -q "^=cmd|"
}
