#!/usr/bin/python3
"""Reads a chunk store, or a copy of one, without any of our programs: written from docs/formats/store.md and
docs/formats/owner-backup.md alone.

    store_reader.py STORE KEYS                  lists the restore points that the store holds: root, size of the disk
    store_reader.py STORE KEYS ROOT OUTPUT      writes the disk of one of them, sparse
    store_reader.py --copy COPY                 lists those of a copy: id, root, when taken, of which phone
    store_reader.py --copy COPY ID OUTPUT       writes the disk of one of them, sparse
    store_reader.py --owner STORE PHONE         lists those of an owner's backup of the phone with that id: root, size of the disk
    store_reader.py --owner STORE PHONE ROOT OUTPUT     writes the disk of one of them, sparse

STORE is the directory with the packs, KEYS the one with store.id and store.encryption. COPY was made by 'twinset store copy
--keys'; its passphrase is the first line of the standard input, and so is an owner's recovery key. Tables of contents are not read.

One file, though it is long, so that it can be carried away with a copy. Debian packages: python3-cryptography, python3-nacl, python3-xxhash, python3-zstandard.
"""

import base64
import hashlib
import hmac
import json
import mmap
import pathlib
import sqlite3
import sys
import tempfile

import nacl.bindings as sodium
import nacl.pwhash
import xxhash
import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK = 256 * 1024
NODE_CHUNKS = 256
ZERO_ID = bytes(32)


class Damaged(Exception):
    pass


def number(data):
    return int.from_bytes(data, "little")


def checksum(data):
    return xxhash.xxh3_64_intdigest(data)


def read_header(pack, at):
    """Length, id and checksum of the blob whose record begins there; None where no sound header is."""
    header = pack[at:at + 56]
    if len(header) < 56 or header[:4] != b"TWR3" or number(header[48:56]) != checksum(header[:48]):
        return None
    length, chunk = number(header[4:8]), header[8:40]
    if not 1 <= length <= 4_194_304 or chunk == ZERO_ID:
        return None
    return length, chunk, number(header[40:48])


def read_pack(pack, named, blobs):
    if pack[:8] == b"TWPACK3\n" and number(pack[24:32]) == checksum(pack[:24]) and number(pack[8:12]) != named:
        raise Damaged(f"pack {named} says that it is pack {number(pack[8:12])}")
    if pack[:6] == b"TWPACK" and pack[6:7] != b"3" and number(pack[24:32]) == checksum(pack[:24]):
        raise Damaged(f"pack {named} is of another version")
    at = 32
    while at + 56 <= len(pack):
        record = read_header(pack, at)
        if record is None:
            at += 32
            continue
        length, chunk, expected = record
        blob = pack[at + 56:at + 56 + length]
        if len(blob) == length and checksum(blob) == expected:
            blobs[chunk] = (pack, at + 56, length)
        at += (56 + length + 31) // 32 * 32


def read_store(directory):
    blobs = {}
    packs = [path for path in pathlib.Path(directory).iterdir() if path.name.startswith("pack-")]
    for path in sorted(packs, key=lambda path: int(path.name[5:])):
        with open(path, "rb") as file:
            read_pack(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), int(path.name[5:]), blobs)
    return blobs


def xaes_key(key, nonce):
    """The key of XAES-256-GCM for the first 12 bytes of a nonce (c2sp.org/XAES-256-GCM)."""
    aes = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    doubled = int.from_bytes(aes.update(bytes(16)), "big") << 1
    if doubled >> 128:
        doubled ^= (1 << 128) | 0x87
    parts = []
    for counter in (1, 2):
        block = bytes([0, counter, ord("X"), 0]) + nonce
        parts.append(aes.update((int.from_bytes(block, "big") ^ doubled).to_bytes(16, "big")))
    return b"".join(parts)


