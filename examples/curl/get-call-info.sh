#!/bin/sh
# Prints the members of a call, one per line.
#
#   sh get-call-info.sh [CALL_ID]
#
# The UserSig is RINGBACK_USERSIG; without one, ringback creates it.
set -eu

url=${RINGBACK_URL:-http://127.0.0.1:2255}
sdkappid=${RINGBACK_SDKAPPID:-88888888}
identifier=${RINGBACK_IDENTIFIER:-administrator}
usersig=${RINGBACK_USERSIG:-$(npx ringback sign)}
call_id=${1:-055662e1-bc8a-469c-a334-1126c8c17d58}

body=$(printf '%s' "$call_id" | sed 's/["\\]/\\&/g; s/.*/{"CallId":"&"}/')

# The service has a timeout of 3 s itself: a shorter limit here would lose replies.
# curl reads the URL from stdin, because everybody can read a command line with ps.
post() {
  random=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
  query="sdkappid=$sdkappid&identifier=$identifier&usersig=$usersig&random=$random&contenttype=json"
  printf 'url = "%s"\n' "$url/v4/$1?$query" |
    curl -sS --max-time 5 --config - -H 'Content-Type: application/json' -d "$2" -w '\n%{http_code}'
}

# Plain sh cannot parse JSON. These patterns are enough for flat replies; use jq if you have it.
number() { printf '%s\n' "$answer" | sed -n "s/.*\"$1\" *: *\([0-9]*\).*/\1/p"; }
string() {
  printf '%s\n' "$answer" | sed -n "s/.*\"$1\" *: *\"\([^\"\\\\]*\(\\\\.[^\"\\\\]*\)*\)\".*/\1/p" | sed 's/\\\(.\)/\1/g'
}
members() {
  printf '%s\n' "$answer" | tr '{}' '\n\n' | awk -F '"' '/"User_Account"/ {
    for (i = 2; i < NF; i += 4) is[$i] = $(i + 2)
    print is["User_Account"], is["Status"]
  }'
}
fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

retries=3
while :; do
  reply=$(post call_engine_http_srv/get_call_info "$body") || exit 1
  answer=$(printf '%s\n' "$reply" | sed '$d' | tr -d '\r\n')
  status=$(printf '%s\n' "$reply" | sed -n '$p')
  [ "$status" = 200 ] || fail "HTTP $status"

  # HTTP 200 means only that the service was reached; these two fields tell success from failure.
  code=$(number ErrorCode)
  [ -n "$code" ] || fail 'The reply has no ErrorCode.'
  if [ "$code" = 0 ] && [ "$(string ActionStatus)" != FAIL ]; then break; fi
  if [ "$code" != 101001 ] || [ "$retries" = 0 ]; then fail "$code: $(string ErrorInfo) $(string RequestId)"; fi
  retries=$((retries - 1))
  sleep 1
done

members
