"""stripe signs: write_stripe.py SECRETFILE < body; prints the headers."""
import sys

import given
import stripe

body = sys.stdin.buffer.read().decode()
print("Stripe-Signature:", stripe.WebhookSignature.generate_signature_header(body, given.secret(sys.argv[1])))
