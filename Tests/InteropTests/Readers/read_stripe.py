"""stripe verifies a header: read_stripe.py SECRETFILE HEADERSFILE < body."""
import sys

import given
import stripe

header = given.headers(sys.argv[2])["Stripe-Signature"]
stripe.WebhookSignature.verify_header(sys.stdin.buffer.read().decode(), header, given.secret(sys.argv[1]), 300)
print("verified")
