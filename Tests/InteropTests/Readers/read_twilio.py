"""twilio verifies a header: read_twilio.py SECRETFILE HEADERSFILE URL < body, a form or, with bodySHA256, JSON."""
import sys

import given
from twilio.request_validator import RequestValidator

header = given.headers(sys.argv[2])["X-Twilio-Signature"]
url = sys.argv[3]
body = sys.stdin.buffer.read()
parameters = body.decode() if "bodySHA256" in url else given.Form.parse(body)
if not RequestValidator(given.secret(sys.argv[1])).validate(url, parameters, header):
    sys.exit("refused")
print("verified")
