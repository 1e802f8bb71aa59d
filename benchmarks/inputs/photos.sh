#!/usr/bin/env bash
# Licensed under the Apache License, Version 2.0; see the LICENSE file.
#
# Puts real photographs into a folder: those of Debian's package mate-backgrounds, fetched by apt-get as this machine is
# set up to. Nothing is installed.
#
# usage: benchmarks/inputs/photos.sh FOLDER
set -euo pipefail

package=mate-backgrounds

if [ $# -ne 1 ]; then
    echo "usage: $0 FOLDER" >&2
    exit 2
fi
for tool in apt-get dpkg-deb; do
    if ! command -v "$tool" >/dev/null; then
        echo "Cannot fetch photographs: expected $tool but this is no Debian or Ubuntu. Put JPEGs of 2000 pixels and more" \
            "into $1 yourself." >&2
        exit 1
    fi
done

folder=$1
mkdir -p "$folder"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
chmod 755 "$scratch" # apt-get reads as another user where it may

if ! (cd "$scratch" && apt-get download "$package" >apt.log 2>&1); then
    tail -n 3 "$scratch/apt.log" >&2
    echo "Cannot fetch photographs: apt-get could not download $package. Run 'apt-get update' first, or put JPEGs of 2000" \
        "pixels and more into $1 yourself." >&2
    exit 1
fi
dpkg-deb -x "$scratch"/"$package"_*.deb "$scratch/package"
find "$scratch/package" -path '*nature*' -name '*.jpg' -exec cp {} "$folder" \;
