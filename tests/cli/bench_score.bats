#!/usr/bin/env bats
# weir bench score and misses: figures held against those that tests/bench/recompute.py makes of the verdicts alone,
# awards of live runs and replays, and that nothing that is published tells of a trap.

# What is loaded sets them, which shellcheck does not read; run sets the others.
# shellcheck disable=SC2154

load common
load daemons
load bench

# One run of the invented corpus and of mail of every role, by products of which one is often wrong and one often fails.
setup_file() {
  take_corpus_in "$BATS_FILE_TMPDIR/mails"
  learn "$BATS_FILE_TMPDIR/mails" "$BATS_FILE_TMPDIR/learnt"
  cd "$BATS_FILE_TMPDIR" || exit
  mkdir heap
  echo $'message\trole\tclass' > labels.tsv
  for role in newsletter phish malware unwanted; do
    for number in 1 2 3 4 5 6; do
      BATS_TEST_TMPDIR=$PWD mail "$role$number.eml" "Of $role, number $number" "Dear customer number $number," \
        "what $role says to you is dollars $((RANDOM % 3)) and $role again." "Yours, $role"
      mv "$role$number.eml" heap
      echo "$role$number.eml"$'\t'"$role"$'\t-' >> labels.tsv
    done
  done
  "$weir" ingest --quiet --feed heap --role mixed heap
  BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR configure \
    "bogofilter { protocol = command; preset = bogofilter; database = \"$PWD/learnt\" }" \
    "$(words 'workshop|Your account|number [136]|lucky winner')" \
    'fails { protocol = command; command = [sh, "-c", "grep -qE \"Draft|casino|number 2\" /dev/stdin && exit 9; exit 4"]
      pass_status = 4; block_status = 3; retries = 0 }'
  echo "corpora { all { labels = \"$PWD/labels.tsv\" } }" >> bench.conf
  "$weir" bench run --quiet --config bench.conf
}

setup() {
  cd "$BATS_TEST_TMPDIR" || exit
  cp "$BATS_FILE_TMPDIR/bench.conf" .
}

# write_alone FOLDER COUNT TIME: so many spam mails of which none is like another, and wanted mails of as many senders.
write_alone() {
  python3 - "$@" << 'END'
import os, random, sys
from email.utils import formatdate
folder, count, time = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
choice = random.Random(17)
for kind in ("spam", "ham"):
    os.makedirs(os.path.join(folder, kind))
    for at in range(count):
        word = lambda: "".join(choice.choice("abcdefghijklmnoprstuvwyz") for _ in range(choice.randrange(4, 10)))
        lines = [" ".join(word() for _ in range(8)) for _ in range(choice.randrange(3, 9))]
        stamp, client = formatdate(time + at / count), f"198.51.{choice.randrange(256)}.{choice.randrange(1, 255)}"
        with open(os.path.join(folder, kind, f"{at}.eml"), "w") as file:
            file.write(f"Received: from {kind}{at}.example.net ({kind}{at}.example.net [{client}])\n"
                       f"\tby mx.example.org with ESMTP id {at}; {stamp}\n"
                       f"From: {word()} <{word()}{at}@{kind}{at}.example.net>\nTo: reader@example.org\n"
                       f"Subject: {word()} {word()}\nDate: {stamp}\nMessage-ID: <{at}.{word()}@example.net>\n\n"
                       + ("Blockable.\n" if kind == "spam" else "") + "\n".join(lines) + "\n")
END
}

# run_alone TIME: a run over such mail of a product that blocks exactly the spam, and of one that blocks nothing.
run_alone() {
  own_store
  write_alone mails 400 "$1"
  "$weir" ingest --quiet --feed spam --role spam mails/spam
  "$weir" ingest --quiet --feed ham --role ham mails/ham
  configure "$(words '^Blockable' exact)" "$(words 'never to be read' blind)"
  bench run --quiet
}

