#include "images/builder/kernel_modules.h"

#include <algorithm>
#include <sstream>

#include "base/file_system.h"
#include "images/builder/elf_file.h"

namespace images {
namespace {

std::string kernelName(std::string name) {
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

std::vector<std::string> splitAtCommas(const std::string& text) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, ',');)
        if (!part.empty()) parts.push_back(kernelName(part));
    return parts;
}

}  // namespace

base::Result<KernelModules> KernelModules::scan(const std::filesystem::path& directory) {
    KernelModules modules;
    std::error_code error;
    std::filesystem::recursive_directory_iterator walk(directory / "kernel", error);
    for (; !error && walk != std::filesystem::recursive_directory_iterator(); walk.increment(error)) {
        const auto& path = walk->path();
        const auto fileName = path.filename().string();
        if (fileName.find(".ko.") != std::string::npos)
            return base::Error{base::ErrorCode::InvalidInput, "kernel module " + path.string() +
                                   " is compressed; only kernels with plain .ko files can be built into an image"};
        if (path.extension() == ".ko") modules.m_files.emplace(kernelName(path.stem().string()), path);
    }
    if (error || modules.m_files.empty())
        return base::Error{base::ErrorCode::NotFound, "no kernel modules below " + directory.string() +
                               "; does 'kernelPackage' name a Debian kernel package?"};
    if (auto builtIn = base::createPosixFileSystem()->readFile(directory / "modules.builtin")) {
        std::istringstream lines(*builtIn);
        for (std::string line; std::getline(lines, line);)
            modules.m_builtIn.insert(kernelName(std::filesystem::path(line).stem().string()));
    }
    return modules;
}

base::Result<std::vector<KernelModule>> KernelModules::loadOrder(const std::vector<std::string>& names) const {
    std::set<std::string> visited;
    std::vector<KernelModule> order;
    for (const auto& name : names) TWINSET_TRY(visit(kernelName(name), visited, order));
    return order;
}

base::Result<void> KernelModules::visit(const std::string& name, std::set<std::string>& visited,
                                        std::vector<KernelModule>& order) const {
    if (m_builtIn.contains(name) || !visited.insert(name).second) return base::success();
    const auto found = m_files.find(name);
    if (found == m_files.end())
        return base::Error{base::ErrorCode::NotFound, "the kernel has no module '" + name +
                               "'; correct the recipe's 'modules' or name another 'kernelPackage'"};
    TWINSET_ASSIGN(auto content, base::createPosixFileSystem()->readFile(found->second));
    KernelModule module{name, {}, std::move(content)};
    auto elf = ElfFile::parse(module.content);
    if (!elf) return elf.error().withContext(found->second.string());
    module.dependencies = splitAtCommas(elf->moduleInfo("depends"));
    for (const auto& dependency : module.dependencies) {
        auto visitedDependency = visit(dependency, visited, order);
        if (!visitedDependency) return visitedDependency.error().withContext("module " + name);
    }
    order.push_back(std::move(module));
    return base::success();
}

}  // namespace images
