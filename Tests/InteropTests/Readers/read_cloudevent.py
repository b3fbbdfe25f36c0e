"""The CloudEvents SDK reads events, one a line: read_cloudevent.py < lines; prints the type of each."""
import sys

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

for line in sys.stdin.buffer:
    event = JSONFormat().read(CloudEvent, line)
    assert event.get_specversion() == "1.0" and event.get_source() and event.get_id()
    assert event.get_data()["headline"]
    print(event.get_type())
