"""PyJWT finds a token's key in a JWK set and verifies it: read_jwks.py JWKSFILE < token."""
import json
import sys

import jwt

with open(sys.argv[1]) as file:
    key_set = jwt.PyJWKSet.from_json(file.read())
token = sys.stdin.read().strip()
header = jwt.get_unverified_header(token)
key = key_set[header["kid"]]
claims = jwt.decode(token, key, algorithms=[key.algorithm_name])
print(json.dumps({"keys": len(key_set.keys), "claims": claims}))
