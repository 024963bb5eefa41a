#include "images/builder/guest_tree.h"

#include <algorithm>

namespace images {
namespace {

constexpr std::size_t kLongestPath = 255;

bool permitted(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._+-/").find(c) != std::string_view::npos;
}

int rank(const GuestEntry& entry) {
    return (entry.origin == GuestEntry::Origin::Package ? 0 : 2) + (entry.kind == GuestEntry::Kind::Directory ? 0 : 1);
}

}  // namespace

base::Result<void> checkGuestPath(std::string_view path) {
    const auto bad = [&](std::string_view why) {
        return base::Error{base::ErrorCode::InvalidInput, "guest path '" + std::string(path) + "' " + std::string(why)};
    };
    if (path.size() < 2 || path.front() != '/') return bad("must be absolute");
    if (path.size() > kLongestPath) return bad("is too long");
    if (!std::all_of(path.begin(), path.end(), permitted)) return bad("has a character other than [A-Za-z0-9._+/-]");
    std::size_t at = 0;
    while (at < path.size()) {
        const auto end = std::min(path.find('/', at + 1), path.size());
        const auto name = path.substr(at + 1, end - at - 1);
        if (name.empty() || name == "." || name == "..") return bad("must be normal: no '//', '.', '..' or '/' at its end");
        at = end;
    }
    return base::success();
}

base::Result<void> GuestTree::add(GuestEntry entry) {
    TWINSET_TRY(checkGuestPath(entry.path));
    for (auto slash = entry.path.find('/', 1); slash != std::string::npos; slash = entry.path.find('/', slash + 1)) {
        const auto parent = entry.path.substr(0, slash);
        const auto [found, added] = m_entries.try_emplace(parent);
        if (added) found->second = {parent, GuestEntry::Kind::Directory, entry.origin, 0755, {}};
        else if (found->second.kind != GuestEntry::Kind::Directory)
            return base::Error{base::ErrorCode::Conflict, "'" + entry.path + "' cannot lie below '" + parent +
                                                              "', which is no directory in this part of the recipe"};
        if (entry.origin == GuestEntry::Origin::Package) found->second.origin = GuestEntry::Origin::Package;
    }
    const auto found = m_entries.find(entry.path);
    if (found != m_entries.end() && found->second.kind != entry.kind)
        return base::Error{base::ErrorCode::Conflict,
                           "'" + entry.path + "' is named twice in the recipe, as two different kinds of file"};
    auto key = entry.path;
    m_entries.insert_or_assign(std::move(key), std::move(entry));
    return base::success();
}

const GuestEntry* GuestTree::find(std::string_view path) const {
    const auto found = m_entries.find(path);
    return found == m_entries.end() ? nullptr : &found->second;
}

std::vector<GuestEntry> GuestTree::entries() const {
    std::vector<GuestEntry> ordered;
    ordered.reserve(m_entries.size());
    for (const auto& [path, entry] : m_entries) ordered.push_back(entry);
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const GuestEntry& a, const GuestEntry& b) { return rank(a) < rank(b); });
    return ordered;
}

}  // namespace images
