#!/bin/sh
# Finds a Python that is new enough and hands it the named script of this folder: sh scripts/with_python.sh run
set -eu
cd "$(dirname "$0")/.."
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
  if command -v "$candidate" >/dev/null 2>&1 &&
     "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    script="$1"
    shift
    exec "$candidate" -m "scripts.$script" "$@"
  fi
done
if command -v "${PYTHON:-python3}" >/dev/null 2>&1; then
  found="only $("${PYTHON:-python3}" -c 'import sys; print("Python %d.%d" % sys.version_info[:2])' 2>/dev/null || echo "a Python that does not start") was found"
else
  found="none was found"
fi
echo "Medvirk needs Python 3.11 or newer, and $found. Install a newer one, or name it: make run PYTHON=/path/to/python3.12" >&2
exit 1
