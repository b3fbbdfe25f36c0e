"""login NAME...: logs users in and prints, for each, the session's id and the user's. whoami ID...: prints who each
session's user is, or - for nobody. site.json says where Redis is."""
import json
import sys

from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starsessions import SessionAutoloadMiddleware, SessionMiddleware
from starsessions.stores.redis import RedisStore

with open("site.json") as file:
    site = json.load(file)


async def whoami(request):
    return PlainTextResponse(request.session.get("user_id", "-"))


async def login(request):
    request.session["user_id"] = request.path_params["name"]
    return PlainTextResponse("")


def client():
    store = RedisStore(connection=Redis.from_url(site["url"]))
    return TestClient(
        Starlette(
            routes=[Route("/", whoami), Route("/login/{name}", login)],
            middleware=[
                Middleware(SessionMiddleware, store=store, lifetime=3600, cookie_https_only=False),
                Middleware(SessionAutoloadMiddleware),
            ],
        )
    )


action, *arguments = sys.argv[1:]
for argument in arguments:
    with client() as browser:
        if action == "login":
            browser.get("/login/" + argument)
            assert browser.get("/").text == argument
            print(browser.cookies["session"], argument)
        else:
            print(browser.get("/", cookies={"session": argument}).text)
