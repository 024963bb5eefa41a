#!/usr/bin/env python3
"""Generates the images that backup_bench.py backs up: raw ext4 disks of a phone, with holes.

    bench/store_workload.py DIRECTORY [--size 4G]

makes in DIRECTORY, for a disk of 4 GiB (everything but the changes scales with --size):

    day1.img      1.2 GB of programs (program files of this machine), 0.8 GB of media (noise), 0.45 GB of databases
                  (SQLite, a third of it thumbnails), the rest never written
    day2.img      the same phone a day later, about 2 % of the blocks changed: new media, one application updated,
                  database pages written in place
    phone2.img    another person's phone: the same programs in the same places, other media and databases
    day2.dirty    the 64 KiB blocks in which day2 differs from day1, as QEMU's dirty bitmap would report them:
                  one "OFFSET LENGTH" a line

The same machine and --size give the same bytes each time. Needs mke2fs and debugfs (e2fsprogs); no root, no mounts.
The changes of day 2 have the same size whatever the disk's, unless --size is below 4G.
"""
import argparse
import hashlib
import os
import random
import shutil
import sqlite3
import subprocess
from pathlib import Path

GIB = 1 << 30
MB = 1_000_000
BLOCK = 4096
DIRTY_BLOCK = 64 * 1024
PROGRAM_FOLDERS = ["/usr/bin", "/usr/sbin", "/usr/lib", "/usr/libexec", "/usr/share", "/opt"]
NOT_PROGRAMS = ("/doc/", "/man/", "/locale/", "/__pycache__/")
MOST_PROGRAM = 120 * MB


def byte_size(text):
    units = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
    return int(text[:-1]) * units[text[-1].upper()] if text[-1].upper() in units else int(text)


def program_files(wanted):
    """Program files of this machine that together have `wanted` bytes, chosen by the digest of their path."""
    found = []
    for folder in PROGRAM_FOLDERS:
        for place, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(place, name)
                if any(part in path for part in NOT_PROGRAMS) or os.path.islink(path) or not os.path.isfile(path):
                    continue
                size = os.path.getsize(path)
                if 0 < size <= MOST_PROGRAM:
                    found.append((hashlib.sha256(path.encode()).digest(), path, size))
    chosen, total = [], 0
    for _, path, size in sorted(found):
        if total + size > wanted:
            continue
        chosen.append(path)
        total += size
    if total < wanted * 0.9:
        print(f"only {total // MB} MB of programs found on this machine, {wanted // MB} MB wanted")
    return chosen


def write_media(folder, total, seed):
    """Files of 0.3 to 30 MB of noise: photographs, music, films."""
    folder.mkdir(parents=True)
    rng = random.Random(seed)
    number = 0
    while total > 0:
        size = min(total, int(rng.choice([0.3, 2, 3, 4, 5, 30]) * MB * rng.uniform(0.7, 1.3)))
        (folder / f"media-{number:04}").write_bytes(rng.randbytes(size))
        total -= size
        number += 1


def vocabulary():
    rng = random.Random("vocabulary")
    letters = "eeeeeaaaiioountrsndlhcmpgbkvw"
    words = ["".join(rng.choices(letters, k=rng.randint(2, 9))) for _ in range(12_000)]
    return words, [1 / (rank + 4) for rank in range(len(words))]


def write_database(path, size, seed):
    """A messenger's database; a third of its bytes are thumbnails, which do not compress."""
    rng = random.Random(seed)
    words, weights = vocabulary()
    spoken = rng.choices(words, weights, k=400_000)
    database = sqlite3.connect(path)
    database.execute("pragma journal_mode = off")
    database.execute("pragma synchronous = off")
    database.execute("create table message (id integer primary key, chat integer, sender text, at integer, body text, "
                     "thumbnail blob)")
    at, rows = 1_700_000_000_000, 0
    while path.stat().st_size < size:
        batch = []
        for _ in range(2000):
            rows += 1
            at += rng.randint(1, 90_000)
            first = rng.randrange(len(spoken) - 60)
            body = " ".join(spoken[first:first + rng.randint(3, 60)])
            thumbnail = rng.randbytes(rng.randint(2000, 8000)) if rng.random() < 0.02 else None
            batch.append((rng.randint(1, 200), f"+49 151 {rng.randint(10**6, 10**7 - 1)}", at, body, thumbnail))
        database.executemany("insert into message (chat, sender, at, body, thumbnail) values (?, ?, ?, ?, ?)", batch)
        database.commit()
    database.close()


def debugfs(image, commands):
    run = subprocess.run(["debugfs", "-w", "-f", "-", str(image)], input="\n".join(commands) + "\n", text=True,
                         capture_output=True, env=file_system_environment())
    trouble = [line for line in run.stderr.splitlines() if line and not line.startswith("debugfs 1.")]
    if run.returncode != 0 or trouble:
        raise SystemExit("debugfs: " + "\n".join(trouble[:5]))
    return run.stdout


def file_system_environment():
    return {**os.environ, "E2FSPROGS_FAKE_TIME": "1700000000", "DEBUGFS_PAGER": "__none__"}


def copy_programs(files, tree):
    """Their copies: what a package manager does to the originals meanwhile does not matter."""
    copies = []
    for path in files:
        target = tree / "programs" / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        copies.append(target)
    return copies


