"""Kills agents, the gateway and hypervisors with SIGKILL at random moments of the main job's steps 4 to 8, and checks that
the job completes afterwards, or fails clearly so that a retry mends it, and that nothing acknowledged is lost.

A supervisor restarts a killed gateway or agent after a moment, as an init system would; a killed hypervisor is the agent's
to notice. Each round uses two new handsets: create, policy, two backups, update, lose the first handset, restore on the
second. Rounds go on until the kills are used up. Prints its counts and its seed.
"""

import argparse
import collections
import os
import pathlib
import random
import signal
import sys
import tempfile
import threading
import time

from main_job.fleet import CommandFailed, JobError, wait_until
from main_job.job import Job
from main_job.screen import Screen
from main_job import steps

ATTEMPTS = 40


class Chaos(threading.Thread):
    """Kills until its kills are used up; restarts what it killed."""

    def __init__(self, fleet, kills, seed, pause):
        super().__init__(daemon=True)
        self.fleet, self.left, self.pause = fleet, kills, pause
        self.random = random.Random(seed)
        self.active = threading.Event()   # killing is allowed only while the job is in steps 4 to 8
        self.ended = threading.Event()
        self.done = collections.Counter()
        self.stage = "start"
        self.stages = collections.Counter()

    def run(self):
        while self.left > 0 and not self.ended.is_set():
            time.sleep(self.random.uniform(*self.pause))
            if self.active.is_set() and not self.ended.is_set():
                self.kill_one()

    def kill_one(self):
        target = self.random.choice(["gateway", "agent", "agent", "hypervisor"])
        running = [h for h in self.fleet.handsets.values() if h.program.alive()]
        if target == "gateway":
            self.fleet.gateway.end(signal.SIGKILL)
            time.sleep(self.random.uniform(0.0, 0.5))
            self.fleet.start_gateway()
        elif target == "agent" and running:
            handset = self.random.choice(running)
            handset.program.end(signal.SIGKILL)
            time.sleep(self.random.uniform(0.0, 0.5))
            handset.program.start()
        else:
            pids = [pid for handset in running for pid in handset.qemu_processes()]
            if not pids:
                return
            target = "hypervisor"
            try:
                os.kill(self.random.choice(pids), signal.SIGKILL)
            except ProcessLookupError:
                return
        self.left -= 1
        self.done[target] += 1
        self.stages[self.stage] += 1


