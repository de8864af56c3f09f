# Process 1 of the namespaces that script/bench-products makes: brings the products up, has weir compare them, and takes
# them down again. Whatever it starts ends with it. There is no network in here: only lo, and no route.
#
# usage: inside.bash run STORE SPAM_FOLDER HAM_FOLDER [options of weir bench run] | up
#
# From the environment: WORK, the folder for all that is written; PRODUCTS; WEIR; TRAIN_SPAM and TRAIN_HAM, folders, one a
# line; CONFIG and ACCOUNT, files or nothing; RESUME, yes or nothing.
# shellcheck shell=bash disable=SC2153,SC2154,SC2034
set -euo pipefail

work=$WORK weir=$WEIR
read -r -a products <<< "$PRODUCTS"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for part in words daemons training spamassassin account comparison; do
  # shellcheck source=/dev/null
  . "$here/shared/$part.bash"
done
for product in "${products[@]}"; do
  # shellcheck source=/dev/null
  . "$here/$product.bash"
done

# --- apart from the network and from the host's folders ---

resolver_port=53

# Every name is refused at once: no look-up waits, and none is answered with something that is not so. A filter that
# asks anyway learns that it could not be told, not that there is no such name.
start_resolver() {
  mkdir -p "$work/resolver"
  cat > "$work/resolver/unbound.conf" << END
server:
  interface: 127.0.0.1
  port: $resolver_port
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "$work/resolver"
  pidfile: ""
  use-syslog: no
  access-control: 127.0.0.0/8 allow
  local-zone: "." always_refuse
remote-control:
  control-enable: no
END
  launch resolver unbound unbound -d -c "$work/resolver/unbound.conf"
  await resolver unbound listens "$resolver_port"
}

# A /dev of our own, with the devices that any program needs: shared memory ends with it, and filters log to us instead
# of the host.
make_devices() {
  local name new=$work/dev
  mkdir "$new"
  mount -t tmpfs -o mode=755 tmpfs "$new"
  for name in null zero full random urandom tty; do
    touch "$new/$name"
    mount --bind "/dev/$name" "$new/$name"
  done
  ln -s /proc/self/fd "$new/fd"
  ln -s fd/0 "$new/stdin"
  ln -s fd/1 "$new/stdout"
  ln -s fd/2 "$new/stderr"
  mkdir -m 1777 "$new/shm"
  mount --move "$new" /dev
  rmdir "$new"
  mkdir "$work/syslog"
  launch syslog syslog python3 "$here/shared/syslog.py" /dev/log
  await syslog syslog test -S /dev/log
}

close_off() {
  ip link set lo up
  make_devices
  if [[ -f /etc/resolv.conf ]]; then
    echo 'nameserver 127.0.0.1' > "$work/resolv.conf"
    mount --bind "$work/resolv.conf" "$(realpath /etc/resolv.conf)"
  fi
}

# What the kernel says of the ways out: one interface, lo, and no route.
prove_closed() {
  local interfaces attempts
  interfaces=$(awk -F: 'NR > 2 { gsub(/ /, "", $1); print $1 }' /proc/net/dev | paste -s -d ' ')
  [[ $interfaces == lo && -z $(ip route) && -z $(ip -6 route | sed '/^::1 dev lo /d') ]] ||
    fail "the namespace is not closed: interfaces $interfaces; routes $(ip route)"
  attempts=$(awk '$1 == "Ip:" { if (names) print $at; else for (names = i = 1; i <= NF; i++) if ($i == "OutNoRoutes") at = i }' \
    /proc/net/snmp)
  complain "packets that left: 0 (no interface but lo, no route; tried and refused: $attempts)"
}

# --- from beginning to end ---

# On TERM and INT; weir ends by itself when it is told.
stop_asked=''
ask_to_stop() {
  stop_asked=yes
  if [[ -f $work/weir.pid ]]; then kill -TERM "$(< "$work/weir.pid")" 2> /dev/null || true; fi
}
trap ask_to_stop TERM INT
trap stop_everything EXIT

# Sleeps, but wakes when told to stop.
doze() {
  sleep "$1" &
  wait $! || true
}

stay_up() {
  complain "up: ${products[*]}; $work/weir.conf names them. Ctrl-C, or script/bench-products down $work, ends them." \
    "Beside them: script/bench-products exec $work weir --config $work/weir.conf ..."
  touch "$work/ready"
  while [[ -z $stop_asked ]]; do
    doze 1
    revive
  done
}

close_off
start_resolver
case $1 in
  up)
    share_training_mail
    bring_up
    write_configuration
    stay_up
    ;;
  run)
    shift
    compare "$@"
    ;;
esac
