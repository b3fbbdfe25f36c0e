"""login NAME...: logs users in and prints, for each, the session's id and the user's. whoami ID...: prints who each
session's user is, or - for nobody. pickle ID...: writes sessions as Flask-Session did before 0.8. site.json says where
Redis is, and in which format sessions are written."""
import json
import pickle
import sys

from flask import Flask, request
from flask_login import LoginManager, UserMixin, current_user, login_user
from flask_session import Session
from redis import Redis

with open("site.json") as file:
    site = json.load(file)

redis = Redis.from_url(site["url"])
app = Flask(__name__)
app.config.update(
    SECRET_KEY="a key for tests alone",
    SESSION_TYPE="redis",
    SESSION_REDIS=redis,
    SESSION_SERIALIZATION_FORMAT=site["format"],
)
session_interface = Session(app)
manager = LoginManager(app)


class User(UserMixin):
    def __init__(self, name):
        self.id = name


manager.user_loader(User)


@app.get("/")
def whoami():
    return current_user.id if current_user.is_authenticated else "-"


@app.post("/login")
def login():
    login_user(User(request.form["name"]))
    return ""


action, *arguments = sys.argv[1:]
for argument in arguments:
    client = app.test_client()
    if action == "login":
        client.post("/login", data={"name": argument})
        assert client.get("/").text == argument
        print(client.get_cookie("session").value, argument)
    elif action == "pickle":
        key = "session:" + argument
        # Flask-Session 0.5, sessions.py: the session's dictionary, by pickle.dumps.
        redis.set(key, pickle.dumps(app.session_interface._retrieve_session_data(key)), ex=3600)
    else:
        client.set_cookie("session", argument)
        print(client.get("/").text)