# nothing_of_traps FILE...: no recipient, no host of the traps.
nothing_of_traps() {
  local word
  for word in $(sed -n 's/^To: .*<\(.*\)@.*/\1/p' "$BATS_FILE_TMPDIR"/mails/{spam,ham}/* | sort -u) 'trap@' 'example\.org'; do
    ! grep -rniw -- "$word" "$@" || return 1
  done
}

@test "scores are those that verdicts alone give, to the last digit, by all three methods" {
  bench score --format csv > verdicts.csv
  for method in vbspam-2010 vbspam-2012 vbspam-2018; do
    bench score --method "$method" --json > scores.json
    "$root/tests/bench/recompute.py" --method "$method" verdicts.csv > again.json
    python3 - << 'END'
import json
from decimal import Decimal
ours = json.load(open("scores.json"), parse_float=Decimal)
again = json.load(open("again.json"), parse_float=Decimal)
assert [score["product"] for score in ours] == ["bogofilter", "words", "fails"] == [score["product"] for score in again]
for score, other in zip(ours, again):
    assert score["method"] == other["method"]
    for name in ("spam", "spam_blocked", "ham", "ham_blocked", "newsletters", "newsletters_blocked", "errors"):
        assert score[name] == other[name], (score["product"], name, score[name], other[name])
    for name in ("sc", "fp", "newsletter_fp", "wfp", "final"):
        shown, exact = Decimal(score[name]["rate"]), Decimal(other[name])
        last = Decimal(1).scaleb(shown.as_tuple().exponent)
        assert abs(shown - exact) <= last / 2, (score["product"], name, shown, exact)
        assert score[name]["low"] <= shown <= score[name]["high"], (score["product"], name)
END
  done
  # The comparison is of something: both kinds of mistakes, failures, and newsletters.
  jq -e '.[1] | .spam_blocked > 0 and .spam_blocked < .spam and .ham_blocked > 0 and .newsletters_blocked == 3' scores.json
  jq -e '.[2] | .errors > 5 and .spam_blocked == 0' scores.json
}

@test "methods differ where they say" {
  for method in vbspam-2010 vbspam-2012 vbspam-2018; do
    bench score --method "$method" --product words --json | jq -c '.[0].final.rate'
  done > finals
  [ "$(sort -u finals | wc -l)" -eq 3 ]
}

@test "verdicts are a row each, with times and the product's own words" {
  bench score --format csv > verdicts.csv
  [ "$(head -n 1 verdicts.csv | tr -d '\r')" = product,source,role,campaign,verdict,score,handed_over,answered,tries,code ]
  [ "$(wc -l < verdicts.csv)" -eq $((3 * 104 + 1)) ]
  [ "$(bench score --format csv --product words | wc -l)" -eq 105 ]
  [ "$(awk -F , '$5 == "error"' verdicts.csv | cut -d , -f 1 | sort -u)" = fails ]
  grep -E '^bogofilter,[^,]*spam/[^,]*,spam,[^,]*,block,[0-9.e-]+,20[0-9T:-]+\.[0-9]{3}Z,20[0-9T:-]+\.[0-9]{3}Z,1,S ' verdicts.csv
}

@test "the table has the same figures, by class of product" {
  run -0 bench score
  final=$(bench score --json | jq '.[1].final.rate')
  printf -v final '%.2f' "$final"
  words_row=$(grep -m 1 '^words ' <<< "$output")
  echo "$words_row, $final"
  [[ $words_row == *" $final "* ]]
  [[ $output == 'all, run 1 of '*': replay of 104 mails, scored by vbspam-2018'* ]]
  [[ $output == *'a replay of old mail: what products would meet today, never an award'* ]]
  [[ $output == *'Full solutions'* && $output == *'phish'* && $output != *'Complementary solutions'* ]]
}

@test "--campaigns says which mail got past whom" {
  bench score --campaigns --json > campaigns.json
  spam=$(bench score --json | jq '.[0].spam')
  jq -e --argjson spam "$spam" '(map(.mails) | add) == $spam' campaigns.json
  blocked=$(bench score --product words --json | jq '.[0].spam_blocked')
  jq -e --argjson blocked "$blocked" '(map(.blocked.words) | add) == $blocked and (map(.blocked.fails) | add) == 0
    and (map(.blocked_by_all) | add) == 0' campaigns.json
  # How many products missed how many mails is all mails.
  jq -e 'map((.missed_by | add) == .mails) | all' campaigns.json
  run -0 bench score --campaigns
  [[ $output == *'Blocked in per cent, by campaign'*'By kind'*'missed by '* ]]
}

@test "other labels score the same verdicts otherwise, and what they change is listed" {
  printf '%s\n' $'message\trole' $'newsletter1.eml\tham' $'phish1.eml\tnewsletter' > other.tsv
  bench score --json > before.json
  bench score --labels other.tsv --json > after.json 2> said
  jq -n -e --slurpfile before before.json --slurpfile after after.json \
    '$before[0][0] as $b | $after[0][0] as $a | $a.ham == $b.ham + 1 and $a.spam == $b.spam - 1 and $a.newsletters == $b.newsletters'
  [[ $(head -n 1 said) == '2 of 104 mails are labelled otherwise than the corpus says' ]]
  grep -q 'newsletter1.eml (heap): ham, was newsletter' said
  run -1 --separate-stderr bench score --labels nowhere.tsv
  one_line "$stderr"
  [[ -z $output && $stderr == *nowhere.tsv* ]]
}

@test "--run and --product choose, and say what is not there" {
  [ "$(bench score --run 1 --product fails --product words --json | jq -c 'map(.product)')" = '["fails","words"]' ]
  run -1 --separate-stderr bench score --product zebra
  one_line "$stderr"
  [[ $stderr == *"run 1 has no product 'zebra'" ]]
}

@test "a replay would meet an award and is never given one" {
  run_alone 1741000000
  for method in vbspam-2010 vbspam-2012; do
    bench score --method "$method" --json | tee scores.json | jq -c '.[] | [.product, .run, .award, .final]'
  done
  bench score --method vbspam-2010 --json | jq -e '(.[0] | .run == "replay" and .award == "would meet VBSpam")
    and (.[1] | .award == null and .award_undecided == null)'
  run -0 bench score --method vbspam-2010
  [[ $output == *'would meet VBSpam'* && $output == *'never an award'* ]]
  bench score --method vbspam-2010 --format markdown > review.md
  grep -q '^This is a replay of old mail' review.md
  grep -q '^| exact | 100.00 .*| would meet VBSpam |$' review.md
  # 40 mails of each kind say too little for any.
  own_store
  WEIR_STORE=$BATS_FILE_TMPDIR/store bench score --method vbspam-2010 --json | jq -e 'map(.award == null) | all'
}

@test "a live run is given its award" {
  run_alone "$(($(date +%s) - 60))"
  bench score --method vbspam-2010 --json | jq -e '(.[0] | .run == "live" and .award == "VBSpam")
    and (.[1] | .award == null)'
  run -0 bench score --method vbspam-2010
  [[ $output == *': live of 800 mails'* && $output == *' VBSpam'* && $output != *'would meet'* && $output != *replay* ]]
  bench score --method vbspam-2010 --format markdown > review.md
  grep -q '^| exact | 100.00 .*| VBSpam |$' review.md
  run -1 grep -iE 'would meet|replay' review.md
}

@test "a run of mail that is older than an hour is a replay" {
  run_alone "$(($(date +%s) - 3700))"
  bench score --method vbspam-2010 --json | jq -e '.[0] | .run == "replay" and .award == "would meet VBSpam"'
}

@test "a review has the figures, the method and how to repeat it, and tells of no trap" {
  bench score --format markdown > review.md
  cat review.md
  grep -q '^# 3 mail filters on all$' review.md
  grep -q '104 mails were handed to 3 mail filters' review.md
  blocked=$(bench score --json | jq 'map(select(.spam_blocked == .spam)) | length')
  # What was redacted is seen to be; what a name holds is no Markdown.
  grep -qF '| \[recipient\]' review.md
  grep -q "^None of 58 spam mails were blocked by every one of 3 full solutions; $blocked of these blocked all of it, and " review.md
  run -1 grep -F '  ' review.md
  bench score --product bogofilter --format markdown --run 1 > alone.md
  grep -q '^# 1 mail filter on all$' alone.md
  run -1 grep -F '  ' alone.md
  [[ $(tail -n 1 review.md) == "Manifest $(bench corpus --json | jq -r '.[0].digest'); "*'--run 1 --method vbspam-2018'* ]]
  nothing_of_traps review.md
}

@test "misses are a new folder with every miss and false positive, of which nothing tells of a trap" {
  run -0 bench misses --product words -o misses
  bench score --product words --json > score.json
  missed=$(jq '.[0] | .spam - .spam_blocked' score.json) wrong=$(jq '.[0] | .ham_blocked + .newsletters_blocked' score.json)
  ((missed > 0 && wrong > 0))
  [[ $output == "$((missed + wrong)) mails that words got wrong are in misses" ]]
  [ "$(cut -f 2 misses/misses.tsv | grep -cx miss)" -eq "$missed" ]
  [ "$(cut -f 2 misses/misses.tsv | grep -cx 'false positive')" -eq "$wrong" ]
  # A file for each row, with what was said in it.
  [ "$(find misses -name '*.txt' | wc -l)" -eq $((missed + wrong)) ]
  tail -n +2 misses/misses.tsv | cut -f 1 | (cd misses && xargs ls > /dev/null)
  grep -rq 'Could you look at' misses
  grep -rqF '[recipient]' misses
  # Hours alone.
  column received < misses/misses.tsv > hours
  run -1 grep -v 'T[0-9][0-9]:00:00Z$' hours
  nothing_of_traps misses
  run -1 --separate-stderr bench misses --product words -o misses
  one_line "$stderr"
  [[ $stderr == *'misses: File exists; name a folder that is not there yet' ]]
  run -1 --separate-stderr bench misses --product zebra -o others
  [[ $stderr == *"no product 'zebra'" && ! -e others ]]
}

@test "what a product says of a mail is redacted in its misses, too" {
  cp -r "$BATS_FILE_TMPDIR/store" store
  own_store
  configure 'tells { protocol = command; command = [sed, -n, "s/^To: //p"]; block_pattern = "Gus"; pass_status = 0 }'
  echo "corpora { all { labels = \"$BATS_FILE_TMPDIR/labels.tsv\" } }" >> bench.conf
  bench run --quiet
  bench score --format csv | grep -q 'gus@example.org'
  bench misses --quiet --product tells -o misses
  grep -qF '[recipient]' misses/misses.tsv
  nothing_of_traps misses
}

@test "estimate says what got past the products" {
  for campaign in $("$weir" campaigns --json | jq -r '.[].id'); do
    "$weir" estimate --json "$campaign" > "$campaign.json"
    ! jq -e 'has("past_filters")' "$campaign.json" > /dev/null || found=$campaign
  done
  echo "$found"
  jq .past_filters "$found.json"
  # As many as the campaign's spam has misses of; mail that is wanted is no miss.
  bench score --campaigns --json | jq -c --arg id "$found" '.[] | select(.campaign == $id)
    | [.mails, .mails - .blocked.words, .blocked_by_none]' > expected
  jq -c '.past_filters | [.products[1].asked, .products[1].missed, .all.missed]' "$found.json" | diff expected -
  jq -e '.past_filters | .run == 1 and .corpus == "all" and (.products | map(.product)) == ["bogofilter", "words", "fails"]' "$found.json"
  run -0 "$weir" estimate "$found"
  [[ $output == *'got past '*'bogofilter: '*'words: '*' missed'*'run 1 of weir bench, corpus all'* ]]
  own_store
  "$weir" ingest --quiet --feed spam --role spam "$BATS_FILE_TMPDIR/mails/spam"
  "$weir" estimate --json "$("$weir" campaigns --json | jq -r '.[0].id')" | jq -e 'has("past_filters") | not'
}
