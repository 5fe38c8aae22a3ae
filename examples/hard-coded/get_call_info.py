"""Prints the reply to get_call_info. The host is hard-coded, as in many clients."""

import json
import os
import secrets
import sys
import urllib.parse
import urllib.request

HOST = "console.tim.qq.com"


def get_call_info(call_id):
    query = urllib.parse.urlencode({
        "sdkappid": os.environ["SDKAPPID"],
        "identifier": "administrator",
        "usersig": os.environ["USERSIG"],
        "random": secrets.randbits(32),
        "contenttype": "json",
    })
    url = f"https://{HOST}/v4/call_engine_http_srv/get_call_info?{query}"
    with urllib.request.urlopen(url, json.dumps({"CallId": call_id}).encode(), timeout=5) as response:
        return json.load(response)


if __name__ == "__main__":
    answer = get_call_info(sys.argv[1] if len(sys.argv) > 1 else "055662e1-bc8a-469c-a334-1126c8c17d58")
    print(json.dumps(answer))
    sys.exit(0 if answer["ErrorCode"] == 0 else 1)