class Reader:
    def __init__(self, blobs, id_key, encryption_key):
        self.blobs, self.id_key, self.encryption_key = blobs, id_key, encryption_key

    def id_of(self, plain, encrypted):
        if encrypted:
            return hmac.new(self.id_key, plain, hashlib.sha256).digest()
        return hashlib.blake2b(plain, digest_size=32).digest()

    def plain(self, chunk):
        if chunk not in self.blobs:
            raise Damaged(f"chunk {chunk.hex()} is not in the store")
        pack, begin, length = self.blobs[chunk]
        blob = pack[begin:begin + length]
        if blob[:2] != b"TC" or blob[2] != 2 or blob[3] & ~3:
            raise Damaged(f"chunk {chunk.hex()} has a header that is not known")
        compressed, encrypted = blob[3] & 1, blob[3] & 2
        body = blob[4:]
        if encrypted:
            nonce, sealed = blob[4:28], blob[28:]
            key = xaes_key(self.encryption_key, nonce[:12])
            try:
                body = AESGCM(key).decrypt(nonce[12:], sealed, blob[:4] + chunk)
            except InvalidTag:
                raise Damaged(f"chunk {chunk.hex()} does not decrypt with this key") from None
        if compressed:
            body = zstandard.ZstdDecompressor().decompress(body, max_output_size=CHUNK)
        if len(body) > CHUNK or self.id_of(body, encrypted) != chunk:
            raise Damaged(f"chunk {chunk.hex()} has another content than its id says")
        return body

    def root(self, name):
        plain = self.plain(name)
        if plain[:4] != b"TWRP" or number(plain[4:8]) != 2:
            raise Damaged(f"{name.hex()} is not a restore point")
        size = number(plain[8:16])
        nodes = [plain[at:at + 32] for at in range(16, len(plain), 32)]
        if len(nodes) != -(-size // (CHUNK * NODE_CHUNKS)):
            raise Damaged(f"restore point {name.hex()} names another number of nodes than its disk has")
        return size, nodes

    def chunks(self, size, nodes):
        """The id of each chunk of the disk, in order; the zero id for zeros."""
        left = -(-size // CHUNK)
        for node in nodes:
            count = min(left, NODE_CHUNKS)
            listed = bytes(32 * count) if node == ZERO_ID else self.plain(node)
            if len(listed) != 32 * count:
                raise Damaged(f"node {node.hex()} names another number of chunks than it should")
            yield from (listed[at:at + 32] for at in range(0, len(listed), 32))
            left -= count

    def restore(self, name, output):
        size, nodes = self.root(name)
        with open(output, "wb") as disk:
            disk.truncate(size)
            for index, chunk in enumerate(self.chunks(size, nodes)):
                if chunk == ZERO_ID:
                    continue
                plain = self.plain(chunk)
                if len(plain) != min(CHUNK, size - index * CHUNK):
                    raise Damaged(f"chunk {chunk.hex()} has another length than its place")
                disk.seek(index * CHUNK)
                disk.write(plain)

    def restore_points(self):
        for chunk in sorted(self.blobs):
            try:
                yield chunk, self.root(chunk)[0]
            except Damaged:
                continue


def sealed_keys(sealed, passphrase):
    """The files in keys.sealed, by their paths."""
    if sealed[:8] != b"TWKEYS1\n":
        raise Damaged("keys.sealed holds no sealed keys")
    key = nacl.pwhash.argon2id.kdf(32, passphrase, sealed[8:24], number(sealed[24:32]), number(sealed[32:40]))
    try:
        plain = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed[64:], sealed[:64], sealed[40:64], key)
    except nacl.exceptions.CryptoError:
        raise Damaged("keys.sealed has another passphrase") from None
    return {name: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) for name, text in json.loads(plain).items()}


def sealed_catalog(sealed, encryption_key):
    """The bytes of the SQLite file in catalog.sealed."""
    if sealed[:8] != b"TWCATL1\n":
        raise Damaged("catalog.sealed holds no sealed catalog")
    key = hashlib.blake2b(digest_size=32, key=encryption_key, salt=(1).to_bytes(8, "little"), person=b"twcatlog").digest()
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, sealed[8:32], key)
    plain, at, tag = [], 32, None
    while tag != sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL:
        piece, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed[at:at + 65_553])
        plain.append(piece)
        at += 65_553
    return b"".join(plain)


