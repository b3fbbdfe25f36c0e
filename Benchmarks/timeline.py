"""A timeline of a million JSON log lines in four files: read, filter, merge, write Timesketch's JSON lines; firebreak
beside jq and lnav doing the same; then the same lines into an incident's journal, and what reads it. With --gigabytes N also as many gigabytes once through firebreak, and how much memory
that takes; those are made from real logs where some are given with --from."""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import tempfile
import time

import measure

FIREBREAK = os.environ["FIREBREAK_BINARY"]
FILES = 4
PATHS = ["/api/login", "/api/orders", "/api/users/me", "/api/health", "/api/reports", "/api/admin/keys"]
MESSAGES = ["request completed", "request errored", "Authentication failed", "session mismatch", "cache miss"]

# The same records with the same fields as firebreak writes. jq knows neither the line of a record nor, beside --slurp,
# its file, so that it is spared both.
RECORD = """{message: .msg,
  datetime: ((.time / 1000 | floor | strftime("%Y-%m-%dT%H:%M:%S")) + "." + (.time % 1000 + 1000 | tostring)[1:] + "000+00:00"),
  timestamp: (.time * 1000), timestamp_desc: "Event Logged", source: "app.jsonl", source_format: "json",
  time_precision: "millisecond", time_zone_from: "format",
  severity: {"20": "debug", "30": "info", "40": "warning", "50": "error"}[.level | tostring],
  level: (.level | tostring), pid: (.pid | tostring), hostname, reqId, req_method: .req.method, req_url: .req.url,
  req_remoteAddress: .req.remoteAddress, userId, res_statusCode: (.res.statusCode | tostring),
  responseTime: (.responseTime | tostring)}"""


def write_logs(folder, lines):
    """Lines as pino writes them, spread over files as over the processes of a service."""
    generator = random.Random(7)
    files = [open(f"{folder}/app{number}.jsonl", "w") for number in range(FILES)]
    now = 1763740000000
    for number in range(lines):
        now += generator.randint(0, 7)
        line = {
            "level": generator.choice([20, 30, 30, 30, 30, 30, 40, 50]), "time": now, "pid": 1234,
            "hostname": "api-1", "reqId": f"req-{number:x}",
            "req": {
                "method": "POST", "url": generator.choice(PATHS),
                "remoteAddress": f"10.{generator.randint(0, 9)}.{generator.randint(0, 255)}.{generator.randint(1, 254)}"},
            "userId": f"u{generator.randint(1, 50000)}",
            "res": {"statusCode": generator.choice([200, 200, 200, 401, 403, 500])},
            "responseTime": generator.randint(1, 900), "msg": generator.choice(MESSAGES)}
        files[number % FILES].write(json.dumps(line, separators=(",", ":")) + "\n")
    for file in files:
        file.close()
    return [file.name for file in files]


def run(command, output, directory):
    """Seconds by the wall clock and of the processor, and the peak of memory in MB, of one run into a file."""
    with open(output, "wb") as file:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.PIPE, cwd=directory)
        message = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{command[0]} ended with {status}: {message.decode(errors='replace')[-500:]}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def check(ours, theirs):
    """The two files hold the same records, apart from what jq was spared and from the order within an instant."""
    def records(path):
        for line in open(path):
            record = json.loads(line)
            record.pop("line", None)
            record.pop("source", None)
            yield record["timestamp"], record["reqId"], record
    mine, other = list(records(ours)), list(records(theirs))
    assert [record[0] for record in mine] == [record[0] for record in other], "another order"
    mine.sort(key=lambda record: record[:2])
    other.sort(key=lambda record: record[:2])
    assert mine == other, "other records"
    return len(mine)


def side_by_side(folder, files, runs):
    rows = []
    for title, condition, own in [
            ("all records", "", []), ("warnings and errors (a quarter)", "select(.level >= 40) | ", ["--severity", "warning"])]:
        commands = {
            "jq -c, and sort_by": ["jq", "-n", "-c", f"[inputs | {condition}{RECORD}] | sort_by(.timestamp)[]", *files],
            "firebreak timeline convert": [FIREBREAK, "timeline", "convert", *files, *own, "--quiet"],
        }
        if shutil.which("lnav") and not condition:
            # It merges, but writes the lines as they are.
            commands["lnav -n, lines as they are"] = ["lnav", "-n", "-q", *files, "-c", ":goto 0"]
        samples = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                samples[name].append(run(command, f"{folder}/{'jq' if name[0] == 'j' else name.split()[0]}.out", folder))
        count = check(f"{folder}/firebreak.out", f"{folder}/jq.out")
        base = statistics.median(wall for wall, _, _ in samples["jq -c, and sort_by"])
        for name, values in samples.items():
            wall = statistics.median(value[0] for value in values)
            rows.append({
                "work": f"{title}: {count}", "name": name, "runs": runs, "wallMedianSeconds": wall,
                "processorMedianSeconds": statistics.median(value[1] for value in values),
                "peakMegabytes": max(value[2] for value in values), "timesJq": base / wall})
    return rows


