// Any bytes as what lies beside a copy of the store: its description, its sealed catalog, its sealed keys; and as what was sealed,
// under the right key, by somebody who does not keep to the format; and as the record of a phone's uploads. The first byte says
// which. Nothing opens that was changed, and where nothing opens, nothing is left.
#include <sodium.h>

#include <nlohmann/json.hpp>

#include "fleet/gateway/sealed_catalog.h"
#include "fleet/gateway/sealed_keys.h"
#include "fleet/gateway/second_store.h"
#include "fleet/gateway/upload_ledger_file.h"
#include "tests/fakes/faulty_file_system.h"
#include "tests/fuzz/fuzz_check.h"

namespace {

const base::Secret kPassphrase("correct horse battery");
const base::Secret kKey(base::Bytes(32, 'k'));

constexpr std::size_t kCostsAt = 8 + crypto_pwhash_SALTBYTES;
constexpr std::size_t kHead = kCostsAt + 16 + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;

unsigned char* unsignedBytes(base::Bytes& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

/// The head of sealed keys that ask for the least work there is.
base::Bytes cheapHead(base::BytesView from) {
    base::Bytes head("TWKEYS1\n");
    head += from.substr(0, kHead - head.size());
    head.resize(kHead, '\0');
    head.replace(kCostsAt, 16, base::Bytes("\x01\0\0\0\0\0\0\0\0\x20\0\0\0\0\0\0", 16));
    return head;
}

void openKeys(base::BytesView bytes) {
    auto sealed = cheapHead(bytes);
    if (bytes.size() > kHead - 8) sealed += bytes.substr(kHead - 8);
    fuzz::demand(!fleet::openSealedKeys(sealed, kPassphrase), "nobody seals by chance");
}

/// The bytes in the place of the keys.
void openForeignKeys(base::BytesView bytes) {
    auto sealed = cheapHead("");
    base::Bytes key(crypto_aead_xchacha20poly1305_ietf_KEYBYTES, '\0');
    const bool made = crypto_pwhash(unsignedBytes(key), key.size(), kPassphrase.reveal().data(), kPassphrase.size(),
                                    unsignedBytes(sealed) + 8, 1, 8192, crypto_pwhash_ALG_ARGON2ID13) == 0;
    fuzz::demand(made, "the cheapest key is made");
    const auto head = sealed;
    sealed.resize(kHead + bytes.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(unsignedBytes(sealed) + kHead, nullptr, reinterpret_cast<const unsigned char*>(bytes.data()),
                                               bytes.size(), reinterpret_cast<const unsigned char*>(head.data()), kHead, nullptr,
                                               unsignedBytes(sealed) + kCostsAt + 16, unsignedBytes(key));
    const auto opened = fleet::openSealedKeys(sealed, kPassphrase);
    if (opened)
        fuzz::demand(opened->size() == 4 && opened->contains("ca/authority.pem"), "keys are the four that there are");
    else
        fuzz::demand(opened.error().code != base::ErrorCode::Denied, "what was sealed with it opens");
}

void openCatalog(base::BytesView bytes) {
    fakes::FaultyFileSystem files;
    (void)files.writeFileAtomically("/sealed", "TWCATL1\n" + base::Bytes(bytes), 0600);
    const auto opened = fleet::openSealedCatalog(files, "/sealed", "/opened", kKey);
    fuzz::demand(!opened && !files.exists("/opened"), "nobody seals by chance, and nothing is left");
}

/// Sealed as it should be, and then altered in one place that the first bytes pick.
void openAlteredCatalog(base::BytesView bytes) {
    if (bytes.size() < 4) return;
    const auto at = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) << 8 | static_cast<unsigned char>(bytes[1]);
    const auto flips = bytes[2], cut = bytes[3];
    fakes::FaultyFileSystem files;
    (void)files.writeFileAtomically("/plain", bytes.substr(4), 0600);
    fuzz::demand(fleet::sealCatalog(files, "/plain", "/sealed", kKey).ok(), "a catalog is sealed");
    auto sealed = *files.readFile("/sealed");
    const auto before = sealed;
    sealed[at % sealed.size()] = static_cast<char>(sealed[at % sealed.size()] ^ flips);
    sealed.resize(sealed.size() - std::min<std::size_t>(sealed.size(), static_cast<unsigned char>(cut)));
    (void)files.writeFileAtomically("/sealed", sealed, 0600);
    const auto opened = fleet::openSealedCatalog(files, "/sealed", "/opened", kKey);
    fuzz::demand(opened.ok() == (sealed == before) && files.exists("/opened") == opened.ok(), "exactly what was sealed opens");
    if (opened) fuzz::demand(*files.readFile("/opened") == bytes.substr(4), "and is what it was");
}

void readDescription(base::BytesView bytes) {
    fakes::FaultyFileSystem files;
    (void)files.createDirectories("/copy");
    (void)files.writeFileAtomically("/copy/copy.json", bytes, 0600);
    const auto read = fleet::readCopyDescription(files, "/copy");
    if (!read) {
        fuzz::demand(read.error().code == base::ErrorCode::Corrupt && fuzz::isText(read.error().message), "a problem can be shown");
        return;
    }
    fuzz::demand(fleet::writeCopyDescription(files, "/copy", *read).ok(), "a description is written");
    const auto again = fleet::readCopyDescription(files, "/copy");
    fuzz::demand(again && again->fleet == read->fleet && again->revision == read->revision && again->copiedAt == read->copiedAt,
                 "and read again");
}

void readUploads(base::BytesView bytes) {
    std::uint64_t reached = 0;
    base::Bytes written;
    for (const auto& batch : fleet::readLedger(bytes)) {
        fuzz::demand(batch.end > reached && batch.end <= bytes.size(), "batches follow one another");
        reached = batch.end;
        written += fleet::writeLedgerBatch(batch.at, batch.ids);
    }
    fuzz::demand(written == bytes.substr(0, reached), "batches are written as they were read");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const base::BytesView bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 6) {
        case 0:
            readDescription(bytes);
            break;
        case 1:
            openKeys(bytes);
            break;
        case 2:
            openForeignKeys(bytes);
            break;
        case 3:
            openCatalog(bytes);
            break;
        case 4:
            openAlteredCatalog(bytes);
            break;
        default:
            readUploads(bytes);
            break;
    }
    return 0;
}
