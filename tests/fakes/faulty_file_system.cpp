#include "tests/fakes/faulty_file_system.h"

#include <algorithm>
#include <cerrno>

namespace fakes {
namespace {

constexpr std::uint64_t kSector = 512;

const base::Error kPowerOut{base::ErrorCode::Internal, "the power is out"};

}  // namespace

class FaultyFile final : public base::File {
public:
    using Node = FaultyFileSystem::Node;
    FaultyFile(FaultyFileSystem& fileSystem, std::shared_ptr<Node> node, std::filesystem::path path, bool writable)
        : m_fileSystem(fileSystem),
          m_node(std::move(node)),
          m_path(std::move(path)),
          m_writable(writable),
          m_generation(fileSystem.m_generation) {}

    base::Result<base::Bytes> readAt(std::uint64_t offset, std::size_t length) override {
        const std::lock_guard guard(m_fileSystem.m_mutex);
        TWINSET_TRY(checkUsable());
        const auto& content = m_node->content;
        return offset >= content.size() ? base::Bytes() : content.substr(offset, length);
    }

    base::Result<std::size_t> readInto(std::uint64_t offset, std::span<char> into) override {
        TWINSET_ASSIGN(const auto bytes, readAt(offset, into.size()));
        std::copy(bytes.begin(), bytes.end(), into.begin());
        return bytes.size();
    }

    base::Result<void> writePiecesAt(std::uint64_t offset, const std::vector<base::BytesView>& pieces) override {
        base::Bytes joined;
        for (const auto& piece : pieces) joined += piece;
        return writeAt(offset, joined);
    }

    base::Result<void> writeAt(std::uint64_t offset, base::BytesView bytes) override {
        const std::lock_guard guard(m_fileSystem.m_mutex);
        TWINSET_TRY(startChange());
        const auto allowed = m_fileSystem.step();
        // A power cut in the middle of a write: half of it was done.
        if (!allowed && m_fileSystem.m_powerOut)
            (void)m_fileSystem.write(*m_node, m_path, offset, bytes.substr(0, bytes.size() / 2));
        TWINSET_TRY(allowed);
        return m_fileSystem.write(*m_node, m_path, offset, bytes);
    }

    base::Result<void> truncate(std::uint64_t size) override {
        const std::lock_guard guard(m_fileSystem.m_mutex);
        TWINSET_TRY(startChange());
        TWINSET_TRY(m_fileSystem.step());
        m_node->content.resize(size);
        for (auto sector = size / kSector; sector <= m_node->durable.size() / kSector; ++sector)
            m_node->unsyncedSectors.insert(sector);
        return {};
    }

    base::Result<void> sync() override {
        const std::lock_guard guard(m_fileSystem.m_mutex);
        TWINSET_TRY(checkUsable());
        TWINSET_TRY(m_fileSystem.step());
        ++m_fileSystem.m_syncs;
        m_node->durable = m_node->content;
        m_node->unsyncedSectors.clear();
        return {};
    }

    base::Result<std::uint64_t> size() override {
        const std::lock_guard guard(m_fileSystem.m_mutex);
        TWINSET_TRY(checkUsable());
        return m_node->content.size();
    }

private:
    [[nodiscard]] base::Result<void> checkUsable() const {
        if (m_generation != m_fileSystem.m_generation) return kPowerOut;
        return m_fileSystem.checkPower();
    }
    [[nodiscard]] base::Result<void> startChange() const {
        TWINSET_TRY(checkUsable());
        return m_writable ? base::success() : base::errorFromErrno(EBADF, "cannot write", m_path);
    }

