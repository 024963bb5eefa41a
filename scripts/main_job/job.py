"""The Job: what the steps share, and what they look at from outside of Twinset."""

import contextlib
import hashlib
import os
import pathlib
import re
import secrets
import socket
import subprocess
import sys
import time

from .fleet import Fleet, JobError, wait_until

SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        try:
            self.wfile.write(bytes(int(sys.argv[2])))
        except OSError:
            pass
    def log_message(self, *arguments):
        pass
server = http.server.ThreadingHTTPServer((sys.argv[1], 8080), Handler)
print("ready", flush=True)
server.serve_forever()
"""


class Job:
    ports = ["twinset.camera.0", "twinset.channel.0"]

    def __init__(self, directory, source, binaries, cache, screen):
        self.fleet = Fleet(directory, binaries)
        self.source = pathlib.Path(source)
        self.cache = pathlib.Path(cache)
        self.screen = screen
        self.password = secrets.token_urlsafe(18)
        self.assigned = False

    def write_secret(self, name, text):
        path = self.fleet.directory / name
        path.touch(mode=0o600)
        path.write_text(text + "\n")
        return path

    def phone_id(self, name):
        return self.fleet.ask("phone", "show", name)["id"]

    def data_disk(self, handset, phone):
        return handset.state / "phones" / self.phone_id(phone) / "data.qcow2"

    def disk_digest(self, handset, phone):
        """BLAKE2b-256 of the disk as it lies in storage: what the handset's receipt calls its digest."""
        digest = hashlib.blake2b(digest_size=32)
        with open(self.data_disk(handset, phone), "rb") as disk:
            while block := disk.read(1 << 20):
                digest.update(block)
        return digest.hexdigest()

    @contextlib.contextmanager
    def transfer_server(self, bytes_served):
        """An HTTP server inside handset one's own network, for its virtual phones to read from."""
        command = ["ip", "netns", "exec", self.fleet.handsets["handset-one"].network(), sys.executable, "-c", SERVER, "10.77.0.1", str(bytes_served)]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            if server.stdout.readline().strip() != "ready":
                raise JobError("the server in handset one's network did not start")
            yield
        finally:
            server.kill()
            server.wait()

    def console_socket(self, phone, handset="handset-one"):
        return self.fleet.handsets[handset].state / "machines" / "machines" / self.phone_id(phone) / "console"

    def personal_console(self, command, seconds=20, handset="handset-one"):
        """Types a line at the personal phone's own console, as its owner would, and returns what it answers."""
        path = self.console_socket("ada-personal", handset)
        begin, end = f"<{secrets.token_hex(4)}", f"{secrets.token_hex(4)}>"
        # The marks are typed in two halves, so that the console's echo of the line is not taken for the answer.
        line = f"echo '{begin[:4]}''{begin[4:]}'; {command}; echo '{end[:4]}''{end[4:]}'\n"
        with socket.socket(socket.AF_UNIX) as console:
            console.connect(str(path))
            console.settimeout(0.2)
            console.sendall(b"\n" + line.encode())
            heard = ""
            deadline = time.monotonic() + seconds
            while time.monotonic() < deadline:
                with contextlib.suppress(TimeoutError):
                    heard += console.recv(65536).decode(errors="replace")
                found = re.search(re.escape(begin) + r"\r?\n(.*?)" + re.escape(end), heard, re.S)
                if found:
                    return found.group(1)
        raise JobError(f"the personal phone's console did not answer: {heard[-300:]}")
