#!/usr/bin/env bash
# Installs what the tests lack, then runs everything: format, build, all test projects.
#   tests/run.sh          long tests run a seeded tenth, same assertions
#   tests/run.sh --long   all of them
# Ends with one line "N passed, M failed, K skipped" over all projects; exit 1 when anything failed or nothing ran.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
[ "${1:-}" = --long ] && export FTP_LONG=1
: "${FTP_SEED:=$RANDOM}"; export FTP_SEED
echo "seed $FTP_SEED (FTP_SEED=$FTP_SEED repeats this run)"

need=()
for pair in curl:curl lftp:lftp wget:wget ncftpput:ncftp rclone:rclone python3:python3 strace:strace openssl:openssl filezilla:filezilla Xvfb:xvfb; do
  command -v "${pair%%:*}" >/dev/null || need+=("${pair##*:}")
done
if [ ${#need[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing the clients that the tests drive: ${need[*]}"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need[@]}"; } >/dev/null || exit 1
  else
    echo "missing: ${need[*]} (install them, or run as root on Debian)"; exit 1
  fi
fi

dotnet restore -v q || exit 1
dotnet build --no-restore -c Release -v q || exit 1
dotnet format --no-restore --verify-no-changes --severity error || { echo "format: run 'dotnet format'"; exit 1; }

passed=0 failed=0 skipped=0 broken=0
for project in Ftp.Actors.Tests Ftp.Admin.Tests Ftp.EndToEnd.Tests; do
  echo "== $project"
  report=$(mktemp)
  dotnet run --no-build -c Release --project "tests/$project" -- -noColor -noLogo -showLiveOutput 2>&1 | tee "$report" | grep --line-buffered -vE "\[OUTPUT\] \[(DEBUG|INFO)"
  code=${PIPESTATUS[0]}
  line=$(grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$report" | tail -n1)
  number() { sed -nE "s/.*$1: ([0-9]+).*/\1/p" <<<"$line"; }
  t=$(number Total) k=$(number Skipped) f=$(( $(number Failed || echo 0) + $(number Errors || echo 0) )) 2>/dev/null || f=0
  p=$(( ${t:-0} - ${f:-0} - ${k:-0} ))
  [ "${p:-0}" -gt 0 ] || { echo "$project ran no test"; broken=1; }
  # a project that breaks off without a failed test has failed all the same
  if [ "$code" != 0 ] && [ "${f:-0}" = 0 ]; then f=1; fi
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0})) skipped=$((skipped + ${k:-0}))
  rm -f "$report"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$broken" = 0 ] && [ "$passed" -gt 0 ]
