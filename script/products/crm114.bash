# CRM114: a language with classifiers of sparse features, and in it a mail filter, mailreaver; a process a mail. Trained as
# its mailtrainer does, on errors alone.
# shellcheck shell=bash disable=SC2154

crm114_needs() {
  echo crm
}

# One turn over the training mail; a streak that long never ends it before.
crm114_train() {
  local folder=$work/crm114
  sed 's|^:log_to_allmail.txt: /yes/|:log_to_allmail.txt: /no/|' /usr/share/crm114/mailfilter.cf > "$folder/mailfilter.cf"
  touch "$folder"/{rewrites,priolist,blacklist,whitelist}.mfp
  crm -u /usr/share/crm114 mailtrainer.crm --fileprefix="$folder/" --good="$work/training/ham/" \
    --spam="$work/training/spam/" --repeat=1 --streak=1000000
}

crm114_settings() {
  cat << END
protocol = command
preset = crm114
database = "$work/crm114"
concurrency = 2
version = "CRM114 $(package_version crm114)"
rules = "$(learnt)"
END
}
