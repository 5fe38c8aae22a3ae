"""Adapter of a client in Python: ringback check -- python3 examples/adapters/adapter.py"""

import http.client
import json
import os
import secrets
import sys
import time
import urllib.parse

SIGNED = {name: os.environ[f"RINGBACK_{name.upper()}"] for name in ("sdkappid", "identifier", "usersig")}
# Pause before a retry in seconds, by ErrorCode.
PAUSES = {101001: 0.15, 60008: 0.15, 60007: 0.3}
# The service has a timeout of 3 s itself: a shorter limit here would lose replies.
connection = http.client.HTTPConnection(os.environ["RINGBACK_HOST"], timeout=5)


class Refused(Exception):
    code = None


def post(command, body):
    query = urllib.parse.urlencode({**SIGNED, "random": secrets.randbits(32), "contenttype": "json"})
    try:
        connection.request("POST", f"/v4/call_engine_http_srv/{command}?{query}", json.dumps(body))
        response = connection.getresponse()
        text = response.read()
    except (OSError, http.client.HTTPException):
        connection.close()
        raise
    answer = json.loads(text) if response.status == 200 else {}
    code = answer.get("ErrorCode")
    if code == 0 and type(code) is int and answer.get("ActionStatus", "OK") == "OK":
        return answer.get("Response")
    refused = Refused(answer.get("ErrorInfo", f"HTTP {response.status}"))
    refused.code = code if type(code) is int else None
    raise refused


def ask(command, body, retries=2):
    while True:
        try:
            return post(command, body)
        except (Refused, ConnectionError) as error:
            pause = PAUSES.get(error.code) if isinstance(error, Refused) else 0.15
            if pause is None or retries == 0:
                raise
            retries -= 1
            time.sleep(pause)


def get_call_info(body):
    info = ask("get_call_info", body)
    return {"CallInfo": info["CallInfo"], "UserList": info["UserList"]}


CAN = {"getCallInfo": get_call_info, "endCall": lambda body: ask("end_call", body)}

for line in sys.stdin:
    request = json.loads(line)
    if "ringback" in request:
        answer = {"ringback": 1, "can": list(CAN)}
    else:
        try:
            answer = {"id": request["id"], "value": CAN[request["ask"]](request["body"])}
        except Exception as error:
            answer = {"id": request["id"], "error": {"code": getattr(error, "code", None), "message": str(error)}}
    print(json.dumps(answer), flush=True)
