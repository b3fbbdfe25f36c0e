"""twilio signs: write_twilio.py SECRETFILE URL < form; prints the headers."""
import sys

import given
from twilio.request_validator import RequestValidator

validator = RequestValidator(given.secret(sys.argv[1]))
form = given.Form.parse(sys.stdin.buffer.read())
print("X-Twilio-Signature:", validator.compute_signature(sys.argv[2], form))
