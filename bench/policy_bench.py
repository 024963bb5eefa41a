#!/usr/bin/env python3
"""The policy engine's evaluation speed beside that of CEL engines from npm, on the same rules and phones.

    bench/policy_bench.py [--bin DIRECTORY] [--runs N]

Builds nothing but the peers' packages, which npm fetches into build/policy_peers at the versions of bench/policy_peers/package.json. Prints, for each
shape of rule, our row-wise and columnar rate, each peer's rate, the ratio of ours to the peer's, and how many of the peer's results are ours. Medians
of the runs.
"""
import argparse
import json
import pathlib
import shutil
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent


def install(directory):
    directory.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "peers.mjs"):
        shutil.copy(ROOT / "bench" / "policy_peers" / name, directory / name)
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"], cwd=directory, check=True)


def ours(program):
    """{(mode, shape): evaluations a second}; shape "all shapes" too."""
    command = [program, "--benchmark_filter=^(rowWise|columnar|generic)/", "--benchmark_format=json"]
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {(one["name"].split("/")[0], one["label"]): one["items_per_second"] for one in report["benchmarks"]}


def all_shapes(shapes):
    """As many evaluations of each shape, one after the other."""
    return len(shapes) / sum(1 / one["a_second"] for one in shapes.values())


def millions(rate):
    return f"{rate / 1e6:.2f}" if rate < 1e8 else f"{rate / 1e6:.0f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build" / "release" / "bin")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    program = options.bin / "policy_bench"
    peers = ROOT / "build" / "policy_peers"
    install(peers)
    sample = peers / "sample.json"
    subprocess.run([program, "--sample", sample], check=True)

    own_runs, peer_runs = [], []
    for _ in range(options.runs):
        own_runs.append(ours(program))
        run = subprocess.run(["node", "peers.mjs", sample], cwd=peers, check=True, capture_output=True, text=True)
        peer_runs.append(json.loads(run.stdout))

    def own(mode, shape):
        return statistics.median(run[mode, shape] for run in own_runs)

    shapes = list(next(iter(peer_runs[0].values()))["shapes"])
    print(f"millions of evaluations a second, medians of {options.runs} runs\n")
    print("| rule | ours, row-wise | ours, columnar | ours, tree walk | " + " | ".join(f"{name}: rate, ratio, same results" for name in peer_runs[0]) + " |")
    print("|---|---|---|---|" + "---|" * len(peer_runs[0]))
    for shape in ["all shapes"] + shapes:
        cells = [shape] + [millions(own(mode, shape)) for mode in ("rowWise", "columnar", "generic")]
        for name in peer_runs[0]:
            found = [run[name]["shapes"] for run in peer_runs]
            if shape == "all shapes":
                rate = statistics.median(all_shapes(one) for one in found)
                agree = sum(one["agree"] for one in found[0].values()) / sum(one["of"] for one in found[0].values())
            else:
                rate = statistics.median(one[shape]["a_second"] for one in found)
                agree = found[0][shape]["agree"] / found[0][shape]["of"]
            cells.append(f"{millions(rate)}, {own('rowWise', shape) / rate:.0f} x, {agree:.1%}")
        print("| " + " | ".join(cells) + " |")
    for name in peer_runs[0]:
        print(f"\n{name}: parses a rule in {statistics.median(run[name]['compile_us'] for run in peer_runs):.0f} us", end="")
    print()


if __name__ == "__main__":
    main()
