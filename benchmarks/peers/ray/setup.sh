#!/usr/bin/env bash
# Licensed under the Apache License, Version 2.0; see the LICENSE file.
# Makes the Python environment of the Ray Data peer in .venv beside this file. Run again, it does nothing unless
# requirements.txt has changed. PYTHON=... picks another interpreter.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

fail() {
    echo "Cannot make the Ray environment: $1" >&2
    exit 1
}

wanted=$(cat requirements.txt)
if [ -x .venv/bin/python ] && [ "$wanted" = "$(cat .venv/installed.txt 2>/dev/null)" ]; then
    echo "the environment is there: $PWD/.venv"
    exit 0
fi
python=${PYTHON:-python3}
command -v "$python" >/dev/null || fail "expected Python 3.10 to 3.13 but found no '$python'. Install it, or name one: PYTHON=/path/to/python3 $0"
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
case $version in
    3.10 | 3.11 | 3.12 | 3.13) ;;
    *) fail "expected Python 3.10 to 3.13, for which Ray has wheels, but found $version. Name another: PYTHON=/path/to/python3 $0" ;;
esac
rm -rf .venv
if command -v uv >/dev/null; then
    uv venv --quiet --python "$python" .venv
    uv pip install --quiet --python .venv/bin/python -r requirements.txt ||
        fail "uv could not install requirements.txt (above it says why)"
else
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        fail "expected the modules venv and ensurepip but '$python' lacks them. On Debian: apt-get install python3-venv"
    "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check -r requirements.txt ||
        fail "pip could not install requirements.txt (above it says why)"
fi
echo "$wanted" >.venv/installed.txt
echo "made $PWD/.venv with Python $version"
