// An ext4 file system with the content of a directory, made by mke2fs.
#pragma once

#include <QTemporaryDir>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/process.h"

namespace fakes {

inline base::Bytes ext4Image(const std::filesystem::path& content, const std::string& size,
                             const std::vector<std::string>& options = {}) {
    const QTemporaryDir scratch;
    const auto image = scratch.filePath("image").toStdString();
    base::ProcessRequest request;
    request.command = {"mke2fs", "-q", "-t", "ext4", "-d", content.string()};
    request.command.insert(request.command.end(), options.begin(), options.end());
    request.command.insert(request.command.end(), {image, size});
    request.environment = {"PATH=/usr/sbin:/sbin:/usr/bin:/bin"};
    if (const auto made = base::runProcessOrFail(request); !made) qFatal("%s", made.error().message.c_str());
    std::ifstream file(image, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace fakes
