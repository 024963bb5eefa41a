#include "hypervisor-bridge/qemu/process_log.h"

namespace hypervisor {
namespace {

constexpr int kOldLogs = 4;
constexpr std::size_t kMostWords = 500;

std::string logName(int age) { return age == 0 ? std::string(kProcessLog) : kProcessLog + ("." + std::to_string(age)); }

}  // namespace

base::Result<void> putOldLogsAside(base::FileSystem& files, const std::filesystem::path& directory) {
    for (int age = kOldLogs; age > 0; --age)
        if (files.exists(directory / logName(age - 1))) TWINSET_TRY(files.rename(directory / logName(age - 1), directory / logName(age)));
    return {};
}

std::string lastWords(base::FileSystem& files, const std::filesystem::path& directory) {
    auto words = files.readFile(directory / kProcessLog).valueOr("");
    while (!words.empty() && words.back() == '\n') words.pop_back();
    return words.size() > kMostWords ? words.substr(words.size() - kMostWords) : words;
}

}  // namespace hypervisor
