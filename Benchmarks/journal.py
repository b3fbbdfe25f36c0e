"""Appends to the journal: a million entries at once, and single ones that are each durable before the next, beside what
SQLite alone takes for rows of the same size and what the disk takes to write four kilobytes and synchronise.

usage: ./Scripts/bench journal [--entries N] [--singles N] [--runs N] [--folder DIR] [--json FILE]"""

import argparse
import glob
import os
import resource
import statistics
import subprocess
import tempfile
import time

from measure import machine, write_json

BATCH, LEAF = 16_384, 358


def timed(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--entries", type=int, default=1_000_000)
    arguments.add_argument("--singles", type=int, default=500)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--folder", default=".", help="where the state is made: on the disk that is measured")
    arguments.add_argument("--json", metavar="FILE")
    options = arguments.parse_args()
    ours = os.environ["JOURNAL_BENCHMARK"]
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        floor = f"{folder}/floor"
        subprocess.run(["cc", "-O2", f"{os.path.dirname(os.path.abspath(__file__))}/journal.c", "-lsqlite3", "-o", floor],
                       check=True)
        state = f"{folder}/state.db"
        entries, singles = str(options.entries), str(options.singles)
        work = {
            "import": (options.entries, [
                ("firebreak", [ours, "import", state, entries]),
                ("SQLite alone", [floor, "import", state, entries, str(BATCH), str(LEAF)])]),
            "single": (options.singles, [
                ("firebreak", [ours, "single", state, singles]),
                ("SQLite alone", [floor, "single", state, singles, str(LEAF)]),
                ("fdatasync alone", [floor, "fsync", f"{folder}/state.db", singles])]),
        }
        rows = []
        for kind, (count, commands) in work.items():
            samples = {name: [] for name, _ in commands}
            for _ in range(options.runs):
                for name, command in commands:
                    samples[name].append(timed(command))
                    for path in glob.glob(f"{folder}/state.db*"):
                        os.remove(path)
            floors = [wall for wall, _ in samples[commands[-1][0]]]
            for name, values in samples.items():
                rows.append({
                    "work": kind, "name": name, "count": count, "runs": len(values),
                    "perSecondMedian": count / statistics.median(wall for wall, _ in values),
                    "perSecondBest": count / min(wall for wall, _ in values),
                    "processorMicroseconds": statistics.median(cpu for _, cpu in values) / count * 1e6,
                    "ratioMedian": statistics.median(wall / floor for (wall, _), floor in zip(values, floors)),
                })
    print(f"Appending to the journal\n{machine()}\n")
    print(f"{'work':8}{'by':18}{'entries':>9}{'per second':>12}{'best':>10}{'CPU µs each':>13}{'× the floor':>13}")
    for row in rows:
        print(f"{row['work']:8}{row['name']:18}{row['count']:>9}{row['perSecondMedian']:>12,.0f}"
              f"{row['perSecondBest']:>10,.0f}{row['processorMicroseconds']:>13.2f}{row['ratioMedian']:>13.2f}")
    print("\nGoal: imports at 200,000 entries a second or more; single appends beside the disk's own rate.")
    write_json(options.json, rows=rows)


if __name__ == "__main__":
    main()
