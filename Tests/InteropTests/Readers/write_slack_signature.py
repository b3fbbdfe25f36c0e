"""slack_sdk signs: write_slack_signature.py SECRETFILE < body; prints the headers."""
import sys
import time

import given
from slack_sdk.signature import SignatureVerifier

now = str(int(time.time()))
verifier = SignatureVerifier(given.secret(sys.argv[1]))
signature = verifier.generate_signature(timestamp=now, body=sys.stdin.buffer.read())
print(f"X-Slack-Request-Timestamp: {now}\nX-Slack-Signature: {signature}")
