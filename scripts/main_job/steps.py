"""The eleven steps of the main job, in order. Each takes the Job, does one thing a person would do, and prints what it saw."""

import hashlib
import json
import os
import pathlib
import re
import signal
import subprocess
import time

from .fleet import CommandFailed, JobError, wait_until

GATEWAY_ADDRESS = "10.77.0.1"  # of a handset's own network, as its virtual phones see it
TRANSFER_BYTES = 4 * 1024 * 1024
NOTE = "/data/note.txt"


def expect(condition, what):
    if not condition:
        raise JobError(what)


# 1 -----------------------------------------------------------------------------------------------------------------

def start_gateway(job):
    fleet = job.fleet
    fleet.start_gateway()
    password = fleet.one_time_password()
    job.screen.done(f"twinsetd is up on 127.0.0.1:{fleet.ports['adminPort']}: empty catalog, its own certificate authority")
    fleet.run("login", f"https://127.0.0.1:{fleet.ports['adminPort']}", "--fingerprint", fleet.ports["authorityFingerprint"],
              "--name", "admin", "--password-file", "-", text_input=password + "\n")
    job.screen.done(f"administrator 'admin' logged in with the one-time password {password}")
    fleet.run("password", "change", "--old-password-file", job.write_secret("old", password), "--new-password-file",
              job.write_secret("new", job.password))
    job.screen.done("and replaced it, as the gateway demands before anything else")


# 2 -----------------------------------------------------------------------------------------------------------------

def publish_releases(job):
    fleet = job.fleet
    key = fleet.directory / "release-key"
    created = fleet.ask("release", "key", "create", "--output", key)
    fleet.run("release", "key", "trust", created["publicKey"], "--name", "quickstart")
    job.screen.done("made a release key; the gateway trusts it")
    for recipe in ("reference-work", "reference-work-1.1"):
        publish(job, recipe, key)
    job.release_key = key


def publish(job, recipe, key):
    fleet = job.fleet
    image = fleet.directory / "images" / recipe
    fleet.run("image", "build", job.source / "images" / "recipes" / f"{recipe}.json", "--output", image, "--cache", job.cache,
              timeout=900)
    size = sum((image / part).stat().st_blocks * 512 for part in ("kernel", "initrd", "system.img"))
    job.screen.done(f"built {recipe} from Debian packages, {size / 2**20:.1f} MiB")
    published = fleet.ask("release", "publish", image, "--key", key)
    job.screen.done(f"signed and published it as {published['image']} {published['version']}, {sent_text(published)}")


def sent_text(published):
    return f"{published['bytesSent'] / 2**20:.1f} MiB sent, {published['bytesReused'] / 2**20:.1f} MiB were there already"


# 3 -----------------------------------------------------------------------------------------------------------------

def start_handsets(job):
    for name in ("handset-one", "handset-two"):
        handset = job.fleet.add_handset(name)
        handset.token_file.write_text(job.fleet.ask("token", "create")["token"])
        handset.token_file.chmod(0o600)
        handset.program.start()
        wait_for_handset(job, name)
        shown = job.fleet.ask("handset", "show", name)
        job.screen.done(f"{name} enrolled by token and is online: QEMU, {shown['acceleration']}")


def wait_for_handset(job, name):
    handset = job.fleet.handsets[name]

    def online():
        expect(handset.program.alive(), f"the agent of {name} ended:\n{handset.program.tail()}")
        listed = job.fleet.ask("handset", "list")["handsets"]
        return any(h["name"] == name and h["online"] for h in listed)

    wait_until(f"the arrival of {name}", 60, online)


# 4 -----------------------------------------------------------------------------------------------------------------

