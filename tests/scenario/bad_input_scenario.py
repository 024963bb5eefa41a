"""Bad input, as a person meets it: each case runs the real programs, and wants a clear error that says what to do, a non-zero
exit code, and nothing lost. The handsets use the simulator: what is tested here does not depend on the hypervisor."""

import argparse
import base64
import contextlib
import hashlib
import http.server
import json
import os
import pathlib
import re
import shutil
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request

from main_job import steps
from main_job.fleet import Fleet, JobError, wait_until
from main_job.job import Job
from main_job.screen import Screen

OPTIONS = None
DEADLINE = 60


def write_image(directory, version, filler=b"system", size=512 * 1024):
    """A small image of the form that 'twinset image build' makes; its first line is what the simulator's guest answers."""
    directory.mkdir(parents=True)
    (directory / "kernel").write_bytes(b"kernel" * 1000)
    (directory / "initrd").write_bytes(b"initrd" * 1000)
    (directory / "system.img").write_bytes(f"twinset-release={version}\n".encode() + (filler * (size // len(filler) + 1))[:size])
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
        cls.addClassCleanup(shutil.rmtree, cls.directory, ignore_errors=True)
        cls.job = Job(cls.directory, OPTIONS.source, OPTIONS.bin, "", Screen(1))
        cls.job.screen.done = lambda text: None
        cls.fleet = cls.job.fleet
        cls.prepare()
        cls.addClassCleanup(cls.fleet.end)
        steps.start_gateway(cls.job)
        cls.key = cls.directory / "release-key"
        created = cls.fleet.ask("release", "key", "create", "--output", cls.key)
        cls.fleet.run("release", "key", "trust", created["publicKey"], "--name", "test")

    @classmethod
    def prepare(cls):
        pass

    def refused(self, *arguments, says, code):
        """Runs the command line, wants an error on one line that contains all of `says`, and an exit code."""
        done = self.fleet.run(*arguments, check=False)
        self.check(done, says, code)

    def check(self, done, says, code):
        """The error is the last line of standard error, and the only one that a program says in its own name."""
        self.assertEqual(done.returncode, code, done.stderr)
        lines = done.stderr.splitlines()
        own = [line for line in lines if re.match(r"(twinset|twinsetd|twinset-agent): ", line)]
        self.assertEqual(own, lines[-1:], done.stderr)
        for words in says:
            self.assertIn(words.lower(), own[0].lower())

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
        self.assertNotIn("1.0.0", [each["version"] for each in self.fleet.ask("release", "list")["releases"]])

    def test_corrupted_release(self):
        image = write_image(self.directory / "corrupted", "2.0.0", b"corrupted")
        (image / "image.json").write_text((image / "image.json").read_text()[:-10])
        self.refused("release", "publish", image, "--key", self.key, says=["image.json"], code=7)
        (image / "image.json").unlink()
        self.refused("release", "publish", image, "--key", self.key, says=["image.json", "image build"], code=7)

    def test_corrupted_chunk(self):
        image = write_image(self.directory / "chunk", "3.0.0", os.urandom(512 * 1024))
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
        pack = max((self.fleet.data / "store").glob("pack-*"), key=lambda path: path.stat().st_size)
        with open(pack, "r+b") as file:
            file.seek(pack.stat().st_size // 2)
            byte = file.read(1)
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte[0] ^ 0x55]))


    def test_changed_manifest(self):
        image = write_image(self.directory / "changed", "4.0.0", b"changed")
        published = self.fleet.ask("release", "publish", image, "--key", self.key)
        with contextlib.closing(sqlite3.connect(f"file:{self.fleet.data}/catalog.sqlite?mode=ro", uri=True)) as catalog:
            manifest, signature = catalog.execute("SELECT manifest, signature FROM release WHERE version = '4.0.0'").fetchone()
        before = self.fleet.ask("release", "list")
        for offset in (0, len(manifest) // 2, len(manifest) - 1):
            changed = bytearray(manifest)
            changed[offset] ^= 1
            status, answer = self.publish_over_api(bytes(changed), signature)
            self.assertEqual((status, answer["code"]), (403, "denied"), answer)
            self.assertIn("changed after it was signed", answer["message"])
        self.assertEqual(self.fleet.ask("release", "list"), before)
        status, answer = self.publish_over_api(manifest, signature)
        self.assertEqual((status, answer["manifest"]), (200, published["manifest"]))

    def publish_over_api(self, manifest, signature):
        def text(octets):
            return base64.urlsafe_b64encode(octets).decode().rstrip("=")

        session = json.loads(self.fleet.session.read_text())
        trust = ssl.create_default_context(cafile=self.fleet.data / "ca" / "authority.pem")
        request = urllib.request.Request(f"https://127.0.0.1:{session['port']}/v1/verbs/release_publish",
                                         json.dumps({"manifest": text(manifest), "signature": text(signature)}).encode(),
                                         {"Authorization": f"Bearer {session['token']}"})
        try:
            with urllib.request.urlopen(request, context=trust, timeout=DEADLINE) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)


class Operators(WithFleet):
    def login(self, session, password):
        address = f"https://127.0.0.1:{self.fleet.ports['adminPort']}"
        command = [str(self.fleet.bin / "twinset"), "--session", str(session), "login", address, "--fingerprint",
                   self.fleet.ports["authorityFingerprint"], "--name", "admin", "--password-file", "-"]
        return subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE, input=password + "\n")

    def test_wrong_password(self):
        session = self.directory / "wrong-password.json"
        self.check(self.login(session, "not the password"), ["password is wrong", "try again"], 5)
        self.assertFalse(session.exists())

    def test_expired_session(self):
        session = self.directory / "expired.json"
        self.assertEqual(self.login(session, self.job.password).returncode, 0)
        token = json.loads(session.read_text())["token"]
        digest = hashlib.blake2b(b"twinset token 1 " + token.encode(), digest_size=32).hexdigest()
        with contextlib.closing(sqlite3.connect(self.fleet.data / "catalog.sqlite", timeout=DEADLINE)) as catalog:
            ended = catalog.execute("UPDATE session SET expires_at = 1 WHERE digest = ?", (digest,)).rowcount
            catalog.commit()
        self.assertEqual(ended, 1)
        done = subprocess.run([str(self.fleet.bin / "twinset"), "--session", str(session), "status"], capture_output=True,
                              text=True, timeout=DEADLINE)
        self.check(done, ["expired", "twinset login"], 5)
        self.assertTrue(self.fleet.ask("status")["fleet"])  # the other session goes on


