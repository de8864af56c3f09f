# What processor time every product takes: of all processes in the groups of its daemons, those that have ended and were
# waited for included, as the kernel counts them in /proc/PID/stat. Commands are children of weir; they are counted
# together, as what weir's children took: a run of one product alone (--products) says what that one takes.
#
# Samples are taken about once a second. What a process took that was killed since the last is lost.
# shellcheck shell=bash disable=SC2154

declare -A ticks_taken=() ticks_last=()
ticks_a_second=$(getconf CLK_TCK)

# Lines of "PRODUCT ticks"; weir itself, and its children as `commands`.
read_ticks() {
  local file
  {
    for file in "$work"/*/*.pid "$work"/weir.pid; do
      if [[ -f $file ]]; then echo "daemon $(basename "$(dirname "$file")") $(< "$file")"; fi
    done
    # The name of a program may have spaces and brackets in it.
    cat /proc/[0-9]*/stat 2> /dev/null | sed 's/^\([0-9]*\) (.*) /\1 /'
  } | awk -v top="$(basename "$work")" '
    $1 == "daemon" { if ($2 == top) weir = $3; else { product[$3] = $2; sum[$2] += 0 } next }
    # pid state ppid pgrp session tty tpgid flags minflt cminflt majflt cmajflt utime stime cutime cstime
    $1 == weir { sum["weir"] = $13 + $14; sum["commands"] = $15 + $16 }
    $4 in product { sum[product[$4]] += $13 + $14 + $15 + $16 }
    END { for (name in sum) print name, sum[name] }'
}

# sample [begin]: adds what has come since the last; begin: from now on.
sample() {
  local name ticks
  while read -r name ticks; do
    local before=${ticks_last[$name]:-0}
    ((ticks >= before)) || before=0 # it was started again
    if [[ ${1-} != begin ]]; then ticks_taken[$name]=$((${ticks_taken[$name]:-0} + ticks - before)); fi
    ticks_last[$name]=$ticks
  done < <(read_ticks)
}

# print_account WALL: seconds, a line each: those of products, of weir and its commands, and the wall's.
print_account() {
  local name
  for name in "${!ticks_taken[@]}"; do
    awk -v name="$name" -v ticks="${ticks_taken[$name]}" -v second="$ticks_a_second" \
      'BEGIN { printf "%s\t%.2f\n", name, ticks / second }'
  done | sort
  printf 'cores\t%d\nwall\t%s\n' "$(nproc)" "$1"
}
