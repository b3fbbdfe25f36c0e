"""login NAME...: logs users in and prints, for each, the session's id and the user's. whoami ID...: prints who each
session's user is, or - for nobody. Both ask the project as a browser does. plant TEXT: saves a session of a user whose
primary key is this text, and prints its id. rows ID...: prints whether the table has the sessions."""
import os
import sys
from importlib import import_module

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"

import django
from django.conf import settings
from django.core.management import call_command
from django.test import Client

django.setup()
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session


def whoami(client):
    return client.get("/").content.decode() or "-"


def login(name):
    user = User.objects.filter(username=name).first() or User.objects.create_user(name, password="right")
    client = Client()
    assert client.login(username=name, password="right") and whoami(client) == name
    return client.cookies["sessionid"].value, user.pk


action, *arguments = sys.argv[1:]
if action == "login":
    call_command("migrate", run_syncdb=True, verbosity=0)
    for name in arguments:
        print(*login(name))
elif action == "whoami":
    for identifier in arguments:
        client = Client()
        client.cookies["sessionid"] = identifier
        print(whoami(client))
elif action == "plant":
    call_command("migrate", run_syncdb=True, verbosity=0)
    for text in arguments:
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session["_auth_user_id"] = text
        session.save()
        print(session.session_key)
elif action == "rows":
    for identifier in arguments:
        print(Session.objects.filter(session_key=identifier).exists())
