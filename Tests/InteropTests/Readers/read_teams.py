"""The published JSON Schema of Adaptive Cards judges a message for Teams: read_teams.py < payload; prints its size."""
import json
import sys
from importlib import resources

from jsonschema import Draft6Validator

body = sys.stdin.buffer.read()
message = json.loads(body)
assert message["type"] == "message"
attachment, = message["attachments"]
assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
card = attachment["content"]
schema = resources.files("adaptive_cards") / "schemas" / f"schema-{card['version']}.json"
errors = list(Draft6Validator(json.loads(schema.read_text())).iter_errors(card))
assert not errors, errors[0].message
print(len(body))
