#include "fleet/gateway/import_plan.h"

#include <nlohmann/json.hpp>

#include "fleet/catalog/release_table.h"
#include "fleet/gateway/arguments.h"
#include "fleet/gateway/names.h"
#include "images/release.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::Transaction;

/// Of two fleets the same image is the same system, whoever signed it and when: its parts are compared.
base::Result<void> checkRelease(Transaction& transaction, const ImportPlan& plan, const std::string& version) {
    const auto& wanted = plan.description;
    const auto release = catalog::ReleaseTable(transaction).find(wanted.image, version);
    const auto title = "release " + version + " of image '" + wanted.image + "'";
    if (!release || release->withdrawnAt)
        return {
            ErrorCode::NotFound,
            title + ", which the phone needs, is not published here" + (release ? " any more: it was withdrawn" : "") +
                ". Publish it first ('twinset release publish'), or name another release of that image with --version"};
    if (!plan.version.empty()) return {};
    TWINSET_ASSIGN(const auto manifest, images::readManifest(release->manifest));
    if (images::partsOf(manifest) == wanted.parts) return {};
    return {ErrorCode::Conflict, title +
                                     " has another content here than the one that the phone ran: name a release with "
                                     "--version if it is to run on that one"};
}

base::Result<catalog::VirtualPhoneRow> newPhone(Transaction& transaction, const ImportPlan& plan) {
    const auto& described = plan.description;
    catalog::VirtualPhoneRow row;
    TWINSET_ASSIGN(const auto handset, findHandset(transaction, plan.handset));
    if (handset.state == "lost" || handset.state == "retired")
        return {ErrorCode::Conflict, "the handset '" + handset.name + "' is " + handset.state + ": name another one"};
    row.handset = handset.id;
    row.version = plan.version.empty() ? described.version : plan.version;
    TWINSET_TRY(checkRelease(transaction, plan, row.version));
    row.image = described.image;
    row.name = plan.name.empty() ? described.name : plan.name;
    row.persona = described.persona;
    row.memoryMiB = described.memoryMiB;
    row.cpus = described.cpus;
    row.dataSize = described.diskSize;
    row.createdAt = transaction.now();
    if (plan.person.empty()) return row;
    TWINSET_ASSIGN(const auto person, findPerson(transaction, plan.person));
    row.person = person.id;
    return row;
}

}  // namespace

base::Json ImportPlan::json() const {
    base::Json json{{"file", file}, {"description", images::descriptionJson(description)}};
    const auto put = [&](const char* member, const std::string& text) {
        if (!text.empty()) json[member] = text;
    };
    put("into", into);
    put("handset", handset);
    put("person", person);
    put("name", name);
    put("version", version);
    return json;
}

base::Result<ImportPlan> readImportPlan(const base::Json& json) {
    base::ObjectReader reader(json, "virtual_phone_import");
    ImportPlan plan;
    plan.file = reader.digest("file").hex();
    TWINSET_ASSIGN(plan.description, images::readDescription(reader.any("description")));
    plan.into = reader.textOr("into", "");
    plan.handset = reader.textOr("handset", "");
    plan.person = reader.textOr("person", "");
    if (reader.has("name")) plan.name = readName(reader, "name");
    plan.version = reader.textOr("version", "");
    if (plan.into.empty() == plan.handset.empty())
        reader.fail("handset", "name a handset for a new phone, or the phone to import into");
    if (!plan.into.empty() && (!plan.person.empty() || !plan.name.empty() || !plan.version.empty()))
        reader.fail("into", "a phone that is there has its person, name and release already");
    TWINSET_TRY(reader.finish());
    return plan;
}

base::Result<catalog::VirtualPhoneRow> plannedPhone(Transaction& transaction, const ImportPlan& plan) {
    if (plan.description.persona != "work")
        return {ErrorCode::Denied, "the file holds a phone that is " + plan.description.persona +
                                       ": the fleet's store holds work phones only"};
    if (plan.description.takenAt > transaction.now() + std::chrono::hours(24))
        return {ErrorCode::InvalidInput,
                "the file says that it was taken in the future, on " + base::formatTimestamp(plan.description.takenAt)};
    if (plan.into.empty()) return newPhone(transaction, plan);
    TWINSET_ASSIGN(auto row, findWorkPhone(transaction, plan.into, "import into"));
    if (!row.present) return {ErrorCode::Conflict, "the virtual phone '" + row.name + "' is being deleted"};
    return row;
}

}  // namespace fleet
