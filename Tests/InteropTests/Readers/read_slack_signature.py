"""slack_sdk verifies headers: read_slack_signature.py SECRETFILE HEADERSFILE < body."""
import sys

import given
from slack_sdk.signature import SignatureVerifier

verifier = SignatureVerifier(given.secret(sys.argv[1]))
if not verifier.is_valid_request(sys.stdin.buffer.read(), given.headers(sys.argv[2])):
    sys.exit("refused")
print("verified")
