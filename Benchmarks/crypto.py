"""How long signing and verifying a JWT of 1 KB takes beside `openssl speed` of its primitive, in processor time."""

import argparse
import json
import os
import statistics
import subprocess

import measure

ROUNDS = 5
SECONDS = "0.5"
# What `openssl speed` calls the primitive, and the field of its -mr output with sign/s and verify/s.
PRIMITIVES = {
    "HS256": (["-bytes", "1024", "-hmac", "sha256"], None),
    "ES256": (["ecdsap256"], "+F4"),
    "EdDSA": (["ed25519"], "+F6"),
    "RS256": (["rsa2048"], "+F2"),
}
OPERATIONS = ("sign", "verify")


def floor(algorithm):
    """Nanoseconds of the primitive by `openssl speed`, to sign and to verify."""
    arguments, field = PRIMITIVES[algorithm]
    output = subprocess.run(
        ["openssl", "speed", "-seconds", "1", "-mr"] + arguments, capture_output=True, text=True, check=True).stdout
    if field is None:
        rate = float(next(line for line in output.splitlines() if line.startswith("+F:")).split(":")[-1])
        return (1024 / rate * 1e9,) * 2
    rates = next(line for line in output.splitlines() if line.startswith(field + ":")).split(":")[-2:]
    return tuple(1e9 / float(rate) for rate in rates)


def ours(algorithm, operation, scope):
    """Nanoseconds of ours."""
    output = subprocess.run(
        [os.environ["CRYPTO_BENCHMARK"], algorithm, operation, scope, SECONDS],
        capture_output=True, text=True, check=True).stdout
    return float(output)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--json", metavar="FILE")
    options = arguments.parse_args()
    samples = {}
    for _ in range(ROUNDS):
        for algorithm in PRIMITIVES:
            for operation, base in zip(OPERATIONS, floor(algorithm)):
                row = samples.setdefault((algorithm, operation), [])
                row.append((base, ours(algorithm, operation, "signature"), ours(algorithm, operation, "token")))
    rows = []
    for (algorithm, operation), values in samples.items():
        base, signature, token = (statistics.median(column) for column in zip(*values))
        rows.append({
            "name": f"{algorithm} {operation}", "rounds": len(values), "opensslNanoseconds": base,
            "signatureNanoseconds": signature, "tokenNanoseconds": token,
            "signatureRatio": statistics.median(signature / base for base, signature, _ in values),
            "tokenRatio": statistics.median(token / base for base, _, token in values),
        })
    goal = "a signature over 1 KB at most 1.15 times `openssl speed` of the primitive (processor time)"
    print(f"JWT of 1 KB\n{measure.machine()}\n")
    print(f"{'operation':14}{'openssl us':>12}{'signature us':>14}{'ratio':>7}{'token us':>12}{'ratio':>7}")
    for row in rows:
        print(f"{row['name']:14}{row['opensslNanoseconds'] / 1e3:>12.2f}{row['signatureNanoseconds'] / 1e3:>14.2f}"
              f"{row['signatureRatio']:>7.2f}{row['tokenNanoseconds'] / 1e3:>12.2f}{row['tokenRatio']:>7.2f}")
    print(f"\nGoal: {goal}")
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"title": "JWT of 1 KB", "machine": measure.machine(), "goal": goal, "rows": rows}, file, indent=2)


main()
