"""Kills agents, the gateway, hypervisors and whole handsets with SIGKILL at random moments of the main job's steps 4 to 8, and
checks that the job completes afterwards, or fails clearly so that a retry mends it, and that nothing acknowledged is lost.

What is killed is started again after a moment, as an init system would; a killed hypervisor is the agent's to notice. A
program that ends by itself is a failure. Each round uses two new handsets: create, policy, two backups, update, lose the
first handset, restore on the second. Rounds go on until the kills are used up. Prints its counts and its seed.
"""

import argparse
import collections
import hashlib
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from main_job.fleet import CommandFailed, JobError, wait_until
from main_job.job import Job
from main_job.screen import Screen
from main_job import steps

LIST = "/data/list.txt"
LIST_AT = 9 * 65536           # where the second version of it differs
WRITTEN_BY = {"first": f"seq 1 300000 >{LIST}",
              "second": f"seq 500000 530000 | dd of={LIST} bs=65536 seek=9 conv=notrunc 2>/dev/null"}
ATTEMPTS = 60
RETRIED_CODES = (1, 3, 4, 6)  # what docs/cli.md says may go away: failed, not there yet, under way, not reachable
SETTLED_WITHIN = 240          # seconds from a change to desired, reported and proved being the same
ANSWERED_WITHIN = 200         # seconds for a command that waits for an operation
DONE_WITHIN = 840             # seconds for everything, so that what was started is ended before ctest kills the rest


def expected_list():
    """Digest of the list as it is after both writes: what an incremental backup missed would be seen here."""
    first = "".join(f"{n}\n" for n in range(1, 300001)).encode()
    second = "".join(f"{n}\n" for n in range(500000, 530001)).encode()
    return hashlib.sha256(first[:LIST_AT] + second + first[LIST_AT + len(second):]).hexdigest()


class Chaos(threading.Thread):
    """Kills until its kills are used up; restarts what it killed."""

    def __init__(self, fleet, kills, seed, pause):
        super().__init__(daemon=True)
        self.fleet, self.left, self.pause = fleet, kills, pause
        self.random = random.Random(seed)
        self.active = threading.Event()  # killing is allowed only while the job is in steps 4 to 8
        self.ended = threading.Event()
        self.turn = threading.Lock()     # held while something is killed and started again
        self.failure = None
        self.done = collections.Counter()
        self.stage = "start"
        self.stages = collections.Counter()

    def run(self):
        try:
            while self.left > 0 and not self.ended.wait(self.random.uniform(*self.pause)):
                with self.turn:
                    if self.active.is_set() and not self.ended.is_set():
                        self.kill_one()
        except Exception as failure:  # told by the thread that does the job
            self.failure = failure

    def check(self):
        """What runs should run: nothing but this ends a program here."""
        with self.turn:
            if self.failure:
                raise self.failure
            for program in [self.fleet.gateway, *(h.program for h in self.fleet.handsets.values() if not h.gone)]:
                steps.expect(program.alive(), f"{program.name} ended by itself:\n{program.tail()}")

    def kill_one(self):
        running = [h for h in self.fleet.handsets.values() if not h.gone]
        target = self.random.choice(["gateway", "gateway", "agent", "agent", "hypervisor", "hypervisor", "handset"])
        if target == "gateway":
            self.kill_program(self.fleet.gateway)
            self.fleet.start_gateway()
        elif target == "agent":
            handset = self.random.choice(running)
            self.kill_program(handset.program)
            handset.program.start()
        elif target == "handset":
            handset = self.random.choice(running)
            steps.expect(handset.program.alive(), f"{handset.name} ended by itself:\n{handset.program.tail()}")
            handset.kill_everything()
            handset.program.start()
        else:
            pids = [pid for handset in running for pid in handset.qemu_processes()]
            if not pids:
                return
            try:
                os.kill(self.random.choice(pids), signal.SIGKILL)
            except ProcessLookupError:
                return
        self.left -= 1
        self.done[target] += 1
        self.stages[self.stage] += 1
        print(f"       {time.strftime('%H:%M:%S')} killed: {target}, during {self.stage}", flush=True)

    def kill_program(self, program):
        steps.expect(program.alive(), f"{program.name} ended by itself:\n{program.tail()}")
        program.end(signal.SIGKILL)
        time.sleep(self.random.uniform(0.0, 0.5))


