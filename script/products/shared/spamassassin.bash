# What products made of SpamAssassin share: one configuration, and what Bayes has learnt. Its rules are the newest that
# this host has (sa-update's, else the package's), with Debian's configuration, no look-ups, and Bayes as it is shipped, on,
# but trained by us alone: it neither learns by itself nor forgets.
# shellcheck shell=bash disable=SC2154

# Once, by whoever comes first. Its folder takes the place of /etc/spamassassin, in here alone: not every program of
# SpamAssassin can be told of another.
spamassassin_share() (
  local folder=$work/spamassassin-shared
  mkdir -p "$folder/etc" "$folder/bayes"
  exec 5> "$folder/lock"
  flock 5
  [[ ! -f $folder/done ]] || exit 0
  cp /etc/spamassassin/*.pre "$folder/etc"
  spamassassin_configuration "$folder" > "$folder/etc/local.cf"
  mount --bind "$folder/etc" /etc/spamassassin
  if [[ -d $work/training ]]; then
    sa-learn --local --no-sync --spam "$work/training/spam"
    sa-learn --local --no-sync --ham "$work/training/ham"
    sa-learn --local --sync
  fi
  chown -R nobody: "$folder/bayes"
  touch "$folder/done"
)

# Scans note in a journal when words were met; nothing reads it.
spamassassin_configuration() {
  cat << END
dns_available no
skip_rbl_checks 1
use_bayes $([[ -d $work/training ]] && echo 1 || echo 0)
bayes_path $1/bayes/bayes
bayes_file_mode 0666
bayes_auto_learn 0
bayes_auto_expire 0
bayes_journal_max_size 0
lock_method flock
END
}

# spamassassin_daemon PRODUCT PORT: a spamd of that product's own.
spamassassin_daemon() {
  launch "$1" spamd spamd --local --nouser-config --username=nobody --helper-home-dir="$work/home" --listen=127.0.0.1 \
    --port="$2" --round-robin --max-children=2 --syslog=stderr
  await "$1" spamd answers "$2" 'PING SPAMC/1.5\r\n\r\n' '*PONG*'
}

# Date of the rules, and what Bayes has learnt: it stays silent below 200 mails each (bayes_min_spam_num).
spamassassin_rules() {
  local folder=/usr/share/spamassassin updated
  updated=$(find /var/lib/spamassassin -mindepth 2 -maxdepth 2 -name 'updates_spamassassin_org' 2> /dev/null | sort | tail -n 1)
  date --utc --date="@$(find "${updated:-$folder}" -name '*.cf' -printf '%T@\n' | sort -n | tail -n 1)" +"%F${updated:+ (sa-update)}"
}
