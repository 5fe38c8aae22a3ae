#!/bin/sh
# Speaks for a client in plain sh and curl: ringback check -- sh examples/adapters/adapter.sh
set -u

signed="sdkappid=$RINGBACK_SDKAPPID&identifier=$RINGBACK_IDENTIFIER&usersig=$RINGBACK_USERSIG&contenttype=json"

# The backend itself gives up after 3 s: a shorter limit here would cut off answers that were still to come.
# The URL goes in by stdin, because a UserSig on the command line could be read by everybody with ps.
post() {
  url="$RINGBACK_URL/v4/call_engine_http_srv/$1?$signed&random=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')"
  printf 'url = "%s"\n' "$url" | curl -sf --max-time 5 --config - -d "$2" | tr -d '\000\r\n'
}

# Plain sh reads no JSON: what is looked for must stand where an answer has it, in an answer that is whole.
number() { printf '%s\n' "$answer" | sed -n 's/^{\(.*,\)*"ErrorCode":\([0-9]*\)[,}].*}$/\2/p'; }
response() { printf '%s\n' "$answer" | sed -n 's/^{.*,"Response":\({.*}\)}$/\1/p'; }
succeeded() {
  [ "$code" = 0 ] || return 1
  case $answer in *'"ActionStatus":"OK"'*) ;; *'"ActionStatus":'*) return 1 ;; esac
}

# Answers question $1 by asking $2 with the body $3; $4 says whether a Response is wanted.
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
      # Nothing at all came: the connection was reset. A page or half an answer would come again.
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
  # The body comes last.
  body=${line#*\"body\":}
  body=${body%\}}
  id=$(printf '%s\n' "$line" | sed -n 's/^{"id":\([0-9]*\),.*/\1/p')
  case $line in
    *'"ask":"getCallInfo"'*) ask "$id" get_call_info "$body" yes ;;
    *'"ask":"endCall"'*) ask "$id" end_call "$body" no ;;
    *) echo '{"ringback":1,"can":["getCallInfo","endCall"]}' ;;
  esac
done
