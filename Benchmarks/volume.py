"""Many gigabytes of real logs through `firebreak timeline convert`, and how much memory that takes: nginx, PostgreSQL,
redis-server, rsyslog and Prometheus write some hundred lines each, to which come lines as pino writes them; the lines are
written again and again with times that go on, until there is as much as was asked for. Every record has to come out, in the
order of time. Ends with 1 where one does not, or where the program needed more than 512 MB.

usage: ./Scripts/bench volume [--gigabytes 10 | --megabytes N] [--json FILE]

Needs the packages of `Scripts/bootstrap test`, and room for five times as much in $TMPDIR, else /var/tmp."""

import argparse
import calendar
import json
import operator
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request

import measure

FIREBREAK = os.environ["FIREBREAK_BINARY"]
LIMIT = 512
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# The servers shall tell the time as those of most services do.
ENVIRONMENT = {**os.environ, "TZ": "UTC", "LC_ALL": "C"}


class Server:
    """A program that runs while its log is written."""

    def __init__(self, command, **options):
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=options.pop("stderr", subprocess.DEVNULL), env=ENVIRONMENT, **options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def wait(what, test):
    for _ in range(600):
        if test():
            return
        time.sleep(0.05)
    raise SystemExit(f"waited in vain until {what}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def nginx(folder, lines):
    port = free_port()
    places = "".join(f"{name}_temp_path {folder}/{name};" for name in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"])
    with open(f"{folder}/nginx.conf", "w") as file:
        file.write(
            f"daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log info; events {{}}\n"
            f"http {{ access_log {folder}/nginx-access.log combined; {places}\n"
            f"server {{ listen 127.0.0.1:{port}; location / {{ return 200 ok; }} location /admin {{ deny all; }} }} }}\n")
    with Server(["nginx", "-p", folder, "-c", f"{folder}/nginx.conf", "-e", f"{folder}/nginx-error.log"]):
        wait("nginx listens", lambda: answers(port))
        for number in range(lines):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/{['orders', 'admin'][number % 9 == 0]}/{number}?page=2").read()
            except urllib.error.HTTPError:
                pass
    return [f"{folder}/nginx-access.log", f"{folder}/nginx-error.log"]


def redis(folder, lines):
    port, log = free_port(), f"{folder}/redis.log"
    with Server(["redis-server", "--port", str(port), "--logfile", log, "--loglevel", "verbose", "--save", "", "--dir", folder]):
        wait("redis-server listens", lambda: answers(port))
        for _ in range(lines):
            with socket.create_connection(("127.0.0.1", port)) as client:
                client.sendall(b"PING\r\n")
                client.recv(64)
    return [log]


def rsyslog(folder, lines):
    path = f"{folder}/log.socket"
    with open(f"{folder}/rsyslog.conf", "w") as file:
        file.write(
            f'global(workDirectory="{folder}")\nmodule(load="imuxsock" SysSock.Use="off")\ninput(type="imuxsock" Socket="{path}")\n'
            + "".join(
                f'action(type="omfile" file="{folder}/{name}" template="{template}")\n'
                for name, template in [
                    ("syslog-file", "RSYSLOG_FileFormat"), ("syslog-5424", "RSYSLOG_SyslogProtocol23Format")]))
    logs = [f"{folder}/syslog-file", f"{folder}/syslog-5424"]
    with Server(["rsyslogd", "-n", "-f", f"{folder}/rsyslog.conf", "-i", f"{folder}/rsyslog.pid"]):
        wait("rsyslog listens", lambda: os.path.exists(path))
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
            for number in range(lines):
                stamp = time.strftime("%b %e %H:%M:%S", time.gmtime())
                client.sendto(f"<36>{stamp} sshd[{number}]: Failed password for bob from 203.0.113.{number % 250} port 5 ssh2".encode(), path)
        def are_written():
            return all(os.path.exists(log) and open(log, "rb").read().count(b"Failed") == lines for log in logs)
        wait("rsyslog has written", are_written)
    return logs


def postgres(folder, lines):
    programs = sorted(os.listdir("/usr/lib/postgresql"), key=float)[-1]
    binaries, data, log, port = f"/usr/lib/postgresql/{programs}/bin", f"{folder}/pg", f"{folder}/postgres.log", free_port()
    os.mkdir(data, 0o700)
    become = []
    if os.getuid() == 0:
        become = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]
        shutil.chown(data, "postgres", "postgres")
        os.chmod(folder, 0o755)
    subprocess.run(
        [*become, f"{binaries}/initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync"], check=True,
        stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    with open(log, "wb") as file:
        with Server(
                [*become, f"{binaries}/postgres", "-D", data, "-k", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1",
                 "-c", "log_statement=all", "-c", "log_timezone=UTC", "-c", "log_line_prefix=%m [%p] "], stderr=file):
            wait("PostgreSQL listens", lambda: answers(port))
            ask = "".join(f"SELECT {number},\n  'two lines';\n" for number in range(lines))
            wait("PostgreSQL answers", lambda: subprocess.run(
                ["psql", "-q", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres"], input=ask.encode(),
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0)
    return [log]


def prometheus(folder, _):
    port, log = free_port(), f"{folder}/prometheus.log"
    with open(f"{folder}/prometheus.yml", "w") as file:
        file.write("global: {scrape_interval: 1s}\n")
    with open(log, "wb") as file:
        with Server(
                ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/tsdb",
                 f"--web.listen-address=127.0.0.1:{port}", "--log.level=debug"], stderr=file):
            wait("Prometheus listens", lambda: answers(port))
    return [log]


def pino(folder, lines):
    """pino is a library: lines in its form."""
    path, now = f"{folder}/pino.log", int(time.time() * 1000)
    with open(path, "w") as file:
        for number in range(lines):
            record = {
                "level": [30, 30, 40, 50][number % 4], "time": now + number * 7, "pid": 1, "hostname": "api-1", "reqId": f"r{number}",
                "req": {"method": "GET", "url": f"/orders/{number}", "remoteAddress": f"10.0.0.{number % 250}"},
                "userId": f"u{number % 97}", "res": {"statusCode": 200}, "msg": "request completed"}
            file.write(json.dumps(record, separators=(",", ":")) + "\n")
    return [path]


class Times:
    """How a log writes its times, and how later ones are written."""

    FORMS = [
        (re.compile(r'(?<="time":)\d{10}'), int, str),
        (re.compile(r"\d{4}-\d\d-\d\d([T ])\d\d:\d\d:\d\d"), None, None),
        (re.compile(r"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d"), "%d/%b/%Y:%H:%M:%S", None),
        (re.compile(r"\d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d"), "%d %b %Y %H:%M:%S", None),
        (re.compile(r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d"), "%Y/%m/%d %H:%M:%S", None),
    ]

    def __init__(self, text):
        for pattern, read, write in self.FORMS:
            match = pattern.search(text.split("\n", 1)[0])
            if not match:
                continue
            if read is None:
                read = f"%Y-%m-%d{match[1]}%H:%M:%S"
            self.pattern = pattern
            self.read = read if callable(read) else lambda text: calendar.timegm(time.strptime(text, read))
            self.write = write or (lambda second: time.strftime(read, time.gmtime(second)))
            return
        raise SystemExit(f"no time in: {text[:200]}")


def multiply(log, target, size):
    """Writes a log over and over, its times going on, until there is as much; how many times that was."""
    with open(log, encoding="utf-8") as file:
        text = file.read()
    times = Times(text)
    pieces, stamps = [], []
    for line in text.splitlines(keepends=True):
        match = times.pattern.search(line)
        # Lines that go on with the record before have no time of their own.
        if match and match.start() < 60:
            pieces += [line[:match.start()], None, line[match.end():]]
            stamps.append(times.read(match[0]))
        else:
            pieces.append(line)
    slots = [index for index, piece in enumerate(pieces) if piece is None]
    period = max(stamps) - min(stamps) + 1
    copies = written = 0
    with open(target, "w", encoding="utf-8", buffering=1 << 20) as file:
        while written < size:
            texts = {stamp: times.write(stamp + copies * period) for stamp in set(stamps)}
            for slot, stamp in zip(slots, stamps):
                pieces[slot] = texts[stamp]
            written += file.write("".join(pieces))
            copies += 1
    return copies


def convert(logs, folder, check):
    """Runs the program over logs; how many records came out, its seconds and its memory."""
    command = [FIREBREAK, "timeline", "convert", *logs, "--zone", "UTC", "--undated", f"{folder}/undated", "--quiet"]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "TMPDIR": folder})
    counted = {"records": 0, "bytes": 0}
    def read():
        rest, last = b"", b""
        for chunk in iter(lambda: process.stdout.read(1 << 22), b""):
            counted["bytes"] += len(chunk)
            whole, _, tail = (rest + chunk).rpartition(b"\n")
            rest = tail
            counted["records"] += whole.count(b"\n") + (1 if whole else 0)
            if check:
                found = [last, *re.findall(rb'"timestamp":(\d{16})', whole)]
                last = found[-1]
                if not all(map(operator.le, found, found[1:])):
                    raise SystemExit("the records are not in the order of time")
    reader = threading.Thread(target=read)
    reader.start()
    _, status, usage = os.wait4(process.pid, 0)
    reader.join()
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"firebreak ended with {os.waitstatus_to_exitcode(status)}")
    return counted, time.perf_counter() - start, usage


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--json", metavar="FILE")
    arguments.add_argument("--gigabytes", type=float, default=10)
    arguments.add_argument("--megabytes", type=float)
    options = arguments.parse_args()
    wanted = int(options.megabytes * (1 << 20) if options.megabytes else options.gigabytes * (1 << 30))
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as folder:
        seeds = []
        for server in [nginx, redis, rsyslog, postgres, prometheus, pino]:
            seeds += server(folder, 300)
        logs, expected, total = [], 0, 0
        for number, seed in enumerate(seeds):
            records = convert([seed], folder, True)[0]["records"]
            if records == 0:
                raise SystemExit(f"{seed} has no records")
            logs.append(f"{folder}/large-{number}-{os.path.basename(seed)}")
            expected += records * multiply(seed, logs[-1], wanted // len(seeds))
            total += os.path.getsize(logs[-1])
        counted, wall, usage = convert(logs, folder, True)
    megabytes = usage.ru_maxrss / 1024
    row = {
        "work": f"{total / 1e9:.2f} GB in {len(logs)} logs", "name": "firebreak timeline convert", "records": counted["records"],
        "bytesOut": counted["bytes"], "wallSeconds": wall, "processorSeconds": usage.ru_utime + usage.ru_stime,
        "peakMegabytes": megabytes}
    print(f"{row['work']} ({', '.join(os.path.basename(seed) for seed in seeds)})")
    print(f"{counted['records']:,} records, {counted['bytes'] / 1e9:.2f} GB out, {wall:.1f} s, {megabytes:.0f} MB at most")
    print(f"{measure.machine()}; load {os.getloadavg()[0]:.1f}")
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"title": "Volume", "machine": measure.machine(), "rows": [row]}, file, indent=2)
    # A record that two logs have at the same instant with the same text goes out once.
    if counted["records"] != expected:
        raise SystemExit(f"{expected:,} records went in")
    if megabytes > LIMIT:
        raise SystemExit(f"more than {LIMIT} MB")


if __name__ == "__main__":
    main()
