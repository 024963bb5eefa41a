#include "fleet/gateway/compliance_record.h"

#include <algorithm>

#include "fleet/catalog/alert_table.h"

namespace fleet {
namespace {

std::string alertText(const catalog::VirtualPhoneRow& phone, const policy::Violation& violation) {
    auto text = "'" + phone.name + "' breaks the compliance rule '" + violation.rule + "'";
    if (!violation.error.empty()) text += ": its condition failed (" + violation.error + ")";
    return text;
}

}  // namespace

std::vector<catalog::ComplianceViolationRow> recordCompliance(catalog::Transaction& transaction,
                                                              const catalog::VirtualPhoneRow& phone,
                                                              const std::vector<policy::Violation>& found) {
    const bool concerned = phone.persona == "work" && phone.present;
    catalog::ComplianceViolationTable table(transaction);
    const auto former = table.ofPhone(phone.id);
    for (const auto& row : former) {
        const bool lasts = concerned && std::any_of(found.begin(), found.end(), [&](const auto& v) { return v.rule == row.rule; });
        if (!lasts) table.remove(phone.id, row.rule);
    }
    if (!concerned) return {};
    for (const auto& violation : found) {
        const bool byError = !violation.error.empty();
        const auto known = std::find_if(former.begin(), former.end(), [&](const auto& row) { return row.rule == violation.rule; });
        if (known != former.end() && known->byError == byError) continue;
        table.put({phone.id, violation.rule, transaction.now(), byError});
        if (known == former.end())
            catalog::AlertTable(transaction).raise("not_compliant", phone.id.text(), alertText(phone, violation));
    }
    return table.ofPhone(phone.id);
}

}  // namespace fleet
