#!/usr/bin/env bats
# Products that are asked directly, each a real one: what they know, what they tell of themselves, and what weir says
# when they are slow, gone or asked too much. bench/ask asks one product of a configuration.

load common.bash
load daemons.bash

setup_file() {
  export ask=${weir%/*}/bench/ask work=$BATS_FILE_TMPDIR
  cat > "$work/zone" <<'END'
  local-zone: "list.example.org." static
  local-data: "list.example.org. 60 IN SOA ns.example.org. post.example.org. 2025010203 60 60 60 60"
  local-data: "7.2.0.192.list.example.org. 60 IN A 127.0.0.3"
END
  start_resolver "$work"
  start_spamd "$work"
  start_rspamd "$work"
  start_clamd "$work"
  cat > "$work/weir.conf" <<END
products {
  spamd { protocol = spamd; address = "127.0.0.1:$spamd_port" }
  spamd-small { protocol = spamd; address = "127.0.0.1:$spamd_port"; max_bytes = 100 }
  rspamd { protocol = rspamd; address = "127.0.0.1:$rspamd_port" }
  clamd { protocol = clamd; address = "127.0.0.1:$clamd_port" }
  nobody { protocol = spamd; address = "127.0.0.1:$(free_port)" }
  nobody-http { protocol = rspamd; address = "127.0.0.1:$(free_port)" }
  not-http { protocol = rspamd; address = "127.0.0.1:$clamd_port" }
  not-spamd { protocol = spamd; address = "127.0.0.1:$clamd_port" }
  list { protocol = dnsbl; address = "127.0.0.1:$resolver_port"; zone = list.example.org }
  list-gone { protocol = dnsbl; address = "127.0.0.1:$(free_port)"; zone = list.example.org; timeout = 1 s }
  grep { protocol = command; command = [grep, -c, GTUBE]; block_status = 0; pass_status = 1 }
  slow { protocol = command; command = [sleep, 60]; block_status = 0; timeout = 200 ms }
  missing { protocol = command; command = [/nowhere/at/all]; block_status = 0 }
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
  mail words "Test" "a weir test ""malware within"
}

# answer PRODUCT FILE: state and native answer.
answer() {
  "$ask" "$work/weir.conf" "$1" "$2" | cut -f 2,4
}

@test "spamd: GTUBE is blocked, a plain mail passes, scores are told" {
  run -0 "$ask" "$work/weir.conf" spamd gtube plain
  [[ ${lines[0]} == gtube$'\t'block$'\t'1[0-9][0-9][0-9]*$'\t'"True ; 1"*" / 5.0" ]]
  [[ ${lines[1]} == plain$'\t'pass$'\t'*$'\t'"False ; "*" / 5.0" ]]
}

@test "spamd: what spamc would not hand over passes" {
  [ "$(answer spamd-small gtube)" = "pass"$'\t'"too large" ]
}

@test "rspamd: GTUBE is blocked, a plain mail passes" {
  [ "$(answer rspamd gtube)" = "block"$'\t'"reject" ]
  [ "$(answer rspamd plain)" = "pass"$'\t'"no action" ]
}

@test "clamd: EICAR and a signature's words are blocked, a plain mail passes" {
  # The file that every scanner knows, in two pieces; as attachment, since signatures of files are of whole files.
  { printf 'From: a@example.org\nMIME-Version: 1.0\nContent-Type: application/octet-stream\n'
    printf 'Content-Transfer-Encoding: base64\n\n'
    # shellcheck disable=SC1003
    printf '%s' 'X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR' '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*' | base64
  } > eicar
  [ "$(answer clamd eicar)" = "block"$'\t'"Weir.Test.Eicar.UNOFFICIAL FOUND" ]
  [ "$(answer clamd words)" = "block"$'\t'"Weir.Test.Words.UNOFFICIAL FOUND" ]
  [ "$(answer clamd plain)" = "pass"$'\t'"OK" ]
}

@test "clamd: what is larger than it takes passes, as it says" {
  { cat words; head -c 9000000 /dev/zero | tr '\0' 'a'; } > large
  [ "$(answer clamd large)" = "pass"$'\t'"INSTREAM size limit exceeded. ERROR" ]
}

@test "a DNS list: listed, not listed, without a client, refused" {
  mail other "Other" "Text."
  sed -i 's/192\.0\.2\.7/192.0.2.8/' other
  printf 'From: a@example.org\n\nText.\n' > nobody
  [ "$(answer list plain)" = "block"$'\t'"127.0.0.3" ]
  [ "$(answer list other)" = "pass"$'\t'"not listed" ]
  [ "$(answer list nobody)" = "pass"$'\t'"no client" ]
  [[ $(answer list-gone plain) == @(down|timeout)$'\t'?* ]]
}

@test "a command: judged by its status; killed when it is slow; missing" {
  [ "$(answer grep gtube)" = "block"$'\t'"1" ]
  [ "$(answer grep plain)" = "pass"$'\t'"0" ]
  [ "$(answer slow plain)" = "timeout"$'\t'"no answer in time" ]
  [ "$(answer missing plain)" = "down"$'\t'"cannot be run: No such file or directory" ]
}

@test "who is not there is down" {
  [ "$(answer nobody plain)" = "down"$'\t'"cannot be reached: Connection refused" ]
  [[ $(answer nobody-http plain) == down$'\t'?* ]]
}

@test "who speaks another protocol is broken or down, at once" {
  [[ $(answer not-spamd plain) == @(broken|down)$'\t'?* ]]
  [[ $(answer not-http plain) == @(broken|down)$'\t'?* ]]
}

@test "products tell their versions" {
  run -0 "$ask" --tell "$work/weir.conf" spamd
  [[ $output == spamd$'\t'SpamAssassin\ [0-9].* ]]
  run -0 "$ask" --tell "$work/weir.conf" rspamd
  [[ $output == rspamd$'\t'rspamd/[0-9].* ]]
  run -0 "$ask" --tell "$work/weir.conf" clamd
  [[ $output == clamd$'\t'ClamAV\ [0-9].* ]]
  run -0 "$ask" --tell "$work/weir.conf" list
  [ "$output" = list$'\t'$'\t'"serial 2025010203" ]
  run -0 "$ask" --tell "$work/weir.conf" grep
  [[ $output == grep$'\t'*grep* ]]
  run -0 "$ask" --tell "$work/weir.conf" nobody
  [ "$output" = nobody$'\t'$'\t' ]
}

@test "filters that learn are asked by presets, and learn nothing from it" {
  mkdir bogofilter spamprobe bsfilter crm114 spam ham
  for i in 1 2 3 4 5; do
    mail "spam/$i" "Cheap watches $i" "Buy cheap watches now, replica watches, offer $i"
    mail "ham/$i" "Dinner $i" "Shall we have dinner on Tuesday at eight, Alma, with book $i"
    bogofilter -d bogofilter -s < "spam/$i"
    bogofilter -d bogofilter -n < "ham/$i"
  done
  spamprobe -c -M -d spamprobe spam spam/*
  spamprobe -M -d spamprobe good ham/*
  bsfilter --homedir bsfilter --add-spam spam/*
  bsfilter --homedir bsfilter --add-clean ham/*
  bsfilter --homedir bsfilter --update
  sed 's|^:log_to_allmail.txt: /yes/|:log_to_allmail.txt: /no/|' /usr/share/crm114/mailfilter.cf > crm114/mailfilter.cf
  touch crm114/{rewrites,priolist,blacklist,whitelist}.mfp
  crm -u /usr/share/crm114 mailtrainer.crm --fileprefix="$PWD/crm114/" --good="$PWD/ham/" --spam="$PWD/spam/" \
    --repeat=3 --streak=100 > /dev/null
  learnt() {
    sha256sum bogofilter/wordlist.db spamprobe/sp_words bsfilter/*.pag crm114/*.css
  }
  local before preset
  before=$(learnt)
  for preset in bogofilter spamprobe bsfilter crm114; do
    echo "products { it { protocol = command; preset = $preset; database = $PWD/$preset } }" > conf
    [[ $("$ask" conf it spam/1) == spam/1$'\t'block$'\t'* ]]
    [[ $("$ask" conf it ham/1) == ham/1$'\t'pass$'\t'* ]]
    # Its version, and when what it has learnt was last changed.
    [[ $("$ask" --tell conf it) == it$'\t'*[0-9].[0-9]*$'\t'20*Z || $preset == crm114 ]]
  done
  [[ $("$ask" --tell conf it) == it$'\t'"CRM114, version 2"*$'\t'20*Z ]]
  [ "$(learnt)" = "$before" ]
}
