"""Runs the tests of a built test program in several processes side by side: the tests wait more than they work.

usage: run-tests.py PROGRAM [argument of swift test ...]

Every test runs on SQLite, and every test of the modules that use a state once more on PostgreSQL. The tests are taken
from the program's own list and counted off against it, so that none is left out, however they are divided.
`FIREBREAK_TEST_JOBS` says how many processes run at once.

The suites of up to five tests that failed run a second time with nothing beside them: real servers, time limits and two
busy processors do not go together every time. A test that passes then is named at the end as unsteady, with what it
said; a process that crashed or did not end is never forgiven.
"""

import collections
import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time

from test_postgres import PostgresServer

LOGS = ".build/test-logs"
# The modules whose tests open a state; those of State itself run on both by themselves.
STATEFUL = "Incidents Secrets Flags Notifications Playbooks Response Commands Interop".split()
# Suites that take long begin first. From the last run on, its own times are taken.
SLOW = {"SecretsTests": 3, "CommandsTests": 3, "PlaybooksTests": 3, "RedisTests": 2, "InteropTests": 2, "SessionsTests": 2}
TESTS_IN_A_PART = 16
SECONDS_FOR_A_PART = 1500
FORGIVEN = 5
JOBS = int(os.environ.get("FIREBREAK_TEST_JOBS") or max(3, 2 * (os.cpu_count() or 2)))

Part = collections.namedtuple("Part", "database module suites tests weight")


def listed(program):
    """The tests of each suite, `Module.Suite`."""
    text = subprocess.run([program, "--testing-library", "swift-testing", "--list-tests"], check=True, capture_output=True, text=True).stdout
    suites = collections.defaultdict(list)
    for line in filter(None, text.split("\n")):
        suites[line.split("/", 1)[0]].append(line)
    return suites


def divided(suites, database, times):
    """The suites of each module in parts of about equal size, by how long they took the last time."""
    parts = []
    modules = collections.defaultdict(list)
    for suite, tests in suites.items():
        module = suite.split(".", 1)[0]
        weight = times.get(f"{database} {suite}", len(tests) * SLOW.get(module, 0.5))
        modules[module].append((weight, suite, len(tests)))
    for module, members in modules.items():
        held, weight, count = [], 0, 0
        for suite_weight, suite, tests in sorted(members, reverse=True):
            if held and count + tests > TESTS_IN_A_PART or weight > 40:
                parts.append(Part(database, module, held, count, weight))
                held, weight, count = [], 0, 0
            held, weight, count = held + [suite], weight + suite_weight, count + tests
        parts.append(Part(database, module, held, count, weight))
    return parts


