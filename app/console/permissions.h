// Permissions: which verbs an operator's role allows (docs/admin-api.md). The gateway decides; this is so that the console
// does not offer what would be refused, and can say why.
#pragma once

#include <QString>
#include <string_view>

namespace console {

class Permissions {
public:
    /// An empty role is one that is not known: everything is offered, the gateway answers.
    explicit Permissions(QString role = {}) : m_role(std::move(role)) {}
    [[nodiscard]] bool allows(std::string_view verb) const;
    [[nodiscard]] const QString& role() const { return m_role; }

private:
    QString m_role;
};

}  // namespace console
