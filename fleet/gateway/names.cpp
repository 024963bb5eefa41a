#include "fleet/gateway/names.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::Transaction;

std::string inQuotes(std::string_view text) { return "'" + std::string(text) + "'"; }

/// The only row, or a conflict that lists them.
template <typename Row, typename Describe>
base::Result<Row> onlyOne(std::vector<Row> rows, std::string_view what, std::string_view named, Describe describe) {
    if (rows.empty()) return {ErrorCode::NotFound, "there is no " + std::string(what) + " " + inQuotes(named)};
    if (rows.size() == 1) return std::move(rows.front());
    std::string candidates;
    for (const auto& row : rows) candidates += (candidates.empty() ? "" : ", ") + describe(row);
    return {ErrorCode::Conflict,
            inQuotes(named) + " is more than one " + std::string(what) + ": name one of " + candidates};
}

std::string describePhone(const catalog::VirtualPhoneRow& row) {
    return row.id.text() + " (" + row.name + ", " + row.persona + ", on " + row.handset.text() + ")";
}

std::vector<catalog::VirtualPhoneRow> byOwnerAndPersona(Transaction& transaction, std::string_view owner,
                                                        std::string_view persona) {
    std::vector<catalog::VirtualPhoneRow> found;
    if (const auto handset = findHandset(transaction, owner))
        found = catalog::VirtualPhoneTable(transaction).onHandset(handset->id);
    else if (const auto person = findPerson(transaction, owner))
        found = catalog::VirtualPhoneTable(transaction).ofPerson(person->id);
    std::erase_if(found, [&](const auto& row) { return row.persona != persona; });
    return found;
}

}  // namespace

base::Result<catalog::HandsetRow> findHandset(Transaction& transaction, std::string_view named) {
    catalog::HandsetTable handsets(transaction);
    auto row = handsets.find(base::HandsetId(std::string(named)));
    if (!row) row = handsets.findByName(named);
    if (!row)
        return {ErrorCode::NotFound,
                "there is no handset " + inQuotes(named) + ": 'twinset handset list' shows those there are"};
    return std::move(*row);
}

base::Result<catalog::PersonRow> findPerson(Transaction& transaction, std::string_view named) {
    catalog::PersonTable people(transaction);
    if (auto row = people.find(base::PersonId(std::string(named)))) return std::move(*row);
    return onlyOne(people.findByName(named), "person", named, [](const catalog::PersonRow& row) {
        return row.id.text() + " (" + row.name + " <" + row.email + ">)";
    });
}

base::Result<catalog::VirtualPhoneRow> findPhone(Transaction& transaction, std::string_view named) {
    catalog::VirtualPhoneTable phones(transaction);
    if (auto row = phones.find(base::PhoneId(std::string(named)))) return std::move(*row);
    auto found = phones.findByName(named);
    const auto slash = named.rfind('/');
    if (found.empty() && slash != std::string_view::npos)
        found = byOwnerAndPersona(transaction, named.substr(0, slash), named.substr(slash + 1));
    return onlyOne(std::move(found), "virtual phone", named, describePhone);
}

base::Result<catalog::VirtualPhoneRow> findWorkPhone(Transaction& transaction, std::string_view named,
                                                     std::string_view doing) {
    TWINSET_ASSIGN(auto row, findPhone(transaction, named));
    if (row.persona != "work")
        return {ErrorCode::Denied, "the virtual phone " + inQuotes(row.name) + " is " + row.persona +
                                       ", not work: the fleet does not " + std::string(doing) + " it"};
    return row;
}

}  // namespace fleet
