"""Appends to the journal by one, four and sixteen processes at once, each durable before the next of its process, on SQLite
and on PostgreSQL, beside pgbench, which inserts rows of the same size on the same server with as many clients: freely, and
one after the other under a lock, as a log whose entries follow from one another has to be written.

usage: ./Scripts/bench state [--writers 1,4,16] [--seconds N] [--runs N] [--folder DIR] [--json FILE]"""

import argparse
import glob
import os
import pwd
import shutil
import statistics
import subprocess
import tempfile
import time

from measure import machine, write_json

LEAF = 358
ROW = f"""(convert_to(repeat('x', {LEAF}), 'UTF8'), convert_to(repeat('y', 32), 'UTF8'), 'INC-20261121-001',
 'timeline.event', NULL, 1795219200000000, 1795219200000000)"""
COLUMNS = "(leaf, leaf_hash, incident, kind, operation, recorded_at, occurred_at)"
SCRIPTS = {
    "pgbench": f"INSERT INTO rows {COLUMNS} VALUES {ROW};".replace("\n", ""),
    "pgbench, one at a time": "\n".join([
        "BEGIN;", "SELECT pg_advisory_xact_lock(1);",
        f"INSERT INTO rows {COLUMNS} VALUES {ROW};".replace("\n", ""), "COMMIT;"]),
}


class Server:
    """A PostgreSQL server with its usual settings, on the disk that is measured."""

    def __init__(self, folder):
        self.programs = os.path.dirname(sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda p: (len(p), p))[-1])
        self.folder = folder
        self.user = []
        if os.geteuid() == 0:
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
            self.user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(self.user + [f"{self.programs}/initdb", "-D", f"{folder}/data", "-U", "firebreak", "-E", "UTF8",
                                    "--locale=C", "-A", "trust"], check=True, **quiet)
        self.process = subprocess.Popen(
            self.user + [f"{self.programs}/postgres", "-D", f"{folder}/data", "-c", "listen_addresses=", "-c",
                         f"unix_socket_directories={folder}"], **quiet)
        while subprocess.run([f"{self.programs}/pg_isready", "-q", "-h", folder], check=False).returncode:
            time.sleep(0.1)
        self.sql("CREATE TABLE rows (position BIGSERIAL PRIMARY KEY, leaf BYTEA, leaf_hash BYTEA, incident TEXT, kind TEXT,"
                 " operation TEXT, recorded_at BIGINT, occurred_at BIGINT)")

    def url(self, schema):
        return f"postgres://firebreak@/postgres?host={self.folder}&schema={schema}"

    def sql(self, text):
        subprocess.run([f"{self.programs}/psql", "-X", "-q", "-h", self.folder, "-U", "firebreak", "-d", "postgres", "-c",
                        text], check=True, stdout=subprocess.DEVNULL)

    def pgbench(self, script, clients, seconds):
        path = f"{self.folder}/script.sql"
        with open(path, "w", encoding="utf-8") as file:
            file.write(script)
        output = subprocess.run(
            [f"{self.programs}/pgbench", "-n", "-M", "prepared", "-h", self.folder, "-U", "firebreak", "-c", str(clients),
             "-j", str(min(clients, os.cpu_count())), "-T", str(seconds), "-f", path, "postgres"],
            check=True, capture_output=True, text=True).stdout
        return float(next(line for line in output.splitlines() if line.startswith("tps")).split()[2])

    def stop(self):
        self.process.terminate()
        self.process.wait()


def append(program, state, key, writers, seconds):
    """Entries a second of so many processes; the journal is verified and counted."""
    command = [program, "append", state, str(seconds), key]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(writers)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    start = time.perf_counter()
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    counts = [int(process.stdout.readline()) for process in processes]
    wall = time.perf_counter() - start
    for process in processes:
        assert process.wait() == 0
    verified = subprocess.run([program, "verify", state], check=True, capture_output=True, text=True).stdout
    assert int(verified) == sum(counts) + 1, "entries were lost, or are there twice"
    return sum(counts) / wall


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--writers", default="1,4,16")
    arguments.add_argument("--seconds", type=int, default=8)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--folder", default=".", help="where the states are made: on the disk that is measured")
    arguments.add_argument("--json", metavar="FILE")
    options = arguments.parse_args()
    ours = os.environ["JOURNAL_BENCHMARK"]
    folder = tempfile.mkdtemp(dir=os.path.abspath(options.folder), prefix="state-")
    os.chmod(folder, 0o755)
    os.mkdir(f"{folder}/server")
    server = Server(f"{folder}/server")
    rows = []
    try:
        key = f"{folder}/key.pem"
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", key], check=True)
        number = 0
        for writers in (int(text) for text in options.writers.split(",")):
            samples = {}
            for _ in range(options.runs):
                number += 1
                os.mkdir(f"{folder}/{number}", 0o700)
                work = {
                    "firebreak on SQLite": lambda: append(ours, f"{folder}/{number}/state.db", key, writers, options.seconds),
                    "firebreak on PostgreSQL": lambda: append(ours, server.url(f"run{number}"), key, writers, options.seconds),
                } | {name: lambda script=script: server.pgbench(script, writers, options.seconds)
                     for name, script in SCRIPTS.items()}
                for name, measure in work.items():
                    samples.setdefault(name, []).append(measure())
            for name, values in samples.items():
                rows.append({
                    "writers": writers, "name": name, "runs": len(values), "perSecondMedian": statistics.median(values),
                    "perSecondBest": max(values),
                    "ratioMedian": statistics.median(value / floor for value, floor in zip(values, samples["pgbench"])),
                })
    finally:
        server.stop()
        shutil.rmtree(folder)
    print(f"Appends to a shared journal\n{machine()}\n")
    print(f"{'writers':>7}  {'by':26}{'per second':>12}{'best':>10}{'of pgbench':>12}")
    for row in rows:
        print(f"{row['writers']:>7}  {row['name']:26}{row['perSecondMedian']:>12,.0f}{row['perSecondBest']:>10,.0f}"
              f"{row['ratioMedian']:>12.2f}")
    print("\nGoal: with many writers no slower than rows written one at a time, and as near to free inserts as a log gets.")
    write_json(options.json, rows=rows)


if __name__ == "__main__":
    main()
