"""PyJWT reads a token: read_jwt.py ALGORITHM KEYFILE [AUDIENCE] < token. KEYFILE holds the secret text or a PEM."""
import json
import sys

import jwt

algorithm, key_file = sys.argv[1:3]
audience = sys.argv[3] if len(sys.argv) > 3 else None
with open(key_file, "rb") as file:
    key = file.read()
token = sys.stdin.read().strip()
claims = jwt.decode(token, key, algorithms=[algorithm], audience=audience)
print(json.dumps({"header": jwt.get_unverified_header(token), "claims": claims}, sort_keys=True))
