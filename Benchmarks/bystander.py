"""A client that has nothing to do with the work: one GET after the other, about a thousand a second, until its standard
input is closed. Prints what they took, in milliseconds."""

import json
import socket
import sys
import threading
import time

address, key = sys.argv[1], sys.argv[2].encode()
host, port = address.rsplit(":", 1)
server = socket.create_connection((host, int(port)))
server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
command = b"*2\r\n$3\r\nGET\r\n$%d\r\n%s\r\n" % (len(key), key)
over = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
samples = []
while not over.is_set():
    start = time.perf_counter()
    server.sendall(command)
    server.recv(4096)
    samples.append((time.perf_counter() - start) * 1e3)
    time.sleep(0.001)
samples.sort()
at = lambda part: samples[min(len(samples) - 1, int(len(samples) * part))]
print(json.dumps({"count": len(samples), "p50": at(0.5), "p99": at(0.99), "max": samples[-1]}))
