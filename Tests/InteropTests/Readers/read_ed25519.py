"""PyNaCl verifies: read_ed25519.py discord|standard PUBLICKEYFILE HEADERSFILE < body."""
import base64
import sys

import given
from nacl.signing import VerifyKey

public_key = given.secret(sys.argv[2]).strip()
headers = given.headers(sys.argv[3])
body = sys.stdin.buffer.read()
if sys.argv[1] == "discord":
    key = bytes.fromhex(public_key)
    signature = bytes.fromhex(headers["X-Signature-Ed25519"])
    text = headers["X-Signature-Timestamp"].encode() + body
else:
    key = base64.b64decode(public_key.removeprefix("whpk_"))
    entries = dict(entry.split(",", 1) for entry in headers["webhook-signature"].split(" "))
    signature = base64.b64decode(entries["v1a"])
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
VerifyKey(key).verify(text, signature)
print("verified")
