#!/usr/bin/env bash
# Install what the tests drive, where it is missing and we may: Debian's Chromium, PostgreSQL,
# strace, systemd-creds, age, poppler and unzip.
set -euo pipefail
wanted=()
command -v chromium >/dev/null || wanted+=(chromium)
[ -x /usr/lib/postgresql/15/bin/initdb ] || wanted+=(postgresql-15)
command -v strace >/dev/null || wanted+=(strace)
command -v age >/dev/null || wanted+=(age)
command -v pdfsig >/dev/null || wanted+=(poppler-utils)
command -v unzip >/dev/null || wanted+=(unzip)
command -v systemd-creds >/dev/null || wanted+=(systemd)
[ ${#wanted[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -ne 0 ]; then
  echo "missing: ${wanted[*]}; install them, or the tests that need them will fail" >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
