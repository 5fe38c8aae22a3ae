#!/bin/sh
# Prints the reply to get_call_info. The host is hard-coded, as in many clients.
set -eu

host=console.tim.qq.com
random=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
query="sdkappid=$SDKAPPID&identifier=administrator&usersig=$USERSIG&random=$random&contenttype=json"

# curl reads the URL from stdin, because everybody can read a command line with ps.
answer=$(printf 'url = "https://%s/v4/call_engine_http_srv/get_call_info?%s"\n' "$host" "$query" |
  curl -sS --fail --max-time 5 --config - -d "{\"CallId\":\"${1:-055662e1-bc8a-469c-a334-1126c8c17d58}\"}")

printf '%s\n' "$answer"
case $answer in *'"ErrorCode":0,'*) ;; *) exit 1 ;; esac
