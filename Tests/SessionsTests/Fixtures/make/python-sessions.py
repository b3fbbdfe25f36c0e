"""Prints python-sessions.json: sessions as Django, django-redis, django-redis-sessions, Flask-Session and starsessions
store them, by their own code, in every form in which they can be set to do it.

    pip install -r Tests/InteropTests/Readers/requirements.txt && python python-sessions.py > ../python-sessions.json
"""
import json
import pickle
import sys
from importlib.metadata import version

import django
from django.conf import settings
from django.core.cache import caches

OWN, OTHER = "django.core.cache.backends.redis.RedisCache", "django_redis.cache.RedisCache"
SERIALIZERS = ["pickle.PickleSerializer", "json.JSONSerializer", "msgpack.MSGPackSerializer"]
COMPRESSORS = [
    "identity.IdentityCompressor", "zlib.ZlibCompressor", "gzip.GzipCompressor", "zstd.ZStdCompressor",
    "lz4.Lz4Compressor", "lzma.LzmaCompressor",
]


def cache(backend, **options):
    return {"BACKEND": backend, "LOCATION": "redis://127.0.0.1:1/0", "OPTIONS": options}


CACHES = {
    "default": cache(OWN),
    "prefixed": cache(OWN) | {"KEY_PREFIX": "shop:a", "VERSION": 3},
    "protocol 0": cache(OTHER, PICKLE_VERSION=0),
    "protocol 1": cache(OTHER, PICKLE_VERSION=1),
    "protocol 2": cache(OTHER, PICKLE_VERSION=2),
    "protocol 5": cache(OTHER, PICKLE_VERSION=5),
}
for serializer in SERIALIZERS:
    for compressor in COMPRESSORS:
        CACHES[f"{serializer} {compressor}"] = cache(
            OTHER, SERIALIZER="django_redis.serializers." + serializer,
            COMPRESSOR="django_redis.compressors." + compressor)
settings.configure(SECRET_KEY="a key for tests alone", CACHES=CACHES)
django.setup()

ID = "k2f8c0v5m7q1x3z9b4n6t8w0y2a4d6g8"
rows = []


def row(name, layout, key, value, user, readable=True):
    key = key.encode() if isinstance(key, str) else key
    value = str(value).encode() if isinstance(value, int) else value.encode() if isinstance(value, str) else value
    rows.append({"name": name, "layout": layout, "key": key.hex(), "value": value.hex(), "user": user,
                 "readable": readable})


def session(user):
    data = {"_auth_user_id": user, "_auth_user_backend": "django.contrib.auth.backends.ModelBackend",
            "_auth_user_hash": "5e" * 32, "cart": {"items": [1, 2.5, True, None], "note": "a" * 200},
            "role": "admin", "createdAt": 1760000000}
    if user is None:
        del data["_auth_user_id"]
    return data


for alias in CACHES:
    layout = "{preset: django-cache, keyPrefix: \"shop:a\", version: 3}" if alias == "prefixed" else "django-cache"
    store = caches[alias]
    client = store.client if hasattr(store, "client") else store._cache._serializer
    encode = client.encode if hasattr(client, "encode") else client.dumps
    for user in ["42", "5b1f7c1e-0f9e-4f4e-8a51-6f2a1b6d9c77", "zoë@example.com", None]:
        key = str(store.make_key("django.contrib.sessions.cache" + ID))
        row(f"django {alias}", layout, key, encode(session(user)), user, "lzma" not in alias)
    row(f"django {alias}, a counter", layout, str(store.make_key("django.contrib.sessions.cache" + ID)), encode(5), None)
row("django cached_db", "django-cached-db", ":1:django.contrib.sessions.cached_db" + ID,
    caches["default"]._cache._serializer.dumps(session("42")), "42")

from redis_sessions.session import SessionStore

for data in [session("42"), {"_auth_user_id": "42"}]:
    row("django-redis-sessions", "{key: \"session:{id}\", encoding: django, user: _auth_user_id}", "session:" + ID,
        SessionStore(ID).encode(data), "42")

from flask_session.base import MsgSpecSerializer

for user in ["42", "zoë@example.com", None]:
    data = {"_permanent": True, "_fresh": True, "_id": "c3" * 64, "cart": {"items": [1, 2.5, None]}}
    if user is not None:
        data["_user_id"] = user
    for format in ["msgpack", "json"]:
        row("flask-session " + format, "flask-session", "session:Qek26Jjs1ofmnaNLyOnS2srkiVIm7ZiB5XriWIoXG6c",
            MsgSpecSerializer(None, format).encode(data), user)
    # Flask-Session before 0.8, sessions.py: `self.serializer.dumps(dict(session))`, and the serializer is pickle.
    row("flask-session pickle", "flask-session", "session:6f1c4ba3-3b93-4f43-9d2f-6f8a6e1f0d5c",
        pickle.dumps(data), user)

from starsessions.serializers import JsonSerializer

row("starsessions", "{key: \"starsessions.{id}\", user: user_id}", "starsessions.d651a58a6e3733ffdc10048bb604f032",
    JsonSerializer().serialize({"user_id": "42", "__metadata__": {"created": 1760000000.5}}), "42")
row("fastapi-users", "{key: \"fastapi_users_token:{id}\", encoding: string}",
    "fastapi_users_token:Joa3ABfjNzA6eKYQNbqupgFfT1Mh97O6ehX-w9cC90E", "5b1f7c1e-0f9e-4f4e-8a51-6f2a1b6d9c77",
    "5b1f7c1e-0f9e-4f4e-8a51-6f2a1b6d9c77")

packages = ["Django", "django-redis", "django-redis-sessions", "Flask-Session", "starsessions"]
json.dump({"source": ", ".join(f"{name} {version(name)}" for name in packages), "rows": rows}, sys.stdout, indent=0)
