"""Reads a bundle of evidence: tarfile and hashlib for what is in it, securesystemslib for the signed statement.

usage: read_evidence.py BUNDLE JOURNAL.PUB         prints what is in it, as JSON"""

import base64
import hashlib
import json
import sys
import tarfile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey


def main():
    bundle, key_path = sys.argv[1:3]
    with open(key_path, encoding="utf-8") as file:
        _, identifier, encoded = file.read().strip().split("+", 2)
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(encoded)[1:])
    members, order, times = {}, [], set()
    with tarfile.open(bundle, "r:gz") as archive:
        for member in archive:
            assert member.isfile(), member.name
            members[member.name.split("/", 1)[1]] = archive.extractfile(member).read()
            order.append(member.name)
            times.add(member.mtime)
    envelope = Envelope.from_dict(json.loads(members["statement.dsse.json"]))
    key = SSlibKey.from_crypto(public, keyid=identifier)
    accepted = envelope.verify([key], 1)
    other = SSlibKey.from_crypto(Ed25519PublicKey.from_public_bytes(bytes(range(32))), keyid=identifier)
    try:
        envelope.verify([other], 1)
        refused = False
    except VerificationError:
        refused = True
    statement = json.loads(envelope.payload)
    named = {subject["name"]: subject["digest"]["sha256"] for subject in statement["subject"]}
    found = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    found.pop("statement.dsse.json")
    print(json.dumps({
        "accepted": sorted(accepted), "refused": refused, "type": statement["_type"],
        "payloadType": envelope.payload_type, "agree": named == found, "order": order, "times": len(times),
        "files": {name: members[name].decode(errors="replace")[:100] for name in members if name.startswith("files/")},
    }))


if __name__ == "__main__":
    main()
