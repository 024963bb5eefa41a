"""Runs the main job: python3 -m main_job --source DIR --bin DIR [--keep] [--directory DIR]."""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from .fleet import JobError
from .job import Job
from .screen import Screen
from .steps import STEPS


def arguments():
    parser = argparse.ArgumentParser(prog="quickstart", description="Twinset's main job: one fleet, end to end.")
    parser.add_argument("--source", required=True)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--directory", help="where the fleet lives; a new one under /tmp otherwise")
    parser.add_argument("--cache", help="where downloaded packages are kept")
    parser.add_argument("--keep", action="store_true", help="leave everything up; open the console where there is a display")
    return parser.parse_args()


def leave_up(job):
    fleet = job.fleet
    print(f"\nEverything is up under {fleet.directory}. Look around with:\n\n"
          f"    export TWINSET_SESSION={fleet.session}\n    {fleet.bin}/twinset handset list\n\n"
          f"Administrator: admin, password in {fleet.directory}/new. "
          f"End it with:\n\n    kill {' '.join(str(p) for p in fleet.processes())}\n")
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        subprocess.Popen([str(fleet.bin / "twinset-console"), "--session", str(fleet.session)], start_new_session=True)


def main():
    options = arguments()
    directory = options.directory or tempfile.mkdtemp(prefix="twinset-")
    os.makedirs(directory, exist_ok=True)
    screen = Screen(len(STEPS))
    cache = options.cache or pathlib.Path(options.bin).parent / "package-cache"
    job = Job(directory, options.source, options.bin, cache, screen)
    print(f"Twinset's main job, in {directory}")
    failed = True
    try:
        for title, step in STEPS:
            screen.step(title)
            step(job)
        failed = False
        print(f"\nAll {len(STEPS)} steps done in {screen.total():.0f} s.")
        if options.keep:
            leave_up(job)
    except (JobError, OSError) as error:
        print(f"\nThe main job failed in step {screen.number}: {error}", file=sys.stderr)
        print(f"What each program wrote is in {directory}/*.log", file=sys.stderr)
    finally:
        if failed or not options.keep:
            job.fleet.end()
        if not failed and not options.keep and not options.directory:
            shutil.rmtree(directory)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
