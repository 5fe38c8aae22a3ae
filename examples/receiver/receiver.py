"""Receives callbacks and prints one line for each.

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
TOLERANCE = 300  # seconds that RequestTime may be off; an older callback may be a replay


def explain_forgery(query):
    """Returns why a callback is forged; empty if it is valid."""
    if query.get("SdkAppid") != SDKAPPID:
        return f"SdkAppid is not {SDKAPPID}"
    if not CALLBACK_TOKEN:
        return ""
    request_time = query.get("RequestTime", "")
    sign = hashlib.sha256((CALLBACK_TOKEN + request_time).encode()).hexdigest()
    if not hmac.compare_digest(query.get("Sign", "").encode(), sign.encode()):
        return "Sign does not match the token and RequestTime"
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
    protocol_version = "HTTP/1.1"  # persistent connections
    timeout = 60  # of an idle connection, in seconds
    disable_nagle_algorithm = True  # otherwise the body waits until the headers are acknowledged

    def do_POST(self):
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            self.close_connection = True
            return self.answer(413, f"Content-Length is not a number up to {LARGEST_BODY}")
        body = self.rfile.read(int(length))
        problem = explain_forgery({name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()})
        if problem:
            return self.answer(403, problem)
        try:
            line = describe(json.loads(body))
        except (ValueError, AttributeError, KeyError, TypeError) as error:
            return self.answer(400, f"the body is not a callback: {error!r}")
        # The service waits 2 s only, so answer before doing the work.
        self.answer(200, "")
        print(line, flush=True)

    def answer(self, status, problem):
        if problem:
            print(f"refused: {problem}", file=sys.stderr, flush=True)
        answer = {"ActionStatus": "FAIL" if problem else "OK", "ErrorInfo": problem, "ErrorCode": 1 if problem else 0}
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Prints nothing: there is one line per callback already."""


if __name__ == "__main__":
    with ThreadingHTTPServer((HOST, PORT), Receiver) as server:
        print(f"receives at http://{HOST}:{server.server_port}/callback", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass
