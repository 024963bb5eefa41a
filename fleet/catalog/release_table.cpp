#include "fleet/catalog/release_table.h"

#include "fleet/catalog/rows.h"

namespace fleet::catalog {
namespace {

#define TWINSET_RELEASE_COLUMNS \
    "image, version, manifest_digest, manifest, signature, size, published_at, published_by, withdrawn_at"

ReleaseRow takeRelease(Statement& statement) {
    ReleaseRow row;
    statement >> row.image >> row.version >> row.manifestDigest >> row.manifest >> row.signature >> row.size >>
        row.publishedAt >> row.publishedBy >> row.withdrawnAt;
    return row;
}

std::string feedId(std::string_view image, std::string_view version) {
    return std::string(image) + "/" + std::string(version);
}

}  // namespace

void ReleaseTable::insert(const ReleaseRow& row) {
    m_transaction.prepare("INSERT INTO release (" TWINSET_RELEASE_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(row.image, row.version, row.manifestDigest, Blob{row.manifest}, Blob{row.signature}, row.size,
              row.publishedAt, row.publishedBy, row.withdrawnAt)
        .run();
    m_transaction.changed("release", feedId(row.image, row.version));
}

void ReleaseTable::withdraw(std::string_view image, std::string_view version) {
    m_transaction
        .prepare("UPDATE release SET withdrawn_at = ? WHERE image = ? AND version = ? AND withdrawn_at IS NULL")
        .with(m_transaction.now(), image, version)
        .run();
    m_transaction.changed("release", feedId(image, version));
}

std::optional<ReleaseRow> ReleaseTable::find(std::string_view image, std::string_view version) {
    return firstRow(
        m_transaction.prepare("SELECT " TWINSET_RELEASE_COLUMNS " FROM release WHERE image = ? AND version = ?")
            .with(image, version),
        takeRelease);
}

std::optional<ReleaseRow> ReleaseTable::findByManifest(const base::Digest& manifest) {
    return firstRow(m_transaction.prepare("SELECT " TWINSET_RELEASE_COLUMNS " FROM release WHERE manifest_digest = ?")
                        .with(manifest),
                    takeRelease);
}

std::vector<ReleaseRow> ReleaseTable::list(std::string_view image) {
    return allRows(m_transaction
                       .prepare("SELECT " TWINSET_RELEASE_COLUMNS
                                " FROM release WHERE ?1 = '' OR image = ?1 ORDER BY image, published_at, version")
                       .with(image),
                   takeRelease);
}

void ReleaseKeyTable::insert(const ReleaseKeyRow& row) {
    m_transaction.prepare("INSERT INTO release_key (public_key, name, added_at) VALUES (?, ?, ?)")
        .with(base::toBase64Url(row.publicKey), row.name, row.addedAt)
        .run();
    m_transaction.changed("release_key", row.name);
}

std::vector<ReleaseKeyRow> ReleaseKeyTable::list() {
    auto statement =
        m_transaction.prepare("SELECT public_key, name, added_at FROM release_key ORDER BY added_at, name");
    std::vector<ReleaseKeyRow> rows;
    while (statement.next()) {
        ReleaseKeyRow row;
        std::string key;
        statement >> key >> row.name >> row.addedAt;
        row.publicKey = base::fromBase64Url(key).valueOr({});
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace fleet::catalog
