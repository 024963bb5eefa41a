// Any bytes as what an owner's backup takes from outside: a recovery key that a person types, the list of chunks that a handset
// stores, and what both ends say of it. The first byte says which; what is read is written back to the same.
#include <nlohmann/json.hpp>
#include <string>

#include "fleet/protocol/owner_backup.h"
#include "images/chunk_list.h"
#include "images/recovery_key.h"
#include "tests/fakes/memory_chunks.h"
#include "tests/fuzz/fuzz_check.h"

namespace {

void typeKey(const std::string& text) {
    const auto key = images::readRecoveryKey(text);
    if (!key) return fuzz::demand(fuzz::isText(key.error().message), "a problem can be shown");
    const auto again = images::readRecoveryKey(images::recoveryKeyText(*key));
    fuzz::demand(again.ok() && again->matches(key->reveal()), "a key comes back as it was written");
}

/// The head of a list, whose leaves are one that is there and others that are not.
void readList(const std::string& head) {
    const images::ChunkCodec codec{images::ChunkKeys{}};
    fakes::MemoryChunks store;
    for (const auto& plain : {head, std::string(32, '\1') + std::string(32, '\2')}) {
        if (plain.empty() || plain.size() > images::kChunkSize) return;
        const auto chunk = codec.encode(plain);
        store.blobs[chunk.id] = chunk.blob;
    }
    const auto list = images::readChunkList(codec.idOf(head), store);
    if (!list) return fuzz::demand(fuzz::isText(list.error().message), "a problem can be shown");
    const auto again = images::storeChunkList(list->ids, store);
    fuzz::demand(again.ok() && *again == codec.idOf(head), "there is one list for some ids");
}

void readMessages(const std::string& text) {
    const auto json = base::parseJson(text);
    if (!json) return;
    using namespace fleet::protocol;
    if (const auto request = ownerBackupRequestFromJson(*json))
        fuzz::demand(ownerBackupRequestFromJson(ownerBackupRequestToJson(*request)).ok(), "a request comes back");
    if (const auto answer = ownerBackupAnswerFromJson(*json)) {
        fuzz::demand(answer->points.size() <= kMostOwnerRestorePoints, "an answer is within its bound");
        const auto written = ownerBackupAnswerToJson(*answer);
        const auto again = ownerBackupAnswerFromJson(written);
        fuzz::demand(again.ok() && ownerBackupAnswerToJson(*again) == written, "an answer comes back as it was written");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] == 'k') typeKey(text);
    if (data[0] == 'l') readList(text);
    if (data[0] == 'm') readMessages(text);
    return 0;
}
