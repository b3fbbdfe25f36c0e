"""slack_sdk's models read a message: read_slack.py < payload; fails where a block breaks a limit that it knows."""
import json
import sys

from slack_sdk.models.blocks import Block

payload = json.load(sys.stdin)
blocks = Block.parse_all(payload["blocks"])
for block in blocks:
    block.validate_json()
print(len(blocks))
