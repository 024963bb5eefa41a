#!/usr/bin/env python3
"""The chunk store's backup, restore and verify beside those of restic, borg, casync and qemu-img, in one run.

    bench/backup_bench.py WORKLOAD [--bin DIRECTORY] [--work DIRECTORY] [--runs N] [--only us,restic,...] [--sizes WORKLOAD...]
    bench/backup_bench.py --small [--bin DIRECTORY] [--work DIRECTORY]

WORKLOAD is a directory that bench/store_workload.py made. Every tool runs every step in its turn, then the next run
begins, so that what else the machine does touches all of them. What a step reads is read before, and the memory that it may
fill is touched, so that each finds the same. Prints medians of wall and processor time, peak memory and
the size of the store after each step, and our ratio to the fastest peer. Needs restic, borgbackup, casync and qemu-utils
(Debian's packages), free memory of one image's size, and twice the workload's size in free space for each run.

restic and borg encrypt and authenticate, as we do; casync and qemu-img do not. No restore waits for the disk, as no peer's
does; ours can (backup_bench restore --durable). "unchanged" is what each does when it is told that nothing changed: we by an empty
dirty bitmap, restic by the file's time; borg and casync read it all the same. "read again" reads everything without such a hint.
"day 2, bitmap" is ours alone: the peers read the whole image. --sizes shows unchanged disks and incremental backups of other sizes,
--small makes a disk of 512 MiB itself and measures us alone: ctest runs that.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STEPS = ["full", "unchanged", "read again", "day 2, bitmap", "day 2", "phone 2", "restore", "verify"]
SIZED = ["full", "day 2", "phone 2"]
IMAGES = {"day 2, bitmap": "day2", "day 2": "day2", "phone 2": "phone2"}  # the others back up day1


class Failed(Exception):
    pass


# Starts a program from a process that never held much: the kernel counts what whoever starts it held as the program's own peak.
METER = """
import os, sys, time
start = time.monotonic()
process = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(process, 0)
wall = time.monotonic() - start
os.write(int(sys.argv[1]), f"{wall} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss / 1024}".encode())
sys.exit(1 if status else 0)
"""


def run(command, cwd=None, env=None):
    """(output, wall s, processor s, peak MiB) of a command."""
    reading, writing = os.pipe()
    words = [sys.executable, "-ISc", METER, str(writing), *(str(word) for word in command)]
    process = subprocess.run(words, cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True, check=False,
                             pass_fds=[writing])
    os.close(writing)
    with open(reading, encoding="ascii") as figures:
        measured = [float(figure) for figure in figures.read().split()]
    if process.returncode != 0:
        raise Failed(f"{' '.join(words[4:])}: {process.stderr.strip()[-400:]}")
    return process.stdout, *measured


def warm(*paths):
    """Reads files, and what is in folders, into the page cache, so that every tool finds it there."""
    buffer = bytearray(1 << 20)
    for path in paths:
        for entry in [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]:
            with open(entry, "rb", buffering=0) as file:
                while file.readinto(buffer):
                    pass


def warm_memory(size):
    """Touches as many bytes of memory and frees them: a virtual machine's host may have taken back what was free, and then whoever
    writes first waits for it, not whoever is slow."""
    subprocess.run([sys.executable, "-ISc", f"touched = b'x' * {size}"], check=True)


def stored(folder):
    """Bytes on disk; a database of a client's own (borg's and restic's caches) lies elsewhere and is not counted."""
    return sum(entry.stat().st_blocks * 512 for entry in Path(folder).rglob("*") if entry.is_file())


