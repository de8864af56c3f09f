# SpamAssassin as a daemon.
# shellcheck shell=bash disable=SC2154

spamassassin_port=783

spamassassin_needs() {
  echo spamd sa-learn
}

spamassassin_train() {
  spamassassin_share
}

spamassassin_start() {
  spamassassin_daemon spamassassin "$spamassassin_port"
}

spamassassin_settings() {
  cat << END
protocol = spamd
address = "127.0.0.1:$spamassassin_port"
concurrency = 2
version = "SpamAssassin $(package_version spamassassin)"
rules = "$(spamassassin_rules); $(learnt)"
END
}
