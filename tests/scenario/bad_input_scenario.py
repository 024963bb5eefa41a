"""Bad input, as a person meets it: each case runs the real programs, and wants a clear error that says what to do, a non-zero
exit code, and nothing lost. The handsets use the simulator: what is tested here does not depend on the hypervisor."""

import argparse
import contextlib
import hashlib
import http.server
import json
import os
import pathlib
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from main_job import steps
from main_job.fleet import Fleet, JobError, wait_until
from main_job.job import Job
from main_job.screen import Screen

OPTIONS = None
DEADLINE = 60


def write_image(directory, version, filler=b"system", size=512 * 1024):
    """A small image of the form that 'twinset image build' makes; what the simulator boots."""
    directory.mkdir(parents=True)
    (directory / "kernel").write_bytes(b"kernel" * 1000)
    (directory / "initrd").write_bytes(b"initrd" * 1000)
    (directory / "system.img").write_bytes((filler * (size // len(filler) + 1))[:size])
    description = {"format": 1, "image": "small", "version": version, "commandLine": "", "memoryMiB": 64,
                   "parts": ["kernel", "initrd", "system.img"]}
    (directory / "image.json").write_text(json.dumps(description))
    return directory


def tree_digest(directory):
    digest = hashlib.sha256()
    for path in sorted(p for p in pathlib.Path(directory).rglob("*") if p.is_file()):
        digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()


class WithFleet(unittest.TestCase):
    """A gateway with an administrator who is logged in, and a trusted release key."""

    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(tempfile.mkdtemp(prefix="twinset-bad-"))
        cls.job = Job(cls.directory, OPTIONS.source, OPTIONS.bin, "", Screen(1))
        cls.job.screen.done = lambda text: None
        cls.fleet = cls.job.fleet
        cls.prepare()
        steps.start_gateway(cls.job)
        cls.key = cls.directory / "release-key"
        created = cls.fleet.ask("release", "key", "create", "--output", cls.key)
        cls.fleet.run("release", "key", "trust", created["publicKey"], "--name", "test")

    @classmethod
    def prepare(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        cls.fleet.end()
        shutil.rmtree(cls.directory, ignore_errors=True)

    def refused(self, *arguments, says, code=None):
        """Runs the command line, wants an error on one line that contains all of `says`, and an exit code."""
        done = self.fleet.run(*arguments, check=False)
        self.check(done, says, code)

    def check(self, done, says, code):
        self.assertNotEqual(done.returncode, 0, done.stdout)
        if code is not None:
            self.assertEqual(done.returncode, code, done.stderr)
        for words in says:
            self.assertIn(words.lower(), done.stderr.lower())
        self.assertNotIn("terminate called", done.stderr)

    def agent(self, *arguments):
        return subprocess.run([str(self.fleet.bin / "twinset-agent"), *map(str, arguments)], capture_output=True, text=True,
                              timeout=DEADLINE)

    def start_simulated(self, name):
        handset = self.fleet.add_handset(name)
        handset.program.command[-1] = "simulator"
        handset.token_file.write_text(self.fleet.ask("token", "create")["token"])
        handset.program.start()
        steps.wait_for_handset(self.job, name)
        return handset


class Enrolment(WithFleet):
    def test_unknown_token(self):
        token = self.fleet.ask("token", "create")
        self.fleet.run("token", "revoke", token["id"])
        done = self.agent("enrol", "--token", token["token"], "--state", self.directory / "unknown")
        self.check(done, ["token", "ask"], 1)

    def test_text_that_is_no_token(self):
        token = self.fleet.ask("token", "create")["token"]
        done = self.agent("enrol", "--token", token[:-5], "--state", self.directory / "cut")
        self.check(done, ["token"], 1)
        self.assertFalse((self.directory / "cut" / "identity.json").exists())

    def test_expired_token(self):
        token = self.fleet.ask("token", "create", "--valid-for", "1s")["token"]
        time.sleep(1.5)  # the token's whole life
        state = self.directory / "expired"
        done = self.agent("enrol", "--token", token, "--state", state)
        self.check(done, ["expired"], 1)
        token = self.fleet.ask("token", "create")["token"]
        done = self.agent("enrol", "--token", token, "--state", state)
        self.assertEqual(done.returncode, 0, done.stderr)


class Releases(WithFleet):
    def test_wrong_signature(self):
        image = write_image(self.directory / "wrong", "1.0.0", b"wrong")
        stranger = self.directory / "stranger-key"
        self.fleet.run("release", "key", "create", "--output", stranger)
        self.refused("release", "publish", image, "--key", stranger, says=["trusted", "release key trust"], code=5)
        self.assertEqual(self.fleet.ask("release", "list")["releases"], [])

    def test_corrupted_release(self):
        image = write_image(self.directory / "corrupted", "2.0.0", b"corrupted")
        (image / "image.json").write_text((image / "image.json").read_text()[:-10])
        self.refused("release", "publish", image, "--key", self.key, says=["image.json"])
        (image / "image.json").unlink()
        self.refused("release", "publish", image, "--key", self.key, says=["image.json", "image build"])

    def test_corrupted_chunk(self):
        image = write_image(self.directory / "chunk", "3.0.0", os.urandom(700))
        self.fleet.run("release", "publish", image, "--key", self.key)
        self.damage_store()
        self.start_simulated("careful")
        self.fleet.run("phone", "create", "--handset", "careful", "--persona", "work", "--name", "unlucky", "--image", "small",
                       "--version", "3.0.0", "--data-size", "16")

        def said():
            reported = self.fleet.ask("phone", "show", "unlucky")["reported"]
            return reported if reported and "damaged" in reported["detail"] else None

        reported = wait_until("a report of the damage", DEADLINE, said)
        self.assertNotEqual(reported["phase"], "running")
        self.fleet.run("release", "publish", image, "--key", self.key)  # sends the damaged chunk again
        steps.wait_agreement(self.job, "unlucky", DEADLINE)

    def damage_store(self):
        pack = max((self.fleet.data / "store").rglob("*.pack"), key=lambda path: path.stat().st_size)
        with open(pack, "r+b") as file:
            file.seek(pack.stat().st_size // 2)
            byte = file.read(1)
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte[0] ^ 0x55]))


class FullDisk(WithFleet):
    @classmethod
    def prepare(cls):
        cls.fleet.data.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "none", str(cls.fleet.data)], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.fleet.end()
        subprocess.run(["umount", "-l", str(cls.fleet.data)], check=True)
        shutil.rmtree(cls.directory, ignore_errors=True)

    def test_full_disk(self):
        self.fleet.run("person", "create", "Before")
        image = write_image(self.directory / "large", "1.0.0", os.urandom(32 * 2**20), 32 * 2**20)
        self.refused("release", "publish", image, "--key", self.key, says=["space"], code=6)
        self.assertTrue(self.fleet.gateway.alive(), self.fleet.gateway.tail())
        subprocess.run(["mount", "-o", "remount,size=128m", str(self.fleet.data)], check=True)
        self.fleet.run("release", "publish", image, "--key", self.key)
        self.assertEqual([p["name"] for p in self.fleet.ask("person", "list")["persons"]], ["Before"])


class Starting(WithFleet):
    def gateway(self, *arguments):
        return subprocess.run([str(self.fleet.bin / "twinsetd"), *map(str, arguments)], capture_output=True, text=True,
                              timeout=DEADLINE)

    def test_data_directory_of_a_newer_version(self):
        newer = self.directory / "newer"
        made = Fleet(self.directory / "other", OPTIONS.bin)
        made.directory.mkdir()
        made.start_gateway()
        made.gateway.end()
        made.data.rename(newer)
        with contextlib.closing(sqlite3.connect(newer / "catalog.sqlite")) as catalog:
            catalog.execute("PRAGMA user_version = 100000")
            catalog.commit()
        before = tree_digest(newer)
        done = self.gateway("--data", newer, "--admin-port", "0", "--link-port", "0", "--bulk-port", "0")
        self.check(done, ["newer", "upgrade"], None)
        self.assertEqual(before, tree_digest(newer))

    def test_occupied_port(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            done = self.gateway("--data", self.directory / "port", "--address", "127.0.0.1", "--admin-port", port,
                                "--link-port", "0", "--bulk-port", "0")
        self.check(done, [str(port), "--admin-port"], None)

    def test_data_directory_in_use(self):
        done = self.gateway("--data", self.fleet.data, "--admin-port", "0", "--link-port", "0", "--bulk-port", "0")
        self.check(done, ["in use"], None)
        self.assertTrue(self.fleet.ask("status")["fleet"])


class Addresses(WithFleet):
    def login(self, address):
        session = self.directory / "elsewhere.json"
        command = [str(self.fleet.bin / "twinset"), "--session", str(session), "login", address, "--fingerprint", "00" * 32,
                   "--name", "admin", "--password-file", "-"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE, input="secret-secret\n")
        self.assertFalse(session.exists())
        return done

    def test_nothing_listens(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
            self.check(self.login(f"https://127.0.0.1:{port}"), [str(port)], 6)

    def test_a_web_server_that_is_no_gateway(self):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            done = self.login(f"https://127.0.0.1:{server.server_port}")
            self.check(done, ["gateway"], 6)
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def test_another_fleets_gateway(self):
        done = self.login(f"https://127.0.0.1:{self.fleet.ports['adminPort']}")
        self.check(done, ["fingerprint"], 5)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", required=True)
    parser.add_argument("--bin", required=True)
    OPTIONS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)