class Us:
    name = "twinset"

    def __init__(self, program, folder):
        self.program, self.store, self.roots = program, folder / "twinset", {}

    def backup(self, image, *more):
        output, *figures = run([self.program, "backup", image, self.store, *more])
        self.roots[image.stem] = output.strip()
        return figures

    def prepare(self):
        pass

    def step(self, name, workload, target):
        day1, day2 = workload / "day1.img", workload / "day2.img"
        if name == "full":
            return self.backup(day1)
        if name == "unchanged":
            none = target.parent / "no-changes"
            none.touch()
            return self.backup(day1, "--parent", self.roots["day1"], "--dirty", none)
        if name == "read again":
            return self.backup(day1)
        if name == "day 2, bitmap":
            copy = self.store.parent / "twinset-bitmap"
            shutil.copytree(self.store, copy)
            figures = run([self.program, "backup", day2, copy, "--parent", self.roots["day1"],
                           "--dirty", workload / "day2.dirty"])[1:]
            shutil.rmtree(copy)
            return figures
        if name in ("day 2", "phone 2"):
            return self.backup(day2 if name == "day 2" else workload / "phone2.img")
        if name == "restore":
            return run([self.program, "restore", self.store, self.roots["day2"], target])[1:]
        return run([self.program, "verify", self.store])[1:]


class Restic:
    name = "restic"

    def __init__(self, folder):
        self.store, self.cache = folder / "restic", folder / "restic-cache"
        self.env = {"RESTIC_PASSWORD": "x", "RESTIC_CACHE_DIR": str(self.cache), "RESTIC_REPOSITORY": str(self.store)}

    def prepare(self):
        run(["restic", "-q", "init"], env=self.env)

    def step(self, name, workload, target):
        if name == "day 2, bitmap":
            return None
        if name == "restore":
            out = target.parent / "restic-out"
            figures = run(["restic", "-q", "restore", "--sparse" if self.sparse() else "--target", *(
                ["--target", out] if self.sparse() else [out]), "--tag", "day2", "latest"], env=self.env)[1:]
            (out / (workload / "day2.img").resolve().relative_to("/")).rename(target)
            shutil.rmtree(out)
            return figures
        if name == "verify":
            return run(["restic", "-q", "check", "--read-data"], env=self.env)[1:]
        image = IMAGES.get(name, "day1")
        more = ["--force"] if name == "read again" else []
        return run(["restic", "-q", "backup", *more, "--tag", image, (workload / f"{image}.img").resolve()], env=self.env)[1:]

    def sparse(self):
        return "--sparse" in subprocess.run(["restic", "restore", "--help"], capture_output=True, text=True).stdout


class Borg:
    def __init__(self, folder, compression, chunker=None):
        self.name = f"borg {compression}" + (" fixed" if chunker else "")
        self.compression, self.chunker = compression, chunker
        self.store = folder / self.name.replace(" ", "-")
        self.env = {"BORG_PASSPHRASE": "x", "BORG_BASE_DIR": str(folder / f"base-{self.store.name}")}

    def prepare(self):
        run(["borg", "init", "-e", "repokey-blake2", self.store], env=self.env)

    def step(self, name, workload, target):
        if name == "day 2, bitmap":
            return None
        if name == "restore":
            out = target.parent / "borg-out"
            out.mkdir()
            figures = run(["borg", "extract", "--sparse", f"{self.store}::day-2"], cwd=out, env=self.env)[1:]
            (out / "day2.img").rename(target)
            out.rmdir()
            return figures
        if name == "verify":
            return run(["borg", "check", "--verify-data", self.store], env=self.env)[1:]
        image = IMAGES.get(name, "day1")
        chunker = ["--chunker-params", self.chunker] if self.chunker else []
        chunker += ["--files-cache", "disabled"] if name == "read again" else []
        return run(["borg", "create", "-C", self.compression, *chunker, f"{self.store}::{name.replace(' ', '-')}",
                    f"{image}.img"], cwd=workload, env=self.env)[1:]


class Casync:
    name = "casync"

    def __init__(self, folder):
        self.store = folder / "casync.castr"

    def prepare(self):
        self.store.mkdir()

    def step(self, name, workload, target):
        if name in ("unchanged", "read again", "day 2, bitmap", "verify"):
            return None
        if name == "restore":
            return run(["casync", "extract", f"--store={self.store}", self.store / "day2.caibx", target])[1:]
        image = IMAGES.get(name, "day1")
        return run(["casync", "make", f"--store={self.store}", self.store / f"{image}.caibx", workload / f"{image}.img"])[1:]