def create_phones(job):
    fleet = job.fleet
    fleet.run("person", "create", "Ada Martin", "--email", "ada@example.org")
    for persona in ("work", "personal"):
        fleet.run("phone", "create", "--handset", "handset-one", "--persona", persona, "--person", "Ada Martin", "--name",
                  f"ada-{persona}", "--image", "reference-work", "--version", "1.0.0", "--data-size", "256")
    job.screen.done("created Ada Martin with a work phone and a personal phone on handset one")
    for persona in ("work", "personal"):
        shown = wait_agreement(job, f"ada-{persona}", 180)
        job.screen.done(f"ada-{persona}: desired {shown['desired']['release']['version']}, reported "
                        f"{shown['reported']['release']}, proved {shown['proved']['release']} by its guest agent")


def wait_agreement(job, phone, seconds):
    """Waits until desired, reported and proved state of a phone agree, and returns the phone."""
    def agrees():
        shown = job.fleet.ask("phone", "show", phone)
        reported = shown["reported"] or {}
        job.screen.progress(f"{phone}: {reported.get('phase', 'waiting')} {reported.get('progress', 0) * 100:.0f} % "
                            f"{reported.get('detail', '')}"[:100])
        return shown if shown["agreement"] == "agrees" else None

    return wait_until(f"the agreement of {phone}", seconds, agrees)


# 5 -----------------------------------------------------------------------------------------------------------------

def apply_policies(job):
    fleet = job.fleet
    job.personal_start = fleet.ask("phone", "show", "ada-personal")["reported"]["startedAt"]
    with job.transfer_server(TRANSFER_BYTES):
        free = transfer_speed(job, "ada-work")
        job.screen.done(f"before: the work phone reads {free:.0f} kbit/s from its network, has a camera and a channel")
        expect(set(job.ports) <= set(look(job, "ls /dev/virtio-ports").split()), "the ports are not as created")

        set_policy(job, {"network.allowed": False})
        expect(not reaches_network(job), "the work phone still reaches the network")
        job.screen.done("network.allowed=false: seen from inside, the work phone reaches nothing")

        set_policy(job, {"network.bandwidthLimit": 2000})
        slow = transfer_speed(job, "ada-work")
        expect(slow < 2400, f"the work phone reads {slow:.0f} kbit/s, over the limit of 2000")
        job.screen.done(f"network.bandwidthLimit=2000: it reads {slow:.0f} kbit/s")

    set_policy(job, {"network.bandwidthLimit": 2000, "camera.allowed": False})
    expect("twinset.camera.0" not in look(job, "ls /dev/virtio-ports"), "the camera is still there")
    job.screen.done("camera.allowed=false: /dev/virtio-ports/twinset.camera.0 is gone from the guest")

    expect(channel_carries(job), "the open channel carries nothing")
    set_policy(job, {"network.bandwidthLimit": 2000, "camera.allowed": False, "crossProfile.channelAllowed": False})
    expect("twinset.channel.0" not in look(job, "ls /dev/virtio-ports"), "the channel is still open")
    job.screen.done("crossProfile.channelAllowed=false: the channel carried a message before, and is gone now")

    show_guest_part(job)
    show_refusals(job)
    show_rules(job)

    personal = job.personal_console("ls /dev/virtio-ports; cat /proc/uptime")
    expect(all(port in personal for port in job.ports), "the personal phone lost a port")
    same = fleet.ask("phone", "show", "ada-personal")["reported"]["startedAt"] == job.personal_start
    expect(same, "the personal phone was restarted")
    job.screen.done("on the personal phone's own console: camera and channel port are there, never restarted")


def show_guest_part(job):
    """Settings that the guest enforces or keeps: delivered, acknowledged one by one, and seen from inside."""
    expect("Usage" in look(job, "wget --help 2>&1"), "wget does not run without a policy that refuses it")
    set_policy(job, {"apps.blocked": ["org.busybox.wget"], "notice.support": "Ask the help desk: 4711", "password.minimumLength": 8})
    said = guest_answers(job)
    expect(said.get("apps.blocked") == "applied", f"the guest answers for apps.blocked: {said}")
    expect(said.get("password.minimumLength") == "delivered", f"the guest answers for password.minimumLength: {said}")
    refused = look(job, "wget http://example.org/ 2>&1; echo ended with $?")
    expect("refuses this app" in refused and "4711" in refused and "126" in refused, f"wget still runs: {refused}")
    job.screen.done("delivered to the guest, which acknowledged: " + ", ".join(f"{name} {said[name]}" for name in sorted(said)))
    job.screen.done(f"inside it, wget says: {refused.splitlines()[0]}")


