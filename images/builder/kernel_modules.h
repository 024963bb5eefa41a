// KernelModules: which module files a kernel package holds and in what order a set of them is to be loaded. Debian runs
// depmod when a kernel is installed, so the package carries no modules.dep: the dependencies are read from the modules
// themselves (.modinfo "depends=", the same source depmod has). Soft dependencies are not followed: name such a module.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace images {

struct KernelModule {
    std::string name;  // with '_' for '-', as the kernel lists it
    std::vector<std::string> dependencies;
    base::Bytes content;
};

class KernelModules {
public:
    /// Reads the names below `directory` (…/lib/modules/VERSION) and modules.builtin. Module files are read when asked for.
    /// NotFound when the directory holds no modules; InvalidInput for compressed modules.
    static base::Result<KernelModules> scan(const std::filesystem::path& directory);

    /// The named modules and all they depend on, each once, every module after its dependencies; the same input gives the
    /// same order. What is built into the kernel is left out. NotFound names a module the kernel does not have.
    [[nodiscard]] base::Result<std::vector<KernelModule>> loadOrder(const std::vector<std::string>& names) const;

private:
    base::Result<void> visit(const std::string& name, std::set<std::string>& visited,
                             std::vector<KernelModule>& order) const;

    std::map<std::string, std::filesystem::path> m_files;
    std::set<std::string> m_builtIn;
};

}  // namespace images
