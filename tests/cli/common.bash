# What all command tests share: the program, the sample feed, a store of it, and mails made on the spot.
# shellcheck shell=bash
# Included by bats files, which use what is set here.
# shellcheck disable=SC2034

bats_require_minimum_version 1.5.0
root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
weir=${WEIR:-$root/build/weir}
sample=$root/tests/sample/feed
# Nothing of whoever runs the tests.
unset COLUMNS NO_COLOR
export WEIR_STORE=$BATS_FILE_TMPDIR/store
export XDG_CONFIG_HOME=$BATS_FILE_TMPDIR/config XDG_DATA_HOME=$BATS_FILE_TMPDIR/data LC_ALL=C.UTF-8 TERM=xterm

# The sample feed in a store, once a file of tests.
take_sample_in() {
  "$weir" ingest --quiet "$sample"
}

# An empty store of the test's own.
own_store() {
  export WEIR_STORE=$BATS_TEST_TMPDIR/store
}

# mail NAME SUBJECT LINE...: writes a mail into the test's folder.
mail() {
  local name=$1 subject=$2
  shift 2
  {
    printf 'Received: from host.example.net (host.example.net [192.0.2.7])\n'
    printf '\tby mx.example.org with ESMTP id 17; Mon, 3 Mar 2025 10:00:00 +0000\n'
    printf 'From: Alma Abbot <alma@example.net>\nTo: trap@example.org\nSubject: %s\n' "$subject"
    printf 'Date: Mon, 3 Mar 2025 09:59:58 +0000\nMessage-ID: <%s@example.net>\n\n' "$name"
    printf '%s\n' "$@"
  } > "$BATS_TEST_TMPDIR/$name"
}

# Runs a command on a terminal of 100 columns and gives what the terminal was sent, without carriage returns.
on_terminal() {
  local line
  printf -v line '%q ' "$@"
  script --quiet --return --command "stty cols 100; $line" /dev/null < /dev/null | tr -d '\r'
}

# Not within `run`, whose subshell would be all that is skipped.
need_terminal() {
  script --quiet --return --command true /dev/null < /dev/null > /dev/null 2>&1 || skip "no terminal can be made"
}

# one_line TEXT: is it one line, with words in it?
one_line() {
  [[ -n $1 && $1 != *$'\n'* ]]
}

# column NAME: that column of `weir messages`' rows.
column() {
  awk -F '\t' -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next } { print $at }'
}
