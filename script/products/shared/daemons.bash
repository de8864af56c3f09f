# Daemons of products: started, waited for, watched, started again when they die, ended. Of each the process id is kept in
# PRODUCT/DAEMON.pid; it leads a process group of its own, to which all that it forks belongs. What it says is in
# PRODUCT/DAEMON.log.
#
# A product's file, ../NAME.bash, has these functions, the first and the last at least:
#
#   NAME_needs     prints the programs that it takes
#   NAME_train     has it learn what is in $work/training/{spam,ham}; its own folder, $work/NAME, is there and empty.
#                  A product that learns nothing has none
#   NAME_start     launches its daemons and awaits them; called again after one died. A command has none
#   NAME_settings  prints what the configuration of weir says of it
# shellcheck shell=bash disable=SC2154

# Perl loads SpamAssassin's rules in 3 seconds; on a busy host, beside all others, it may take ten times as long.
start_seconds=120
# Filters answer within seconds; then they are ended the hard way.
stop_seconds=5
# A product that dies more often is left down.
deaths_most=20
# Of its log, when it does not start.
words_of_log=20

# has PRODUCT FUNCTION
has() {
  declare -F "$1_$2" > /dev/null
}

# launch PRODUCT DAEMON COMMAND...
launch() {
  local product=$1 daemon=$2
  shift 2
  setsid "$@" >> "$work/$product/$daemon.log" 2>&1 < /dev/null &
  echo $! > "$work/$product/$daemon.pid"
}

# await PRODUCT DAEMON COMMAND...: until the command succeeds; otherwise the daemon's own words.
await() {
  local product=$1 daemon=$2 pid until=$((SECONDS + start_seconds))
  pid=$(< "$work/$product/$daemon.pid")
  shift 2
  while ((SECONDS < until)) && kill -0 "$pid" 2> /dev/null; do
    if "$@" 2> /dev/null; then return; fi
    sleep 0.1
  done
  complain "$product: $daemon did not start. What it said last:"
  tail -n "$words_of_log" "$work/$product/$daemon.log" >&2
  grep -e "$daemon" "$work/syslog/syslog.log" | tail -n "$words_of_log" >&2
  return 1
}

# listens PORT: does anybody, on this host?
listens() {
  awk -v port="$(printf ':%04X' "$1")" 'index($2, port) == length($2) - 4 && $4 == "0A" { found = 1 } END { exit !found }' \
    /proc/net/tcp /proc/net/tcp6
}

# answers PORT REQUEST PATTERN: the first line that it answers. REQUEST as printf takes it.
answers() (
  local line=''
  exec 4<> "/dev/tcp/127.0.0.1/$1" || exit 1
  # shellcheck disable=SC2059
  printf "$2" >&4
  IFS= read -r -t 5 line <&4 || true
  # shellcheck disable=SC2053
  [[ $line == $3 ]]
)

# pids_of PRODUCT: of its daemons, one a line.
pids_of() {
  find "$work/$1" -maxdepth 1 -name '*.pid' -exec cat {} +
}

is_alive() {
  local pid
  for pid in $(pids_of "$1"); do
    kill -0 "$pid" 2> /dev/null || return 1
  done
}

# end SIGNAL PRODUCT...: to the process groups of their daemons; fails if there are none left.
end() {
  local signal=$1 pid there=1
  shift
  for product in "$@"; do
    for pid in $(pids_of "$product"); do
      if kill "-$signal" -- "-$pid" 2> /dev/null; then there=0; fi
    done
  done
  return "$there"
}

# stop_products PRODUCT...
stop_products() {
  local until=$((SECONDS + stop_seconds))
  end TERM "$@" || return 0
  while end 0 "$@"; do
    if ((SECONDS >= until)); then end KILL "$@" || true; fi
    sleep 0.05
  done
}

# At the end. What is not of a daemon's group ends with this process.
stop_everything() {
  local folders=()
  trap '' TERM INT
  mapfile -t folders < <(find "$work" -mindepth 2 -maxdepth 2 -name '*.pid' -printf '%P\n' | cut -d / -f 1 | sort -u)
  stop_products "${folders[@]}"
  rm -f "$work"/*/*.pid "$work/ready"
}

# --- all products ---

# In a subshell of its own, which ends at the first failure.
prepare_product() {
  mkdir -p "$work/$1"
  chmod 711 "$work/$1"
  if has "$1" train; then
    # shellcheck disable=SC2064 # now
    trap "tail -n $words_of_log '$work/$1/train.log' >&2" EXIT
    "$1_train" > "$work/$1/train.log" 2>&1
    trap - EXIT
  fi
  if has "$1" start; then "$1_start"; fi
}

# All at once: most of it waits for the slowest, and the kernel shares two cores well enough.
bring_up() {
  local product jobs=() job begin=$SECONDS
  for product in "${products[@]}"; do
    (set -e; trap - EXIT TERM INT; prepare_product "$product") &
    jobs+=($!)
  done
  for job in "${!jobs[@]}"; do
    wait "${jobs[job]}" || {
      [[ -z $stop_asked ]] || exit 1
      fail "${products[job]} could not be brought up"
    }
  done
  complain "brought up in $((SECONDS - begin)) s: ${products[*]}"
}

declare -A deaths=()

# Starts what has died again: a run waits for a product that is down.
revive() {
  local product
  for product in "${products[@]}"; do
    if ! has "$product" start || is_alive "$product" || ((${deaths[$product]:-0} >= deaths_most)); then continue; fi
    deaths[$product]=$((${deaths[$product]:-0} + 1))
    complain "$product died; it is started again (${deaths[$product]})"
    end KILL "$product" || true
    "${product}_start" || complain "$product stays down"
  done
}
