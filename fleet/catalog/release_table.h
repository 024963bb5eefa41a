// Published releases, and the public keys that may sign them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/digest.h"
#include "fleet/catalog/transaction.h"

namespace fleet::catalog {

struct ReleaseRow {
    std::string image, version;
    base::Digest manifestDigest;
    base::Bytes manifest, signature;  // exact bytes
    base::ByteCount size;
    base::Timestamp publishedAt;
    std::string publishedBy;
    std::optional<base::Timestamp> withdrawnAt;
};

class ReleaseTable {
public:
    explicit ReleaseTable(Transaction& transaction) : m_transaction(transaction) {}
    void insert(const ReleaseRow& row);
    void withdraw(std::string_view image, std::string_view version);
    std::optional<ReleaseRow> find(std::string_view image, std::string_view version);
    std::optional<ReleaseRow> findByManifest(const base::Digest& manifest);
    /// In the order of publication; `image` empty: all.
    std::vector<ReleaseRow> list(std::string_view image);

private:
    Transaction& m_transaction;
};

struct ReleaseKeyRow {
    base::Bytes publicKey;
    std::string name;
    base::Timestamp addedAt;
};

class ReleaseKeyTable {
public:
    explicit ReleaseKeyTable(Transaction& transaction) : m_transaction(transaction) {}
    void insert(const ReleaseKeyRow& row);
    std::vector<ReleaseKeyRow> list();

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
