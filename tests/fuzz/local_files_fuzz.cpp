// Any bytes as a small file of ours on the machine it is used on: the command line's session and the gateway's address that a person
// types, a private signing key, a handset's identity, the record of a running QEMU, the header of a disk. The first byte says which.
// What is read comes out again as it was written.
#include "agent/state/identity.h"
#include "app/cli/session.h"
#include "base/log.h"
#include "hypervisor-bridge/qemu/process_record.h"
#include "hypervisor-bridge/qemu/qcow2_header.h"
#include "images/signing_key_file.h"
#include "tests/fakes/bytes_file.h"
#include "tests/fakes/faulty_file_system.h"
#include "tests/fuzz/fuzz_check.h"

namespace {

void readSession(fakes::FaultyFileSystem& files) {
    const auto session = cli::readSession(files, "/file");
    if (!session) {
        fuzz::demand(fuzz::isText(session.error().message), "a problem can be shown");
        return;
    }
    fuzz::demand(cli::writeSession(files, "/again", *session).ok(), "a session is written");
    const auto again = cli::readSession(files, "/again");
    fuzz::demand(again && again->host == session->host && again->port == session->port && again->fingerprint == session->fingerprint &&
                     again->operatorName == session->operatorName && again->token == session->token,
                 "and read again");
}

void readAddress(base::BytesView text) {
    const auto address = cli::parseGatewayAddress(text);
    if (address) fuzz::demand(!address->host.empty() && address->port != 0, "an address has a host and a port");
}

void readKey(fakes::FaultyFileSystem& files) {
    const auto pair = images::readPrivateKey(files, "/file");
    if (!pair) return;
    fuzz::demand(images::writePrivateKey(files, "/again", pair->privateKey).ok(), "a key is written");
    fuzz::demand(*files.readFile("/again") == *files.readFile("/file"), "there is one file for a key");
}

void readIdentity(fakes::FaultyFileSystem& files, base::BytesView bytes) {
    const agent::StateLayout layout("/");
    for (const auto& path : {layout.privateKeyFile(), layout.certificateFile(), layout.authorityFile()})
        (void)files.writeFileAtomically(path, "pem", 0600);
    (void)files.writeFileAtomically(layout.identityFile(), bytes, 0600);
    const auto identity = agent::loadIdentity(files, layout);
    if (!identity) {
        fuzz::demand(fuzz::isText(identity.error().message), "a problem can be shown");
        return;
    }
    fuzz::demand(agent::saveIdentity(files, layout, *identity).ok(), "an identity is written");
    const auto again = agent::loadIdentity(files, layout);
    fuzz::demand(again && again->handset == identity->handset && again->fleetKey == identity->fleetKey &&
                     again->gateway.host == identity->gateway.host && again->releaseKeys == identity->releaseKeys,
                 "and read again");
}

void readRecord(fakes::FaultyFileSystem& files, base::BytesView bytes) {
    (void)files.createDirectories("/machine");
    (void)files.writeFileAtomically("/machine/process.json", bytes, 0600);
    const auto record = hypervisor::readProcessRecord(files, "/machine");
    if (!record) return;
    fuzz::demand(hypervisor::writeProcessRecord(files, "/machine", *record).ok(), "a record is written");
    const auto again = hypervisor::readProcessRecord(files, "/machine");
    fuzz::demand(again && again->startedAt == record->startedAt && again->started == record->started &&
                     again->networkLink == record->networkLink,
                 "and read again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const bool quiet = base::startLogging("fuzz", "error").ok();
    if (size == 0 || !quiet) return 0;
    const base::BytesView bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    fakes::FaultyFileSystem files;
    (void)files.writeFileAtomically("/file", bytes, 0600);
    fakes::BytesFile disk(bytes);
    switch (data[0] % 6) {
        case 0:
            readSession(files);
            break;
        case 1:
            readAddress(bytes);
            break;
        case 2:
            readKey(files);
            break;
        case 3:
            readIdentity(files, bytes);
            break;
        case 4:
            readRecord(files, bytes);
            break;
        default:
            (void)hypervisor::readQcow2Header(disk);
            break;
    }
    return 0;
}