def guest_answers(job):
    """Setting -> outcome, of all that the work phone's guest was handed."""
    controls = job.fleet.ask("phone", "show", "ada-work")["reported"]["controls"]
    return {c["control"].removeprefix("guest."): c["outcome"] for c in controls if c["control"].startswith("guest.")}


def show_refusals(job):
    """Rules of the agent itself: what the fleet may not do, whoever asks."""
    set_policy(job, {"screenCapture.allowed": False, "debugging.allowed": False})
    for setting, command in (("screenCapture.allowed", ("phone", "screenshot", "ada-work", "--output", job.fleet.directory / "screen.png")),
                             ("debugging.allowed", ("phone", "exec", "ada-work", "--", "/bin/true"))):
        refused = job.fleet.run(*command, check=False)
        expect(refused.returncode != 0 and setting in refused.stderr, f"{command[1]} was not refused: {refused.stderr}")
        job.screen.done(f"{setting}=false: the agent refuses 'twinset phone {command[1]}' and names the setting")
    set_policy(job, {"network.bandwidthLimit": 2000, "camera.allowed": False, "crossProfile.channelAllowed": False})


def show_rules(job):
    """A group by condition, whatif before the change, the explanation after it, an exception, a compliance rule."""
    fleet = job.fleet
    fleet.run("group", "set", "lab", "--expression", "has(device.labels.site) && device.labels.site == 'lab' && phone.persona == 'work'")
    path = fleet.directory / "lab.json"
    path.write_text(json.dumps({"name": "lab", "settings": {"microphone.allowed": False},
                                "assignments": [{"target": "group:lab", "level": "org"}]}))
    expect(fleet.ask("policy", "whatif", path)["changedPhones"] == 0, "a phone is in the group before its handset has the label")
    fleet.run("policy", "set", path)
    fleet.run("handset", "label", "handset-one", "site=lab")
    wait_agreement(job, "ada-work", 60)
    expect("twinset.microphone.0" not in look(job, "ls /dev/virtio-ports"), "the microphone is still there")
    job.screen.done("group lab, by condition: with the label site=lab on its handset the work phone lost its microphone")

    tried = fleet.ask("policy", "whatif", "--remove-policy", "lab")
    change = tried["phones"][0]["settings"][0]
    expect(tried["changedPhones"] == 1 and change["setting"] == "microphone.allowed", f"whatif says {tried}")
    job.screen.done(f"whatif without it: 1 phone would change, {change['setting']} {change['change']}; nothing was changed")

    fleet.run("exception", "set", "dictation", "--setting", "microphone.allowed", "--value", "true", "--target", "phone:ada-work",
              "--for", "1h", "--reason", "dictation of a report", "--owner", "ada@example.org")
    wait_agreement(job, "ada-work", 60)
    expect("twinset.microphone.0" in look(job, "ls /dev/virtio-ports"), "the exception gave no microphone")
    why = fleet.ask("policy", "explain", "ada-work", "microphone.allowed")["phones"][0]["settings"][0]
    expect(why["value"] is True and why["exceptions"][0]["applied"] and why["contributors"][0]["policy"] == "lab", f"explained as {why}")
    job.screen.done(f"explained: microphone.allowed is true by the exception 'dictation' from policy lab, observed {why['observed']}")

    version = fleet.ask("phone", "show", "ada-work")["desired"]["version"]

    def signed():
        answer = fleet.ask("policy", "receipts", "ada-work", "--verify")
        newest = answer["receipts"][0] if answer["receipts"] else None
        return answer if newest and newest["policyVersion"] >= version and newest["state"] == "running" else None

    answer = wait_until("the receipt of the policy", 30, signed)
    expect(answer["verdict"]["intact"], f"the receipts do not hold: {answer['verdict']}")
    outcomes = {each["setting"]: each["outcome"] for each in answer["receipts"][0]["settings"]}
    expect(outcomes.get("microphone.allowed") == "applied", f"the receipt says {outcomes}")
    job.screen.done(f"handset one signed what it enforces, {len(outcomes)} settings; its {answer['verdict']['receipts']} receipts are one whole chain")

    fleet.run("compliance", "rule", "set", "labelled", "--violation", "!has(device.labels.owner)", "--warn", "1d", "--block", "7d")
    broken = fleet.ask("compliance", "list")["violations"]
    expect([each["rule"] for each in broken] == ["labelled"], f"compliance list says {broken}")
    job.screen.done(f"compliance rule 'labelled': broken by {broken[0]['phone']['name']}, next step {broken[0]['next']['action']}")
    for words in (("compliance", "rule", "delete", "labelled"), ("exception", "delete", "dictation"),
                  ("policy", "unassign", "lab", "--target", "group:lab")):
        fleet.run(*words)
    wait_agreement(job, "ada-work", 60)


