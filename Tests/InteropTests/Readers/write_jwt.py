"""PyJWT writes a token: write_jwt.py ALGORITHM KEYFILE < claims."""
import json
import sys

import jwt

with open(sys.argv[2], "rb") as file:
    key = file.read()
print(jwt.encode(json.load(sys.stdin), key, algorithm=sys.argv[1]))
