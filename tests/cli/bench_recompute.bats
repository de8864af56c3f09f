#!/usr/bin/env bats
# The independent recomputation of scores, which other tests hold weir's against: it has the figures that were
# published and worked out for the method.

load common

header='product,source,role,campaign,verdict,score,handed_over,answered,tries,code'

# verdicts COUNT ROLE VERDICT: so many rows.
verdicts() {
  awk -v count="$1" -v role="$2" -v verdict="$3" 'BEGIN {
    for (i = 0; i < count; i++)
      printf "filter,\"%s, %s.mbox#%d\",%s,,%s,1.5,2025-03-03T10:00:00.000Z,2025-03-03T10:00:00.250Z,1,250\r\n",
        role, verdict, i, role, verdict }'
}

# test_of MISSED FP NEWSLETTER_FP: the test of spring 2015, so answered.
test_of() {
  printf '%s\r\n' "$header"
  verdicts $((126046 - $1)) spam block
  verdicts "$1" spam pass
  verdicts $((10549 - $2)) ham pass
  verdicts "$2" ham block
  verdicts $((309 - $3)) newsletter pass
  verdicts "$3" newsletter block
}

# rates METHOD NAME=FORMAT...: of the verdicts on standard input. common.bash sets root, which shellcheck does not read.
# shellcheck disable=SC2154
rates() {
  local method=$1
  shift
  "$root/tests/bench/recompute.py" --method "$method" - | python3 -c '
import json, sys
score, = json.load(sys.stdin)
print(*("null" if score[name] is None else form % score[name] for name, form in (w.split("=") for w in sys.argv[1:])))' "$@"
}

@test "it has the vectors with newsletters and without" {
  local digits=(sc=%.4f wfp=%.5f final=%.4f)
  [[ $(test_of 33 0 0 | rates vbspam-2018 "${digits[@]}") == '99.9738 0.00000 99.9738' ]]
  [[ $(test_of 33 1 0 | rates vbspam-2018 "${digits[@]}") == '99.9738 0.00942 99.9267' ]]
  [[ $(test_of 33 0 5 | rates vbspam-2018 "${digits[@]}") == '99.9738 0.00942 99.9267' ]]
  [[ $(test_of 500 2 100 | rates vbspam-2018 "${digits[@]}") == '99.6033 0.13533 98.9267' ]]
}

@test "it has the factors of earlier versions" {
  kaspersky() {
    printf '%s\n' "$header"
    verdicts 134191 spam block
    verdicts 94 spam error
    verdicts 9999 ham pass
    verdicts 1 ham block
  }
  [[ $(kaspersky | rates vbspam-2012 sc=%.2f fp=%.2f final=%.2f) == '99.93 0.01 99.88' ]]
  [[ $(kaspersky | rates vbspam-2010 final=%.2f) == 99.90 ]]
  [[ $(kaspersky | rates vbspam-2010 spam=%d spam_blocked=%d ham=%d ham_blocked=%d errors=%d) == '134285 134191 10000 1 94' ]]
}

@test "it weighs unwanted mail" {
  unwanted() {
    printf '%s\n' "$header"
    verdicts 98920 spam block
    verdicts 80 spam pass
    verdicts 980 unwanted block
    verdicts 20 unwanted pass
  }
  [[ $(unwanted | rates vbspam-2018 sc=%.4f fp=%f wfp=%f final=%f) == '99.9153 null null null' ]]
  [[ $(unwanted | rates vbspam-2012 sc=%.4f) == 99.9000 ]]
}

@test "it refuses what are no verdicts" {
  refused() {
    printf '%s\n' "${@:2}" > "$BATS_TEST_TMPDIR/verdicts.csv"
    run "$root/tests/bench/recompute.py" "$BATS_TEST_TMPDIR/verdicts.csv"
    [[ $status == 1 && $output == "recompute.py: $1" ]]
  }
  refused "the header is not $header" 'product,source'
  refused 'row 2: 3 values, not 10' "$header" 'a,b,spam'
  refused 'row 2: no verdict: maybe' "$header" 'a,b,spam,,maybe,,,,1,'
  refused 'row 2: no role: mixed' "$header" 'a,b,mixed,,block,,,,1,'
  refused 'row 2: handed_over is no time with milliseconds: 2025-03-03T10:00:00Z' "$header" \
    'a,b,spam,,block,,2025-03-03T10:00:00Z,,1,'
}
