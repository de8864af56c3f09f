#!/usr/bin/env bats
# What comes out depends on the mail and its order alone: not on threads, not on how it was cut into runs.

load common
# common.bash sets them, which shellcheck does not read.
# shellcheck disable=SC2154

setup_file() {
  mkdir "$BATS_FILE_TMPDIR/mail"
  cd "$BATS_FILE_TMPDIR/mail" || exit
  cp -r --no-preserve=mode "$sample/files" "$sample/maildir" "$sample/box.mbox" "$sample/march.tar.zst" .
  "$weir" --store "$BATS_FILE_TMPDIR/whole" ingest --quiet box.mbox files maildir march.tar.zst
  "$weir" --store "$BATS_FILE_TMPDIR/whole" messages > "$BATS_FILE_TMPDIR/whole.tsv"
}

setup() {
  own_store
  cd "$BATS_FILE_TMPDIR/mail" || exit
}

# B-cubed F1, in thousandths, of the campaigns of labelled spam, as golden.bats takes it.
quality() {
  awk -F '\t' '
    NR == FNR { label[$1] = $2; campaign[$1] = $6; next }
    FNR == 1 { next }
    { message = $3; sub(/.*\//, "", message); true = campaign[message] }
    true == "~" || true == "pictures" || $15 ~ /indirect/ { next }
    { found[$6]++ }
    label[message] == "spam" { both[true "\t" $6]++; of[true]++; total++ }
    END {
      for (pair in both) {
        split(pair, names, "\t")
        precision += both[pair] * both[pair] / found[names[2]]
        recall += both[pair] * both[pair] / of[names[1]]
      }
      precision /= total; recall /= total
      printf "%d\n", 2000 * precision * recall / (precision + recall)
    }' "${root:?}/tests/sample/labels.tsv" <("$weir" messages)
}

@test "any number of threads gives the same bytes" {
  for threads in 1 2 4; do
    "$weir" --store "$BATS_TEST_TMPDIR/$threads" ingest --quiet --threads "$threads" box.mbox files maildir march.tar.zst
    cmp <("$weir" --store "$BATS_TEST_TMPDIR/$threads" messages) "$BATS_FILE_TMPDIR/whole.tsv"
  done
}

@test "twenty runs give the same bytes as one" {
  mapfile -t files < <(printf '%s\n' files/* | sort -V)
  step=$(((${#files[@]} + 16) / 17)) runs=3
  "$weir" ingest --quiet box.mbox
  for ((from = 0; from < ${#files[@]}; from += step, runs++)); do
    "$weir" ingest --quiet "${files[@]:from:step}"
  done
  "$weir" ingest --quiet maildir
  "$weir" ingest --quiet march.tar.zst
  echo "$runs runs"
  ((runs >= 18))
  cmp <("$weir" messages) "$BATS_FILE_TMPDIR/whole.tsv"
  "$weir" check
}

@test "runs that go over known mail again give the same bytes" {
  for count in 1 2 3 4; do
    paths=(box.mbox files maildir march.tar.zst)
    "$weir" ingest --quiet "${paths[@]:0:count}"
  done
  cmp <("$weir" messages) "$BATS_FILE_TMPDIR/whole.tsv"
}

@test "commits on the way change nothing" {
  hasty=${weir%/*}/tests/cli/weir-hasty
  [ -x "$hasty" ] || skip "no $hasty"
  "$hasty" ingest --quiet box.mbox files maildir march.tar.zst
  cmp <("$weir" messages) "$BATS_FILE_TMPDIR/whole.tsv"
  "$weir" check
}

@test "odd messages first, then even ones as another feed: campaigns as good as of one run" {
  cd "$BATS_TEST_TMPDIR" || exit
  mkdir all halves halves/{0,1}
  cp "$BATS_FILE_TMPDIR"/mail/files/* "$BATS_FILE_TMPDIR"/mail/maildir/*/* all
  number=0
  for name in all/*; do
    cp "$name" "halves/$((number++ % 2))"
  done
  "$weir" ingest --quiet --feed odd halves/0
  "$weir" ingest --quiet --feed even halves/1
  halves=$(quality)
  export WEIR_STORE=$BATS_TEST_TMPDIR/one
  "$weir" ingest --quiet all
  one=$(quality)
  echo "F1 of one run 0.$one, of two halves 0.$halves"
  ((one >= 900 && halves >= one - 20))
}
