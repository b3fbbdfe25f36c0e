"""Python's hmac signs: write_hmac.py github|shopify SECRETFILE < body; prints the headers."""
import base64
import hmac
import sys

import given

code = hmac.new(given.secret(sys.argv[2]).encode(), sys.stdin.buffer.read(), "sha256")
if sys.argv[1] == "github":
    print("X-Hub-Signature-256: sha256=" + code.hexdigest())
else:
    print("X-Shopify-Hmac-SHA256: " + base64.b64encode(code.digest()).decode())
