# What filters that learn are trained on: $work/training/{spam,ham}, a file a mail.
# shellcheck shell=bash disable=SC2153,SC2154

learnt_spam=0 learnt_ham=0

# share_training_mail [SPAM_FOLDER HAM_FOLDER]: copies the training mail there, without what is equal to a mail of the
# folders, which are tested; proves that nothing is, and says both sizes (mails.py).
share_training_mail() {
  local options=() folder
  [[ -n $TRAIN_SPAM ]] || return 0
  while read -r folder; do options+=(--learn-spam "$folder"); done <<< "$TRAIN_SPAM"
  while read -r folder; do options+=(--learn-ham "$folder"); done <<< "$TRAIN_HAM"
  for folder in "$@"; do options+=(--test "$folder"); done
  python3 "$here/shared/mails.py" "${options[@]}" --verdict-headers "$here/../../src/bench/data/verdict_headers.txt" \
    "$work/training" >&2
  learnt_spam=$(find "$work/training/spam" -type f | wc -l)
  learnt_ham=$(find "$work/training/ham" -type f | wc -l)
}

# What weir is told of a trained model.
learnt() {
  echo "learnt $learnt_spam spam and $learnt_ham wanted"
}
