#!/bin/sh
# Prints the store FILE as SQL, with the mark that sqlite3's dump leaves out.
set -eu
printf '%s\n' "-- sqlite3 $(sqlite3 --version | cut -d' ' -f1)" \
  "PRAGMA application_id = $(sqlite3 "$1" 'PRAGMA application_id');"
sqlite3 "$1" .dump
