#!/usr/bin/env bats
# weir bench: what is asked wrongly, which products answer, and what is frozen. Runs are in bench_run.bats and
# bench_faulty.bats, scores in bench_score.bats.

# What is loaded sets them, which shellcheck does not read; run sets the others.
# shellcheck disable=SC2154

load common
load daemons
load bench

setup_file() {
  take_corpus_in "$BATS_FILE_TMPDIR/mails"
}

setup() {
  cd "$BATS_TEST_TMPDIR" || exit
  configure "$(words 'Dear customer')"
}

teardown() {
  stop_daemons "$BATS_TEST_TMPDIR"
}

# fails STATUS PATTERN COMMAND...: with that exit status and one line that matches.
fails() {
  local expected=$1 pattern=$2
  shift 2
  run --separate-stderr "$@"
  echo "status $status: $output $stderr"
  # shellcheck disable=SC2053
  [[ $status == "$expected" && -z $output && $stderr == $pattern ]] && one_line "$stderr"
}

# A store of its own with one feed of the mails that are there.
take_in() {
  own_store
  "$weir" ingest --quiet "$@"
}

@test "a wrong verb is answered with the one that was meant, or with all" {
  fails 2 "*there is no 'bench scor', did you mean 'score'?*" "$weir" bench scor
  fails 2 "*there is no 'bench zebra'; it takes products, corpus, run, resume, score or misses*" "$weir" bench zebra
  fails 2 '*is missing*' "$weir" bench
}

@test "an option of another verb is named" {
  fails 2 "*--new is not for 'bench corpus'*" "$weir" bench corpus --new
  fails 2 "*--run is not for 'bench run'*" "$weir" bench run --run 1
  fails 2 "*--json is not for 'bench misses'*" "$weir" bench misses --json
  fails 2 '*--method is one of vbspam-2010, vbspam-2012, vbspam-2018*' "$weir" bench score --method vbspam-1999
  fails 2 '*--format csv or markdown*' "$weir" bench score --format tsv
  fails 2 '*--format tsv*' "$weir" bench corpus --format csv
  fails 2 '*--format goes without --json*' "$weir" bench score --format csv --json
  fails 2 '*one --product NAME and -o DIR*' "$weir" bench misses --product words
  fails 2 "*'more' is one argument too many*" "$weir" bench run all more
}

@test "what the configuration lacks is said, with what would be there" {
  fails 1 '*names no products*' "$weir" bench products
  fails 1 '*names no products*' "$weir" bench run
  fails 1 "*no corpus 'april'; corpora { april *" bench run april
  fails 1 "*no corpus 'april'" bench corpus april
  fails 1 "*no product 'zebra'*" bench run --product zebra
  echo 'corpora { one { feeds = [spam] } two { feeds = [ham] } }' >> bench.conf
  fails 1 '*has 2 corpora: say which*' bench run
  echo 'corpora { three { feeds = [nowhere] } }' >> bench.conf
  fails 1 "*feed 'nowhere', which is not in the store*" bench corpus three
}

@test "what the store lacks is said" {
  own_store
  for verb in corpus run resume score; do
    fails 1 '*no store at *' bench "$verb"
  done
  fails 1 '*no store at *' bench misses --product words -o misses
  "$weir" ingest --quiet --feed spam --role spam "$BATS_FILE_TMPDIR/mails/spam"
  fails 1 "*the store has no run; 'weir bench run' makes one" bench score
  fails 1 '*the store has no run*' bench resume
  fails 1 '*there is no run 7' bench score --run 7
  fails 1 "*nothing was run on corpus 'april'; 'weir bench run april' does" bench score april
}

@test "mail leaves the host only to addresses that allow names" {
  for address in 192.0.2.1:783 '[2001:db8::1]:783' 10.0.0.1:783; do
    configure "away { protocol = spamd; address = \"$address\" }"
    fails 1 "*in the configuration: *products.away.address: ${address/[/\\[}: *\`allow\`" bench products
    fails 1 "*\`allow\`" bench run
  done
  configure 'away { protocol = spamd; address = "mail.example.org:783" }'
  fails 1 '*weir hands mail to nobody by name*' bench products
  configure 'away { protocol = spamd; address = "192.0.2.1:783"; timeout = 200ms }'
  echo 'allow = ["mail.example.org"]' >> bench.conf
  fails 1 '*is no address*' bench products
}

