# spamass-milter: SpamAssassin at a mail server that speaks milter, which weir plays. It runs spamc for every mail; its spamd
# is its own.
# shellcheck shell=bash disable=SC2154

spamass_milter_port=8025
spamass_milter_spamd=7830

spamass-milter_needs() {
  echo spamass-milter spamc spamd sa-learn
}

spamass-milter_train() {
  spamassassin_share
}

# As Debian sets it up, it refuses nothing: it adds headers, with the score, to all mail.
spamass-milter_start() {
  spamassassin_daemon spamass-milter "$spamass_milter_spamd"
  launch spamass-milter milter setpriv --reuid nobody --regid nogroup --clear-groups \
    spamass-milter -p "inet:$spamass_milter_port@127.0.0.1" -- -d 127.0.0.1 -p "$spamass_milter_spamd"
  await spamass-milter milter listens "$spamass_milter_port"
}

spamass-milter_settings() {
  cat << END
protocol = milter
address = "127.0.0.1:$spamass_milter_port"
knows = [gtube, plain]
concurrency = 2
version = "spamass-milter $(package_version spamass-milter), SpamAssassin $(package_version spamassassin)"
rules = "$(spamassassin_rules); $(learnt)"
END
}
