"""Prints the members of a call, one per line.

    python3 get_call_info.py [CALL_ID]
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import sys
import time
import urllib.parse
import urllib.request
import zlib
from http.client import HTTPException

URL = os.environ.get("RINGBACK_URL", "http://127.0.0.1:2255")
SDKAPPID = int(os.environ.get("RINGBACK_SDKAPPID", "88888888"))
SECRET_KEY = os.environ.get("RINGBACK_SECRET_KEY", "72696e676261636b" * 4)
IDENTIFIER = os.environ.get("RINGBACK_IDENTIFIER", "administrator")


def make_usersig():
    """Creates a UserSig, valid for an hour. A server keeps it that long."""
    fields = {"TLS.identifier": IDENTIFIER, "TLS.sdkappid": SDKAPPID, "TLS.time": int(time.time()), "TLS.expire": 3600}
    lines = "".join(f"{name}:{value}\n" for name, value in fields.items())
    sig = base64.b64encode(hmac.digest(SECRET_KEY.encode(), lines.encode(), hashlib.sha256)).decode()
    document = zlib.compress(json.dumps({"TLS.ver": "2.0", **fields, "TLS.sig": sig}).encode())
    return base64.b64encode(document).decode().translate(str.maketrans("+/=", "*-_"))


def post(command, body, usersig):
    who = {"sdkappid": SDKAPPID, "identifier": IDENTIFIER, "usersig": usersig}
    query = urllib.parse.urlencode({**who, "random": secrets.randbits(32), "contenttype": "json"})
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{URL}/v4/{command}?{query}", json.dumps(body).encode(), headers)
    # The service has a timeout of 3 s itself: a shorter limit here would lose replies.
    # Other HTTP statuses raise an OSError.
    with urllib.request.urlopen(request, timeout=5) as response:
        return json.load(response)


def get_call_info(call_id, usersig, retries=3):
    while True:
        answer = post("call_engine_http_srv/get_call_info", {"CallId": call_id}, usersig)
        # HTTP 200 means only that the service was reached; these two fields tell success from failure.
        code = answer.get("ErrorCode")
        if code == 0 and answer.get("ActionStatus") != "FAIL":
            return answer["Response"]
        if code != 101001 or retries == 0:
            raise RuntimeError(f"{code}: {answer.get('ErrorInfo')} {answer.get('RequestId', '')}")
        retries -= 1
        time.sleep(0.3)


if __name__ == "__main__":
    try:
        call_id = sys.argv[1] if len(sys.argv) > 1 else "055662e1-bc8a-469c-a334-1126c8c17d58"
        for member in get_call_info(call_id, make_usersig())["UserList"]:
            print(member["User_Account"], member["Status"])
    except (OSError, HTTPException, ValueError, RuntimeError) as error:
        sys.exit(str(error))
