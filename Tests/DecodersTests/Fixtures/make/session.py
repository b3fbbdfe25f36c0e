"""Rows for python.json, as CPython, Django, django-redis and Flask-Session themselves write them.

Needs from PyPI: Django django-redis Flask-Session msgpack msgspec lz4 pyzstd python-lzf
"""
import base64, collections, datetime, decimal, enum, json, pickle, sys, types, uuid
import django, flask, flask_session, lzf, msgpack, msgspec
from django.conf import settings
settings.configure(SECRET_KEY="fixture", USE_TZ=True, CACHES={})
django.setup()
from django.contrib.sessions.backends.base import SessionBase
from django.utils.safestring import SafeString

rows = []
def row(name, format, data, **more): rows.append(dict(name=name, format=format, bytes=bytes(data).hex(), **more))

class Account:
    def __init__(self): self.id = 42; self.name = "ann"
class Slotted:
    __slots__ = ("id",)
    def __init__(self): self.id = 42
class Color(enum.Enum): RED = 1
class MyDict(dict): pass
class MyList(list): pass
Pair = collections.namedtuple("Pair", "x y")
Account.__module__ = Slotted.__module__ = Color.__module__ = MyDict.__module__ = MyList.__module__ = Pair.__module__ = "app"
app = types.ModuleType("app"); sys.modules["app"] = app
for item in (Account, Slotted, Color, MyDict, MyList, Pair): setattr(app, item.__name__, item)

shared = ["s"]
cycle = ["u1"]; cycle.append(cycle)
dictcycle = {"name": "u1"}; dictcycle["self"] = dictcycle
values = {
    "none": None, "true": True, "false": False, "zero": 0, "byte": 200, "word": 60000, "negative": -70000, "long": 2**40, "most": 2**64 - 1,
    "huge": 10**40, "negative huge": -(10**40), "float": 1.5, "infinity": float("inf"), "text": "h\u00e9llo \U0001F600 \\u", "bytes": b"\x00\xff'", "bytearray": bytearray(b"ab"),
    "empty bytes": b"", "list": [1, "two", [3]], "tuple": (1, 2, 3, 4), "small tuple": (1,), "empty tuple": (), "set": {7}, "frozenset": frozenset([7]),
    "dict": {"a": 1, 7: "seven", (1, 2): None}, "django": {"_auth_user_id": "42", "_auth_user_backend": "django.contrib.auth.backends.ModelBackend", "_auth_user_hash": "abc"},
    "datetime": datetime.datetime(2026, 11, 21, 13, 5, 9, 250), "aware": datetime.datetime(2026, 11, 21, 13, 5, 9, tzinfo=datetime.timezone.utc),
    "zoned": datetime.datetime(2026, 11, 21, 13, 5, 9, tzinfo=datetime.timezone(datetime.timedelta(hours=-3, minutes=-30))),
    "date": datetime.date(2026, 11, 21), "time": datetime.time(13, 5, 9), "timedelta": datetime.timedelta(days=1, seconds=2, microseconds=3),
    "decimal": decimal.Decimal("1.50"), "uuid": uuid.UUID("12345678-1234-5678-9234-567812345678"), "ordered": collections.OrderedDict(a=1, b=2),
    "defaultdict": collections.defaultdict(list, a=[1]), "deque": collections.deque([1, 2]), "counter": collections.Counter("aab"),
    "object": Account(), "enumeration": Color.RED, "dict subclass": MyDict(id=42), "list subclass": MyList([1]), "named tuple": Pair(1, 2),
    "safe": SafeString("safe"), "shared": [shared, shared, "end"], "cycle": cycle, "dict cycle": dictcycle, "complex": [1j, "end"], "class": [Account, "end"],
    "function": [len, "end"],
}
for protocol in range(6):
    for name, value in values.items():
        if name == "safe" and protocol < 2: continue  # Python cannot
        row(f"{name}, protocol {protocol}", "pickle", pickle.dumps(value, protocol))
    if protocol >= 2: row(f"slots, protocol {protocol}", "pickle", pickle.dumps(Slotted(), protocol))
# Python 2 wrote text without an encoding in these forms.
row("python 2 string", "pickle", b"S'a\\x41\\n'\np0\n.")
row("python 2 binary string", "pickle", b"\x80\x02U\x02abq\x00.")
row("python 2 long", "pickle", b"\x80\x02X\x01\x00\x00\x00kq\x00L12L\n\x86q\x01.")
row("old instance", "pickle", b"(iapp\nOld\np0\n(dp1\nS'id'\np2\nI42\nsb.")
row("boolean of protocol 0", "pickle", b"(lp0\nI01\naI00\na.")

session = {"_auth_user_id": "42", "_auth_user_backend": "b", "_auth_user_hash": "h", "pad": "x" * 100}
base = SessionBase()
row("Django, signed", "django", base.encode(dict(session, pad="")).encode())
row("Django, signed and compressed", "django", base.encode(session).encode())
row("Django before 3.1", "django", base64.b64encode(b"0123abcd:" + json.dumps(session).encode()))
row("Django before 3.1, pickle", "django", base64.b64encode(b"0123abcd:" + pickle.dumps(session, 4)))

from django_redis.serializers.pickle import PickleSerializer
from django_redis.serializers.json import JSONSerializer
from django_redis.serializers.msgpack import MSGPackSerializer
pickled = PickleSerializer({}).dumps(session)
row("django-redis pickle", "pickle", pickled)
row("django-redis json", "json", JSONSerializer({}).dumps(session))
row("django-redis msgpack", "msgpack", MSGPackSerializer({}).dumps(session))
for module, name in (("zlib", "ZlibCompressor"), ("gzip", "GzipCompressor"), ("lz4", "Lz4Compressor"), ("zstd", "ZStdCompressor")):
    compressor = getattr(__import__("django_redis.compressors." + module, fromlist=[name]), name)({})
    row(f"django-redis {module}", "pickle", compressor.compress(pickled), envelope="automatic")
row("django-redis, too short to be compressed", "pickle", pickle.dumps({"_auth_user_id": "42"}), envelope="automatic")
from django.core.cache.backends.redis import RedisSerializer
row("Django's own Redis cache", "pickle", RedisSerializer().dumps(session))

from flask_session.base import MsgSpecSerializer
serializer = MsgSpecSerializer(flask.Flask("x"), "msgpack")
row("Flask-Session", "msgpack", serializer.encode({"_permanent": True, "_user_id": "u1", "roles": ["admin"], "when": datetime.datetime(2026, 11, 21, tzinfo=datetime.timezone.utc)}))
row("Flask-Session before 0.7", "pickle", pickle.dumps({"_permanent": True, "_user_id": "u1"}))
for name, value in {"integers": [0, 127, 128, 255, 256, 65535, 65536, 2**32, 2**64 - 1, -1, -32, -33, -128, -129, -32768, -32769, -2**31, -2**63],
                    "rest": [None, True, 1.5, "é", b"\xff", {"a": {"b": [1]}}, msgpack.Timestamp(1, 2), msgpack.ExtType(5, b"xy"), "x" * 300, list(range(20)), {str(i): i for i in range(20)}]}.items():
    row("msgpack " + name, "msgpack", msgpack.packb(value))
row("lzf", "pickle", lzf.compress(pickle.dumps(session, 4)), envelope="lzf")
print(json.dumps({"source": f"CPython {sys.version.split()[0]}, Django {django.__version__}, django-redis {__import__('django_redis').__version__}, Flask-Session {flask_session.__version__}, msgpack {msgpack.version}, msgspec {msgspec.__version__}", "rows": rows}))
