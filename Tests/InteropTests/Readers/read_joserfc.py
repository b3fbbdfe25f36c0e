"""joserfc reads a token: read_joserfc.py ALGORITHM KEYFILE < token."""
import json
import sys

import joserfc_keys
from joserfc import jwt

algorithm, path = sys.argv[1:3]
token = jwt.decode(sys.stdin.read().strip(), joserfc_keys.key(path, algorithm), algorithms=[algorithm])
print(json.dumps({"header": token.header, "claims": token.claims}, sort_keys=True))
