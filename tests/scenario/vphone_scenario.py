"""A work phone leaves one fleet as an encrypted virtual phone file and comes into another, on real virtual machines: what the
guest of the first one wrote is what the guest of the second one reads, and the second one is proved by its own guest agent."""

import argparse
import contextlib
import sys
import tempfile

from main_job import steps
from main_job.job import Job
from main_job.screen import Screen

PROVED_WITHIN = 240
CONTENT = "seq 1 200000 >/data/list.txt; echo 'from the other fleet' >/data/note.txt; sync"
SEEN = "cat /data/note.txt; sha256sum /data/list.txt"


def begin(job, handset):
    """A gateway with the release published, and one handset online."""
    steps.start_gateway(job)
    created = job.fleet.ask("release", "key", "create", "--output", job.fleet.directory / "release-key")
    job.fleet.run("release", "key", "trust", created["publicKey"], "--name", "scenario")
    steps.publish(job, "reference-work", job.fleet.directory / "release-key")
    job.fleet.add_handset(handset)
    job.fleet.handsets[handset].token_file.write_text(job.fleet.ask("token", "create")["token"])
    job.fleet.handsets[handset].program.start()
    steps.wait_for_handset(job, handset)


def leave(job, file, passphrase):
    """Makes a phone with content, and its file. Answers what the guest sees of the content."""
    job.fleet.run("phone", "create", "--handset", "handset-here", "--persona", "work", "--name", "traveller", "--image", "reference-work",
                  "--version", "1.0.0", "--data-size", "64")
    steps.wait_agreement(job, "traveller", PROVED_WITHIN)
    steps.look(job, CONTENT, "traveller")
    job.fleet.run("backup", "now", "traveller")
    job.fleet.run("phone", "export", "traveller", "--output", file, "--passphrase-file", passphrase)
    return steps.look(job, SEEN, "traveller")


def arrive(job, file, passphrase, seen):
    imported = job.fleet.ask("phone", "import", file, "--handset", "handset-there", "--passphrase-file", passphrase, "--wait",
                             "--timeout", f"{PROVED_WITHIN}s", timeout=PROVED_WITHIN + 60)
    phone = imported["phone"]["id"]
    shown = steps.wait_agreement(job, phone, PROVED_WITHIN)
    steps.expect(shown["name"] == "traveller" and shown["persona"] == "work", f"it came as {shown['name']}, {shown['persona']}")
    steps.expect(shown["proved"]["release"] == "1.0.0", f"its guest did not prove the release: {shown['proved']}")
    now = steps.look(job, SEEN, phone)
    steps.expect(now == seen, f"the guest reads\n{now}and not\n{seen}")
    job.screen.done(f"imported, booted and proved; its guest reads what was written: {now.splitlines()[0]}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", required=True)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--cache", required=True)
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        def fleet():
            directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="twinset-vphone-"))
            job = Job(directory, options.source, options.bin, options.cache, Screen(2))
            stack.callback(job.fleet.end)
            return job

        here, there = fleet(), fleet()
        file = here.fleet.directory / "traveller.vphone"
        passphrase = here.write_secret("passphrase", "open sesame, please")
        here.screen.step("A phone leaves its fleet")
        begin(here, "handset-here")
        seen = leave(here, file, passphrase)
        here.fleet.handsets["handset-here"].kill_everything()
        here.screen.step("and comes into another one")
        begin(there, "handset-there")
        arrive(there, file, passphrase, seen)
    return 0


if __name__ == "__main__":
    sys.exit(main())
