"""PyNaCl makes a key pair and signs: write_ed25519.py discord|standard PUBLICKEYFILE < body; writes the public key and
prints the headers."""
import base64
import sys
import time

from nacl.signing import SigningKey

key = SigningKey.generate()
now = str(int(time.time()))
body = sys.stdin.buffer.read()
if sys.argv[1] == "discord":
    public_key = key.verify_key.encode().hex()
    print(f"X-Signature-Timestamp: {now}\nX-Signature-Ed25519: {key.sign(now.encode() + body).signature.hex()}")
else:
    public_key = "whpk_" + base64.b64encode(key.verify_key.encode()).decode()
    signature = base64.b64encode(key.sign(f"msg_1.{now}.".encode() + body).signature).decode()
    print(f"webhook-id: msg_1\nwebhook-timestamp: {now}\nwebhook-signature: v1a,{signature}")
with open(sys.argv[2], "w") as file:
    file.write(public_key)
