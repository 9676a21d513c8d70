#!/bin/sh
# Builds the folder that is installed: everything in it, no .NET needed on the target.
#   packaging/publish.sh [FOLDER] [RUNTIME]     default: publish/ftp-actors-RUNTIME, linux-x64
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
runtime=${2:-linux-x64}
out=${1:-"$root/publish/ftp-actors-$runtime"}

case $out in
  /*) ;;
  *) out=$(pwd)/$out ;;
esac
case $out/ in
  "$root"/src/*) echo "publish.sh: not into src/: the next build would take the published files for sources" >&2; exit 2 ;;
esac

# A release holds nothing of an older one; a folder that is no release is somebody's.
if [ -e "$out" ] && [ ! -e "$out/ftp-host" ] && { [ ! -d "$out" ] || [ -n "$(ls -A "$out")" ]; }; then
  echo "publish.sh: $out exists and is no earlier release (no ftp-host in it): name an empty or a new folder" >&2
  exit 2
fi
rm -rf "$out"

dotnet publish "$root/src/Ftp.Host/Ftp.Host.csproj" -c Release -r "$runtime" --self-contained true -p:Packaged=true -o "$out" -v quiet

mkdir -p "$out/packaging" "$out/docs"
cp "$root/docs/operations.md" "$out/docs/"
cp "$root/packaging/ftp-actors.service" "$root/packaging/ftp.conf" "$out/packaging/"
rm -f "$out"/*.pdb
"$out/ftp-host" --version
echo "published to $out"
