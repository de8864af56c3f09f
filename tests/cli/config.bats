#!/usr/bin/env bats
# The configuration file.

load common

setup() {
  own_store
  mail a.eml one hello
  export XDG_CONFIG_HOME=$BATS_TEST_TMPDIR/config
  mkdir -p "$XDG_CONFIG_HOME/weir"
  file=$XDG_CONFIG_HOME/weir/weir.conf
}

@test "no configuration is fine" {
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/a.eml"
}

@test "trusted networks come from it: the hop behind them is the sender" {
  mail a.eml one hello
  sed -i '1i Received: from relay.example.com (relay.example.com [198.51.100.9]) by mx.example.com; Mon, 3 Mar 2025 10:00:01 +0000' \
    "$BATS_TEST_TMPDIR/a.eml"
  echo 'trust = ["198.51.100.0/24", "2001:db8::/32"]' > "$file"
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/a.eml"
  [ "$("$weir" messages | column src_ip)" = 192.0.2.7 ]
}

@test "--config takes its place" {
  echo 'nonsense = yes' > "$file"
  echo 'trust 192.0.2.0/24' > "$BATS_TEST_TMPDIR/other.conf"
  "$weir" ingest --quiet --config "$BATS_TEST_TMPDIR/other.conf" "$BATS_TEST_TMPDIR/a.eml"
}

@test "a setting that nobody knows is named" {
  echo 'trsut = 192.0.2.0/24' > "$file"
  run "$weir" ingest "$BATS_TEST_TMPDIR/a.eml"
  [ "$status" -eq 1 ]
  one_line "$output"
  [[ $output == *"$file"*trsut* ]]
}

@test "what is no configuration is named with its line" {
  printf 'trust = [\n"192.0.2.0/24"\n' > "$file"
  run "$weir" ingest "$BATS_TEST_TMPDIR/a.eml"
  [ "$status" -eq 1 ]
  one_line "$output"
  [[ $output == *"$file"*"line 3"* ]]
}

@test "a network that is none is named" {
  echo 'trust = example.org' > "$file"
  run "$weir" ingest "$BATS_TEST_TMPDIR/a.eml"
  [ "$status" -eq 1 ]
  one_line "$output"
  [[ $output == *example.org* ]]
  rm "$file"
  run "$weir" ingest --trust 192.0.2.0/99 "$BATS_TEST_TMPDIR/a.eml"
  [ "$status" -eq 2 ]
  one_line "$output"
  [[ $output == *192.0.2.0/99* ]]
  [ ! -e "$WEIR_STORE" ]
}

@test "a missing file is an error where it was asked for" {
  run "$weir" ingest --config "$BATS_TEST_TMPDIR/none.conf" "$BATS_TEST_TMPDIR/a.eml"
  [ "$status" -eq 1 ]
  one_line "$output"
  [[ $output == *none.conf* ]]
}