class QemuImg:
    def __init__(self, folder, compressed):
        self.name = "qemu-img, " + ("compressed" if compressed else "plain")
        self.options = ["-c"] if compressed else []
        self.store = folder / ("qcow2-compressed" if compressed else "qcow2")

    def prepare(self):
        self.store.mkdir()

    def step(self, name, workload, target):
        if name in ("unchanged", "read again", "day 2, bitmap"):
            return None
        if name == "restore":
            return run(["qemu-img", "convert", "-O", "raw", self.store / "day2.qcow2", target])[1:]
        if name == "verify":
            return run(["qemu-img", "compare", self.store / "day2.qcow2", workload / "day2.img"])[1:]
        image = IMAGES.get(name, "day1")
        return run(["qemu-img", "convert", *self.options, "-O", "qcow2", workload / f"{image}.img",
                    self.store / f"{image}.qcow2"])[1:]


def tools(program, folder):
    return [Us(program, folder), Restic(folder), Borg(folder, "zstd"), Borg(folder, "lz4"),
            Borg(folder, "lz4", "fixed,4194304"), Casync(folder), QemuImg(folder, True), QemuImg(folder, False)]


def measure(tool, workload, work, figures, sizes):
    target = work / "restored.img"
    tool.prepare()
    for name in STEPS:
        warm_memory((workload / "day1.img").stat().st_size)
        reads = [tool.store] if name in ("restore", "verify") else []
        warm(workload / f"{IMAGES.get(name, 'day1')}.img", *reads)
        figure = tool.step(name, workload, target)
        if figure is None:
            continue
        figures.setdefault((tool.name, name), []).append(figure)
        if name in SIZED:
            sizes.setdefault((tool.name, name), []).append(stored(tool.store) / 1e6)
        if name == "restore":
            if subprocess.run(["cmp", "-s", str(workload / "day2.img"), str(target)]).returncode != 0:
                raise Failed(f"{tool.name}: what was restored is not what was backed up")
            target.unlink()


def median(figures, which):
    return statistics.median(one[which] for one in figures)


def print_tables(names, figures, sizes):
    print("Wall / processor seconds (medians), peak MiB, store in MB after full / day 2 / phone 2\n")
    print("| tool | " + " | ".join(STEPS) + " | memory | store |\n|" + "---|" * (len(STEPS) + 3))
    for tool in names:
        cells = [f"{median(figures[tool, step], 0):.2f} / {median(figures[tool, step], 1):.2f}"
                 if (tool, step) in figures else "–" for step in STEPS]
        peak = max(one[2] for (name, _), all_runs in figures.items() if name == tool for one in all_runs)
        store = " / ".join(f"{statistics.median(sizes[tool, step]):.0f}" for step in SIZED)
        print(f"| {tool} | " + " | ".join(cells) + f" | {peak:.0f} | {store} |")
    peers = [name for name in names if name.startswith(("restic", "borg", "casync"))]
    if "twinset" not in names or not peers:
        return
    print("\nfastest of restic, borg and casync over ours (wall; processor):\n")
    for step in STEPS:
        against = "day 2" if step == "day 2, bitmap" else step
        with_step = [name for name in peers if (name, against) in figures]
        ratios = [min(median(figures[name, against], which) for name in with_step) / median(figures["twinset", step], which)
                  for which in (0, 1)]
        print(f"  {step}: {ratios[0]:.1f} x; {ratios[1]:.1f} x")
    print()
    for step in SIZED:
        smallest = min(statistics.median(sizes[name, step]) for name in peers)
        print(f"  store after {step}: {statistics.median(sizes['twinset', step]) / smallest * 100 - 100:+.1f} % of their smallest")


PACKAGES = {"restic": "restic", "borg": "borgbackup", "casync": "casync", "qemu-img": "qemu-utils"}


def present(tool):
    program = next((name for name in PACKAGES if tool.name.startswith(name)), None)
    if program is None or shutil.which(program):
        return True
    print(f"without {tool.name}: apt-get install {PACKAGES[program]}")
    return False