class Run:
    """All parts, what has become of them, and the processes that are at work."""

    def __init__(self, program, suites, parts, environments):
        self.program, self.suites, self.environments = program, suites, environments
        self.queue = queue.Queue()
        for part in sorted(parts, key=lambda part: -part.weight):
            self.queue.put(part)
        self.parts, self.begun = len(parts), time.monotonic()
        self.lock = threading.Lock()
        self.done, self.counts = 0, collections.Counter()
        self.failures, self.unsteady, self.lost = [], [], False
        self.skipped, self.times, self.processes = [], {}, set()

    def work(self, number):
        while True:
            try:
                part = self.queue.get_nowait()
            except queue.Empty:
                return
            self.run(part, f"{LOGS}/{part.database}-{part.module}-{part.suites[0].split('.', 1)[1]}")

    def run(self, part, log):
        names = "|".join(re.escape(suite.split(".", 1)[1]) for suite in part.suites)
        command = [
            self.program, "--testing-library", "swift-testing", "--filter", rf"^{part.module}\.({names})(/|$)",
            "--event-stream-output-path", log + ".jsonl", "--event-stream-version", "0",
        ]
        with open(log + ".log", "wb") as output:
            process = subprocess.Popen(
                command, env=self.environments[part.database], stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True)
            with self.lock:
                self.processes.add(process)
            try:
                status = process.wait(SECONDS_FOR_A_PART)
            except subprocess.TimeoutExpired:
                status = f"no end after {SECONDS_FOR_A_PART} s"
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.note(part, log, status)

    def note(self, part, log, status):
        started, ended, issues, skipped = {}, {}, collections.defaultdict(list), []
        functions, texts = set(), {}
        events = open(log + ".jsonl", encoding="utf-8", errors="replace") if os.path.exists(log + ".jsonl") else []
        for line in events:
            try:
                record = json.loads(line)
            except ValueError:
                continue  # the last line of a process that was ended
            payload = record["payload"]
            test = payload.get("testID", payload.get("id"))
            if record["kind"] == "test":
                if payload["kind"] == "function":
                    functions.add(test)
            elif payload["kind"] == "testStarted":
                started[test] = payload["instant"]["absolute"]
            elif payload["kind"] == "testEnded":
                ended[test] = payload["instant"]["absolute"]
            elif payload["kind"] == "testSkipped" and test in functions:
                skipped.append(f"{test}: " + " ".join(message["text"] for message in payload["messages"]))
            elif payload["kind"] == "issueRecorded" and not payload.get("issue", {}).get("isKnown"):
                place = payload.get("issue", {}).get("sourceLocation") or {}
                where = f"{place.get('fileID', '')}:{place.get('line', '')}"
                issues[test or "(no test)"].append(where + " " + "\n".join(message["text"] for message in payload["messages"]))
        ran = sum(1 for test in functions if test in started) + len(skipped)
        lost = status not in (0, 1) or ran != part.tests
        if status != 0:
            for test in sorted(test for test in functions if test in started and test not in ended):
                issues[test].append(f"did not end: the process ended with {status}; see {log}.log")
            if not issues:
                issues[part.suites[0]].append(f"the process ended with {status}; see {log}.log")
        if ran != part.tests:
            issues[part.suites[0]].append(f"{ran} tests ran of the {part.tests} of {', '.join(part.suites)}; see {log}.log")
        with self.lock:
            self.done += 1
            self.counts[part.database] += ran
            self.skipped += [f"{part.database}: {one}" for one in skipped]
            for suite in part.suites:
                mine = [test for test in started if test == suite]
                self.times.update({f"{part.database} {test}": round(ended[test] - started[test], 1) for test in mine if test in ended})
            self.lost |= lost
            for test, messages in sorted(issues.items()):
                self.failures.append((part.database, test, messages))
                print(f"FAILED on {part.database}: {test}: {' '.join(messages[0].split())[:300]}", flush=True)

    def again(self):
        """Runs the suites of a few failed tests once more, one after the other."""
        if self.lost or not 0 < len(self.failures) <= FORGIVEN:
            return
        first, self.failures = self.failures, []
        counts, skipped = self.counts.copy(), list(self.skipped)
        for database, suite in sorted({(database, test.split("/", 1)[0]) for database, test, _ in first}):
            part = Part(database, suite.split(".", 1)[0], [suite], len(self.suites[suite]), 0)
            self.run(part, f"{LOGS}/again-{database}-{suite}")
        self.counts, self.skipped = counts, skipped
        still = {(database, test) for database, test, _ in self.failures}
        self.unsteady = [one for one in first if one[:2] not in still]

    def tell(self):
        counts = ", ".join(f"{self.counts[name]} on {name}" for name in self.environments)
        minutes, seconds = divmod(int(time.monotonic() - self.begun), 60)
        print(f"{minutes}:{seconds:02} {self.done} of {self.parts} parts, tests run: {counts}, failed: {len(self.failures)}", flush=True)

    def all(self):
        """Runs everything; Ctrl-C and SIGTERM end what runs."""
        workers = [threading.Thread(target=self.work, args=[number], daemon=True) for number in range(JOBS)]
        try:
            for worker in workers:
                worker.start()
            told = time.monotonic()
            while any(worker.is_alive() for worker in workers):
                time.sleep(0.2)
                if time.monotonic() - told > 60:
                    told = time.monotonic()
                    self.tell()
        finally:
            for process in self.processes:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGTERM)


def environment(database, server):
    variables = dict(os.environ, FIREBREAK_TEST_STATE=database)
    if database == "postgres":
        variables["FIREBREAK_TEST_POSTGRES"] = server.url
    return variables


def main():
    program, arguments = sys.argv[1], sys.argv[2:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if arguments:
        database = os.environ.get("FIREBREAK_TEST_STATE") or "sqlite"
        with PostgresServer(database == "postgres") as server:
            return subprocess.run(["swift", "test", "--skip-build", *arguments], env=environment(database, server)).returncode
    os.makedirs(LOGS, exist_ok=True)
    for name in os.listdir(LOGS):
        if name.endswith((".log", ".jsonl")):
            os.unlink(f"{LOGS}/{name}")
    try:
        times = json.load(open(LOGS + "/times.json"))
    except (OSError, ValueError):
        times = {}
    suites = listed(program)
    stateful = {suite: tests for suite, tests in suites.items() if suite.split("Tests.", 1)[0] in STATEFUL}
    parts = divided(suites, "sqlite", times) + divided(stateful, "postgres", times)
    expected = {"sqlite": sum(map(len, suites.values())), "postgres": sum(map(len, stateful.values()))}
    with PostgresServer(True) as server:
        run = Run(program, suites, parts, {name: environment(name, server) for name in expected})
        run.all()
        run.again()
    json.dump(run.times, open(LOGS + "/times.json", "w"), indent=1, sort_keys=True)
    # What is read where only the end of the output is kept.
    for one in sorted(run.skipped):
        print("skipped on " + one)
    for word, failures in (("unsteady", run.unsteady), ("FAILED", run.failures)):
        for database, test, messages in sorted(failures):
            print(f"\n{word} on {database}: {test}")
            for message in messages[:8]:
                print("  " + message[:1500].replace("\n", "\n    "))
    run.tell()
    for name, count in expected.items():
        if run.counts[name] != count:
            print(f"error: {run.counts[name]} tests ran on {name}, and there are {count}")
            return 1
    for test in sorted(f"{test} on {database}" for database, test, _ in run.unsteady):
        print(f"unsteady: {test} failed beside others and passed alone")
    print(f"{len(run.failures)} failed; whole logs in {LOGS}" if run.failures else "all passed")
    return 1 if run.failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
