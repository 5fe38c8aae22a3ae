"""Receives the callbacks of an application and prints one line for each.

    python3 receiver.py
"""

import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SDKAPPID = os.environ.get("SDKAPPID", "88888888")
CALLBACK_TOKEN = os.environ.get("CALLBACK_TOKEN", "")
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = int(os.environ.get("PORT", "3000"))

LARGEST_BODY = 1_048_576
TOLERANCE = 300  # seconds that RequestTime may be off before a callback counts as one that is played again


def explain_forgery(query):
    """Why a callback is not from the service; empty if it is."""
    if query.get("SdkAppid") != SDKAPPID:
        return f"SdkAppid is not {SDKAPPID}"
    if not CALLBACK_TOKEN:
        return ""
    request_time = query.get("RequestTime", "")
    sign = hashlib.sha256((CALLBACK_TOKEN + request_time).encode()).hexdigest()
    if not hmac.compare_digest(query.get("Sign", "").encode(), sign.encode()):
        return "Sign is not that of the token and RequestTime"
    if not request_time.isdecimal() or abs(time.time() - int(request_time)) > TOLERANCE:
        return "RequestTime is too far from now"
    return ""


def describe(event):
    """A callback in one line; one of a kind that is not known yet by its name alone."""
    command = event.get("CallbackCommand")
    if command == "Call.CallbackAfterStartCall":
        members = " ".join(str(user["User_Account"]) for user in event["UserList"])
        return f"{command} {event['CallInfo']['CallId']} {members}"
    if command == "Call.CallbackAfterMemberChanged":
        changes = " ".join(f"{user['User_Account']} {user['ActionType']}" for user in event["ChangedUserList"])
        return f"{command} {event['CallId']} {changes}"
    if command == "Call.CallbackAfterEndCall":
        return f"{command} {event['CallRecord']['CallId']} {event['CallRecord']['CallResult']}"
    return str(command)


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections are kept
    timeout = 60  # but not for ever
    disable_nagle_algorithm = True  # or the answer's second part waits for the first to be acknowledged

    def do_POST(self):
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            self.close_connection = True
            return self.answer(413, f"Content-Length is not a number up to {LARGEST_BODY}")
        body = self.rfile.read(int(length))
        slip = explain_forgery({name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()})
        if slip:
            return self.answer(403, slip)
        try:
            line = describe(json.loads(body))
        except (ValueError, AttributeError, KeyError, TypeError) as error:
            return self.answer(400, f"the body is no callback: {error!r}")
        # The service waits 2 s and no longer, so the work comes after the answer.
        self.answer(200, "")
        print(line, flush=True)

    def answer(self, status, slip):
        if slip:
            print(f"refused: {slip}", file=sys.stderr, flush=True)
        answer = {"ActionStatus": "FAIL" if slip else "OK", "ErrorInfo": slip, "ErrorCode": 1 if slip else 0}
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """One line a callback is enough."""


if __name__ == "__main__":
    with ThreadingHTTPServer((HOST, PORT), Receiver) as server:
        print(f"receives at http://{HOST}:{server.server_port}/callback", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass
