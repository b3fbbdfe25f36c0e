"""standardwebhooks verifies headers: read_webhook.py SECRETFILE HEADERSFILE < body."""
import sys

from standardwebhooks.webhooks import Webhook

with open(sys.argv[1]) as file:
    secret = file.read().strip()
with open(sys.argv[2]) as file:
    headers = dict(line.rstrip("\n").split(": ", 1) for line in file if line.strip())
Webhook(secret).verify(sys.stdin.buffer.read(), headers)
print("verified")
