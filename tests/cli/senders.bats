#!/usr/bin/env bats
# Who sends a campaign, and how hard he tries.

load common

# sent NUMBER RECEIVED LINE...: a mail of the campaign, handed over as RECEIVED says.
sent() {
  local number=$1 received=$2
  shift 2
  {
    printf 'Received: from %s\n\tby mx.example.org with ESMTP id %s; Mon, 3 Mar 2025 10:%02d:00 +0000\n' \
      "$received" "$number" "$((10#$number % 60))"
    printf 'From: Alma Abbot <alma@example.net>\nTo: trap@example.org\nSubject: cheap garden chairs for all\n'
    printf 'Message-ID: <%s@example.net>\n' "$number"
    printf '%s\n' "$@"
  } > "$BATS_TEST_TMPDIR/feed/$number.eml"
}

text=('' 'Our garden chairs are made of old oak and they last for many years in sun and rain.'
  'Come and sit down in one of them before the summer is over, we are open every day.')

# Eight home lines, one of them twice, a server, a host without name; one HELO is the trap's own.
feed() {
  local i
  mkdir -p "$BATS_TEST_TMPDIR/feed"
  for i in 01 02 03 04 05 06 07 08; do
    sent "$i" "host-192-0-2-$((10#$i)).dsl.example.com (host-192-0-2-$((10#$i)).dsl.example.com [192.0.2.$((10#$i))])" \
      "${text[@]}"
  done
  sent 09 'host-192-0-2-1.dsl.example.com (host-192-0-2-1.dsl.example.com [192.0.2.1])' "${text[@]}"
  sent 10 'mail.example.com (mail.example.com [198.51.100.9])' "${text[@]}"
  sent 11 'mx.example.org (unknown [203.0.113.4])' "${text[@]}"
}

show() {
  "$weir" show "$@" "$("$weir" campaigns --json | jq --raw-output '.[0].id')"
}

setup() {
  own_store
  feed
}

# Files of the two kinds for 192.0.2.0/24 and 198.51.100.0/24.
make_mmdb() {
  perl -MMaxMind::DB::Writer::Tree -e '
    my %types = (country => "map", iso_code => "utf8_string", autonomous_system_number => "uint32",
      autonomous_system_organization => "utf8_string");
    sub file {
      my ($name, %nets) = @_;
      my $tree = MaxMind::DB::Writer::Tree->new(ip_version => 6, record_size => 24, database_type => "Test",
        languages => ["en"], description => {en => "for tests"}, map_key_type_callback => sub { $types{$_[0]} },
        remove_reserved_networks => 0);
      $tree->insert_network($_, $nets{$_}) for sort keys %nets;
      open my $out, ">:raw", $name or die;
      $tree->write_tree($out);
    }
    file("$ARGV[0]/country.mmdb", "::192.0.2.0/120" => {country => {iso_code => "XA"}},
      "::198.51.100.0/120" => {country => {iso_code => "XB"}});
    file("$ARGV[0]/asn.mmdb", "::192.0.2.0/120" => {autonomous_system_number => 64500,
      autonomous_system_organization => "Example Lines"});' "$BATS_TEST_TMPDIR"
}

# configure LINE: of the section geo.
configure() {
  export XDG_CONFIG_HOME=$BATS_TEST_TMPDIR/config
  mkdir -p "$XDG_CONFIG_HOME/weir"
  printf 'geo {\n%s\n}\n' "$1" > "$XDG_CONFIG_HOME/weir/weir.conf"
}

@test "home connections, single mails and false names are counted with what they are counted of" {
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/feed"
  run show
  [ "$status" -eq 0 ]
  [[ $output == *'8 of 10 senders look like home connections; 1 have no name in the DNS'* ]]
  [[ $output == *'9 of 10 senders sent one mail'* ]]
  [[ $output == *"1 of 11 sessions give a false name: the receiver's own 1"* ]]
}

@test "JSON has the counts under stable keys" {
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/feed"
  show --json | jq -e '.sending | .messages == 11 and .senders == 10 and .home == 8 and .one_mail == 9
    and .nameless == 1 and .named == 9 and .helo.recorded == 11 and .helo.fake == 1 and .helo.ours == 1
    and .spf.none == 11 and .providers == {} and .countries == null and .networks == null'
  show --json | jq -e '.effort | .level == "none" and .score == 0 and (.reasons | length) == 1
    and .signals.different_texts == {count: 1, of: 11, adds: 0}'
  "$weir" campaigns --json | jq -e '.[0].effort.level == "none"'
}

@test "one fixed text is no effort, and the reason says so" {
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/feed"
  run show
  [[ $(tr -s ' \n' ' ' <<< "$output") == *'no effort to bypass spam filters: one text for all, no hidden text'* ]]
}

@test "words in disguise are effort" {
  text[1]='Our gard3n cha1rs are made of old oak and they last for many years in sun and rain.'
  feed
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/feed"
  show --json | jq -e '.effort | .level == "high" and .score > 0.5
    and (.reasons[0] | startswith("words in disguise: 11 of 11 messages"))'
}

@test "recorded checks are counted by result" {
  sed -i '1i Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=example.net; dkim=fail header.d=example.net' \
    "$BATS_TEST_TMPDIR"/feed/0[1-3].eml
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/feed"
  show --json | jq -e '.sending | .spf.pass == 3 and .spf.none == 8 and .dkim.fail == 3 and .dmarc.none == 11'
  [[ $(show) == *'SPF pass 3 of 11; DKIM fail 3 of 11'* ]]
}

@test "a known provider is one by the name that was looked up" {
  sent 12 'mail-2-77.google.com (mail-2-77.google.com [203.0.113.77])' "${text[@]}"
  sent 13 'mail-2-78.google.com (unknown [203.0.113.78])' "${text[@]}"
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/feed"
  show --json | jq -e '.sending | .providers == {Google: 1} and .helo.borrowed == 1'
}

@test "countries and networks come from the files of the configuration" {
  make_mmdb
  configure "country = $BATS_TEST_TMPDIR/country.mmdb
asn = $BATS_TEST_TMPDIR/asn.mmdb"
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/feed"
  show --json | jq -e '.sending | .countries == {XA: 8, "?": 1, XB: 1}
    and .networks == {"AS64500 Example Lines": 8, "?": 2}'
  run show
  [[ $output == *'countries'*'XA 8'* ]]
  [[ $output == *'networks'*'AS64500 Example Lines 8'* ]]
}

@test "a file that is missing or damaged is named, in one line" {
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/feed"
  id=$("$weir" campaigns --json | jq --raw-output '.[0].id')
  configure "country = $BATS_TEST_TMPDIR/none.mmdb"
  run "$weir" show "$id"
  [ "$status" -eq 1 ]
  one_line "$output"
  [[ $output == *none.mmdb*geo.country* ]]
  echo nonsense > "$BATS_TEST_TMPDIR/bad.mmdb"
  configure "asn = $BATS_TEST_TMPDIR/bad.mmdb"
  run "$weir" show "$id"
  [ "$status" -eq 1 ]
  one_line "$output"
  [[ $output == *bad.mmdb*geo.asn* ]]
}

@test "bounces say nothing of who sends" {
  {
    printf 'Received: from mx.example.com (mx.example.com [198.51.100.77])\n\tby mx.example.org; Mon, 3 Mar 2025 11:00:00 +0000\n'
    printf 'From: Mail Delivery Subsystem <mailer-daemon@example.com>\nTo: trap@example.org\nSubject: Undeliverable\n'
    printf 'Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n'
    printf -- '--x\n\nIt could not be delivered.\n\n--x\nContent-Type: message/delivery-status\n\nStatus: 5.1.1\n\n'
    printf -- '--x\nContent-Type: message/rfc822\n\n'
    cat "$BATS_TEST_TMPDIR/feed/01.eml"
    printf -- '\n--x--\n'
  } > "$BATS_TEST_TMPDIR/feed/bounce.eml"
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/feed"
  show --json | jq -e '.indirect == 1 and .sending.messages == 11 and .sending.senders == 10'
}

@test "what is kept of senders is verified, and repaired" {
  "$weir" ingest --quiet "$BATS_TEST_TMPDIR/feed"
  before=$(show --json | jq .sending)
  "$weir" check
  sqlite3 "$WEIR_STORE/weir.db" 'UPDATE mail SET trace = 0'
  run "$weir" check
  [ "$status" -eq 1 ]
  "$weir" check --repair
  "$weir" check
  [ "$(show --json | jq .sending)" = "$before" ]
}

@test "the sender behind trusted hosts stays the same when all is made anew" {
  for file in "$BATS_TEST_TMPDIR"/feed/*.eml; do
    sed -i '1i Received: from relay.example.com (relay.example.com [203.0.113.200]) by in.example.com; Mon, 3 Mar 2025 12:00:01 +0000' \
      "$file"
  done
  "$weir" ingest --quiet --trust 203.0.113.200 "$BATS_TEST_TMPDIR/feed"
  show --json | jq -e '.sending | .home == 8 and .senders == 10'
  "$weir" check
  sqlite3 "$WEIR_STORE/weir.db" 'UPDATE mail SET trace = 0'
  "$weir" check --repair
  show --json | jq -e '.sending | .home == 8 and .senders == 10'
}
