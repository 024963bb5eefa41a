#include <QUrl>

#include "app/console/gateway_access.h"

namespace console {

base::Result<GatewayTarget> parseTarget(const QString& text) {
    QString written = text.trimmed();
    if (!written.contains("://")) written.prepend("https://");
    const QUrl url(written, QUrl::StrictMode);
    const bool plain = url.path().isEmpty() || url.path() == "/";
    if (!url.isValid() || url.scheme() != "https" || url.host().isEmpty() || !plain || url.port(1) == 0)
        return base::Error{base::ErrorCode::InvalidInput, "'" + text.left(200).toStdString() + "' is not a gateway's address; write HOST:PORT"};
    return GatewayTarget{url.host().toStdString(), static_cast<std::uint16_t>(url.port(kDefaultAdminPort)), {}};
}

QString targetText(const GatewayTarget& target) {
    const QString host = QString::fromStdString(target.host);
    return QStringLiteral("%1:%2").arg(host.contains(':') ? '[' + host + ']' : host).arg(target.port);
}

}  // namespace console
