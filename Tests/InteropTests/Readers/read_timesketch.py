"""Gives a file to Timesketch's own importer, with a stand-in for the server it would send to; prints what was sent."""

import json
import logging
import sys
import types

from timesketch_import_client import importer

problems = []


class Problems(logging.Handler):
    def emit(self, record):
        problems.append(record.getMessage())


logging.getLogger("timesketch_importer.importer").addHandler(Problems(level=logging.WARNING))
sent = []


class Response:
    status_code = 200
    reason = text = ""

    def json(self):
        return {"objects": [{"id": 1, "searchindex": {"index_name": "index"}}], "meta": {}}


class Session:
    """The stand-in: takes what the importer posts."""

    def post(self, url, data=None, files=None):
        sent.extend(json.loads(line) for line in files["events"][1].splitlines())
        return Response()


sketch = types.SimpleNamespace(
    id=1, api=types.SimpleNamespace(session=Session(), api_root="http://stand-in/api/v1"), my_acl=["write"], name="s")

streamer = importer.ImportStreamer()
streamer.set_sketch(sketch)
streamer.set_timeline_name("firebreak")
streamer._resource_url = "http://stand-in/api/v1/upload/"
streamer.add_file(sys.argv[1])
streamer.flush(end_stream=True)
json.dump({"events": sent, "problems": problems}, sys.stdout)
