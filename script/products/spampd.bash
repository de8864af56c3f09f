# spampd: SpamAssassin as a proxy between two mail servers, here a black box that speaks SMTP. weir is both servers. It
# tags all mail (--tagall), so that every mail has a score.
# shellcheck shell=bash disable=SC2154

spampd_port=10025
spampd_back_end=10026

spampd_needs() {
  echo spampd sa-learn
}

spampd_train() {
  spamassassin_share
}

# --maxsize as spamd's clients have it, in KB; its own usual limit is 64. It runs in Perl's taint mode, in which
# SpamAssassin fails at a folder that --homedir names; so ours takes the place of the usual one, in here alone.
spampd_start() {
  mkdir -p "$work/spampd/home"
  chown nobody: "$work/spampd/home"
  mountpoint --quiet /var/cache/spampd || mount --bind "$work/spampd/home" /var/cache/spampd
  launch spampd spampd spampd --nodetach --host="127.0.0.1:$spampd_port" --relayhost="127.0.0.1:$spampd_back_end" \
    --children=2 --maxsize=500 --tagall --local-only --user=nobody --group=nogroup \
    --pid="$work/spampd/own.pid-file"
  await spampd spampd listens "$spampd_port"
}

spampd_settings() {
  cat << END
protocol = smtp
address = "127.0.0.1:$spampd_port"
back_end = "127.0.0.1:$spampd_back_end"
tag = "X-Spam-Flag: YES"
score_pattern = "X-Spam-Status: score=(-?[0-9.]+)"
knows = [gtube, plain]
concurrency = 2
outbound = sunk
version = "spampd $(package_version spampd), SpamAssassin $(package_version spamassassin)"
rules = "$(spamassassin_rules); $(learnt)"
END
}
