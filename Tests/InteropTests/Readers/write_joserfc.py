"""joserfc writes a token: write_joserfc.py ALGORITHM KEYFILE < claims."""
import json
import sys

import joserfc_keys
from joserfc import jwt

algorithm, path = sys.argv[1:3]
print(jwt.encode({"alg": algorithm}, json.load(sys.stdin), joserfc_keys.key(path, algorithm), algorithms=[algorithm]))
