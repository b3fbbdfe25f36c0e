"""PagerDuty's own client makes the same event: read_pagerduty.py < payload. It is handed the event's parts; what it would
send has to be the payload. Prints the path at which the client sends it."""
import json
import sys

import httpx2
import pagerduty

event = json.load(sys.stdin)
sent = []


def answer(request):
    sent.append((request.url.path, json.loads(request.content)))
    return httpx2.Response(202, json={"status": "success", "dedup_key": "k"})


client = pagerduty.EventsApiV2Client(event["routing_key"], transport=httpx2.MockTransport(answer))
rest = {key: value for key, value in event.items() if key not in ("routing_key", "event_action", "dedup_key")}
if "event_action" in event:
    client.send_event(event["event_action"], dedup_key=event["dedup_key"], **rest)
else:
    client.send_change_event(**rest)
path, body = sent[0]
assert body == event, (body, event)
print(path)