def make_base(image, size, tree):
    """A file system with the programs; everything else is added to copies of it."""
    with open(image, "wb") as file:
        file.truncate(size)
    subprocess.run(["mke2fs", "-q", "-F", "-t", "ext4", "-b", str(BLOCK), "-m", "0", "-d", str(tree),
                    "-U", "6f1c7b1e-5d0e-4b0a-9d53-6f2d6c1f0a11",
                    "-E", "lazy_itable_init=1,hash_seed=6f1c7b1e-5d0e-4b0a-9d53-6f2d6c1f0a12,root_owner=0:0",
                    str(image)], check=True, env=file_system_environment())


def add_tree(image, tree, target):
    commands = [f"mkdir /{target}"]
    commands += [f"write {path} /{target}/{path.name}" for path in sorted(tree.iterdir())]
    debugfs(image, commands)


def make_phone(image, base, scale, person, scratch):
    copy_sparse(base, image)
    personal = scratch / f"person-{person}"
    write_media(personal, int(800 * MB * scale), f"media {person}")
    for number in range(3):
        write_database(personal / f"database-{number}", int(150 * MB * scale), f"database {person} {number}")
    add_tree(image, personal, "personal")
    shutil.rmtree(personal)


def copy_sparse(source, target):
    subprocess.run(["cp", "--sparse=always", str(source), str(target)], check=True)


def blocks_of(image, path):
    return [int(number) for number in debugfs(image, [f"blocks {path}"]).split("\n")[1].split()]


def make_day2(image, day1, blocks, programs, scratch):
    """`blocks` blocks changed: two fifths new media, a third an updated application, the rest pages of databases."""
    copy_sparse(day1, image)
    rng = random.Random("day 2")
    new = scratch / "new"
    write_media(new, blocks * BLOCK * 2 // 5, "media day 2")
    left = blocks * BLOCK // 3
    for path in programs:
        size = os.path.getsize(path)
        if size < 100_000 or size > left:
            continue
        content = bytearray(Path(path).read_bytes())
        for _ in range(len(content) // 2000):  # another build of it: addresses differ
            at = rng.randrange(len(content) - 4)
            content[at:at + 4] = rng.randbytes(4)
        (new / f"update-{left}").write_bytes(content)
        left -= size
    add_tree(image, new, "day2")
    shutil.rmtree(new)
    write_pages(image, blocks - blocks * 2 // 5 - blocks // 3, rng)


def write_pages(image, count, rng):
    """Rewrites runs of pages of the databases with rows from elsewhere in them, most of them in a few busy places."""
    with open(image, "r+b") as file:
        places = [blocks_of(image, f"/personal/database-{number}") for number in range(3)]
        while count > 0:
            place = rng.choice(places)
            run = min(count, rng.choice([1, 1, 2, 4, 16, 64]))
            busy = len(place) // 8 if rng.random() < 0.7 else len(place)
            first = rng.randrange(max(1, busy - run))
            for block in place[first:first + run]:
                file.seek(rng.choice(place) * BLOCK)
                page = bytearray(file.read(BLOCK))
                half = rng.randrange(BLOCK // 2)
                page[half:half + 12] = rng.randbytes(12)
                file.seek(block * BLOCK)
                file.write(page)
            count -= run


def write_dirty(before, after, target):
    """Compares at 64 KiB; holes of both are passed over."""
    with open(before, "rb") as old, open(after, "rb") as new, open(target, "w", encoding="ascii") as out:
        size = os.path.getsize(after)
        offset = dirty = 0
        while offset < size:
            try:
                data = min(os.lseek(old.fileno(), offset, os.SEEK_DATA) if has_data(old, offset) else size,
                           os.lseek(new.fileno(), offset, os.SEEK_DATA) if has_data(new, offset) else size)
            except OSError:
                break
            offset = max(offset, data // DIRTY_BLOCK * DIRTY_BLOCK)
            if offset >= size:
                break
            if os.pread(old.fileno(), DIRTY_BLOCK, offset) != os.pread(new.fileno(), DIRTY_BLOCK, offset):
                out.write(f"{offset} {min(DIRTY_BLOCK, size - offset)}\n")
                dirty += 1
            offset += DIRTY_BLOCK
    return dirty * DIRTY_BLOCK


def has_data(file, offset):
    try:
        os.lseek(file.fileno(), offset, os.SEEK_DATA)
        return True
    except OSError:
        return False


def generate(folder, size):
    folder.mkdir(parents=True, exist_ok=True)
    scratch = folder / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    scale = size / (4 * GIB)
    programs = copy_programs(program_files(int(1200 * MB * scale)), scratch / "base")
    make_base(scratch / "base.img", size, scratch / "base")
    make_phone(folder / "day1.img", scratch / "base.img", scale, 1, scratch)
    make_phone(folder / "phone2.img", scratch / "base.img", scale, 2, scratch)
    make_day2(folder / "day2.img", folder / "day1.img", int(min(size, 4 * GIB) * 0.02) // BLOCK, programs, scratch)
    dirty = write_dirty(folder / "day1.img", folder / "day2.img", folder / "day2.dirty")
    shutil.rmtree(scratch)
    for name in ("day1.img", "day2.img", "phone2.img"):
        print(f"{name}: {os.stat(folder / name).st_blocks * 512 // MB} MB of {size // MB} MB are data")
    print(f"day2.dirty: {dirty // MB} MB in blocks of 64 KiB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--size", type=byte_size, default=4 * GIB, help="of the disk: 4G, 512M, ... (default 4G)")
    arguments = parser.parse_args()
    generate(arguments.directory, arguments.size)


if __name__ == "__main__":
    main()
