"""An owner's backup of her personal phone, with the real programs and QEMU: made at her word, unreadable at the gateway, brought back in
place and, after the handset is lost, on another one, byte for byte and with her key only."""

import argparse
import json
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

from main_job import steps
from main_job.fleet import wait_until
from main_job.job import Job
from main_job.screen import Screen

PHONE = "ada-personal"
SECRET = "a line of a private diary"


class Owner:
    """She who holds the handset."""

    def __init__(self, job, handset):
        self.program = str(job.fleet.bin / "twinset-agent")
        self.state = str(job.fleet.handsets[handset].state)

    def say(self, command, *arguments, typed="", fails=False):
        done = subprocess.run([self.program, "owner-backup", command, "--state", self.state, *arguments], input=typed, capture_output=True,
                              text=True, timeout=60)
        steps.expect((done.returncode != 0) == fails, f"owner-backup {command}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def enable(self):
        """Answers what is asked for of the key that was shown; returns the key."""
        enabling = subprocess.Popen([self.program, "owner-backup", "enable", "--state", self.state], stdin=subprocess.PIPE,
                                    stdout=subprocess.PIPE, text=True, bufsize=0)
        shown, groups = "", []
        while letter := enabling.stdout.read(1):
            shown += letter
            if asked := re.search(r"type group (\d) of it: $", shown):
                groups = [group for line in shown.splitlines() if re.fullmatch(r"    (\w{5}  ){3}\w{5}", line) for group in line.split()]
                enabling.stdin.write(groups[int(asked[1]) - 1] + "\n")
        steps.expect(enabling.wait() == 0 and len(groups) == 8, f"it is not enabled:\n{shown}")
        return "-".join(groups)


def reported(job):
    return job.fleet.ask("phone", "show", PHONE)["reported"] or {}


def until_running(job, what):
    wait_until(what, 240, lambda: reported(job).get("phase") == "running")


def tells_nothing(directory):
    """No file of the gateway has the line, nor has its name for what is in it."""
    return all(SECRET.encode() not in path.read_bytes() for path in pathlib.Path(directory).rglob("*") if path.is_file())


def run(job):
    fleet = job.fleet
    image = json.loads((fleet.directory / "images" / "reference-work" / "image.json").read_text())
    fleet.run("phone", "create", "--handset", "handset-one", "--persona", "personal", "--name", PHONE, "--image", image["image"],
              "--version", image["version"])
    until_running(job, "the personal phone's boot")
    one, two = Owner(job, "handset-one"), Owner(job, "handset-two")
    job.personal_console(f"dd if=/dev/urandom of=/data/photo bs=1M count=8 2>/dev/null; echo {SECRET} > /data/diary; sync")
    bytes_before = job.personal_console("sha256sum /data/photo /data/diary", 60)

    steps.expect(fleet.run("backup", "now", PHONE, check=False).returncode != 0, "it was backed up before its owner asked for it")
    steps.expect(not (fleet.data / "owner").exists(), "something was stored before its owner asked for it")
    key = one.enable()
    fleet.run("backup", "now", PHONE)
    steps.expect(tells_nothing(fleet.data), "the gateway has what it must not have")
    point = json.loads(one.say("status", "-o", "json"))["restorePoints"][0]["restorePoint"]
    refused = fleet.run("files", "list", point, "/", check=False)
    steps.expect(refused.returncode != 0 and "only the phone's owner has" in refused.stderr, f"not refused: {refused}")
    job.screen.done("backed up at its owner's word; the gateway has not a line of it")

    job.personal_console("echo spoiled > /data/diary; rm /data/photo; sync")
    fleet.run("backup", "now", PHONE)
    one.say("restore", "--restore-point", point, typed="replace\n")
    wait_until("the restore's begin", 60, lambda: reported(job).get("phase") != "running")
    until_running(job, "the restore in place")
    steps.expect(job.personal_console("sha256sum /data/photo /data/diary", 60) == bytes_before, "other bytes came back in place")
    fleet.run("backup", "now", PHONE)
    job.screen.done("brought back in place, byte for byte")

    fleet.handsets["handset-one"].kill_everything()
    restoring = subprocess.Popen([str(fleet.bin / "twinset"), "--session", str(fleet.session), "phone", "restore", PHONE, "--onto", "handset-two",
                                  "--lost", "--yes"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    wait_until("the wait for the key", 120, lambda: "waiting for the owner's key" in reported(job).get("detail", ""))
    one_wrong = key.replace(key[0], "A" if key[0] != "A" else "B", 1)
    steps.expect("group 1 of the recovery key is mistyped" in two.say("unlock", typed=one_wrong + "\n", fails=True), "a mistyped key is not told")
    two.say("unlock", typed=key + "\n")
    said, _ = restoring.communicate(timeout=240)
    steps.expect(restoring.returncode == 0, f"the restore failed:\n{said}")
    steps.expect(job.personal_console("sha256sum /data/photo /data/diary", 60, "handset-two") == bytes_before, "other bytes came back there")
    job.screen.done("brought back on another handset once the key was entered, byte for byte")

    wait_until("all of the data", 120, lambda: "local" not in reported(job).get("detail", "local"))
    time.sleep(1)  # the agent's journal follows its report
    two.say("disable", typed="delete\n")
    steps.expect(not any((fleet.data / "owner").iterdir()), "something is stored after she ended it")
    job.screen.done("ended, and deleted")


def main():
    parser = argparse.ArgumentParser()
    for name in ("--source", "--bin", "--cache"):
        parser.add_argument(name, required=True)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="twinset-owner-") as directory:
        job = Job(directory, options.source, options.bin, options.cache, Screen(3))
        try:
            steps.start_gateway(job)
            steps.publish_releases(job)
            steps.start_handsets(job)
            run(job)
        finally:
            job.fleet.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
