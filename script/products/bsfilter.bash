# bsfilter: a Bayesian filter in Ruby that knows Japanese, a process a mail. Without -a it learns nothing more.
# shellcheck shell=bash disable=SC2154

bsfilter_needs() {
  echo bsfilter
}

bsfilter_train() {
  find "$work/training/spam" -type f -print0 | sort -z | xargs -0 bsfilter --homedir "$work/bsfilter" --add-spam
  find "$work/training/ham" -type f -print0 | sort -z | xargs -0 bsfilter --homedir "$work/bsfilter" --add-clean
  bsfilter --homedir "$work/bsfilter" --update
}

bsfilter_settings() {
  cat << END
protocol = command
preset = bsfilter
database = "$work/bsfilter"
concurrency = 2
version = "bsfilter $(package_version bsfilter)"
rules = "$(learnt)"
END
}
