#!/usr/bin/env bats
# The whole way on our sample feed: what was read of every message (golden.tsv beside this file), and the campaigns
# against what is true of them (tests/sample/labels.tsv).
#
# golden.tsv is what `weir` said when somebody last looked at it. Where a change of it is wanted:
#   WEIR_GOLDEN=write bats tests/cli/golden.bats && git diff tests/cli/golden.tsv

load common

setup_file() {
  take_sample_in
}

# message (as labels.tsv has it), then the columns that do not depend on how campaigns are found.
facts() {
  "$weir" messages | awk -F '\t' -v OFS='\t' 'NR == 1 { $3 = "message" } { sub(/.*\//, "", $3); print $3, $4, $5, $12, $13, $14, $15 }'
}

# label, true campaign, found campaign: a line for each labelled message; "~" (belongs nowhere) is left out, as are
# returned mails and, for now, mail that is only a picture.
truth() {
  awk -F '\t' -v OFS='\t' '
    NR == FNR { label[$1] = $2; campaign[$1] = $6; next }
    FNR == 1 { next }
    { sub(/.*\//, "", $3) }
    campaign[$3] != "~" && campaign[$3] != "pictures" && $15 !~ /indirect/ { print label[$3], campaign[$3], $6 }
  ' "$root/tests/sample/labels.tsv" <("$weir" messages)
}

@test "every message is read as it was" {
  if [[ ${WEIR_GOLDEN:-} == write ]]; then
    facts > "$BATS_TEST_DIRNAME/golden.tsv"
  fi
  diff "$BATS_TEST_DIRNAME/golden.tsv" <(facts)
}

@test "no campaign holds messages of two, and none holds spam and wanted mail" {
  mixed=$(truth | awk -F '\t' '
    { what = $1 == "ham" ? "ham" : $2 }
    !($3 in first) { first[$3] = what }
    first[$3] != what { print $3 ": " first[$3] " and " what }' | sort -u)
  echo "$mixed"
  [ -z "$mixed" ]
}

@test "campaigns are whole: B-cubed F1 of 0.90 or better" {
  truth | awk -F '\t' '
    $1 == "spam" { both[$2 "\t" $3]++; of[$2]++; total++ }
    { found[$3]++ }
    END {
      for (pair in both) {
        split(pair, names, "\t")
        precision += both[pair] * both[pair] / found[names[2]]
        recall += both[pair] * both[pair] / of[names[1]]
      }
      precision /= total; recall /= total
      f1 = 2 * precision * recall / (precision + recall)
      printf "precision %.3f, recall %.3f, F1 %.3f\n", precision, recall, f1
      exit f1 < 0.90
    }'
}

@test "bounces lead to the campaign that they return" {
  [ "$("$weir" messages | awk -F '\t' '$15 ~ /indirect/ && $6 != "-"' | wc -l)" -ge 10 ]
  # They count neither as messages of it nor as senders.
  "$weir" campaigns --json | jq -e 'map(.indirect) | add >= 10'
}
