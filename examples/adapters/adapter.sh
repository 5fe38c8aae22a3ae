#!/bin/sh
# Adapter of a client in plain sh and curl: ringback check -- sh examples/adapters/adapter.sh
set -u

signed="sdkappid=$RINGBACK_SDKAPPID&identifier=$RINGBACK_IDENTIFIER&usersig=$RINGBACK_USERSIG&contenttype=json"

# The service has a timeout of 3 s itself: a shorter limit here would lose replies.
# curl reads the URL from stdin, because everybody can read a command line with ps.
post() {
  url="$RINGBACK_URL/v4/call_engine_http_srv/$1?$signed&random=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')"
  printf 'url = "%s"\n' "$url" | curl -sf --max-time 5 --config - -d "$2" | tr -d '\000\r\n'
}

# Plain sh cannot parse JSON: these patterns match the fields of complete replies only.
number() { printf '%s\n' "$answer" | sed -n 's/^{\(.*,\)*"ErrorCode":\([0-9]*\)[,}].*}$/\2/p'; }
response() { printf '%s\n' "$answer" | sed -n 's/^{.*,"Response":\({.*}\)}$/\1/p'; }
succeeded() {
  [ "$code" = 0 ] || return 1
  case $answer in *'"ActionStatus":"OK"'*) ;; *'"ActionStatus":'*) return 1 ;; esac
}

# Answers request $1 by sending command $2 with body $3; $4 is whether a Response is expected.
ask() {
  retries=2
  while :; do
    answer=$(post "$2" "$3")
    code=$(number)
    if succeeded; then
      value=$([ "$4" = yes ] && response || echo null)
      [ -n "$value" ] && printf '{"id":%s,"value":%s}\n' "$1" "$value" && return
    fi
    case $code in
      101001 | 60008 | 60007) ;;
      ?*) retries=0 ;;
      # An empty reply is a reset connection. After a page or half a reply, a retry does not help.
      *) [ -z "$answer" ] || retries=0 ;;
    esac
    [ "$retries" = 0 ] && break
    retries=$((retries - 1))
    sleep 0.3
  done
  [ "${code:-0}" = 0 ] && code=null
  printf '{"id":%s,"error":{"code":%s,"message":"no success"}}\n' "$1" "$code"
}

while read -r line; do
  # The body is the last key.
  body=${line#*\"body\":}
  body=${body%\}}
  id=$(printf '%s\n' "$line" | sed -n 's/^{"id":\([0-9]*\),.*/\1/p')
  case $line in
    *'"ask":"getCallInfo"'*) ask "$id" get_call_info "$body" yes ;;
    *'"ask":"endCall"'*) ask "$id" end_call "$body" no ;;
    *) echo '{"ringback":1,"can":["getCallInfo","endCall"]}' ;;
  esac
done
