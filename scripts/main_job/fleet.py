"""Starts, watches and ends the programs of one fleet under one directory, and talks to it through the command line."""

import hashlib
import json
import os
import pathlib
import re
import signal
import subprocess
import time


class JobError(Exception):
    """Something the job relied on did not happen. The message is for the person who runs it."""


class CommandFailed(JobError):
    def __init__(self, command, code, error):
        super().__init__(f"{' '.join(command)} ended with exit code {code}: {error.strip()}")
        self.code = code
        self.error = error


def wait_until(what, seconds, condition):
    """Polls `condition` until it returns something true, and returns that."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise JobError(f"{what} did not happen within {seconds} s")
        time.sleep(0.05)


class Program:
    """A child process with its output in a log file."""

    def __init__(self, name, command, log):
        self.name, self.command, self.log = name, command, log
        self.process = None

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                            start_new_session=True)

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def end(self, how=signal.SIGTERM, seconds=20):
        if not self.alive():
            return
        self.process.send_signal(how)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def tail(self, lines=15):
        return "\n".join(pathlib.Path(self.log).read_text(errors="replace").splitlines()[-lines:])


class Handset:
    def __init__(self, fleet, name):
        self.name = name
        self.state = fleet.directory / name
        self.token_file = fleet.directory / f"{name}.token"
        self.program = Program(name, [str(fleet.bin / "twinset-agent"), "run", "--state", str(self.state), "--token-file",
                                      str(self.token_file), "--name", name, "--driver", "qemu"],
                               fleet.directory / f"{name}.log")

    def network(self):
        """The network namespace of its virtual phones, named as the agent names it; None before it enrolled."""
        try:
            handset = json.loads((self.state / "identity.json").read_text())["handset"]
        except (OSError, ValueError):
            return None
        return "tw" + hashlib.blake2b(handset.encode(), digest_size=32).hexdigest()[:9]

    def qemu_processes(self):
        """Process ids of this handset's hypervisors."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
                zombie = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
            except OSError:
                continue
            if "qemu-" in command.split("\0")[0] and str(self.state) in command and not zombie:
                found.append(int(entry.name))
        return found

    def kill_everything(self):
        """What happens to a phone that falls into a river."""
        self.program.end(signal.SIGKILL)
        for pid in self.qemu_processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        wait_until(f"the end of {self.name}'s hypervisors", 10, lambda: not self.qemu_processes())


class Fleet:
    def __init__(self, directory, binaries):
        self.directory = pathlib.Path(directory)
        self.bin = pathlib.Path(binaries)
        self.session = self.directory / "session.json"
        self.data = self.directory / "gateway"
        self.gateway = Program("twinsetd", [str(self.bin / "twinsetd"), "--data", str(self.data), "--address", "127.0.0.1",
                                            "--admin-port", "0", "--link-port", "0", "--bulk-port", "0"],
                               self.directory / "twinsetd.log")
        self.handsets = {}

    def start_gateway(self):
        (self.data / "gateway.json").unlink(missing_ok=True)
        self.gateway.start()

        def ready():
            if not self.gateway.alive():
                raise JobError(f"twinsetd ended:\n{self.gateway.tail()}")
            path = self.data / "gateway.json"
            described = json.loads(path.read_text()) if path.exists() else None
            return described if described and described.get("pid") == self.gateway.process.pid else None

        self.ports = wait_until("the gateway's start", 30, ready)

    def one_time_password(self):
        def printed():
            return re.findall(r"one-time password[^:]*:\s*(\S+)", self.gateway.log.read_text(), re.IGNORECASE)

        return wait_until("the one-time password of the administrator", 10, printed)[-1]

    def add_handset(self, name):
        self.handsets[name] = Handset(self, name)
        return self.handsets[name]

    def run(self, *arguments, timeout=300, text_input=None, check=True):
        """One run of the command line; returns what it printed."""
        command = [str(self.bin / "twinset"), "--session", str(self.session), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, input=text_input)
        if check and done.returncode != 0:
            raise CommandFailed(["twinset", *map(str, arguments)], done.returncode, done.stderr)
        return done.stdout if check else done

    def ask(self, *arguments, **options):
        """The same, as the API's own object."""
        return json.loads(self.run("-o", "json", *arguments, **options))

    def processes(self):
        """Process ids of all that runs: gateway, agents, hypervisors."""
        found = [program.process.pid for program in [self.gateway, *(h.program for h in self.handsets.values())]
                 if program.alive()]
        return found + [pid for handset in self.handsets.values() for pid in handset.qemu_processes()]

    def end(self):
        for handset in self.handsets.values():
            handset.kill_everything()
            if handset.network():
                subprocess.run(["ip", "netns", "delete", handset.network()], stderr=subprocess.DEVNULL, check=False)
        self.gateway.end()
