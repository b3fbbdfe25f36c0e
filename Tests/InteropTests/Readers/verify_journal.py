"""Verifies an exported journal of firebreak, and proofs of its entries, with nothing of firebreak's: the standard
library and `cryptography`. After RFC 6962, c2sp.org/signed-note, c2sp.org/tlog-checkpoint and c2sp.org/tlog-proof.

usage: verify_journal.py export FILE KEY          says what is wrong with an exported journal
       verify_journal.py proof FILE KEY           says what is wrong with the proof of an entry
       verify_journal.py entries FILE KEY         says what is wrong with an incident's entries in a bundle of evidence
       verify_journal.py changes FILE KEY [STEP]  tries every bit, cut and swap of an export; with a
                                                  STEP above 1 one bit of each byte, and each STEPth pair of lines

Prints JSON; `problems` is a list of [entry, sentence]."""

import base64
import hashlib
import json
import re
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LINE = re.compile(rb'\{"entry":(.*),"leafHash":"([0-9a-f]{64})"\}', re.DOTALL)
POSITION = re.compile(rb',"position":(0|[1-9][0-9]*),"recordedAt":"')


def leaf_hash(leaf):
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """The right edge of a growing tree: the roots of its complete subtrees, the largest first."""

    def __init__(self):
        self.size, self.peaks = 0, []

    def add(self, hash_of_leaf):
        self.size += 1
        hash_, size = hash_of_leaf, self.size
        while size % 2 == 0:
            hash_, size = node_hash(self.peaks.pop(), hash_), size // 2
        self.peaks.append(hash_)

    def root(self):
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        hash_ = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            hash_ = node_hash(peak, hash_)
        return hash_


class Key:
    """A verifier key, name+identifier+base64(1, public key)."""

    def __init__(self, text):
        self.name, identifier, encoded = text.strip().split("+", 2)
        key = base64.b64decode(encoded, validate=True)
        assert key[0] == 1, "not an Ed25519 key"
        self.identifier = hashlib.sha256(self.name.encode() + b"\n" + key).digest()[:4]
        assert self.identifier.hex() == identifier, "the identifier is not that of the name and the key"
        self.public = Ed25519PublicKey.from_public_bytes(key[1:])

    def checkpoint(self, note):
        """The size and the root that a note was signed for; raises ValueError."""
        text, blank, signatures = note.rpartition("\n\n")
        text += "\n"
        lines = text.split("\n")
        if not blank or not signatures.endswith("\n") or len(lines) < 4:
            raise ValueError("it is no signed note")
        size, root = lines[1], strict_base64(lines[2])
        if lines[0] != self.name or not re.fullmatch("0|[1-9][0-9]*", size) or len(root) != 32:
            raise ValueError("it is no checkpoint of this journal")
        for line in signatures[:-1].split("\n"):
            match = re.fullmatch("\u2014 ([^ +]+) ([A-Za-z0-9+/]+=*)", line)
            if not match:
                raise ValueError("a line under it is no signature")
            signature = strict_base64(match[2])
            if match[1] == self.name and signature[:4] == self.identifier:
                try:
                    self.public.verify(signature[4:], text.encode())
                except InvalidSignature:
                    raise ValueError("its signature does not verify") from None
                return int(size), root
        raise ValueError("it is not signed with the key")


def strict_base64(text):
    decoded = base64.b64decode(text, validate=True)
    if base64.b64encode(decoded).decode() != text:
        raise ValueError("base64 with bits to spare")
    return decoded