def set_policy(job, settings):
    path = job.fleet.directory / "policy.json"
    path.write_text(json.dumps({"name": "quickstart", "description": "Step five of the quickstart", "settings": settings}))
    job.fleet.run("policy", "set", path)
    if not job.assigned:
        job.fleet.run("policy", "assign", "quickstart", "--target", "persona:work")
        job.assigned = True
    wait_agreement(job, "ada-work", 60)


def look(job, script, phone="ada-work", timeout=120):
    """Runs a shell line inside a work phone, through the fleet."""
    return job.fleet.run("phone", "exec", phone, "--", "/bin/sh", "-c", script, timeout=timeout)


def reaches_network(job):
    return "reached" in look(job, f"wget -q -T 2 -O /dev/null http://{GATEWAY_ADDRESS}:8080/blob && echo reached; true")


def transfer_speed(job, phone):
    """Kilobits a second that the guest itself measures, over one transfer or ten seconds of it."""
    script = (f"a=$(cut -d' ' -f1 /proc/uptime); n=$(timeout 10 wget -q -O - http://{GATEWAY_ADDRESS}:8080/blob | wc -c); "
              "b=$(cut -d' ' -f1 /proc/uptime); echo $n $a $b")
    count, start, end = look(job, script, phone).split()
    return int(count) * 8 / 1000 / max(float(end) - float(start), 0.001)


def channel_carries(job):
    word = os.urandom(6).hex()
    job.personal_console("(head -c 12 /dev/virtio-ports/twinset.channel.0 >/tmp/heard &) ; echo listening")
    look(job, f"printf {word} >/dev/virtio-ports/twinset.channel.0")
    return wait_until("a message over the channel", 20, lambda: word in job.personal_console("cat /tmp/heard"))


# 6 -----------------------------------------------------------------------------------------------------------------

def back_up(job):
    look(job, f"echo 'first version' >{NOTE}; dd if=/dev/urandom of=/data/photo bs=1M count=8 2>/dev/null; sync")
    first = job.fleet.ask("backup", "now", "ada-work")
    show_backup(job, "a full backup while the phone runs", first)
    look(job, f"echo 'second version' >{NOTE}; dd if=/dev/urandom of=/data/photo bs=1M count=2 conv=notrunc 2>/dev/null; sync")
    second = job.fleet.ask("backup", "now", "ada-work")
    expect(second["result"]["incremental"], f"the second backup was not incremental: {second['result']}")
    show_backup(job, "after changes, an incremental one", second)
    job.second_point = second["result"]["restorePoint"]


def show_backup(job, what, operation):
    result = operation["result"]
    job.screen.done(f"{what}: {result['bytesRead'] / 2**20:.2f} MiB read, {result['bytesUploaded'] / 2**20:.2f} MiB new, guest stood "
                    f"still {result['guestPauseMs']} ms")


