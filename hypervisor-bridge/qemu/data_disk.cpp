#include <algorithm>

#include "base/digest.h"
#include "base/log.h"
#include "hypervisor-bridge/qemu/bitmaps.h"
#include "hypervisor-bridge/qemu/crypto_erase.h"
#include "hypervisor-bridge/qemu/data_disk_file.h"
#include "hypervisor-bridge/qemu/qcow2_encryption.h"
#include "hypervisor-bridge/qemu/machine_parts.h"
#include "hypervisor-bridge/qemu/nbd_reader.h"
#include "hypervisor-bridge/qemu/snapshot_files.h"
#include "hypervisor-bridge/qemu/storage_daemon.h"

namespace hypervisor {
namespace {

using base::ErrorCode;

class QemuImport final : public DataImport {
public:
    QemuImport(std::unique_ptr<StorageDaemon> daemon, std::unique_ptr<base::BlockWriter> writer)
        : m_daemon(std::move(daemon)), m_writer(std::move(writer)) {}

    base::BlockWriter& disk() override { return *m_writer; }

    base::Result<void> commit() override {
        TWINSET_TRY(m_writer->flush());
        return m_daemon->close();
    }

private:
    std::unique_ptr<StorageDaemon> m_daemon;
    std::unique_ptr<base::BlockWriter> m_writer;  // ends before its server
};

class QemuExport final : public base::BlockReader {
public:
    QemuExport(std::unique_ptr<StorageDaemon> daemon, std::unique_ptr<base::BlockReader> reader)
        : m_daemon(std::move(daemon)), m_reader(std::move(reader)) {}

    [[nodiscard]] std::uint64_t size() const override { return m_reader->size(); }
    base::Result<base::Bytes> read(std::uint64_t offset, std::size_t length) override { return m_reader->read(offset, length); }
    base::Result<std::vector<base::Extent>> extents() override { return m_reader->extents(); }

private:
    std::unique_ptr<StorageDaemon> m_daemon;
    std::unique_ptr<base::BlockReader> m_reader;
};

class QemuDataDisk final : public DataDisk {
public:
    explicit QemuDataDisk(std::shared_ptr<MachineContext> machine) : m_machine(std::move(machine)) {}

    base::Result<bool> exists() override { return m_machine->files.exists(path()); }

    base::Result<void> create(base::ByteCount size, const base::Secret& key) override {
        const std::lock_guard lock(m_machine->mutex);
        return makeDataDisk(*m_machine, size, key, false);
    }

    base::Result<std::unique_ptr<DataImport>> openImport(const base::Secret& key) override {
        const std::lock_guard lock(m_machine->mutex);
        TWINSET_ASSIGN(auto daemon, serve(key, true));
        TWINSET_ASSIGN(auto socket, daemon->connect());
        TWINSET_ASSIGN(auto writer, openNbdWriter(std::move(socket), "data"));
        return std::unique_ptr<DataImport>(std::make_unique<QemuImport>(std::move(daemon), std::move(writer)));
    }

    base::Result<std::unique_ptr<base::BlockReader>> openExport(const base::Secret& key) override {
        const std::lock_guard lock(m_machine->mutex);
        TWINSET_ASSIGN(auto daemon, serve(key, false));
        TWINSET_ASSIGN(auto socket, daemon->connect());
        TWINSET_ASSIGN(auto reader, openNbdReader(std::move(socket), "data", std::nullopt));
        return std::unique_ptr<base::BlockReader>(std::make_unique<QemuExport>(std::move(daemon), std::move(reader)));
    }

    base::Result<void> cryptoErase() override {
        const std::lock_guard lock(m_machine->mutex);
        TWINSET_TRY(m_machine->endProcess());
        m_machine->setRemote(nullptr);
        StorageDaemon::endLeftOver(m_machine->files, m_machine->directory);
        // Copies of the disk hold copies of the same key slots.
        TWINSET_ASSIGN(auto doomed, snapshotFiles(m_machine->files, path()));
        doomed.push_back(path());
        doomed.push_back(path().string() + ".new");
        for (const auto& file : doomed) {
            if (const auto destroyed = destroyKeySlots(m_machine->files, file); !destroyed) {
                if (destroyed.error().code != ErrorCode::Corrupt) return destroyed;
                base::logWarning(destroyed.error().message + "; it is removed");
            }
            TWINSET_TRY(m_machine->files.remove(file));
        }
        TWINSET_TRY(m_machine->files.remove(path().string() + ".new.header"));
        TWINSET_TRY(m_machine->files.remove(m_machine->directory / "scratch"));
        return removeCheckpointRecord(*m_machine);
    }

    base::Result<bool> encrypted() override {
        TWINSET_ASSIGN(const auto file, m_machine->files.open(path(), base::OpenMode::Read));
        return hasEncryptionHeader(*file);
    }

    base::Result<std::string> storedDigest() override {
        const std::lock_guard lock(m_machine->mutex);
        TWINSET_TRY(m_machine->needStopped());
        if (!m_machine->files.exists(path())) return noDisk();
        TWINSET_ASSIGN(const auto file, m_machine->files.open(path(), base::OpenMode::Read));
        TWINSET_ASSIGN(const auto size, file->size());
        base::DigestStream digest;
        for (std::uint64_t at = 0; at < size;) {
            TWINSET_ASSIGN(const auto bytes, file->readAt(at, 1024 * 1024));
            if (bytes.empty()) break;
            digest.update(bytes);
            at += bytes.size();
        }
        return digest.finish().hex();
    }

private:
    const std::filesystem::path& path() const { return m_machine->spec.dataDisk; }
    base::Error noDisk() const { return {ErrorCode::NotFound, "the data disk " + path().string() + " does not exist; create it first"}; }

    base::Result<std::unique_ptr<StorageDaemon>> serve(const base::Secret& key, bool writable) {
        TWINSET_TRY(m_machine->needStopped());
        if (!m_machine->files.exists(path())) return noDisk();
        TWINSET_TRY(needWholeDisk(*m_machine));
        return StorageDaemon::open(*m_machine, key, writable);
    }

    std::shared_ptr<MachineContext> m_machine;
};

}  // namespace

std::unique_ptr<DataDisk> createQemuDataDisk(std::shared_ptr<MachineContext> machine) {
    return std::make_unique<QemuDataDisk>(std::move(machine));
}

}  // namespace hypervisor