@test "a product that answers is good, with what it says of itself" {
  learn "$BATS_FILE_TMPDIR/mails" learnt
  start_clamd "$BATS_TEST_TMPDIR"
  configure 'bogofilter { protocol = command; preset = bogofilter; database = '"$PWD"'/learnt }' \
    "clamav { protocol = clamd; address = \"127.0.0.1:$clamd_port\"; knows = [eicar, plain]; network = no }"
  bench products --json > products.json
  jq -e 'map(.state) == ["good", "good"] and map(.why) == [null, null]' products.json
  jq -e '.[0] | .product == "bogofilter" and .protocol == "command" and (.version | startswith("bogofilter"))' products.json
  jq -e '.[1] | .class == "complementary" and .network == "off" and (.version | startswith("ClamAV"))' products.json
  run bench products
  [[ $status == 0 && $output == *bogofilter*command*full*good* && $output == *clamav*clamd*complementary*off*good* ]]
  [ "$(bench products --product clamav --json | jq -r '.[].product')" = clamav ]
}

@test "a product that is down, one that speaks otherwise and one that is set up otherwise are told apart, with status 1" {
  start_faulty garbage garbage 0 1000000 0
  start_faulty mute mute 0 1000000 0
  mute_port=$faulty_port
  configure "garbage $(spamd "$(< garbage.port)")" "mute $(spamd "$mute_port")" "gone $(spamd 1)" \
    'blind { protocol = command; command = [cat]; block_pattern = "never"; pass_status = 0; knows = gtube }' \
    'strict { protocol = command; command = [cat]; block_pattern = "From"; pass_status = 0; knows = plain }'
  started=$EPOCHREALTIME
  run -1 bench products --json
  echo "$output"
  jq -e 'map(.state) == ["broken", "down", "down", "miswired", "miswired"]' <<< "$output"
  jq -e '(.[0].why | contains("no SPAMD reply")) and (.[1].why | contains("no answer in time"))
    and (.[2].why | contains("Connection refused")) and (.[3].why | contains("passes GTUBE"))
    and (.[4].why | contains("blocks a plain mail"))' <<< "$output"
  # Each is given its timeout, no more.
  ((${EPOCHREALTIME/./} - ${started/./} < 4000000))
  run -1 bench products
  [[ $output == *blind*miswired*passes\ GTUBE* ]]
}

@test "a corpus says what its mail is, and from when" {
  run -0 bench corpus
  [[ $output == 'all: 80 mails tested, 0 excluded; frozen '*', digest '* && $output == *'spam       40'* &&
    $output == *'ham        40'* && $output == *'spam of 2025-03-'* ]]
  bench corpus --json | jq -e '.[0] | .corpus == "all" and .tested == 80 and .roles.spam == 40 and .roles.ham == 40
    and .apart == null and (.digest | length == 64)'
  bench corpus --format tsv > manifest.tsv
  [ "$(head -n 1 manifest.tsv)" = $'number\thash\trole\tclass\treceived\ttruth\texcluded\tfeed\tsource' ]
  [ "$(wc -l < manifest.tsv)" -eq 81 ]
  # In order of receipt, whatever the feed.
  column received < manifest.tsv | sort --check
  [ "$(column feed < manifest.tsv | uniq | wc -l)" -gt 10 ]
  [ "$(column truth < manifest.tsv | sort -u)" = $'role of feed ham\nrole of feed spam' ]
  # Again it is the same.
  cmp manifest.tsv <(bench corpus --format tsv)
}

