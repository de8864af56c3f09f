# bogofilter: a Bayesian filter, a process a mail. As shipped, with what it learnt from our training mail; without -u it
# learns nothing more.
# shellcheck shell=bash disable=SC2154

bogofilter_needs() {
  echo bogofilter
}

bogofilter_train() {
  bogofilter -d "$work/bogofilter" -s -B "$work/training/spam"
  bogofilter -d "$work/bogofilter" -n -B "$work/training/ham"
}

bogofilter_settings() {
  cat << END
protocol = command
preset = bogofilter
database = "$work/bogofilter"
concurrency = 2
version = "bogofilter $(package_version bogofilter)"
rules = "$(learnt)"
END
}