def show_sizes(program, workloads, folder):
    """What an incremental backup costs, and one of which nothing changed, for disks of several sizes."""
    print("\n| disk | dirty MB | unchanged, wall / processor s | incremental, wall / processor s | memory MiB |\n|---|---|---|---|---|")
    for workload in workloads:
        store = folder / "sizes"
        us = Us(program, store)
        store.mkdir()
        us.backup(workload / "day1.img")
        warm(workload / "day2.img", store)
        none = us.step("unchanged", workload, store / "restored.img")
        some = us.step("day 2, bitmap", workload, None)
        dirty = sum(int(line.split()[1]) for line in (workload / "day2.dirty").read_text().splitlines())
        size = (workload / "day1.img").stat().st_size / (1 << 30)
        print(f"| {size:.4g} GiB | {dirty / 1e6:.0f} | {none[0]:.2f} / {none[1]:.2f} | {some[0]:.2f} / {some[1]:.2f} | {some[2]:.0f} |",
              flush=True)
        shutil.rmtree(store)


def show_prune(program, workload, folder):
    """One of two phones goes, whose chunks lie mixed in the packs, while one is backed up and the other one restored."""
    us = Us(program, folder)
    roots = run([program, "together", us.store, workload / "day1.img", workload / "phone2.img"])[0].split()
    for title, kept in (("prune of nothing", roots), ("prune of one of two phones", roots[:1])):
        print(f"\n{title}, while the other one's next day is backed up and that one restored:")
        copy = folder / "twinset-prune"
        shutil.copytree(us.store, copy)
        warm_memory((workload / "day1.img").stat().st_size)
        warm(workload / "day2.img", copy)
        process = subprocess.run([program, "prune", copy, *reversed(kept), "--writing", workload / "day2.img"],
                                 stderr=subprocess.PIPE, text=True, check=False)
        print(process.stderr, end="", flush=True)
        if process.returncode != 0:
            raise Failed("prune: see above")
        run([program, "verify", copy])
        shutil.rmtree(copy)
    shutil.rmtree(us.store)


def small_workload(folder):
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, ROOT / "bench" / "store_workload.py", folder, "--size", "512M"], check=True)
    return folder


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workload", type=Path, nargs="?")
    parser.add_argument("--small", action="store_true", help="a disk of 512 MiB, us alone, once")
    parser.add_argument("--sizes", type=Path, nargs="*", default=[], help="workloads of other sizes")
    parser.add_argument("--bin", type=Path, default=ROOT / "build" / "release" / "bin")
    parser.add_argument("--work", type=Path, default=Path("build/store-bench"), help="is removed and made anew")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="", help="tools, by the beginnings of their names, with commas between (us: twinset)")
    arguments = parser.parse_args()
    if arguments.small:
        arguments.workload = small_workload(arguments.work.with_name(arguments.work.name + "-workload"))
        arguments.only, arguments.runs = "us", 1
    if arguments.workload is None:
        parser.error("name a workload, or give --small")
    wanted = tuple(arguments.only.replace("us", "twinset").split(",")) if arguments.only else ("",)
    program, workload = (arguments.bin / "backup_bench").resolve(), arguments.workload.resolve()
    figures, sizes, names = {}, {}, []
    for number in range(arguments.runs):
        load = os.getloadavg()[0]
        limit = arguments.work.resolve() / "limit"
        shutil.rmtree(arguments.work, ignore_errors=True)
        limit.parent.mkdir(parents=True)
        output, wall, cpu, _ = run([program, "limit", workload / "day1.img", limit])
        print(f"run {number + 1}, load {load:.1f}; the machine's limit for a full backup: {output.strip()}, {cpu:.2f} s of processor",
              flush=True)
        limit.unlink()
        folder = arguments.work.resolve()
        names = [tool.name for tool in tools(program, folder) if tool.name.startswith(wanted) and present(tool)]
        for tool in tools(program, folder):
            if tool.name not in names:
                continue
            measure(tool, workload, folder, figures, sizes)
            shutil.rmtree(tool.store)
    print_tables(names, figures, sizes)
    if "twinset" in names:
        show_prune(program, workload, arguments.work.resolve())
        show_sizes(program, [*(one.resolve() for one in arguments.sizes), workload], arguments.work.resolve())
    shutil.rmtree(arguments.work)
    if arguments.small:
        shutil.rmtree(arguments.workload)


if __name__ == "__main__":
    main()