# 7 -----------------------------------------------------------------------------------------------------------------

def update_release(job):
    fleet = job.fleet
    fleet.run("phone", "update", "ada-work", "--version", "1.1.0")
    shown = wait_agreement(job, "ada-work", 180)
    kept = look(job, f"cat {NOTE}; cat /etc/twinset-release").split("\n")
    expect(kept[0] == "second version" and kept[1].strip() == "1.1.0", f"after the update the phone says {kept}")
    fetched, reused = staged_sizes(job.fleet.handsets["handset-one"], "1.1.0")
    expect(fetched < reused / 10, f"the update fetched {fetched} bytes and reused {reused}: more than what differs")
    job.screen.done(f"updated to {shown['proved']['release']}: data kept, {fetched / 2**20:.1f} MiB travelled, "
                    f"{reused / 2**20:.1f} MiB were on the handset")
    publish(job, "reference-work-broken", job.release_key)
    broken = fleet.ask("release", "list")["releases"]
    version = next(r["version"] for r in broken if r["version"] not in ("1.0.0", "1.1.0"))
    fleet.run("phone", "update", "ada-work", "--version", version)

    def returned():
        shown = fleet.ask("phone", "show", "ada-work")
        reported = shown["reported"]
        job.screen.progress(f"{reported['phase']}: {reported['detail']}"[:100])
        rejected = reported["rejected"]
        return rejected if rejected and rejected["version"] == version and reported["phase"] == "running" else None

    rejected = wait_until("the automatic return", 420, returned)
    expect(rejected["fellBackTo"] == "1.1.0", f"fell back to {rejected['fellBackTo']}")
    job.screen.done(f"offered {version}, which does not boot: back on 1.1.0 by itself ({rejected['reason']})"[:110])
    fleet.run("phone", "update", "ada-work", "--version", "1.1.0")
    wait_agreement(job, "ada-work", 60)