def canonical(value):
    """RFC 8785 for what a journal's checkpoint line holds: one text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class Export:
    """Takes an export line by line; `problems` grows with what is wrong."""

    def __init__(self, key):
        self.key, self.tree, self.expected, self.signed, self.problems = key, Tree(), 0, None, []

    def copy(self):
        other = Export(self.key)
        other.tree.size, other.tree.peaks = self.tree.size, list(self.tree.peaks)
        other.expected, other.signed = self.expected, self.signed
        return other

    def problem(self, entry, sentence):
        self.problems.append([entry, sentence])

    def add(self, line, whole=True):
        if self.signed is not None:
            self.problem(self.tree.size, "something follows the checkpoint")
            return
        if not whole:
            self.problem(self.expected, "the line is cut off")
        match = LINE.fullmatch(line)
        if match:
            self.entry(match[1], match[2].decode())
        elif line.startswith(b'{"checkpoint":'):
            self.checkpoint(line)
        else:
            self.problem(self.expected, "not a line of an export")
            self.expected += 1

    def entry(self, leaf, stated):
        hash_ = leaf_hash(leaf)
        if hash_.hex() != stated:
            self.problem(self.expected, "the entry has not the hash that stands beside it")
        self.tree.add(hash_)
        position = POSITION.search(leaf)
        if not position or int(position[1]) != self.expected:
            self.problem(self.expected, "another entry stands in its place")
        self.expected = (int(position[1]) if position else self.expected) + 1

    def checkpoint(self, line):
        self.signed = False
        try:
            note = json.loads(line)["checkpoint"]
            if b'{"checkpoint":' + canonical(note) + b"}" != line:
                raise ValueError("the line is not as it was written")
            size, root = self.key.checkpoint(note)
        except (ValueError, KeyError, TypeError) as error:
            self.problem(self.tree.size, f"the checkpoint is not good: {error}")
            return
        self.signed = True
        if size != self.tree.size:
            self.problem(min(size, self.tree.size), f"{size} entries were signed for, and there are {self.tree.size}")
        elif root != self.tree.root():
            self.problem(0, "these are not the entries that were signed for")

    def finish(self):
        if self.signed is None:
            self.problem(self.tree.size, "the checkpoint is missing, and perhaps entries before it")
        return self.problems


def verify_export(data, key):
    export = Export(key)
    lines = data.split(b"\n")
    for line in lines[:-1]:
        export.add(line)
    if lines[-1]:
        export.add(lines[-1], whole=False)
    return export


def verify_proof(text, key):
    head, _, note = text.partition("\n\n")
    lines = head.split("\n")
    if lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise ValueError("it is no proof")
    if not lines[0].startswith("extra "):
        raise ValueError("the entry is not in it")
    leaf = strict_base64(lines.pop(0).removeprefix("extra "))
    index = int(re.fullmatch("index (0|[1-9][0-9]*)", lines.pop(0))[1])
    hashes = [strict_base64(line) for line in lines]
    size, root = key.checkpoint(note)
    verify_inclusion(leaf, index, hashes, size, root)
    entry = json.loads(leaf)
    if entry["position"] != index:
        raise ValueError("the entry is another one")
    return entry


def verify_inclusion(leaf, index, hashes, size, root):
    """RFC 9162, 2.1.3.2."""
    if index >= size:
        raise ValueError("the entry lies behind the checkpoint")
    position, last, hash_ = index, size - 1, leaf_hash(leaf)
    for step in hashes:
        if last == 0:
            raise ValueError("too many hashes")
        if position % 2 or position == last:
            hash_ = node_hash(step, hash_)
            while position % 2 == 0 and position != 0:
                position, last = position // 2, last // 2
        else:
            hash_ = node_hash(hash_, step)
        position, last = position // 2, last // 2
    if last != 0 or hash_ != root:
        raise ValueError("the hashes do not lead to the checkpoint's root")


ENTRY = re.compile(rb'\{"index":(0|[1-9][0-9]*),"proof":\[([^]]*)\],"entry":(.*)\}', re.DOTALL)


def verify_entries(data, key):
    """The entries of one incident, each with its proof, behind the checkpoint that the proofs lead to."""
    lines = data.split(b"\n")
    if lines.pop() != b"":
        raise ValueError("the last line is cut off")
    size, root = key.checkpoint(json.loads(lines[0])["checkpoint"])
    entries = []
    for line in lines[1:]:
        match = ENTRY.fullmatch(line)
        if not match:
            raise ValueError("a line is not that of an entry")
        index, leaf = int(match[1]), match[3]
        hashes = [strict_base64(text) for text in json.loads(b"[" + match[2] + b"]")]
        verify_inclusion(leaf, index, hashes, size, root)
        entry = json.loads(leaf)
        if entry["position"] != index:
            raise ValueError("the entry is another one")
        entries.append(entry)
    places = [(entry["occurredAt"], entry["position"]) for entry in entries[1:]]
    if places != sorted(set(places)) or len({entry["incident"] for entry in entries[1:]}) != 1:
        raise ValueError("the entries are not those of one incident in the order in which things happened")
    return entries


def try_changes(data, key, step):
    """Every single-bit change and every cut of an export, and swaps of its lines. What comes before a change is the same
    each time, so the state behind it is kept; a problem that was found stays one whatever follows."""
    lines = data.split(b"\n")[:-1]
    before, unnoticed, misplaced, counts = Export(key), [], [], {"bits": 0, "cuts": 0, "swaps": 0}

    def found(export, where, what):
        if not export.problems:
            unnoticed.append(what)
        elif export.problems[0][0] != where:
            misplaced.append(f"{what}: {export.problems[0]}")

    for number, line in enumerate(lines):
        whole = line + b"\n"
        following = lines[number + 1] if number + 1 < len(lines) else None
        for place in range(len(whole)):
            for bit in range(8) if step == 1 else [(place + number) % 8]:
                changed = bytearray(whole)
                changed[place] ^= 1 << bit
                export = before.copy()
                pieces = bytes(changed).split(b"\n")
                for piece in pieces[:-1]:
                    export.add(piece)
                if pieces[-1]:
                    # The line break is gone: what follows is of the same line.
                    rest = pieces[-1] + (following if following is not None else b"")
                    export.add(rest, whole=following is not None)
                counts["bits"] += 1
                found(export, number, f"line {number}, byte {place}, bit {bit}")
        for length in range(len(whole)):
            export = before.copy()
            if length:
                export.add(whole[:length], whole=False)
            export.finish()
            counts["cuts"] += 1
            found(export, number, f"cut in line {number} behind {length} bytes")
        for other in range(number + 1, len(lines), step):
            export = before.copy()
            export.add(lines[other])
            if other == len(lines) - 1:
                export.add(line)
            counts["swaps"] += 1
            found(export, number, f"lines {number} and {other} swapped")
        before.add(line)
    problems = [*before.finish(), *([0, text] for text in unnoticed[:20] + misplaced[:20])]
    return {"problems": problems, "unnoticed": len(unnoticed), "misplaced": len(misplaced), **counts}


def main():
    mode, path, key_path = sys.argv[1:4]
    with open(key_path, encoding="utf-8") as file:
        key = Key(file.read())
    with open(path, "rb") as file:
        data = file.read()
    if mode == "export":
        export = verify_export(data, key)
        result = {"problems": export.finish(), "entries": export.tree.size}
    elif mode == "proof":
        try:
            result = {"problems": [], "entry": verify_proof(data.decode(), key)}
        except (ValueError, TypeError, IndexError) as error:
            result = {"problems": [[None, str(error)]]}
    elif mode == "entries":
        try:
            entries = verify_entries(data, key)
            result = {"problems": [], "entries": len(entries), "kinds": [entry["kind"] for entry in entries]}
        except (ValueError, TypeError, KeyError, IndexError) as error:
            result = {"problems": [[None, str(error)]]}
    else:
        result = try_changes(data, key, int(sys.argv[4]) if len(sys.argv) > 4 else 1)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
