"""Revoking sessions: all of a million, and one user's among a million, beside what people would reach for, on
redis-servers of its own. The other clients of the server are measured meanwhile: `bystander.py` is one.

  ./Scripts/bench sessions [--count N] [--runs N] [--only NAME,…] [--json FILE]

Every run begins with the same data, loaded from the same snapshot. The server's processor time is what the work costs it,
whoever asks; busy is that time as a part of the time from first to last."""

import argparse
import binascii
import json
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import measure

USERS = 250_000
LUA = """local cursor, count = '0', 0
repeat
  local page = redis.call('SCAN', cursor, 'MATCH', 'sess:*', 'COUNT', 1000)
  cursor = page[1]
  if #page[2] > 0 then count = count + redis.call('UNLINK', unpack(page[2])) end
until cursor == '0'
return count"""
REDIS_PY = """import redis, sys
client = redis.Redis(port=int(sys.argv[1]))
batch = []
for key in client.scan_iter(match="sess:*", count=1000):
    batch.append(key)
    if len(batch) == 1000:
        client.unlink(*batch)
        batch = []
if batch:
    client.unlink(*batch)
"""
REDIS_PY_USER = """import json, redis, sys
client = redis.Redis(port=int(sys.argv[1]))
def revoke(keys):
    found = [key for key, value in zip(keys, client.mget(keys))
             if value and json.loads(value).get("passport", {}).get("user") == "u777"]
    if found:
        client.unlink(*found)
batch = []
for key in client.scan_iter(match="sess:*", count=1000):
    batch.append(key)
    if len(batch) == 1000:
        revoke(batch)
        batch = []
if batch:
    revoke(batch)
"""


def free_port():
    """One below 32768, since the nodes of a cluster talk to each other on the port 10,000 above."""
    while True:
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", random.randrange(20_000, 32_000)))
                return listener.getsockname()[1]
            except OSError:
                continue


class Server:
    """A redis-server of ours in a folder of its own."""

    def __init__(self, options=()):
        self.directory = tempfile.mkdtemp(prefix="firebreak-bench-")
        self.options = list(options)
        self.port = free_port()
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", self.directory, "--save", "",
             "--loglevel", "warning", *self.options], stdout=subprocess.DEVNULL)
        while self.ask("PING") != "PONG":
            time.sleep(0.01)

    def ask(self, *words):
        result = subprocess.run(["redis-cli", "-p", str(self.port), *words], capture_output=True, text=True)
        return result.stdout.strip()

    def keep(self):
        """From now on every start begins with what is there now."""
        self.ask("SAVE")
        self.stop()

    def restart(self):
        """The same data again."""
        self.stop()
        shutil.copy(f"{self.directory}/kept.rdb", f"{self.directory}/dump.rdb") if os.path.exists(
            f"{self.directory}/kept.rdb") else shutil.copy(f"{self.directory}/dump.rdb", f"{self.directory}/kept.rdb")
        self.start()

    def processor_seconds(self):
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def end(self):
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)


def session(number):
    key = f"sess:{number * 2654435761 % 2**64:016x}{number:016x}"
    value = (f'{{"cookie":{{"originalMaxAge":86400000,"expires":"2030-01-01T00:00:00.000Z","httpOnly":true,"path":"/"}},'
             f'"passport":{{"user":"u{number % USERS}"}},"csrf":"{number * 40503:032x}"}}')
    return key.encode(), value.encode()


def fill(servers, count):
    """Saves sessions, each where its slot is when there are several servers."""
    sockets = [socket.create_connection(("127.0.0.1", server.port)) for server in servers]
    for begin in range(0, count, 20_000):
        parts = [[] for _ in servers]
        for number in range(begin, min(count, begin + 20_000)):
            key, value = session(number)
            slot = binascii.crc_hqx(key, 0) % 16384
            parts[slot * len(servers) // 16384].append(
                b"*3\r\n$3\r\nSET\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n" % (len(key), key, len(value), value))
        for connection, part in zip(sockets, parts):
            connection.sendall(b"".join(part))
            left = 5 * len(part)  # +OK and the end of the line
            while left > 0:
                left -= len(connection.recv(1 << 20))
    for connection in sockets:
        connection.close()