    FaultyFileSystem& m_fileSystem;
    std::shared_ptr<Node> m_node;
    std::filesystem::path m_path;
    bool m_writable;
    std::uint64_t m_generation;
};

class FaultyLock final : public base::FileLock {
public:
    FaultyLock(FaultyFileSystem& fileSystem, std::filesystem::path path)
        : m_fileSystem(fileSystem), m_path(std::move(path)), m_generation(fileSystem.m_generation) {}
    ~FaultyLock() override {
        const std::lock_guard guard(m_fileSystem.m_mutex);
        if (m_generation == m_fileSystem.m_generation) m_fileSystem.m_locks.erase(m_path);
    }

private:
    FaultyFileSystem& m_fileSystem;
    std::filesystem::path m_path;
    std::uint64_t m_generation;
};

FaultyFileSystem::FaultyFileSystem() {
    auto root = std::make_shared<Node>();
    root->isDirectory = true;
    m_tree["/"] = m_durableTree["/"] = root;
}
FaultyFileSystem::~FaultyFileSystem() = default;

void FaultyFileSystem::failAfter(std::uint64_t steps, base::Error error, std::uint64_t times) {
    const std::lock_guard guard(m_mutex);
    m_failAt = m_steps + steps;
    m_failUntil = m_steps + steps + times;
    m_failure = std::move(error);
}

void FaultyFileSystem::cutPowerAfter(std::uint64_t steps) {
    const std::lock_guard guard(m_mutex);
    m_cutAt = m_steps + steps;
}

void FaultyFileSystem::setCapacity(std::uint64_t bytes) {
    const std::lock_guard guard(m_mutex);
    m_capacity = bytes;
}

std::uint64_t FaultyFileSystem::steps() const {
    const std::lock_guard guard(m_mutex);
    return m_steps;
}

std::uint64_t FaultyFileSystem::syncs() const {
    const std::lock_guard guard(m_mutex);
    return m_syncs;
}

bool FaultyFileSystem::powerIsOut() const {
    const std::lock_guard guard(m_mutex);
    return m_powerOut;
}

unsigned FaultyFileSystem::modeOf(const std::filesystem::path& path) const {
    const std::lock_guard guard(m_mutex);
    const auto node = find(path);
    return node ? (*node)->mode : 0;
}

void FaultyFileSystem::damage(const std::filesystem::path& path, std::uint64_t offset, unsigned char flips) {
    const std::lock_guard guard(m_mutex);
    const auto node = find(path);
    if (!node || offset >= (*node)->content.size()) std::abort();
    for (auto* content : {&(*node)->content, &(*node)->durable})
        if (offset < content->size()) (*content)[offset] = static_cast<char>((*content)[offset] ^ flips);
}

void FaultyFileSystem::restart(std::optional<unsigned> seed) {
    const std::lock_guard guard(m_mutex);
    std::mt19937 random(seed.value_or(0));
    m_tree = m_durableTree;
    for (auto& [path, node] : m_tree) {
        base::Bytes survived = node->durable;
        if (seed)
            for (const auto sector : node->unsyncedSectors) {
                const auto at = sector * kSector;
                if (random() % 2 == 0 || at >= node->content.size()) continue;
                const auto piece = node->content.substr(at, kSector);
                if (survived.size() < at + piece.size()) survived.resize(at + piece.size());
                survived.replace(at, piece.size(), piece);
            }
        node->content = node->durable = std::move(survived);
        node->unsyncedSectors.clear();
    }
    m_locks.clear();
    m_cutAt.reset();
    m_failAt.reset();
    m_powerOut = false;
    ++m_generation;
}

base::Result<void> FaultyFileSystem::checkPower() const {
    if (m_powerOut) return kPowerOut;
    return {};
}

base::Result<void> FaultyFileSystem::step() {
    TWINSET_TRY(checkPower());
    const auto current = m_steps++;
    if (m_cutAt && current >= *m_cutAt) {
        m_powerOut = true;
        return kPowerOut;
    }
    if (m_failAt && current >= *m_failAt && current < m_failUntil) return m_failure;
    return {};
}

base::Result<std::shared_ptr<FaultyFileSystem::Node>> FaultyFileSystem::find(const std::filesystem::path& path) const {
    const auto found = m_tree.find(path.lexically_normal());
    if (found == m_tree.end()) return base::errorFromErrno(ENOENT, "cannot open", path);
    return found->second;
}

void FaultyFileSystem::syncNames(const std::filesystem::path& directory) {
    std::erase_if(m_durableTree, [&](const auto& entry) {
        return entry.first != "/" && entry.first.parent_path() == directory && !m_tree.contains(entry.first);
    });
    for (const auto& [path, node] : m_tree)
        if (path.parent_path() == directory) m_durableTree[path] = node;
}

std::uint64_t FaultyFileSystem::used() const {
    std::uint64_t total = 0;
    for (const auto& [path, node] : m_tree) total += node->content.size();
    return total;
}

base::Result<void> FaultyFileSystem::write(Node& node, const std::filesystem::path& path, std::uint64_t offset,
                                           base::BytesView bytes) {
    const bool grows = offset + bytes.size() > node.content.size();
    bool full = false;
    if (m_capacity && grows) {
        const auto taken = used();
        const auto room = node.content.size() + (*m_capacity > taken ? *m_capacity - taken : 0);
        full = offset + bytes.size() > room;
        if (full) bytes = bytes.substr(0, room > offset ? room - offset : 0);
    }
    if (!bytes.empty()) {
        if (offset + bytes.size() > node.content.size()) node.content.resize(offset + bytes.size());
        node.content.replace(offset, bytes.size(), bytes);
        for (auto sector = offset / kSector; sector <= (offset + bytes.size() - 1) / kSector; ++sector)
            node.unsyncedSectors.insert(sector);
    }
    return full ? base::Result<void>(base::errorFromErrno(ENOSPC, "cannot write", path)) : base::success();
}

base::Result<std::unique_ptr<base::File>> FaultyFileSystem::open(const std::filesystem::path& path,
                                                                 base::OpenMode mode) {
    const std::lock_guard guard(m_mutex);
    TWINSET_TRY(checkPower());
    auto found = find(path);
    if (found && mode == base::OpenMode::CreateNew) return base::errorFromErrno(EEXIST, "cannot open", path);
    if (found && (*found)->isDirectory) return base::errorFromErrno(EISDIR, "cannot open", path);
    if (!found) {
        if (mode == base::OpenMode::Read || mode == base::OpenMode::ReadWrite) return found.error();
        TWINSET_TRY(step());
        TWINSET_TRY(find(path.lexically_normal().parent_path()));
        found = m_tree[path.lexically_normal()] = std::make_shared<Node>();
    }
    const bool writable = mode != base::OpenMode::Read;
    if (writable && ((*found)->mode & 0200U) == 0) return base::errorFromErrno(EACCES, "cannot open", path);
    return std::unique_ptr<base::File>(std::make_unique<FaultyFile>(*this, *found, path, writable));
}

base::Result<base::Bytes> FaultyFileSystem::readFile(const std::filesystem::path& path) {
    const std::lock_guard guard(m_mutex);
    TWINSET_TRY(checkPower());
    TWINSET_ASSIGN(const auto node, find(path));
    return node->content;
}

base::Result<void> FaultyFileSystem::writeFileAtomically(const std::filesystem::path& path, base::BytesView bytes,
                                                         unsigned mode) {
    const std::lock_guard guard(m_mutex);
    TWINSET_TRY(step());
    const auto normal = path.lexically_normal();
    TWINSET_TRY(find(normal.parent_path()));
    if (m_capacity && used() + bytes.size() > *m_capacity) return base::errorFromErrno(ENOSPC, "cannot write", path);
    auto node = std::make_shared<Node>();
    node->mode = mode;
    node->content = node->durable = base::Bytes(bytes);
    m_tree[normal] = node;
    ++m_syncs;
    syncNames(normal.parent_path());
    return {};
}

base::Result<void> FaultyFileSystem::remove(const std::filesystem::path& path) {
    const std::lock_guard guard(m_mutex);
    TWINSET_TRY(step());
    m_tree.erase(path.lexically_normal());
    syncNames(path.lexically_normal().parent_path());
    return {};
}

base::Result<void> FaultyFileSystem::removeTree(const std::filesystem::path& path) {
    const std::lock_guard guard(m_mutex);
    TWINSET_TRY(step());
    const auto top = path.lexically_normal();
    std::erase_if(m_tree, [&](const auto& entry) {
        return entry.first == top || entry.first.string().starts_with(top.string() + "/");
    });
    return {};
}

base::Result<void> FaultyFileSystem::rename(const std::filesystem::path& from, const std::filesystem::path& to) {
    const std::lock_guard guard(m_mutex);
    TWINSET_TRY(step());
    const auto source = from.lexically_normal();
    const auto target = to.lexically_normal();
    TWINSET_TRY(find(source));
    for (auto* tree : {&m_tree, &m_durableTree}) {
        Tree moved;
        for (auto it = tree->begin(); it != tree->end();) {
            const auto text = it->first.string();
            const bool inside = text.starts_with(source.string() + "/");
            if (it->first != source && !inside) {
                ++it;
                continue;
            }
            moved[inside ? target / text.substr(source.string().size() + 1) : target] = it->second;
            it = tree->erase(it);
        }
        for (auto& [path, node] : moved) (*tree)[path] = node;
    }
    syncNames(target.parent_path());
    return {};
}

base::Result<void> FaultyFileSystem::createDirectories(const std::filesystem::path& path) {
    const std::lock_guard guard(m_mutex);
    std::filesystem::path current;
    for (const auto& name : path.lexically_normal()) {
        current /= name;
        if (m_tree.contains(current)) {
            if (!m_tree.at(current)->isDirectory) return base::errorFromErrno(ENOTDIR, "cannot create directory", path);
            continue;
        }
        TWINSET_TRY(step());
        auto node = std::make_shared<Node>();
        node->isDirectory = true;
        node->mode = 0700;
        m_tree[current] = m_durableTree[current] = node;
    }
    return {};
}

base::Result<void> FaultyFileSystem::makeReadOnly(const std::filesystem::path& path) {
    const std::lock_guard guard(m_mutex);
    TWINSET_TRY(step());
    TWINSET_ASSIGN(const auto node, find(path));
    node->mode = 0400;
    return {};
}

base::Result<std::vector<std::string>> FaultyFileSystem::list(const std::filesystem::path& path) {
    const std::lock_guard guard(m_mutex);
    TWINSET_TRY(checkPower());
    TWINSET_TRY(find(path));
    std::set<std::string> names;
    for (const auto& [entry, node] : m_tree)
        if (entry != "/" && entry.parent_path() == path.lexically_normal()) names.insert(entry.filename().string());
    return std::vector<std::string>(names.begin(), names.end());
}

bool FaultyFileSystem::exists(const std::filesystem::path& path) {
    const std::lock_guard guard(m_mutex);
    return m_tree.contains(path.lexically_normal());
}

base::Result<std::uint64_t> FaultyFileSystem::freeSpace(const std::filesystem::path&) {
    const std::lock_guard guard(m_mutex);
    if (!m_capacity) return std::uint64_t{1} << 40;
    return *m_capacity > used() ? *m_capacity - used() : 0;
}

base::Result<std::unique_ptr<base::FileLock>> FaultyFileSystem::lock(const std::filesystem::path& path) {
    const std::lock_guard guard(m_mutex);
    TWINSET_TRY(checkPower());
    if (!m_locks.insert(path.lexically_normal()).second)
        return {base::ErrorCode::Conflict, path.string() + " is in use by another process"};
    return std::unique_ptr<base::FileLock>(std::make_unique<FaultyLock>(*this, path.lexically_normal()));
}

}  // namespace fakes
