// RecentGateways: which gateways this person used before, newest first, with the fingerprint that was confirmed and the
// name that was used. Kept in QSettings; no password and no token is.
#pragma once

#include <QSettings>
#include <QVector>

namespace console {

struct RecentGateway {
    QString address, fingerprint, operatorName;
};

class RecentGateways {
public:
    static constexpr int kMost = 8;
    /// `settings` must outlive this.
    explicit RecentGateways(QSettings& settings) : m_settings(settings) {}
    [[nodiscard]] QVector<RecentGateway> list() const;
    /// Empty when the address was never confirmed.
    [[nodiscard]] QString fingerprintOf(const QString& address) const;
    void remember(const RecentGateway& gateway);
    [[nodiscard]] QString localDirectory() const;
    void rememberLocalDirectory(const QString& directory);

private:
    QSettings& m_settings;
};

}  // namespace console