def staged_sizes(handset, version):
    """Bytes that the agent says it fetched for a release, and took from releases it had."""
    units = {"B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
    pattern = rf"staged reference-work {re.escape(version)}: fetched (\S+) (\S+), took (\S+) (\S+) from"
    said = re.findall(pattern, handset.program.log.read_text())
    expect(said, f"{handset.name} did not say what it fetched for {version}")
    fetched, fetched_unit, reused, reused_unit = said[-1]
    return float(fetched) * units[fetched_unit], float(reused) * units[reused_unit]


# 8 -----------------------------------------------------------------------------------------------------------------

def lose_handset(job):
    fleet = job.fleet
    one = fleet.handsets["handset-one"]
    one.kill_everything()
    job.personal_digest = job.disk_digest(one, "ada-personal")
    job.screen.done("handset one fell into a river: its agent and both virtual phones are killed")
    begun = time.monotonic()
    operation = fleet.ask("phone", "restore", "ada-work", "--onto", "handset-two", "--lost", "--timeout", "5m")
    proved = time.monotonic() - begun
    expect(operation["state"] == "succeeded", f"the restore ended as {operation['state']}: {operation['error']}")
    job.screen.done(f"twinset phone restore: the work phone is usable on handset two after {proved:.1f} s, proved by its guest")
    note = look(job, f"cat {NOTE}").strip()
    expect(note == "second version", f"the file says '{note}'")
    job.screen.done(f"its file is there, with its second content: '{note}'")
    wait_whole(job, "ada-work", 180)
    job.screen.done(f"the rest of its data came while it ran: complete after {time.monotonic() - begun:.1f} s")
    job.screen.detail(fleet.run("phone", "receipt", operation["id"]))
    job.restore = operation["id"]


def wait_whole(job, phone, seconds):
    """Waits until a restored phone needs its restore point no more."""
    def whole():
        reported = job.fleet.ask("phone", "show", phone)["reported"]
        job.screen.progress(reported["detail"][:100])
        return reported["phase"] == "running" and "% local" not in reported["detail"]

    wait_until(f"all of the data of {phone}", seconds, whole)


# 9 -----------------------------------------------------------------------------------------------------------------

def handset_returns(job):
    fleet = job.fleet
    one = fleet.handsets["handset-one"]
    one.program.start()

    def wiped():
        receipt = fleet.ask("phone", "receipt", job.restore)["receipt"]["wipe"]
        return receipt["receipt"] if receipt["state"] == "done" else None

    receipt = wait_until("the wipe of handset one's work phone", 90, wiped)
    expect(all(phone["erased"] for phone in receipt["wiped"]), f"not erased: {receipt}")
    job.screen.done("handset one came back, was refused, and was told to wipe its work phone: it did, here is its receipt")
    online = next(h for h in fleet.ask("handset", "list", "--state", "lost")["handsets"] if h["name"] == "handset-one")["online"]
    expect(not online, "the lost handset is online")
    expect("refuses this handset (revoked)" in one.program.log.read_text(), "the old certificate was not refused")
    untouched = receipt["untouched"][0]
    expect(untouched["digestBefore"] == untouched["digestAfter"] != "", f"personal disk: {untouched}")
    expect(untouched["digestBefore"] == job.personal_digest, "the receipt's digest is not the one we measured before")
    job.screen.done(f"its personal disk is unchanged, before, after and by our own measure: {job.personal_digest[:16]}…")
    expect(not job.data_disk(one, "ada-work").exists(), "the work phone's disk is still there")
    job.screen.done("the work phone's disk is gone from handset one, its certificate is refused")


# 10 ----------------------------------------------------------------------------------------------------------------

def take_back_mistake(job):
    fleet = job.fleet
    size = "df -m /data | tail -n 1 | tr -s ' ' | cut -d ' ' -f 2"
    before = int(look(job, f"rm {NOTE} && sync && {size}"))
    job.screen.done(f"the file is deleted by mistake; the phone's data has room for {before} MiB")
    fleet.ask("phone", "stop", "ada-work", "--wait")
    begun = time.monotonic()
    operation = fleet.ask("phone", "restore", "ada-work", "--in-place", "--yes", "--data-size", "512", "--timeout", "5m")
    expect(operation["state"] == "succeeded", f"the restore ended as {operation['state']}: {operation['error']}")
    note = look(job, f"cat {NOTE}").strip()
    expect(note == "second version", f"the file says '{note}'")
    after = int(look(job, size))
    expect(after > before + 128, f"its data has room for {after} MiB")
    job.screen.done(f"twinset phone restore --in-place: {time.monotonic() - begun:.1f} s later the file is there again, on a disk with room for {after} MiB")
    wait_whole(job, "ada-work", 180)


# 11 ----------------------------------------------------------------------------------------------------------------

def summarise(job):
    fleet = job.fleet
    verified = fleet.ask("audit", "verify")
    expect(verified["intact"], f"the audit chain is broken: {verified}")
    job.screen.done(f"audit chain of {verified['events']} events is intact")
    job.screen.detail(fleet.run("handset", "list"))
    job.screen.detail("")
    job.screen.detail(fleet.run("phone", "list"))
    job.screen.detail("")
    job.screen.detail(fleet.run("backup", "list"))


STEPS = [
    ("Start the gateway over an empty data directory", start_gateway),
    ("Build, sign and publish the reference work image", publish_releases),
    ("Start and enrol two handsets", start_handsets),
    ("Give a person a work phone and a personal phone", create_phones),
    ("Apply policy to the work phone, and look inside the guests", apply_policies),
    ("Back up the work phone while it runs", back_up),
    ("Update the work phone; then a release that does not boot", update_release),
    ("Lose handset one; restore the work phone on handset two", lose_handset),
    ("Handset one comes back", handset_returns),
    ("Take back a mistake on the work phone, where it is", take_back_mistake),
    ("Summary", summarise),
]
