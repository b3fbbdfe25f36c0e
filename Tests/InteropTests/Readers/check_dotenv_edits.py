"""python-dotenv and a reader that takes a line as it stands look at `.env` files before and after edits.

Standard input is a JSON array of {"dialect", "before", "after", "key", "value"}; prints {"checked": N, "wrong": [...]}."""
import io
import json
import sys

from dotenv import dotenv_values


def literal(text):
    """As `docker run --env-file`: everything behind the first = of a line."""
    pairs = {}
    for line in text.split("\n"):
        line = line.removesuffix("\r")
        if line.strip() and not line.lstrip().startswith("#") and "=" in line:
            key, value = line.split("=", 1)
            pairs[key.strip()] = value
    return pairs


def python(text):
    return dotenv_values(stream=io.StringIO(text), interpolate=False)


wrong = []
edits = json.load(sys.stdin)
for number, edit in enumerate(edits):
    reader = literal if edit["dialect"] == "literal" else python
    before, after = reader(edit["before"]), reader(edit["after"])
    if after.get(edit["key"]) != edit["value"]:
        wrong.append(f"{number} {edit['dialect']}: {edit['key']} is not what was written")
    before.pop(edit["key"], None)
    after.pop(edit["key"], None)
    if before != after:
        wrong.append(f"{number} {edit['dialect']}: another key than {edit['key']} has changed")
json.dump({"checked": len(edits), "wrong": wrong[:20]}, sys.stdout)
