// PackageCache: Debian packages in a directory, fetched once with apt-get and unpacked beside it.
//
//   CACHE/NAME_VERSION_ARCH.deb     as apt-get names it; one version of a package at a time
//   CACHE/unpacked/NAME_VERSION_ARCH/   what dpkg-deb -x made of it
//   CACHE/lock                      held while packages are fetched and unpacked
//
// A cache that has every package of a recipe needs neither apt nor a network. apt-get checks the archive's signatures.
// Rejected: debootstrap (a whole system, minutes), installing the packages (needs root, touches the host).
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/file_system.h"
#include "base/result.h"

namespace images {

class PackageCache {
public:
    /// Opens (creates) the cache and takes its lock; waits up to ten minutes for another process that fills it.
    static base::Result<PackageCache> open(const std::filesystem::path& directory);

    /// The directory that holds the unpacked package. Fetches and unpacks what is missing. Unavailable when it cannot be
    /// fetched, with what to do; Conflict when the cache holds two versions of it; Corrupt when the file is no package.
    base::Result<std::filesystem::path> unpack(const std::string& package);

    /// The package that a kernel package really means: linux-image-cloud-amd64 depends on the one that has the kernel.
    /// A package without such a dependency is its own answer.
    base::Result<std::string> kernelPackage(const std::string& package);

private:
    PackageCache(std::filesystem::path directory, std::unique_ptr<base::FileLock> lock);
    base::Result<std::filesystem::path> packageFile(const std::string& package);
    base::Result<std::filesystem::path> findInCache(const std::string& package);
    base::Result<void> download(const std::string& package);

    std::filesystem::path m_directory;
    std::unique_ptr<base::FileLock> m_lock;
    std::unique_ptr<base::FileSystem> m_files;
};

}  // namespace images
