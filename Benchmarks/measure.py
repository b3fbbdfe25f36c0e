"""Times commands side by side, in turn, so that a machine that changes speed changes it for all of them."""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import time


def machine():
    """What the figures were measured on, in a line."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as file:
            model = next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{model}, {os.cpu_count()} processors, {platform.system()} {platform.release()}"


def write_json(path, **figures):
    """Writes figures, and what they were measured on, where --json asks for it."""
    if path:
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"machine": machine(), **figures}, file, indent=2)


def run_once(command):
    """Wall-clock and processor seconds of one run, output thrown away."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def side_by_side(commands, runs, warm_ups=3):
    """Runs the commands in turn; returns for each the samples of wall-clock and processor seconds."""
    samples = {name: [] for name in commands}
    for round_number in range(warm_ups + runs):
        for name, command in commands.items():
            sample = run_once(command)
            if round_number >= warm_ups:
                samples[name].append(sample)
    return samples


def report(title, samples, base, goal):
    """Prints a table of medians and the ratio to `base`, and writes JSON where --json asks for it."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--json", metavar="FILE")
    options = arguments.parse_args()
    wall_of_base = [wall for wall, _ in samples[base]]
    rows = []
    for name, values in samples.items():
        walls = [wall for wall, _ in values]
        ratios = [wall / other for wall, other in zip(walls, wall_of_base)]
        rows.append({
            "name": name,
            "runs": len(values),
            "wallMedianSeconds": statistics.median(walls),
            "wallMinimumSeconds": min(walls),
            "wallMaximumSeconds": max(walls),
            "processorMedianSeconds": statistics.median(cpu for _, cpu in values),
            "ratioMedian": statistics.median(ratios),
        })
    print(f"{title}\n{machine()}\n")
    print(f"{'command':34}{'runs':>6}{'median ms':>12}{'min ms':>10}{'max ms':>10}{'ratio':>8}")
    for row in rows:
        print(f"{row['name']:34}{row['runs']:>6}{row['wallMedianSeconds'] * 1e3:>12.2f}"
              f"{row['wallMinimumSeconds'] * 1e3:>10.2f}{row['wallMaximumSeconds'] * 1e3:>10.2f}"
              f"{row['ratioMedian']:>8.2f}")
    print(f"\nGoal: {goal}")
    write_json(options.json, title=title, goal=goal, rows=rows)
