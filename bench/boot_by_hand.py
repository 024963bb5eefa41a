"""Time to a proved work phone: the reference guest started by hand with QEMU, beside the same guest through Twinset.

By hand: a new overlay and data disk made with qemu-img, one qemu-system-x86_64, and the time from the first command until the
health program answers through the guest agent. Through Twinset: the time from `twinset phone create` until the gateway has the
proved state; each run has a new handset, which must fetch the release first. Interleaved; prints medians and the ratio.

    PYTHONPATH=scripts python3 bench/boot_by_hand.py --source . --bin build/release/bin [--runs 5]
"""

import argparse
import json
import pathlib
import socket
import statistics
import subprocess
import tempfile
import time

from main_job import steps
from main_job.fleet import wait_until
from main_job.job import Job
from main_job.screen import Screen


class GuestAgent:
    def __init__(self, path):
        self.path = str(path)

    def ask(self, execute, **arguments):
        """The answer, or None while nobody answers."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            try:
                connection.connect(self.path)
                connection.sendall(json.dumps({"execute": execute, "arguments": arguments}).encode() + b"\n")
                answer = b""
                while not answer.endswith(b"\n"):
                    answer += connection.recv(65536)
                return json.loads(answer).get("return")
            except (OSError, ValueError):
                return None

    def healthy(self):
        started = self.ask("guest-exec", path="/usr/libexec/twinset/health", **{"capture-output": True})
        while started:
            status = self.ask("guest-exec-status", pid=started["pid"])
            if status and status["exited"]:
                return status["exitcode"] == 0
            time.sleep(0.01)
        return False


def by_hand(image, directory):
    begun = time.monotonic()
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-b", image / "system.img", "-F", "raw", directory / "overlay"], check=True)
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", directory / "data", "256M"], check=True)
    description = json.loads((image / "image.json").read_text())
    agent = directory / "agent"
    process = subprocess.Popen([
        "qemu-system-x86_64", "-M", "q35", "-accel", "tcg", "-m", str(description["memoryMiB"]), "-nodefaults", "-no-user-config",
        "-display", "none", "-device", "virtio-serial-pci,id=vs0", "-chardev", f"socket,id=ga,path={agent},server=on,wait=off",
        "-device", "virtserialport,bus=vs0.0,chardev=ga,name=org.qemu.guest_agent.0",
        "-drive", f"if=none,id=s,file={directory}/overlay,format=qcow2", "-device", "virtio-blk-pci,drive=s,serial=system",
        "-drive", f"if=none,id=d,file={directory}/data,format=qcow2", "-device", "virtio-blk-pci,drive=d,serial=data",
        "-kernel", image / "kernel", "-initrd", image / "initrd",
        "-append", "console=ttyS0 quiet panic=1 " + description["commandLine"]])
    try:
        guest = GuestAgent(agent)
        wait_until("the guest's health by hand", 120, guest.healthy)
        return time.monotonic() - begun
    finally:
        process.kill()
        process.wait()


def through_twinset(job, handset, name):
    begun = time.monotonic()
    job.fleet.run("phone", "create", "--handset", handset, "--persona", "work", "--name", name, "--image", "reference-work",
                  "--version", "1.0.0", "--data-size", "256")
    steps.wait_agreement(job, name, 180)
    return time.monotonic() - begun


def measure(job, runs, directory):
    hand, twinset = [], []
    image = job.fleet.directory / "images" / "reference-work"
    for run in range(runs):
        with tempfile.TemporaryDirectory(prefix="hand-", dir=directory) as place:
            hand.append(by_hand(image, pathlib.Path(place)))
        handset = job.fleet.add_handset(f"handset-{run}")
        handset.token_file.write_text(job.fleet.ask("token", "create")["token"])
        handset.program.start()
        steps.wait_for_handset(job, handset.name)
        twinset.append(through_twinset(job, handset.name, f"phone-{run}"))
        handset.kill_everything()
    return hand, twinset


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", required=True)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--cache")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="twinset-boot-") as directory:
        cache = options.cache or pathlib.Path(options.bin).parent / "package-cache"
        job = Job(directory, options.source, options.bin, cache, Screen(3))
        try:
            steps.start_gateway(job)
            steps.publish_releases(job)
            hand, twinset = measure(job, options.runs, directory)
        finally:
            job.fleet.end()
    for what, times in (("by hand", hand), ("through Twinset", twinset)):
        print(f"{what:16} median {statistics.median(times):5.2f} s   ({' '.join(f'{t:.2f}' for t in times)})")
    print(f"ratio {statistics.median(twinset) / statistics.median(hand):.2f}")


if __name__ == "__main__":
    main()
