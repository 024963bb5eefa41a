#include "agent/owner/owners_wish.h"

#include <nlohmann/json.hpp>

namespace agent {

base::Result<OwnerRestore> readOwnersWish(base::FileSystem& files, const std::filesystem::path& file) {
    TWINSET_ASSIGN(const auto bytes, files.readFile(file));
    TWINSET_ASSIGN(const auto json, base::parseJson(bytes, 4096));
    base::ObjectReader reader(json, file.filename().string());
    OwnerRestore wish{reader.id<base::RestorePointId>("restorePoint"), reader.digest("root")};
    TWINSET_TRY(reader.finish());
    return wish;
}

base::Result<void> writeOwnersWish(base::FileSystem& files, const std::filesystem::path& file, const OwnerRestore& wish) {
    const base::Json json{{"restorePoint", wish.restorePoint.text()}, {"root", wish.root.hex()}};
    return files.writeFileAtomically(file, json.dump() + "\n", 0600);
}

}  // namespace agent
