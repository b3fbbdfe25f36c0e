"""standardwebhooks signs: write_webhook.py SECRETFILE ID SECONDS < body; prints the signature header's value."""
import datetime
import sys

from standardwebhooks.webhooks import Webhook

with open(sys.argv[1]) as file:
    secret = file.read().strip()
when = datetime.datetime.fromtimestamp(int(sys.argv[3]), tz=datetime.timezone.utc)
print(Webhook(secret).sign(sys.argv[2], when, sys.stdin.read()))
