"""A project whose session engine and cache are told by site.json, in the folder in which it runs."""
import json

with open("site.json") as file:
    site = json.load(file)

SECRET_KEY = "a key for tests alone"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "urls"
SESSION_ENGINE = site["engine"]
CACHES = {"default": site.get("cache", {"BACKEND": "django.core.cache.backends.dummy.DummyCache"})}
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "site.sqlite"}}
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The tables as they are today, without the history of their making.
MIGRATION_MODULES = {"auth": None, "contenttypes": None, "sessions": None}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_REDIS = site.get("redis", {})