class Policies(WithFleet):
    def set_policy(self, content):
        path = self.directory / "policy.json"
        path.write_bytes(content)
        return path

    def test_garbage(self):
        for content in (os.urandom(200), b"", b'{"name": "a", "settings": {', b"[]", b'{"settings": {}}'):
            self.refused("policy", "set", self.set_policy(content), says=["policy.json"], code=7)
        self.refused("policy", "set", self.directory / "absent.json", says=["absent.json"], code=3)
        self.assertEqual(self.fleet.ask("policy", "list")["policies"], [])

    def test_unknown_setting(self):
        policy = self.set_policy(json.dumps({"name": "typo", "settings": {"camera.alowed": False}}).encode())
        self.refused("policy", "set", policy, says=["policy.json", "camera.alowed", "camera.allowed"], code=7)
        self.assertEqual(self.fleet.ask("policy", "list")["policies"], [])

    def test_wrong_value(self):
        policy = self.set_policy(json.dumps({"name": "typo", "settings": {"camera.allowed": "no"}}).encode())
        self.refused("policy", "set", policy, says=["policy.json", "camera.allowed", "true or false"], code=7)


class Handsets(WithFleet):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fleet.run("release", "publish", write_image(cls.directory / "image", "1.0.0"), "--key", cls.key)

    def create(self, handset, persona):
        name = f"{handset}-{persona}"
        self.fleet.run("phone", "create", "--handset", handset, "--persona", persona, "--name", name, "--image", "small",
                       "--version", "1.0.0", "--data-size", "16")
        steps.wait_agreement(self.job, name, DEADLINE)
        return name

    def test_identity_in_use(self):
        original = self.start_simulated("original")
        copy = self.fleet.add_handset("copy")
        shutil.copytree(original.state, copy.state)
        copy.program.command[-1] = "simulator"
        copy.program.start()
        alert = wait_until("the alert", DEADLINE, lambda: next(
            (a for a in self.fleet.ask("alert", "list")["alerts"] if a["kind"] == "identity_in_use"), None))
        self.assertIn("original", alert["message"])
        wait_until("the refusal", DEADLINE, lambda: "enrol it anew" in copy.program.tail())
        self.assertTrue(copy.program.alive(), copy.program.tail())
        steps.wait_for_handset(self.job, "original")
        self.create("original", "work")  # the original is still the one that is served

    def test_restore_without_a_handset(self):
        self.start_simulated("lender")
        spare = self.start_simulated("spare")
        phone = self.create("lender", "work")
        self.refused("phone", "restore", phone, "--onto", "spare", says=["never backed up", "backup now"], code=3)
        self.fleet.run("backup", "now", phone)
        self.refused("phone", "restore", phone, "--onto", "nowhere", says=["no handset 'nowhere'", "handset list"], code=3)
        spare.program.end()
        wait_until("the handset's absence", DEADLINE, lambda: not self.fleet.ask("handset", "show", "spare")["online"])
        self.refused("phone", "restore", phone, "--onto", "spare", "--lost", "--timeout", "2s",
                     says=["'spare'", "offline", "operation wait", "operation cancel"], code=6)
        operation = self.fleet.ask("operation", "list")["operations"][0]
        spare.program.start()
        self.assertEqual(self.fleet.ask("operation", "wait", operation["id"], "--timeout", "60s")["state"], "succeeded")

    def test_personal_phone_is_left_alone(self):
        self.start_simulated("private")
        phone = self.create("private", "personal")
        before = self.fleet.ask("phone", "show", phone)["desired"]
        for arguments in (["backup", "now", phone], ["phone", "exec", phone, "--", "id"], ["phone", "delete", phone, "--yes"],
                          ["phone", "restore", phone, "--onto", "private"]):
            self.refused(*arguments, says=["personal", "work"], code=5)
        self.assertEqual(self.fleet.ask("phone", "show", phone)["desired"], before)
        self.assertEqual(self.fleet.ask("operation", "list")["operations"], [])