class Scenario:
    def __init__(self, job, chaos):
        self.job, self.fleet, self.chaos = job, job.fleet, chaos
        self.failures = collections.Counter()
        self.retries = 0
        self.acknowledged = {}  # restore point -> what the note said when it was taken

    def until_it_works(self, stage, action):
        """Retries an action that fails clearly. An unclear failure (a crash, no message) is not retried."""
        self.chaos.stage = stage
        for attempt in range(ATTEMPTS):
            try:
                return action()
            except CommandFailed as failure:
                if failure.code not in (1, 3, 4, 6) or not failure.error.startswith("twinset: "):
                    raise
                self.failures[f"{stage}: {failure.error.strip().splitlines()[0][:150]}"] += 1
                self.retries += 1
                time.sleep(0.5)
        raise JobError(f"{stage} did not work in {ATTEMPTS} attempts")

    def round(self, number):
        fleet, job = self.fleet, self.job
        first, second, person, phone = f"first-{number}", f"second-{number}", f"person-{number}", f"work-{number}"
        for name in (first, second):
            self.enrol(name)
        self.chaos.active.set()
        self.until_it_works("person", lambda: self.once("person", person, lambda: fleet.run("person", "create", person)))
        self.until_it_works("create", lambda: self.once("phone", phone, lambda: fleet.run(
            "phone", "create", "--handset", first, "--persona", "work", "--person", person, "--name", phone, "--image",
            "reference-work", "--version", "1.0.0", "--data-size", "64")))
        self.settle("create", phone)
        self.policy(number)
        self.settle("policy", phone)
        for text in ("first version", "second version"):
            self.write_and_back_up(phone, text)
        self.until_it_works("update", lambda: fleet.run("phone", "update", phone, "--version", "1.1.0"))
        self.settle("update", phone)
        self.restore(first, second, phone)
        self.chaos.active.clear()
        note = self.until_it_works("look", lambda: steps.look(job, f"cat {steps.NOTE}", phone)).strip()
        steps.expect(note == "second version", f"after the restore the note says '{note}'")
        print(f"round {number}: {self.chaos.left} kills left", flush=True)

    def once(self, noun, name, create):
        """Creating is not repeated when the answer to a creation that happened was lost."""
        known = self.fleet.run(noun, "show", name, check=False)
        if known.returncode == 3:
            create()

    def enrol(self, name):
        handset = self.fleet.add_handset(name)
        handset.token_file.write_text(self.fleet.ask("token", "create")["token"])
        handset.program.start()
        steps.wait_for_handset(self.job, name)

    def policy(self, number):
        path = self.fleet.directory / "policy.json"
        path.write_text('{"name": "crash-%d", "settings": {"camera.allowed": false}}' % number)
        self.until_it_works("policy", lambda: self.fleet.run("policy", "set", path))
        self.until_it_works("policy", lambda: self.fleet.run("policy", "assign", f"crash-{number}", "--target",
                                                             f"phone:{self.job.phone_id(f'work-{number}')}"))

    def settle(self, stage, phone):
        """Waits until desired, reported and proved agree; a gateway that is away for a moment is waited for."""
        self.chaos.stage = stage

        def agrees():
            try:
                return self.fleet.ask("phone", "show", phone)["agreement"] == "agrees"
            except CommandFailed as failure:
                if failure.code != 6:
                    raise
                return False

        wait_until(f"the agreement of {phone} ({stage})", 300, agrees)

    def write_and_back_up(self, phone, text):
        self.until_it_works("write", lambda: steps.look(self.job, f"echo '{text}' >{steps.NOTE} && sync", phone))
        result = self.until_it_works("backup", lambda: self.fleet.ask("phone", "backup", phone))["result"]
        self.acknowledged[result["restorePoint"]] = text

    def restore(self, first, second, phone):
        self.fleet.handsets[first].kill_everything()
        operation = self.until_it_works("restore", lambda: self.restore_once(second, phone))
        self.settle("restore", phone)

    def restore_once(self, second, phone):
        shown = self.fleet.ask("phone", "show", phone)
        if shown["handset"]["name"] == second and shown["agreement"] == "agrees":
            return None
        return self.fleet.ask("phone", "restore", phone, "--onto", second, "--lost", "--timeout", "4m")

    def check_nothing_lost(self):
        listed = {point["id"] for point in self.all_restore_points()}
        lost = [point for point in self.acknowledged if point not in listed]
        steps.expect(not lost, f"acknowledged restore points are gone: {lost}")
        verified = self.fleet.ask("audit", "verify")
        steps.expect(verified["intact"], f"the audit chain is broken: {verified}")

    def all_restore_points(self):
        return self.fleet.ask("restore-point", "list", "--limit", "1000")["restorePoints"]

    def print_counts(self, rounds, seed):
        print(f"\nseed {seed}: {sum(self.chaos.done.values())} kills in {rounds} rounds: {dict(self.chaos.done)}")
        print(f"by step: {dict(self.chaos.stages)}")
        print(f"clear failures that a retry mended: {self.retries}")
        for failure, count in self.failures.most_common():
            print(f"    {count} × {failure}")
        print(f"restore points acknowledged: {len(self.acknowledged)}, lost: 0")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", required=True)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--cache", required=True)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="twinset-crash-") as directory:
        job = Job(directory, options.source, options.bin, options.cache, Screen(3))
        chaos = Chaos(job.fleet, options.kills, seed, (0.5, 4.0))
        scenario = Scenario(job, chaos)
        try:
            steps.start_gateway(job)
            steps.publish_releases(job)
            chaos.start()
            rounds = 0
            while chaos.left > 0:
                rounds += 1
                scenario.round(rounds)
            chaos.ended.set()
            chaos.join()
            scenario.check_nothing_lost()
            scenario.print_counts(rounds, seed)
        finally:
            chaos.ended.set()
            job.fleet.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
