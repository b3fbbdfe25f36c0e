"""How long `firebreak --version` takes beside `redis-cli --version`: what every single command pays before it works."""

import os

import measure

BASE = "redis-cli --version"

measure.report(
    "Start-up",
    measure.side_by_side(
        {BASE: ["redis-cli", "--version"], "firebreak --version": [os.environ["FIREBREAK_BINARY"], "--version"]},
        runs=60),
    base=BASE,
    goal="firebreak at most 3 times redis-cli (wall clock, median of the pairs)")
