# rspamd with its own configuration as shipped, without what needs the network or other servers: Redis, fuzzy hashes,
# updates of its rules. Look-ups of names are refused at once by our resolver. Bayes is off: it takes Redis.
# shellcheck shell=bash disable=SC2154

rspamd_port=11333

rspamd_needs() {
  echo rspamd
}

# rspamd_off MODULE...
rspamd_off() {
  local module
  for module in "$@"; do
    echo 'enabled = false;' > "$work/rspamd/override.d/$module.conf"
  done
}

# rspamd_ignore GROUP SYMBOL...: they count for nothing. Those below are given when a look-up fails for whatever reason, so
# that a closed network would make every mail some five points more like spam.
rspamd_ignore() {
  local group=$1
  shift
  {
    echo 'symbols {'
    printf '  "%s" { weight = 0.0; }\n' "$@"
    echo '}'
  } > "$work/rspamd/local.d/${group}_group.conf"
}

rspamd_start() {
  local folder=$work/rspamd
  mkdir -p "$folder"/{local.d,override.d,data}
  rspamd_off fuzzy_check greylist ratelimit rspamd_update
  rspamd_ignore hfilter HFILTER_HELO_NORESOLVE_MX HFILTER_HELO_NORES_A_OR_MX HFILTER_HELO_IP_A \
    HFILTER_FROMHOST_NORESOLVE_MX HFILTER_FROMHOST_NORES_A_OR_MX HFILTER_HOSTNAME_UNKNOWN
  rspamd_ignore headers RDNS_NONE ONCE_RECEIVED
  cat > "$folder/rspamd.conf" << END
.include "\$CONFDIR/common.conf"
options {
  pidfile = "$folder/data/rspamd.pid";
  .include "\$CONFDIR/options.inc"
  .include(priority=10,duplicate=merge) "$folder/options"
}
logging { type = "console"; level = "warning"; }
worker "normal" { bind_socket = "127.0.0.1:$rspamd_port"; count = 2; }
END
  echo "dns { nameserver = [\"127.0.0.1:$resolver_port\"]; } tempdir = \"$work/tmp\";" > "$folder/options"
  chown -R nobody: "$folder/data"
  launch rspamd rspamd rspamd -f -u nobody -g nogroup -c "$folder/rspamd.conf" --var=DBDIR="$folder/data" \
    --var=RUNDIR="$folder/data" --var=LOGDIR="$folder/data" --var=LOCAL_CONFDIR="$folder"
  await rspamd rspamd answers "$rspamd_port" 'GET /ping HTTP/1.0\r\n\r\n' 'HTTP/1.? 200*'
}

rspamd_settings() {
  cat << END
protocol = rspamd
address = "127.0.0.1:$rspamd_port"
concurrency = 2
version = "rspamd $(package_version rspamd)"
rules = "$(date --utc --date="@$(find /usr/share/rspamd /etc/rspamd -name '*.lua' -printf '%T@\n' | sort -n | tail -n 1)" +%F)"
END
}