class Scenario:
    def __init__(self, job, chaos):
        self.job, self.fleet, self.chaos = job, job.fleet, chaos
        self.failures = collections.Counter()
        self.acknowledged = {}  # restore point -> what the note said when it was taken
        self.backups = collections.Counter()
        self.longest = collections.Counter()

    def failed_clearly(self, stage, text):
        self.failures[f"{stage}: {text[:200]}"] += 1

    def until_it_works(self, stage, action):
        """Retries an action that fails clearly. An unclear failure (a crash, no message) is not retried."""
        self.chaos.stage = stage
        for _ in range(ATTEMPTS):
            self.chaos.check()
            try:
                return action()
            except CommandFailed as failure:
                said = [line for line in failure.error.splitlines() if line.startswith("twinset: ")]
                if failure.code not in RETRIED_CODES or not said:
                    raise
                self.failed_clearly(stage, said[-1])
                time.sleep(0.5)
        raise JobError(f"{stage} did not work in {ATTEMPTS} attempts")

    def ask(self, *arguments):
        began = time.monotonic()
        try:
            return self.fleet.ask(*arguments, timeout=ANSWERED_WITHIN + 60)
        except subprocess.TimeoutExpired:
            raise JobError(f"twinset {' '.join(map(str, arguments))} hangs") from None
        finally:
            self.longest[arguments[1]] = max(self.longest[arguments[1]], time.monotonic() - began)

    def round(self, number):
        first, second, person, phone = f"first-{number}", f"second-{number}", f"person-{number}", f"work-{number}"
        for name in (first, second):
            self.enrol(name)
        self.chaos.active.set()
        self.once("person", person)
        self.once("phone", phone, "--handset", first, "--persona", "work", "--person", person, "--image",
                  "reference-work", "--version", "1.0.0", "--data-size", "64")
        self.settle("create", phone)
        self.policy(number, phone)
        self.settle("policy", phone)
        for version in ("first", "second"):
            self.write_and_back_up(phone, version, f"{version} version {number}")
        self.update(phone, "1.1.0")
        self.lose(first)
        self.restore(second, phone)
        self.fill(phone)
        with self.chaos.turn:
            self.chaos.active.clear()
            for pid in self.fleet.handsets[second].qemu_processes():
                os.kill(pid, signal.SIGKILL)  # so that what the guest has in memory does not stand in for its disk
        self.settle("end", phone)
        self.check_content(phone, f"second version {number}")
        self.chaos.check()
        self.lose(second)
        print(f"round {number}: {self.chaos.left} kills left", flush=True)

    def once(self, noun, name, *options):
        """Creating is not repeated when the answer to a creation that happened was lost."""
        named = ["--name", name] if noun == "phone" else [name]

        def create():
            if any(found["name"] == name for found in self.ask(noun, "list", "--search", name)[f"{noun}s"]):
                return
            self.ask(noun, "create", *named, *options)

        self.until_it_works("create", create)

    def enrol(self, name):
        handset = self.fleet.add_handset(name)
        handset.gone = True
        handset.token_file.write_text(self.fleet.ask("token", "create")["token"])
        handset.program.start()
        steps.wait_for_handset(self.job, name)
        handset.gone = False

    def policy(self, number, phone):
        path = self.fleet.directory / "policy.json"
        path.write_text('{"name": "crash-%d", "settings": {"camera.allowed": false}}' % number)
        self.until_it_works("policy", lambda: self.fleet.run("policy", "set", path))
        self.until_it_works("policy", lambda: self.ask("policy", "assign", f"crash-{number}", "--target",
                                                       f"phone:{self.ask('phone', 'show', phone)['id']}"))

    def settle(self, stage, phone, again=None):
        """Waits until desired, reported and proved agree; a gateway that is away for a moment is waited for. `again` is
        what a person does when the handset returned to the release before."""
        began = time.monotonic()

        def agrees():
            shown = self.until_it_works(stage, lambda: self.ask("phone", "show", phone))
            reported = shown["reported"]
            rejected = reported and reported["phase"] == "running" and reported["rejected"]
            if again and rejected and reported["desiredVersion"] == shown["desired"]["version"]:
                self.failed_clearly(stage, f"{rejected['version']} was given up: {rejected['reason']}")
                self.until_it_works(stage, again)
            return shown["agreement"] == "agrees"

        try:
            wait_until(f"the agreement of {phone} ({stage})", SETTLED_WITHIN, agrees)
        except JobError:
            print(self.fleet.run("phone", "show", phone, check=False).stdout, flush=True)
            raise
        finally:
            self.longest[f"settle {stage}"] = max(self.longest[f"settle {stage}"], time.monotonic() - began)

    def write_and_back_up(self, phone, version, text):
        script = f"echo '{text}' >{steps.NOTE} && {WRITTEN_BY[version]} && sync"
        self.until_it_works("write", lambda: steps.look(self.job, script, phone))
        result = self.until_it_works("backup", lambda: self.ask("backup", "now", phone, "--timeout",
                                                                f"{ANSWERED_WITHIN}s"))["result"]
        self.acknowledged[result["restorePoint"]] = text
        self.backups["incremental" if result["incremental"] else "full"] += 1
        steps.expect(result["incremental"] or result["parentProblem"], f"a full backup does not say why: {result}")

    def update(self, phone, version):
        def change():
            return self.ask("phone", "update", phone, "--version", version)

        self.until_it_works("update", change)
        self.settle("update", phone, change)

    def lose(self, name):
        handset = self.fleet.handsets[name]
        with self.chaos.turn:
            handset.gone = True
            handset.kill_everything()

    def restore(self, second, phone):
        self.until_it_works("restore", lambda: self.restore_once(second, phone))
        self.settle("restore", phone)

    def fill(self, phone):
        """Until the restored phone has all of its data, through more kills."""
        def whole():
            reported = self.until_it_works("fill", lambda: self.ask("phone", "show", phone))["reported"]
            return reported["phase"] == "running" and "% local" not in reported["detail"]

        began = time.monotonic()
        wait_until(f"all of the data of {phone}", SETTLED_WITHIN, whole)
        self.longest["fill"] = max(self.longest["fill"], time.monotonic() - began)

    def restore_once(self, second, phone):
        """What the help desk does when its command broke off: look whether the phone is there, and ask again if not."""
        shown = self.ask("phone", "show", phone)
        if shown["handset"]["name"] == second and shown["agreement"] == "agrees":
            return None
        operation = self.ask("phone", "restore", phone, "--onto", second, "--lost", "--timeout", f"{ANSWERED_WITHIN}s")
        receipt = operation["result"]["receipt"]
        steps.expect(receipt["restorePoint"] in self.acknowledged, f"the receipt names {receipt['restorePoint']}")
        return operation

    def check_content(self, phone, text):
        seen = self.until_it_works("look", lambda: steps.look(self.job, f"cat {steps.NOTE}; sha256sum {LIST}", phone))
        note, digest = seen.splitlines()
        steps.expect(note == text, f"after the restore the note says '{note}' and not '{text}'")
        steps.expect(digest.split()[0] == expected_list(), "after the restore the list is not as it was written")

    def check_nothing_lost(self):
        listed = {point["id"] for point in self.fleet.ask("backup", "list", "--limit", "0")["restorePoints"]}
        lost = [point for point in self.acknowledged if point not in listed]
        steps.expect(not lost, f"acknowledged restore points are gone: {lost}")
        verified = self.fleet.ask("audit", "verify")
        steps.expect(verified["intact"], f"the audit chain is broken: {verified}")
        alerts = [alert for alert in self.fleet.ask("alert", "list")["alerts"] if alert["kind"] == "identity_in_use"]
        steps.expect(not alerts, f"a restarted agent was taken for a copy: {alerts}")

    def print_counts(self, rounds, seed):
        print(f"\nseed {seed}: {sum(self.chaos.done.values())} kills in {rounds} rounds: {dict(self.chaos.done)}")
        print(f"by step: {dict(self.chaos.stages)}")
        print(f"clear failures that a retry mended: {sum(self.failures.values())}")
        for failure, count in self.failures.most_common():
            print(f"    {count} × {failure}")
        print("longest: " + ", ".join(f"{what} {seconds:.1f} s" for what, seconds in sorted(self.longest.items())))
        print(f"restore points acknowledged: {len(self.acknowledged)} {dict(self.backups)}, lost: 0; phones restored with "
              f"what was written: {rounds} of {rounds}; audit chain intact")

    def end(self):
        """Ends every process and removes the networks, whatever happened before."""
        signal.alarm(0)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        self.chaos.ended.set()
        if self.chaos.is_alive():
            self.chaos.join(60)
        self.fleet.end()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", required=True)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--cache", required=True)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--pause", type=float, nargs=2, default=(0.5, 4.0), help="seconds between two kills")
    parser.add_argument("--keep", help="copy logs and journals to this directory at the end")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(DONE_WITHIN)
    with tempfile.TemporaryDirectory(prefix="twinset-crash-") as directory:
        job = Job(directory, options.source, options.bin, options.cache, Screen(3))
        chaos = Chaos(job.fleet, options.kills, seed, options.pause)
        scenario = Scenario(job, chaos)
        rounds = 0
        try:
            steps.start_gateway(job)
            steps.publish_releases(job)
            chaos.start()
            while chaos.left > 0:
                rounds += 1
                scenario.round(rounds)
            scenario.check_nothing_lost()
            scenario.print_counts(rounds, seed)
        finally:
            scenario.end()
            if options.keep:
                keep(directory, options.keep)
    return 0


def too_long(*_):
    raise JobError(f"not done after {DONE_WITHIN} s")


def keep(directory, where):
    """Logs, journals and the catalog; no disks, and no sockets, which cannot be copied."""
    ignored = shutil.ignore_patterns("images", "store", "releases", "*.qcow2*", "*.overlay*", "scratch", "qmp", "ga", "nbd",
                                     "port-*", "console", "channel-*")
    shutil.copytree(directory, where, ignore=ignored, dirs_exist_ok=True)


if __name__ == "__main__":
    sys.exit(main())