def make_cluster(count):
    servers = [Server(["--cluster-enabled", "yes", "--cluster-node-timeout", "15000"]) for _ in range(count)]
    for index, server in enumerate(servers):
        server.ask("CLUSTER", "ADDSLOTSRANGE", str(-(-index * 16384 // count)), str(-(-(index + 1) * 16384 // count) - 1))
        server.ask("CLUSTER", "SET-CONFIG-EPOCH", str(index + 1))
    for server in servers[1:]:
        server.ask("CLUSTER", "MEET", "127.0.0.1", str(servers[0].port))
    while any("cluster_state:ok" not in server.ask("CLUSTER", "INFO") for server in servers):
        time.sleep(0.1)
    return servers


def timed(servers, command, environment):
    """One run: its time, what it cost the servers and itself, its memory, and what a bystander felt."""
    bystander = subprocess.Popen(
        [sys.executable, os.path.join(os.path.dirname(__file__), "bystander.py"), f"127.0.0.1:{servers[0].port}", "none"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    time.sleep(0.3)
    before = [server.processor_seconds() for server in servers]
    start = time.perf_counter()
    process = subprocess.Popen(
        command, shell=isinstance(command, str), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    after = [server.processor_seconds() for server in servers]
    felt = json.loads(bystander.communicate("")[0])
    if status != 0:
        sys.exit(f"{command}: status {status}: {error.decode()}")
    cost = [b - a for a, b in zip(before, after)]
    return {"wall": wall, "server": sum(cost), "busy": max(cost) / wall, "own": usage.ru_utime + usage.ru_stime,
            "memoryMB": usage.ru_maxrss / 1024, "p99": felt["p99"], "max": felt["max"], "p50": felt["p50"]}


def idle_bystander(server):
    return timed([server], ["sleep", "2"], dict(os.environ))


def compare(title, servers, commands, runs, environment, goal, check=None):
    rows = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            for server in servers:
                server.restart()
            while len(servers) > 1 and any("cluster_state:ok" not in server.ask("CLUSTER", "INFO") for server in servers):
                time.sleep(0.1)
            rows[name].append(timed(servers, command, environment))
            if check:
                check(name)
    print(f"\n{title}\n")
    print("| method | s (median) | s (min) | server CPU s | server busy % | own CPU s | memory MB | bystander p99 ms | max ms |")
    print("|---|---|---|---|---|---|---|---|---|")
    result = []
    for name, samples in rows.items():
        middle = {key: statistics.median(sample[key] for sample in samples) for key in samples[0]}
        least = min(sample["wall"] for sample in samples)
        print(f"| {name} | {middle['wall']:.2f} | {least:.2f} | {middle['server']:.2f} | {middle['busy'] * 100:.0f} | "
              f"{middle['own']:.2f} | {middle['memoryMB']:.0f} | {middle['p99']:.2f} | {middle['max']:.2f} |")
        result.append({"name": name, "samples": samples})
    print(f"\nGoal: {goal}", flush=True)
    return {"title": title, "goal": goal, "rows": result}


def python_with_redis():
    for python in [os.path.join(os.path.dirname(__file__), "../.venv/bin/python"), sys.executable]:
        if os.path.exists(python) and subprocess.run([python, "-c", "import redis"], capture_output=True).returncode == 0:
            return python
    folder = os.path.join(tempfile.gettempdir(), "firebreak-bench-venv")
    if not os.path.exists(f"{folder}/bin/python"):
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([f"{folder}/bin/pip", "install", "-q", "redis"], check=True)
    return f"{folder}/bin/python"


def configuration(folder, url):
    path = os.path.join(folder, "firebreak.yaml")
    with open(path, "w") as file:
        file.write(f"stores:\n  web: {{url: \"{url}\", layout: connect-redis}}\n")
    return path


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--count", type=int, default=1_000_000)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--only", default="all,user,cluster", help="of all, user, cluster")
    arguments.add_argument("--methods", default="", help="only methods whose names begin so, separated by commas")
    arguments.add_argument("--json", metavar="FILE")
    options = arguments.parse_args()
    firebreak = os.environ["FIREBREAK_BINARY"]
    folder = tempfile.mkdtemp(prefix="firebreak-bench-")
    floor = f"{folder}/floor"
    subprocess.run(["cc", "-O2", "-o", floor, os.path.join(os.path.dirname(__file__), "floor.c"), "-lhiredis"], check=True)
    python = python_with_redis()
    environment = {**os.environ, "HOME": folder}
    results, servers = [], []

    def chosen(commands):
        starts = [text for text in options.methods.split(",") if text]
        return {name: command for name, command in commands.items() if not starts or name.startswith(tuple(starts))}

    def firebreak_command(url, *selection):
        return [firebreak, "sessions", "revoke", "--config", configuration(folder, url), "--store", "web", *selection,
                "--watch", "0s", "--yes", "--json"]

    # So that the servers end too when this is told to.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        print(f"Sessions: {options.count:,}, {options.runs} runs each, in turn\n{measure.machine()}; "
              f"load {os.getloadavg()[0]:.1f} before")
        if "all" in options.only or "user" in options.only:
            server = Server()
            servers.append(server)
            fill([server], options.count)
            server.keep()
            server.start()
            alone = idle_bystander(server)
            print(f"A bystander with nothing else going on: p50 {alone['p50']:.2f} ms, p99 {alone['p99']:.2f} ms, "
                  f"max {alone['max']:.2f} ms")
            port = str(server.port)
            url = f"redis://127.0.0.1:{port}"
            gone = lambda name: name.startswith("floor: SCAN alone") or server.ask("DBSIZE") == "0" or sys.exit(
                f"{name} left {server.ask('DBSIZE')}")
        if "all" in options.only:
            results.append(compare(
                f"All of {options.count:,} sessions", [server], chosen({
                    "firebreak": firebreak_command(url, "--all"),
                    "one Lua script": ["redis-cli", "-p", port, "EVAL", LUA, "0"],
                    "redis-cli --scan | xargs -n 1000 redis-cli unlink":
                        f"redis-cli -p {port} --scan --pattern 'sess:*' | xargs -n 1000 redis-cli -p {port} unlink",
                    "redis-py scan_iter + unlink": [python, "-c", REDIS_PY, port],
                    "floor: SCAN and UNLINK, unread": [floor, port, "unlink", "sess:*"],
                    "floor: SCAN alone": [floor, port, "scan", "sess:*"],
                }), options.runs, environment,
                "no slower than the Lua script; at least 2.5 times as fast as xargs; server at least 95 % busy; bystander p99 "
                "at most 1 ms, max at most 10 ms; memory at most 64 MB", gone))
        if "user" in options.only:
            results.append(compare(
                f"One user's among {options.count:,} sessions, no index", [server], chosen({
                    "firebreak": firebreak_command(url, "--user", "u777"),
                    "firebreak count (one pass)": [
                        firebreak, "sessions", "count", "--config", configuration(folder, url), "--store", "web", "--user",
                        "u777", "--json"],
                    "redis-py SCAN + MGET + json": [python, "-c", REDIS_PY_USER, port],
                    "floor: SCAN and MGET, thrown away": [floor, port, "read", "sess:*"],
                }), options.runs, environment,
                "a pass at most 1.15 times the floor; at least 3 times as fast as redis-py. `revoke` makes two passes: it "
                "counts again"))
        if "cluster" in options.only:
            cluster = make_cluster(3)
            servers += cluster
            fill(cluster, options.count)
            for node in cluster:
                node.keep()
                node.start()
            left = lambda name: all(node.ask("DBSIZE") == "0" for node in cluster) or sys.exit(f"{name} left some")
            results.append(compare(
                f"All of {options.count:,} sessions on three masters", cluster, chosen({
                    "firebreak": firebreak_command(f"redis+cluster://127.0.0.1:{cluster[0].port}", "--all")}),
                options.runs, environment, "beside one node, as far as there are processors", left))
        print(f"\nload {os.getloadavg()[0]:.1f} after")
    finally:
        for server in servers:
            server.end()
        shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"machine": measure.machine(), "count": options.count, "results": results}, file, indent=2)


main()
