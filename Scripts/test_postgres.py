"""The one PostgreSQL server on which a whole run of the tests keeps its states, a schema for each."""

import glob
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time


class PostgresServer:
    """A server on a free port of the loopback interface, in memory where there is room. It ends with the block, and
    with the process that started it, however that ends."""

    def __init__(self, wanted):
        self.wanted, self.process, self.directory = wanted, None, None

    def __enter__(self):
        if not self.wanted:
            return self
        memory = "/dev/shm"
        roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 3 << 30
        self.directory = tempfile.mkdtemp(prefix="firebreak-test-postgres-", dir=memory if roomy else None)
        try:
            self.start(roomy)
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self, roomy):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
        if not found:
            raise SystemExit("error: there is no PostgreSQL here: Scripts/bootstrap test installs it")
        other = ["setpriv", "--pdeathsig=QUIT"]
        if os.geteuid() == 0:  # as root it refuses to run
            shutil.chown(self.directory, "postgres")
            other += ["--reuid=postgres", "--regid=postgres", "--clear-groups"]
        subprocess.run(
            [*other, found[-1] + "/initdb", "-D", self.directory + "/data", "-U", "postgres", "-E", "UTF8", "--locale=C",
             "--no-sync", "--no-instructions", "-A", "trust"],
            check=True, stdout=subprocess.DEVNULL, cwd="/")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        # What it writes need not outlive it; tests of durability start servers of their own. In memory fsync costs nothing.
        settings = {
            "listen_addresses": "127.0.0.1", "unix_socket_directories": self.directory, "fsync": "on" if roomy else "off",
            "wal_level": "minimal", "max_wal_senders": "0",
            "max_connections": "600", "max_locks_per_transaction": "256", "shared_buffers": "128MB",
            "autovacuum_naptime": "10s", "max_wal_size": "512MB",
        }
        log = open(".build/test-logs/postgres-server.txt", "wb") if os.path.isdir(".build/test-logs") else subprocess.DEVNULL
        self.process = subprocess.Popen(
            [*other, found[-1] + "/postgres", "-D", self.directory + "/data", "-p", str(port),
             *(option for name, value in settings.items() for option in ("-c", f"{name}={value}"))],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", start_new_session=True)
        deadline = time.monotonic() + 60
        ready = [found[-1] + "/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
        while subprocess.run(ready).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("error: PostgreSQL does not start; see .build/test-logs/postgres-server.txt")
            time.sleep(0.05)
        # A role that may no more than firebreak needs, as an administrator would make it.
        subprocess.run(
            [found[-1] + "/psql", "-X", "-q", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "-d", "postgres", "-v", "ON_ERROR_STOP=1",
             "-c", "CREATE ROLE firebreak LOGIN", "-c", "CREATE DATABASE tests OWNER firebreak"], check=True)
        self.url = f"postgres://firebreak@127.0.0.1:{port}/tests?sslmode=disable"

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)  # at once, whoever is connected
            self.process.wait()
        if self.directory:
            shutil.rmtree(self.directory, ignore_errors=True)
