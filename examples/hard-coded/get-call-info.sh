#!/bin/sh
# Prints what the service knows of a call. The host stands in the program, as it does in many.
set -eu

host=console.tim.qq.com
random=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
query="sdkappid=$SDKAPPID&identifier=administrator&usersig=$USERSIG&random=$random&contenttype=json"

# By stdin, because a UserSig on the command line could be read by everybody with ps.
answer=$(printf 'url = "https://%s/v4/call_engine_http_srv/get_call_info?%s"\n' "$host" "$query" |
  curl -sS --fail --max-time 5 --config - -d "{\"CallId\":\"${1:-055662e1-bc8a-469c-a334-1126c8c17d58}\"}")

printf '%s\n' "$answer"
case $answer in *'"ErrorCode":0,'*) ;; *) exit 1 ;; esac
