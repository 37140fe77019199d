"""A partner in one file: gets a token, sends a signed request, and checks the callback that brings its outcome.

In the environment: host, client_id, client_secret, callback_secret, key_id, rule_id, user_id. In key.pem: the private
key whose public half is registered under key_id. Python 3.10 or later and the openssl command, nothing to install.
"""

import hashlib
import hmac
import json
import re
import subprocess
import sys
import tempfile
import time
import uuid
from base64 import b64decode, b64encode, urlsafe_b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from os import environ
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

HOST = environ["host"]
REALM = f"{HOST}/realms/partner/protocol/openid-connect"
COVERED = 'headers="(created) digest (request-target)"'
SIGNATURE = re.compile(
    'keyId="([^"]+)",algorithm="ECDSA-SHA256",created=([0-9]+),' + re.escape(COVERED) + ',signature="([^"]+)"'
)
SECRET = b64decode(environ["callback_secret"].removeprefix("whsec_"))
REQUEST_ID = f"order-{uuid.uuid4()}"


def is_recent(seconds):
    return seconds.isdecimal() and abs(time.time() - int(seconds)) <= 300


def digest_of(body):
    return "SHA-512=" + b64encode(hashlib.sha512(body).digest()).decode()


def signing_text(created, digest, target):
    return f"(created): {created}\ndigest: {digest}\n(request-target): post {target}".encode()


def openssl(*arguments, data):
    return subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=False)


def send(token, body):
    created, digest = int(time.time()), digest_of(body)
    text = signing_text(created, digest, "/points")
    signature = b64encode(openssl("dgst", "-sha256", "-sign", "key.pem", data=text).stdout).decode()
    signed = f'keyId="{environ["key_id"]}",algorithm="RSA-SHA256",created={created},{COVERED}'
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Digest": digest,
        "Signature": f'{signed},signature="{signature}"',
    }
    try:
        with urlopen(Request(f"{HOST}/points", body, headers), timeout=30) as answer:
            return answer.status
    except HTTPError as answer:
        return answer.code
    except (URLError, TimeoutError):
        return 503


def knows_secret(headers, body):
    """The sender knows the callback secret (Standard Webhooks). While it is being replaced there are two signatures."""
    timestamp = headers.get("webhook-timestamp", "")
    signed = f"{headers.get('webhook-id')}.{timestamp}.".encode() + body
    expected = b"v1," + b64encode(hmac.digest(SECRET, signed, "sha256"))
    sent = headers.get("webhook-signature", "").encode().split(b" ")
    return is_recent(timestamp) and any(hmac.compare_digest(one, expected) for one in sent)


def is_signed(headers, path, body):
    """The sender has the platform's private key. Either check is enough; this one needs no secret."""
    header = SIGNATURE.fullmatch(headers.get("Signature", ""))
    if not header or not is_recent(header[2]):
        return False
    # Keep the keys, and fetch them again when there is none with this keyId.
    with urlopen(f"{REALM}/certs", timeout=30) as answer:
        keys = {key["kid"]: key for key in json.load(answer)["keys"]}
    if header[1] not in keys:
        return False
    # A P-256 key as openssl reads it: RFC 5480's header and the point.
    x, y = (urlsafe_b64decode(keys[header[1]][name] + "=") for name in "xy")
    der = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004") + x + y
    with tempfile.TemporaryDirectory() as folder:
        key, signature = Path(folder, "key.der"), Path(folder, "signature")
        key.write_bytes(der)
        signature.write_bytes(b64decode(header[3]))
        check = ("dgst", "-sha256", "-keyform", "DER", "-verify", key, "-signature", signature)
        # The digest is of what came, whatever the Digest header says.
        return openssl(*check, data=signing_text(header[2], digest_of(body), path)).returncode == 0


class Callback(BaseHTTPRequestHandler):
    """A callback can come more than once: let what you do depend on its requestId, not on how often it comes."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        genuine = knows_secret(self.headers, body) and is_signed(self.headers, self.path, body)
        self.send_response(204 if genuine else 401)
        self.send_header("Connection", "close")
        self.end_headers()
        if genuine and json.loads(body)["requestId"] == REQUEST_ID:
            outcome.put(json.loads(body))

    def log_message(self, *_):
        pass


# 1. Receive callbacks: in production at an https address that the platform can reach.
outcome = SimpleQueue()
server = ThreadingHTTPServer(("127.0.0.1", 0), Callback)
Thread(target=server.serve_forever, daemon=True).start()
callback_url = f"http://127.0.0.1:{server.server_port}/callback"
print(f"Listening at {callback_url}", flush=True)

# 2. Get a token. It lives ten minutes: use it for many requests.
credentials = {name: environ[name] for name in ("client_id", "client_secret")}
form = urlencode({"grant_type": "client_credentials", **credentials}).encode()
with urlopen(f"{REALM}/token", form, timeout=30) as granted:
    access_token = json.load(granted)["access_token"]

# 3. Send the request. Without an answer, or with a 5xx, send the same again: its requestId lets it count once only.
order = {"userId": environ["user_id"], "ruleId": environ["rule_id"], "amount": 10}
order |= {"requestId": REQUEST_ID, "callbackUrl": callback_url}
for attempt in range(5):
    time.sleep(attempt**2)
    status = send(access_token, json.dumps(order).encode())
    print(f"Answered with {status}", flush=True)
    if status < 500:
        break
if status != 202:
    sys.exit(1)

# 4. The outcome comes as a callback, mostly at once.
told = outcome.get(timeout=60)
print(f"Told {json.dumps(told)}")
sys.exit(0 if told["status"] == "success" else 1)
