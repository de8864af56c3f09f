# Real mail filters for tests and measurements: each on a free port of 127.0.0.1, with a configuration of ours that asks
# nobody outside, all that it writes in a folder. Included by bats files and by bench/same_as_clients.
#
#   start_resolver FOLDER   exports resolver_port  answers every name at once: there is none but in FOLDER/zone
#   start_spamd FOLDER      exports spamd_port     SpamAssassin's rules, no Bayes, no look-ups
#   start_spamass_milter FOLDER [OPTION...]
#                           exports spamass_milter_port  spamass-milter before the spamd above, started before
#   start_rspamd FOLDER     exports rspamd_port    rspamd's own configuration without fuzzy hashes, and without hfilter,
#                                                  whose points depend on which of two answers of the resolver comes
#                                                  first; the resolver is the one above, started before
#                           and rspamd_milter_port the same as a milter that scans by itself, and writes what it found
#                                                  into headers
#   start_clamd FOLDER      exports clamd_port     two signatures: EICAR's file, the words "weir test malware";
#                                                  streams of at most 1 MB
#   stop_daemons FOLDER     all that were started in it
#
# Rules that do not always say the same of the same mail are off, so that answers can be compared: SpamAssassin's
# GB_CUSTOM_HTM_URI (what it captured from a mail before counts), rspamd's hfilter (which of two answers of the resolver
# comes first) and chartable (R_MIXED_CHARSET of some mails once in three times).
# shellcheck shell=bash

free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)) && (exec 4<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do :; done
  echo "$port"
}

# launch FOLDER NAME PORT COMMAND...: in the background, until it listens. Descriptor 3 is bats' own.
launch() {
  local folder=$1 name=$2 port=$3
  shift 3
  "$@" > "$folder/$name.out" 2>&1 3>&- < /dev/null &
  echo "$!" >> "$folder/pids"
  await_port "$folder" "$name" "$port" "$!"
}

# await_port FOLDER NAME PORT PID
await_port() {
  local folder=$1 name=$2 port=$3 pid=$4 waited
  for ((waited = 0; waited < 600; waited++)); do
    if (exec 4<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then
      return 0
    fi
    kill -0 "$pid" 2> /dev/null || break
    sleep 0.1
  done
  echo "$name did not start:" >&2
  cat "$folder/$name.out" >&2
  return 1
}

stop_daemons() {
  local pid
  [[ -f $1/pids ]] || return 0
  while read -r pid; do
    kill "$pid" 2> /dev/null || continue
    while kill -0 "$pid" 2> /dev/null; do sleep 0.05; done
  done < "$1/pids"
  rm "$1/pids"
  [[ ! -f $1/spamassassin ]] || rm -r "$(< "$1/spamassassin")"
  [[ ! -f $1/postfix ]] || rm -r "$(< "$1/postfix")"
}

start_resolver() {
  local folder=$1
  resolver_port=$(free_port)
  export resolver_port
  mkdir -p "$folder"
  touch "$folder/zone"
  cat > "$folder/unbound.conf" <<END
server:
  interface: 127.0.0.1
  port: $resolver_port
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "$folder"
  pidfile: ""
  use-syslog: no
  access-control: 127.0.0.0/8 allow
  local-zone: "." static
  include: "$folder/zone"
remote-control:
  control-enable: no
END
  launch "$folder" unbound "$resolver_port" unbound -d -c "$folder/unbound.conf"
}

# Started by root, it reads its configuration as nobody, who may not look into folders for tests.
start_spamd() {
  local folder=$1 site
  spamd_port=$(free_port)
  export spamd_port
  site=$(mktemp -d)
  echo "$site" > "$folder/spamassassin"
  chmod 755 "$site"
  cp /etc/spamassassin/*.pre "$site"
  printf '%s\n' 'use_bayes 0' 'skip_rbl_checks 1' 'dns_available no' 'score GB_CUSTOM_HTM_URI 0' \
    > "$site/local.cf"
  launch "$folder" spamd "$spamd_port" spamd --local --nouser-config --siteconfigpath="$site" \
    --listen=127.0.0.1 --port="$spamd_port" --max-children=2 --syslog="$folder/spamd.log"
}

start_spamass_milter() {
  local folder=$1
  shift
  spamass_milter_port=$(free_port)
  export spamass_milter_port
  launch "$folder" spamass-milter "$spamass_milter_port" spamass-milter -p "inet:$spamass_milter_port@127.0.0.1" "$@" \
    -- -d 127.0.0.1 -p "$spamd_port"
}

start_rspamd() {
  local folder=$1
  rspamd_port=$(free_port) rspamd_milter_port=$(free_port)
  export rspamd_port rspamd_milter_port
  mkdir -p "$folder/rspamd/local.d"
  echo 'enabled = false;' | tee "$folder/rspamd/local.d/fuzzy_check.conf" > "$folder/rspamd/local.d/hfilter.conf"
  echo 'extended_spam_headers = true; skip_local = false;' > "$folder/rspamd/local.d/milter_headers.conf"
  cat > "$folder/rspamd.conf" <<END
.include "\$CONFDIR/common.conf"
options {
  pidfile = "$folder/rspamd.pid";
  .include "\$CONFDIR/options.inc"
  .include(priority=10,duplicate=merge) "$folder/rspamd/options"
}
logging { type = "file"; filename = "$folder/rspamd.log"; level = "warning"; }
worker "normal" { bind_socket = "127.0.0.1:$rspamd_port"; count = 2; }
worker "rspamd_proxy" {
  bind_socket = "127.0.0.1:$rspamd_milter_port";
  milter = yes;
  timeout = 120s;
  upstream "local" { default = yes; self_scan = yes; }
  count = 2;
}
END
  cat > "$folder/rspamd/options" <<END
dns { nameserver = ["127.0.0.1:$resolver_port"]; }
filters = "dkim,regexp";
disable_hyperscan = true;
END
  launch "$folder" rspamd "$rspamd_port" rspamd -f -i -c "$folder/rspamd.conf" --var=DBDIR="$folder/rspamd" \
    --var=RUNDIR="$folder/rspamd" --var=LOGDIR="$folder/rspamd" --var=LOCAL_CONFDIR="$folder/rspamd"
  await_port "$folder" rspamd "$rspamd_milter_port" "$(tail -n 1 "$folder/pids")"
}

start_clamd() {
  local folder=$1
  clamd_port=$(free_port)
  export clamd_port
  mkdir -p "$folder/signatures"
  echo '44d88612fea8a8f36de82e1278abb02f:68:Weir.Test.Eicar' > "$folder/signatures/weir.hdb"
  echo 'Weir.Test.Words:0:*:776569722074657374206d616c77617265' > "$folder/signatures/weir.ndb"
  cat > "$folder/clamd.conf" <<END
TCPSocket $clamd_port
TCPAddr 127.0.0.1
DatabaseDirectory $folder/signatures
Foreground yes
StreamMaxLength 1M
END
  launch "$folder" clamd "$clamd_port" clamd --config-file="$folder/clamd.conf"
}

# A proxy before a back-end at 127.0.0.1:PORT; its configuration is spamd's, started before. There need not be a syslog.
# start_spampd FOLDER PORT   exports spampd_port
start_spampd() {
  local folder=$1 back_end=$2
  spampd_port=$(free_port)
  export spampd_port
  launch "$folder" spampd "$spampd_port" spampd --nodetach --pid="$folder/spampd.pid" --user=nobody --group=nogroup \
    --host="127.0.0.1:$spampd_port" --relayhost="127.0.0.1:$back_end" --children=4 --tagall --maxsize=500 --local-only \
    --saconfig="$(< "$folder/spamassassin")/local.cf" --logsock=inet
}

# A server that takes XCLIENT and delivers all that it takes to 127.0.0.1:PORT, its content filter. Only root can start
# it; its own user may not look into folders for tests.
# start_postfix FOLDER PORT [SETTING...]   exports postfix_port, postfix_log
start_postfix() {
  local folder=$1 back_end=$2 site
  shift 2
  postfix_port=$(free_port)
  site=$(mktemp -d)
  postfix_log=$site/log
  export postfix_port postfix_log
  echo "$site" > "$folder/postfix"
  mkdir "$site"/{etc,queue,data}
  chmod 755 "$site"
  chown postfix "$site/data"
  cat > "$site/etc/master.cf" <<END
127.0.0.1:$postfix_port inet n - n - - smtpd
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n - - trivial-rewrite
proxymap  unix - - n - - proxymap
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
smtp      unix - - n - - smtp
error     unix - - n - - error
retry     unix - - n - - error
discard   unix - - n - - discard
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
END
  cat > "$site/etc/main.cf" <<END
compatibility_level = 3.6
queue_directory = $site/queue
data_directory = $site/data
maillog_file = $postfix_log
maillog_file_prefixes = $site
myhostname = mx.weir.example
mydestination =
local_recipient_maps =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = all
relay_domains = weir.example
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
mynetworks = 127.0.0.0/8
smtpd_authorized_xclient_hosts = 127.0.0.1
content_filter = smtp:[127.0.0.1]:$back_end
transport_maps = inline:{{* = smtp:[127.0.0.1]:$back_end}}
smtp_dns_support_level = disabled
disable_dns_lookups = yes
$(printf '%s\n' "$@")
END
  postfix -c "$site/etc" check 2> "$folder/postfix.check"
  launch "$folder" postfix "$postfix_port" /usr/lib/postfix/sbin/master -c "$site/etc" -d
}
