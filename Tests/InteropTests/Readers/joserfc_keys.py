"""Keys for joserfc from files that hold a secret text, a PEM or a JWK set."""
import json

from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey

KINDS = {"HS": OctKey, "RS": RSAKey, "PS": RSAKey, "ES": ECKey, "Ed": OKPKey}


def key(path, algorithm):
    """The key, or the set."""
    with open(path) as file:
        text = file.read()
    if text.startswith("{"):
        return KeySet.import_key_set(json.loads(text))
    return KINDS[algorithm[:2]].import_key(text)
