"""Python's hmac, for schemes that no package of their vendor verifies: read_hmac.py github|shopify SECRETFILE
HEADERSFILE < body."""
import base64
import hmac
import sys

import given

headers = given.headers(sys.argv[3])
code = hmac.new(given.secret(sys.argv[2]).encode(), sys.stdin.buffer.read(), "sha256")
if sys.argv[1] == "github":
    expected, found = "sha256=" + code.hexdigest(), headers["X-Hub-Signature-256"]
else:
    expected, found = base64.b64encode(code.digest()).decode(), headers["X-Shopify-Hmac-SHA256"]
if not hmac.compare_digest(expected, found):
    sys.exit("refused")
print("verified")
