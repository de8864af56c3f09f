# ClamAV with signatures of ours alone: those of ClamAV's makers come by network, and are not ours to give away. It knows
# EICAR's test file and the words "weir test malware"; it shows that a scanner is asked rightly, not what ClamAV catches.
# shellcheck shell=bash disable=SC2154

clamav_port=3310

clamav_needs() {
  echo clamd
}

clamav_start() {
  local folder=$work/clamav
  mkdir -p "$folder/signatures"
  echo '44d88612fea8a8f36de82e1278abb02f:68:Weir.Test.Eicar' > "$folder/signatures/weir.hdb"
  echo "Weir.Test.Words:0:*:$(printf 'weir test malware' | od -A n -t x1 -v | tr -d ' \n')" > "$folder/signatures/weir.ndb"
  cat > "$folder/clamd.conf" << END
TCPSocket $clamav_port
TCPAddr 127.0.0.1
DatabaseDirectory $folder/signatures
TemporaryDirectory $work/tmp
User nobody
Foreground yes
MaxThreads 2
SelfCheck 0
END
  launch clamav clamd clamd --config-file="$folder/clamd.conf"
  await clamav clamd answers "$clamav_port" 'nPING\n' PONG
}

clamav_settings() {
  cat << END
protocol = clamd
address = "127.0.0.1:$clamav_port"
concurrency = 2
version = "ClamAV $(package_version clamav-daemon)"
rules = "two signatures of weir's own"
END
}