@test "labels win over roles; mixed mail without one is left out with the reason" {
  mail one.eml 'Meeting' 'We meet at noon.'
  mail two.eml 'Your account' 'Give us your password at http://login.example.com/'
  mail three.eml 'News of March' 'What is new in March.'
  mail four.eml 'Offer' 'Buy our shoes.'
  mail five.eml 'Nobody knows' 'What this is.'
  mkdir heap trap
  mv two.eml three.eml four.eml five.eml heap
  mv one.eml trap
  take_in --feed heap --role mixed heap
  "$weir" ingest --quiet --feed trap --role spam trap
  printf '%s\n' $'message\trole\tclass' $'one.eml\tham\t-' $'two.eml\tspam\tphish,malware' $'heap/three.eml\tnewsletter\t-' \
    $'four.eml\tunwanted\t-' > labels.tsv
  echo "corpora { labelled { feeds = [heap, trap]; labels = \"$PWD/labels.tsv\" } }" >> bench.conf
  bench corpus --format tsv > manifest.tsv
  cat manifest.tsv
  row() {
    awk -F '\t' -v mail="$1" '$9 ~ mail { print $3 "|" $4 "|" $7 }' manifest.tsv
  }
  [ "$(row one.eml)" = 'ham|-|-' ]
  [ "$(row two.eml)" = 'spam|phish,malware|-' ]
  [ "$(row three.eml)" = 'newsletter|-|-' ]
  [ "$(row four.eml)" = 'unwanted|unwanted|-' ]
  [ "$(row five.eml)" = "-|-|no label, and its feed's role says nothing of it" ]
  [[ $(column truth < manifest.tsv) == *"labels $PWD/labels.tsv"* ]]
  bench corpus --json | jq -e '.[0] | .tested == 4 and .excluded == 1 and .roles.unwanted == 1 and .roles.ham == 1'
}

@test "labels that cannot be meant are refused with their line" {
  echo "corpora { labelled { labels = \"$PWD/labels.tsv\" } }" >> bench.conf
  fails 1 '*labels.tsv: No such file or directory*' bench corpus
  echo $'message,role' > labels.tsv
  fails 1 '*labels.tsv has no header row with the columns message and role*' bench corpus
  printf '%s\n' $'message\trole' $'gtube.eml\tevil' > labels.tsv
  fails 1 '*labels.tsv line 2: *evil*' bench corpus
  printf '%s\n' $'message\trole\tclass' $'gtube.eml\tspam\tevil' > labels.tsv
  fails 1 "*labels.tsv line 2: a class is phish, malware or unwanted, commas between: 'evil'" bench corpus
  printf '%s\n' $'message\trole' $'nothing.eml\tspam' > labels.tsv
  fails 1 '*labels.tsv*a message is a source as ?weir messages? has it*' bench corpus
}

@test "a corpus that has changed needs another name" {
  take_in --feed ham --role ham "$BATS_FILE_TMPDIR/mails/ham"
  bench corpus --json > before.json
  "$weir" ingest --quiet --feed spam --role spam "$BATS_FILE_TMPDIR/mails/spam"
  fails 1 "*corpus 'all' was frozen at 20* ?40 lines then, 80 now?: give the new one another name*" bench corpus
  fails 1 "*corpus 'all' was frozen*" bench run
  echo 'corpora { all { feeds = [ham] } more { feeds = [ham, spam] } }' >> bench.conf
  [ "$(bench corpus all --json | jq -c '.[0] | [.digest, .tested]')" = "$(jq -c '.[0] | [.digest, .tested]' before.json)" ]
  bench corpus more --json | jq -e '.[0].tested == 80'
  fails 1 '*a manifest is of one corpus*' bench corpus --format tsv
}

@test "simulated mail is refused" {
  own_store
  "$weir" simulate --quiet --scale 0.005 "$root/scenarios/january.ucl" --output january
  "$weir" ingest --quiet january/north.mbox
  fails 1 "*simulated mail, of which no filter can be judged*" bench corpus
  fails 1 "*simulated mail, of which no filter can be judged*" bench run
}

@test "spam and wanted mail of different years are said to be told apart" {
  mkdir old
  for name in "$BATS_FILE_TMPDIR"/mails/ham/*; do
    sed 's/ Mar 2025 / Mar 2019 /' "$name" > "old/${name##*/}"
  done
  take_in --feed spam --role spam "$BATS_FILE_TMPDIR/mails/spam"
  "$weir" ingest --quiet --feed ham --role ham old
  run -0 bench corpus
  [[ $output == *'a filter can tell the archive from the mail: '*2019* ]]
}