class FullDisk(WithFleet):
    @classmethod
    def prepare(cls):
        cls.fleet.data.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "none", str(cls.fleet.data)], capture_output=True,
                                 text=True)
        if mounted.returncode != 0:
            raise unittest.SkipTest(f"a disk of its own is needed, as root has it: {mounted.stderr.strip()}")
        cls.addClassCleanup(subprocess.run, ["umount", "-l", str(cls.fleet.data)], check=True)

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
        self.addCleanup(made.end)
        made.start_gateway()
        made.gateway.end()
        made.data.rename(newer)
        with contextlib.closing(sqlite3.connect(newer / "catalog.sqlite")) as catalog:
            catalog.execute("PRAGMA user_version = 100000")
            catalog.commit()
        before = tree_digest(newer)
        done = self.gateway("--data", newer, "--admin-port", "0", "--link-port", "0", "--bulk-port", "0")
        self.check(done, ["newer twinsetd", "nothing was changed"], 1)
        self.assertEqual(before, tree_digest(newer))

    def test_occupied_port(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            done = self.gateway("--data", self.directory / "port", "--address", "127.0.0.1", "--admin-port", port,
                                "--link-port", "0", "--bulk-port", "0")
        self.check(done, [str(port), "--admin-port"], 1)

    def test_data_directory_in_use(self):
        done = self.gateway("--data", self.fleet.data, "--admin-port", "0", "--link-port", "0", "--bulk-port", "0")
        self.check(done, ["in use", "another directory"], 1)
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
