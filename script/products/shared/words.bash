# Complaints of script/bench-products.
# shellcheck shell=bash

complain() {
  echo "script/bench-products: $*" >&2
}

fail() {
  complain "$@"
  exit 1
}