def open_copy(directory, passphrase):
    """A reader of the copy, and its restore points from the catalog: id, root, when, phone."""
    copy = pathlib.Path(directory)
    keys = sealed_keys((copy / "keys.sealed").read_bytes(), passphrase)
    reader = Reader(read_store(copy / "store"), keys["keys/store.id"], keys["keys/store.encryption"])
    with tempfile.NamedTemporaryFile() as file:
        file.write(sealed_catalog((copy / "catalog.sealed").read_bytes(), keys["keys/store.encryption"]))
        file.flush()
        with sqlite3.connect(file.name) as catalog:
            points = catalog.execute("SELECT p.id, p.root, p.taken_at, v.name FROM restore_point p LEFT JOIN virtual_phone v "
                                     "ON v.id = p.phone ORDER BY p.taken_at").fetchall()
    return reader, points


def group_check(values, group):
    """The check of a group of the recovery key: a sum in the field of 32 elements."""
    def times(a, b):
        product = 0
        for bit in range(5):
            if b >> bit & 1:
                product ^= a << bit
        for bit in range(8, 4, -1):
            if product >> bit & 1:
                product ^= 0b100101 << (bit - 5)
        return product

    check = times(5, group)
    for factor, value in zip((2, 4, 8, 16), values):
        check ^= times(factor, value)
    return check


def recovery_key(text):
    """The 20 bytes of a recovery key."""
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    text = text.upper().replace("-", "").replace(" ", "").translate(str.maketrans("OIL", "011"))
    if len(text) != 40 or set(text) - set(alphabet):
        raise Damaged("a recovery key has eight groups of five characters")
    bits = 0
    for group in range(8):
        *values, check = (alphabet.index(character) for character in text[group * 5:group * 5 + 5])
        if check != group_check(values, group + 1):
            raise Damaged(f"group {group + 1} of the recovery key is mistyped")
        for value in values:
            bits = bits << 5 | value
    return bits.to_bytes(20, "big")


def owner_key(secret, purpose, phone):
    """HKDF-SHA-256, of which one block is enough."""
    extracted = hmac.new(b"twinset owner backup 1", secret, hashlib.sha256).digest()
    return hmac.new(extracted, purpose + b"\0" + phone.encode() + b"\1", hashlib.sha256).digest()


def run_on_owners(arguments):
    secret = recovery_key(sys.stdin.readline().strip())
    keys = [owner_key(secret, purpose, arguments[1]) for purpose in (b"chunk ids", b"chunk encryption")]
    run(Reader(read_store(arguments[0]), *keys), arguments[2:])


def run_on_copy(arguments):
    reader, points = open_copy(arguments[0], sys.stdin.buffer.readline().rstrip(b"\n"))
    if len(arguments) == 1:
        for point in points:
            print(*point)
        return
    roots = [bytes.fromhex(root) for name, root, *_ in points if name == arguments[1]]
    if not roots:
        raise Damaged(f"the copy knows no restore point {arguments[1]}")
    reader.restore(roots[0], arguments[2])


def run_on_store(arguments):
    keys = pathlib.Path(arguments[1])
    run(Reader(read_store(arguments[0]), (keys / "store.id").read_bytes(), (keys / "store.encryption").read_bytes()), arguments[2:])


def run(reader, arguments):
    if not arguments:
        for root, size in reader.restore_points():
            print(root.hex(), size)
    else:
        reader.restore(bytes.fromhex(arguments[0]), arguments[1])


def main(arguments):
    runs = {"--copy": run_on_copy, "--owner": run_on_owners}
    apart = runs.get(arguments[0] if arguments else "")
    if len(arguments) not in ((3, 5) if apart is run_on_owners else (2, 4)):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        apart(arguments[1:]) if apart else run_on_store(arguments)
    except Damaged as damage:
        print(f"store_reader: {damage}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
