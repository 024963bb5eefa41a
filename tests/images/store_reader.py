#!/usr/bin/python3
"""Reads a chunk store without any of our programs: written from docs/formats/store.md alone.

    store_reader.py STORE KEYS                  lists the restore points that the store holds: root, size of the disk
    store_reader.py STORE KEYS ROOT OUTPUT      writes the disk of one of them, sparse

STORE is the directory with the packs, KEYS the one with store.id and store.encryption. Tables of contents are not read.
"""

import hashlib
import hmac
import pathlib
import sys

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
            blobs[chunk] = blob
        at += (56 + length + 31) // 32 * 32


def read_store(directory):
    blobs = {}
    packs = [path for path in pathlib.Path(directory).iterdir() if path.name.startswith("pack-")]
    for path in sorted(packs, key=lambda path: int(path.name[5:])):
        read_pack(path.read_bytes(), int(path.name[5:]), blobs)
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
        blob = self.blobs[chunk]
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


def main(arguments):
    if len(arguments) not in (2, 4):
        print(__doc__, file=sys.stderr)
        return 2
    keys = pathlib.Path(arguments[1])
    try:
        reader = Reader(read_store(arguments[0]), (keys / "store.id").read_bytes(), (keys / "store.encryption").read_bytes())
        if len(arguments) == 2:
            for root, size in reader.restore_points():
                print(root.hex(), size)
        else:
            reader.restore(bytes.fromhex(arguments[2]), arguments[3])
    except Damaged as damage:
        print(f"store_reader: {damage}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
