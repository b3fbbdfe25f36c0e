"""Rotating many webhook secrets that stand in one .env file, durably, beside what people would reach for: a loop of
`openssl rand` and `sed -i`.

  ./Scripts/bench rotation [--count N] [--runs N] [--rounds N] [--json FILE]

The loop is measured over some rounds on the whole file and scaled, since each of its rounds costs the same. The floor is
a script that makes all values and writes the file once, fsynced and renamed: no keyring, no checks, nothing read back."""

import argparse
import base64
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import measure

FLOOR = """import base64, os
values = [base64.b64encode(os.urandom(32)).decode() for _ in open(".env")]
lines = [line.split("=", 1)[0] + "=whsec_" + value + "\\n" for line, value in zip(open(".env"), values)]
with open(".env.new", "w") as file:
    file.writelines(lines)
    file.flush()
    os.fsync(file.fileno())
os.rename(".env.new", ".env")
folder = os.open(".", os.O_RDONLY)
os.fsync(folder)
"""
LOOP = """for name in $(cut -d= -f1 .env | head -n "$1"); do
  value=$(openssl rand -base64 32)
  sed -i "s|^$name=.*|$name=whsec_$value|" .env
done
"""


def fill(directory, count, previous):
    """A file of secrets as somebody has it before firebreak, and the configuration for it."""
    names = [f"WEBHOOK_SECRET_{number:05d}" for number in range(count)]
    with open(f"{directory}/.env", "w") as file:
        for name in names:
            file.write(f"{name}=whsec_{base64.b64encode(os.urandom(32)).decode()}\n")
    with open(f"{directory}/firebreak.yaml", "w") as file:
        file.write("secrets:\n")
        for name in names:
            keys = f"key: {name}, previousKey: {name}_PREVIOUS" if previous else f"key: {name}"
            file.write(f"  {name}: {{kind: webhook-standard, destinations: [{{dotenv: {{path: .env, {keys}}}}}]}}\n")


def timed(command, directory, statuses=(0,)):
    """Wall-clock and processor seconds and the memory of one run, and of all that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if os.waitstatus_to_exitcode(status) not in statuses:
        sys.exit(f"{command}: status {status}: {error.decode()}")
    own = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
    return {"wall": wall, "cpu": own, "memoryMB": usage.ru_maxrss / 1024}


def keys(directory):
    with open(f"{directory}/.env") as file:
        return dict(line.rstrip("\n").split("=", 1) for line in file)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--count", type=int, default=10_000)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--rounds", type=int, default=300, help="rounds of the loop that are really run")
    arguments.add_argument("--json", metavar="FILE")
    options = arguments.parse_args()
    firebreak = os.environ["FIREBREAK_BINARY"]
    samples, notes = {}, {}

    def take(name, sample, scale=1.0):
        samples.setdefault(name, []).append(
            {key: value * (1 if key == "memoryMB" else scale) for key, value in sample.items()})

    def rotate(directory, name, *more):
        old = keys(directory)
        # As many descriptors as a login shell has, and no more.
        command = ["sh", "-c", "ulimit -n 1024; exec \"$@\"", "sh", firebreak, "secrets", "rotate", "--all", "--yes", *more]
        take(name, timed(command, directory))
        new = keys(directory)
        changed = sum(new[key] != value for key, value in old.items() if not key.endswith("_PREVIOUS"))
        if changed != options.count:
            sys.exit(f"{name}: {changed} of {options.count} values are new")

    for _ in range(options.runs):
        for previous in (False, True):
            directory = tempfile.mkdtemp(prefix="firebreak-bench-", dir=os.environ.get("BENCH_DIRECTORY"))
            suffix = ", with the previous values beside them" if previous else ""
            try:
                fill(directory, options.count, previous)
                rotate(directory, "firebreak, the first time" + suffix)
                rotate(directory, "firebreak, again" + suffix)
                if previous:
                    continue
                state = sum(os.path.getsize(f"{directory}/.firebreak/{name}")
                            for name in os.listdir(f"{directory}/.firebreak") if name.startswith("state.db"))
                notes["stateMBAfterTwoRotations"] = state / 1e6
                for command in (["secrets", "list"], ["metrics"], ["doctor"], ["tick", "--dry-run"],
                                ["journal", "verify"]):
                    take("firebreak " + " ".join(command), timed([firebreak, *command], directory, statuses=(0, 1, 2)))
                rotate(directory, "firebreak, --compromised", "--compromised")
                scale = options.count / options.rounds
                take("loop of openssl rand and sed -i",
                     timed(["bash", "-c", LOOP, "bash", str(options.rounds)], directory), scale)
                take("floor: one script, written once", timed([sys.executable, "-c", FLOOR], directory))
            finally:
                shutil.rmtree(directory, ignore_errors=True)

    title = f"{options.count:,} webhook secrets in one .env file"
    goal = "firebreak at least 50 times as fast as the loop"
    rows = []
    loop = {key: statistics.median(sample[key] for sample in samples["loop of openssl rand and sed -i"])
            for key in ("wall", "cpu")}
    for name, values in samples.items():
        middle = {key: statistics.median(value[key] for value in values) for key in values[0]}
        rows.append({
            "name": name, "runs": len(values), "wallMedianSeconds": middle["wall"],
            "wallMinimumSeconds": min(value["wall"] for value in values), "processorMedianSeconds": middle["cpu"],
            "memoryMB": middle["memoryMB"], "loopRatioWall": loop["wall"] / middle["wall"],
            "loopRatioProcessor": loop["cpu"] / middle["cpu"] if middle["cpu"] else None,
        })
    print(f"{title}\n{measure.machine()}; the loop from {options.rounds} rounds, scaled\n")
    print(f"{'':58}{'s':>9}{'least s':>9}{'CPU s':>9}{'MB':>7}{'loop / it':>11}{'by CPU':>9}")
    for row in rows:
        print(f"{row['name']:58}{row['wallMedianSeconds']:>9.2f}{row['wallMinimumSeconds']:>9.2f}"
              f"{row['processorMedianSeconds']:>9.2f}{row['memoryMB']:>7.0f}{row['loopRatioWall']:>11.1f}"
              f"{row['loopRatioProcessor'] or 0:>9.1f}")
    print(f"\nThe state has {notes['stateMBAfterTwoRotations']:.1f} MB after two rotations of each.\nGoal: {goal}")
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"title": title, "machine": measure.machine(), "goal": goal, "loopRounds": options.rounds,
                       **notes, "rows": rows}, file, indent=2)


main()
