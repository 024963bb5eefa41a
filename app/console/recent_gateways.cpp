#include "app/console/recent_gateways.h"

#include <QDir>
#include <QStandardPaths>
#include <algorithm>

namespace console {

QVector<RecentGateway> RecentGateways::list() const {
    QVector<RecentGateway> gateways;
    const int count = m_settings.beginReadArray("gateways");
    for (int at = 0; at < count; ++at) {
        m_settings.setArrayIndex(at);
        gateways.append({m_settings.value("address").toString(), m_settings.value("fingerprint").toString(),
                         m_settings.value("operator").toString()});
    }
    m_settings.endArray();
    return gateways;
}

QString RecentGateways::fingerprintOf(const QString& address) const {
    for (const auto& gateway : list())
        if (gateway.address == address) return gateway.fingerprint;
    return {};
}

void RecentGateways::remember(const RecentGateway& gateway) {
    auto gateways = list();
    gateways.removeIf([&](const RecentGateway& each) { return each.address == gateway.address; });
    gateways.prepend(gateway);
    const int count = std::min<int>(kMost, static_cast<int>(gateways.size()));
    m_settings.beginWriteArray("gateways", count);
    for (int at = 0; at < count; ++at) {
        m_settings.setArrayIndex(at);
        m_settings.setValue("address", gateways[at].address);
        m_settings.setValue("fingerprint", gateways[at].fingerprint);
        m_settings.setValue("operator", gateways[at].operatorName);
    }
    m_settings.endArray();
}

QString RecentGateways::localDirectory() const {
    const QString data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    return m_settings.value("localDirectory", QDir(data).filePath("twinset/fleet")).toString();
}

void RecentGateways::rememberLocalDirectory(const QString& directory) { m_settings.setValue("localDirectory", directory); }

}  // namespace console