def journal(folder, files, lines):
    """The same lines taken into an incident's journal, once, and what reads it afterwards."""
    home, rows = f"{folder}/journal", []
    os.mkdir(home)
    with open(f"{home}/firebreak.yaml", "w") as file:
        file.write("{}\n")
    run([FIREBREAK, "incident", "open", "--title", "Benchmark", "--severity", "sev3"], os.devnull, home)
    for name in ["timeline import", "incident show", "report --output r.html", "timeline export", "journal verify"]:
        own = files if name == "timeline import" else []
        wall, processor, megabytes = run([FIREBREAK, *name.split(), *own, "--quiet"], os.devnull, home)
        rows.append({
            "work": f"an incident with {lines} rows", "name": f"firebreak {name}", "runs": 1, "wallMedianSeconds": wall,
            "processorMedianSeconds": processor, "peakMegabytes": megabytes, "timesJq": None})
    return rows


def large(folder, gigabytes, originals):
    """One run over many gigabytes, made of each of some logs in equal parts."""
    originals = originals or [f"{folder}/app{number}.jsonl" for number in range(FILES)]
    targets, total = [], 0
    for number, path in enumerate(originals):
        piece = open(path, "rb").read()
        piece *= max(1, (1 << 20) // len(piece))
        size = 0
        targets.append(f"{folder}/large{number}.log")
        with open(targets[-1], "wb") as file:
            while size < (gigabytes << 30) // len(originals):
                size += file.write(piece)
        total += size
    command = [FIREBREAK, "timeline", "convert", *targets, "--zone", "UTC", "--year", "2026", "--quiet"]
    process = subprocess.Popen([*command, "--undated", f"{folder}/undated"], stdout=subprocess.DEVNULL)
    start = time.perf_counter()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"firebreak ended with {status}")
    for target in targets:
        os.unlink(target)
    return {
        "work": f"{total / 1e9:.1f} GB in {len(targets)} files", "name": "firebreak timeline convert", "runs": 1,
        "wallMedianSeconds": wall, "processorMedianSeconds": usage.ru_utime + usage.ru_stime,
        "peakMegabytes": usage.ru_maxrss / 1024, "timesJq": None}


arguments = argparse.ArgumentParser()
arguments.add_argument("--json", metavar="FILE")
arguments.add_argument("--lines", type=int, default=1_000_000)
arguments.add_argument("--runs", type=int, default=3)
arguments.add_argument("--gigabytes", type=int, default=0)
arguments.add_argument("--from", dest="originals", nargs="*", metavar="LOG", default=[])
options = arguments.parse_args()
GOAL = "firebreak at least 15 times as fast as jq; at most 512 MB of memory at 10 GB"
with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as folder:
    logs = write_logs(folder, options.lines)
    found = side_by_side(folder, logs, options.runs)
    found += journal(folder, logs, options.lines)
    if options.gigabytes:
        found.append(large(folder, options.gigabytes, options.originals))
print(f"Timeline\n{measure.machine()}; load {os.getloadavg()[0]:.1f}\n")
print(f"{'work':42}{'command':30}{'s':>8}{'CPU s':>8}{'MB':>7}{'x jq':>7}")
for row in found:
    ratio = f"{row['timesJq']:.1f}" if row["timesJq"] else ""
    print(f"{row['work']:42}{row['name']:30}{row['wallMedianSeconds']:>8.2f}{row['processorMedianSeconds']:>8.2f}"
          f"{row['peakMegabytes']:>7.0f}{ratio:>7}")
print(f"\nGoal: {GOAL}")
if options.json:
    with open(options.json, "w") as file:
        json.dump({"title": "Timeline", "machine": measure.machine(), "goal": GOAL, "rows": found}, file, indent=2)
