#!/usr/bin/env bash
# The command line in pipes: bash pipes.sh FOLDER COUNT PYTHON MAIN
# FOLDER holds photo.png, and COUNT further images with awkward names in FOLDER/many.
# Prints what is wrong, and then ends with 1.
set -u -o pipefail
folder=$1 count=$2 python=$3 main=$4
cd "$folder" || exit 1
failed=0

quantizer() { "$python" "$main" "$@"; }
wrong() { echo "wrong: $*"; failed=1; }

quantizer reduce photo.png -k 8 -q -o file.png
cat photo.png | quantizer reduce - -k 8 -q -o - | cmp - file.png || wrong "stdin to stdout"
[ ! -e - ] || wrong "there is a file called -"
quantizer compare <(cat photo.png) file.png --json | grep -q '"original": "/' || wrong "<( )"

quantizer reduce photo.png -k 8 -q -o - 2> messages | head -c 0
[ "${PIPESTATUS[0]}" = 1 ] || wrong "exit code after a broken pipe"
[ ! -s messages ] || wrong "a broken pipe gives a message: $(cat messages)"

lost() {
  [ "$1" = 1 ] || wrong "exit code $1 with stdout $2"
  [ "$(wc -l < messages)" = 1 ] || wrong "not one message with stdout $2: $(cat messages)"
}
quantizer reduce photo.png -k 8 -q -o - > /dev/full 2> messages
lost $? full
quantizer --version >&- 2> messages
lost $? closed

mkdir small
find many -name '*.png' -print0 | xargs -0 "$python" "$main" reduce -k 2 -q -o small/ \
  || wrong "exit code of xargs"
found=$(find small -name '*.png' -print0 | tr -cd '\0' | wc -c)
[ "$found" -eq "$count" ] || wrong "$found of $count results"
exit $failed
