# spamprobe: a Bayesian filter of words and pairs of words, a process a mail.
# shellcheck shell=bash disable=SC2154

spamprobe_needs() {
  echo spamprobe
}

# -c makes the database; -M: a file is one mail, whatever separators it has.
spamprobe_train() {
  find "$work/training/spam" -type f -print0 | sort -z | xargs -0 spamprobe -c -M -d "$work/spamprobe" spam
  find "$work/training/ham" -type f -print0 | sort -z | xargs -0 spamprobe -M -d "$work/spamprobe" good
}

spamprobe_settings() {
  cat << END
protocol = command
preset = spamprobe
database = "$work/spamprobe"
concurrency = 2
version = "SpamProbe $(package_version spamprobe)"
rules = "$(learnt)"
END
}
