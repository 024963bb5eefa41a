#include "agent/state/state_directory.h"

#include <nlohmann/json.hpp>

#include "base/json.h"

namespace agent {
namespace {

using base::ErrorCode;

base::Result<void> checkFormat(base::FileSystem& files, const StateLayout& layout) {
    TWINSET_ASSIGN(const auto text, files.readFile(layout.formatFile()));
    const auto where = layout.formatFile().string();
    TWINSET_ASSIGN(const auto json, base::parseJson(text).withContext(where));
    if (!json.is_object() || !json.contains("format") || !json["format"].is_number_integer())
        return {ErrorCode::Corrupt,
                where + " does not say which format the state directory has; restore it from a copy"};
    const auto format = json["format"].get<std::int64_t>();
    if (format > kStateFormat)
        return {ErrorCode::InvalidInput, layout.root().string() + " was written by a newer twinset-agent (format " +
                                             std::to_string(format) + ", this one knows " +
                                             std::to_string(kStateFormat) +
                                             "); nothing was changed. Install the newer version again"};
    if (format < 1)
        return {ErrorCode::Corrupt, where + " names the format " + std::to_string(format) + ", which never was"};
    return {};
}

base::Result<void> begin(base::FileSystem& files, const StateLayout& layout) {
    TWINSET_ASSIGN(const auto names, files.list(layout.root()));
    for (const auto& name : names)
        if (name != "lock")
            return {ErrorCode::InvalidInput, layout.root().string() + " holds '" + name +
                                                 "' and is no agent's state directory; name an empty directory"};
    return files.writeFileAtomically(layout.formatFile(), base::Json{{"format", kStateFormat}}.dump() + "\n", 0644);
}

}  // namespace

base::Result<OpenState> openStateDirectory(base::FileSystem& files, const std::filesystem::path& root) {
    OpenState state{StateLayout(root), nullptr};
    const auto& layout = state.layout;
    if (files.exists(layout.formatFile())) TWINSET_TRY(checkFormat(files, layout));
    TWINSET_TRY(files.createDirectories(layout.root()));
    auto lock = files.lock(layout.lockFile());
    if (!lock && lock.error().code == ErrorCode::Conflict)
        return {ErrorCode::Conflict, "another twinset-agent is using " + layout.root().string() +
                                         "; stop it first, or give this one a state directory of its own"};
    if (!lock) return lock.error();
    state.lock = std::move(lock).value();
    if (!files.exists(layout.formatFile())) TWINSET_TRY(begin(files, layout));
    for (const auto& directory : {layout.machines(), layout.operations(), layout.orders(), layout.releases(),
                                  layout.phones(), layout.channelSocket().parent_path()})
        TWINSET_TRY(files.createDirectories(directory));
    return state;
}

base::Result<StateLayout> inspectStateDirectory(base::FileSystem& files, const std::filesystem::path& root) {
    StateLayout layout(root);
    if (!files.exists(layout.formatFile()))
        return {ErrorCode::NotFound,
                "there is no agent's state in " + layout.root().string() + "; enrol this handset first"};
    TWINSET_TRY(checkFormat(files, layout));
    return layout;
}

}  // namespace agent
