#include "fleet/gateway/gateway.h"

#include "base/log.h"
#include "fleet/catalog/audit_event_table.h"
#include "fleet/catalog/owner_backup_table.h"
#include "fleet/catalog/setting_table.h"
#include "fleet/gateway/chunk_membership.h"
#include "fleet/gateway/desired_state_writer.h"
#include "fleet/gateway/gateway_gate.h"
#include "fleet/gateway/fleet_policy.h"
#include "fleet/gateway/handset_presence.h"
#include "fleet/gateway/import_ids.h"
#include "fleet/gateway/link_table.h"
#include "fleet/gateway/operation_queue.h"
#include "fleet/gateway/owner_stores.h"
#include "fleet/gateway/policy_application.h"
#include "fleet/gateway/restore_flow.h"
#include "fleet/gateway/scheduled_backups.h"
#include "fleet/gateway/store_damage.h"
#include "fleet/gateway/store_jobs.h"
#include "fleet/gateway/store_work.h"
#include "fleet/gateway/upload_ledger.h"

#include <nlohmann/json.hpp>

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::Transaction;

constexpr auto kFleetIdSetting = "fleet.id";
constexpr auto kPasswordShownSetting = "admin.password_shown";

base::Result<std::string> fleetIdOf(catalog::Catalog& catalog) {
    return catalog.write([](Transaction& transaction) -> base::Result<std::string> {
        catalog::SettingTable settings(transaction);
        if (auto id = settings.find(kFleetIdSetting)) return std::move(*id);
        auto id = base::newIdText("fleet");
        settings.put(kFleetIdSetting, id);
        return id;
    });
}

/// A process that died before it could show the first password left an administrator nobody can be: make a new one.
base::Result<base::Secret> firstAdministrator(catalog::Catalog& catalog, SignIn& signIn) {
    TWINSET_ASSIGN(const bool shown, catalog.read([](Transaction& transaction) -> base::Result<bool> {
        return catalog::SettingTable(transaction).find(kPasswordShownSetting).has_value();
    }));
    if (shown) return base::Secret();
    auto password = newOneTimePassword();
    TWINSET_ASSIGN(const auto hash, signIn.hash(password));
    TWINSET_TRY(catalog.write([&](Transaction& transaction) -> base::Result<void> {
        catalog::OperatorTable operators(transaction);
        auto row = operators.findByName("admin");
        if (row) {
            row->passwordHash = hash;
            operators.update(*row);
            return {};
        }
        const auto id = base::OperatorId::create();
        operators.insert({id, "admin", "administrator", hash, true, transaction.now(), std::nullopt});
        catalog::AuditEventTable(transaction)
            .append("gateway", "operator_create", id.text(), {{"name", "admin"}, {"role", "administrator"}});
        return {};
    }));
    return base::Secret(std::move(password));
}

}  // namespace

struct Gateway::Parts {
    Parts(base::FileSystem& files, const base::Clock& theClock, std::filesystem::path theDirectory,
          std::unique_ptr<base::FileLock> theLock,
          std::unique_ptr<catalog::Catalog> theCatalog, std::string theFleetId, FleetKeys theKeys,
          std::unique_ptr<CertificateAuthority> theAuthority, std::unique_ptr<images::ChunkStore> theStore,
          std::unique_ptr<UploadLedger> theUploads, ImportIds theImports, const GatewayOptions& options)
        : directory(std::move(theDirectory)),
          lock(std::move(theLock)),
          catalog(std::move(theCatalog)),
          fleetId(std::move(theFleetId)),
          keys(std::move(theKeys)),
          authority(std::move(theAuthority)),
          store(std::move(theStore)),
          uploads(std::move(theUploads)),
          imports(std::move(theImports)),
          owners(files, theClock, directory / "owner", options.ownerQuota),
          signIn(*catalog, theClock, options.passwordCost),
          chunks(keys.store, *store),
          policy(links),
          desired(fleetId, keys, links, policy),
          presence(*catalog, links, policy, desired),
          operations(links),
          restores(fleetId, keys, *catalog, links, desired, operations),
          context{fleetId, theClock, files,    directory, *catalog, *store,  *authority, keys,     address,
                  links,   chunks,   *uploads, imports,   policy,   desired, operations, restores, signIn,
                  storeWork, owners},
          gate(context),
          scheduledBackups(context),
          storeWork(context) {}

    /// From here on every write keeps the policy in memory with the catalog. Time may have changed something while the
    /// gateway was not running.
    base::Result<void> startPolicy() {
        TWINSET_TRY(presence.resume(context.clock.now()));
        TWINSET_TRY(catalog->read([&](Transaction& transaction) { return policy.load(transaction); }));
        TWINSET_TRY(catalog->write([&](Transaction& transaction) -> base::Result<void> {
            policy.raiseUnreadable(transaction);
            return {};
        }));
        catalog->followChanges([this](Transaction& transaction) { return followFacts(policy, desired, transaction); });
        if (!policy.dependsOnTime()) return {};
        return catalog->write([&](Transaction& transaction) -> base::Result<void> {
            for (const auto& phone : catalog::VirtualPhoneTable(transaction).ids(""))
                TWINSET_TRY(desired.refresh(transaction, phone, Rewrite::WhenChanged));
            return {};
        });
    }

    /// Removes what a death after the end of an owner's backups left on the disk, and has looked at what is gone from it.
    base::Result<void> forgetEndedOwners() {
        std::vector<base::PhoneId> kept;
        TWINSET_TRY(catalog->write([&](Transaction& transaction) -> base::Result<void> {
            catalog::OwnerBackupTable table(transaction);
            for (auto& row : table.all()) {
                kept.push_back(row.phone);
                if (owners.exists(row.phone) || !table.newestPointOf(row.phone)) continue;
                row.collected = -1;
                table.update(row);
            }
            return {};
        }));
        return owners.destroyOthers(kept);
    }

    void policyTick() {
        if (!policy.isDue(context.clock.now())) return;
        const auto applied = catalog->write([&](Transaction& transaction) { return applyTime(policy, desired, transaction); });
        if (!applied) base::logError("cannot apply what time changed in policies: " + applied.error().message);
    }

    const std::filesystem::path directory;
    std::unique_ptr<base::FileLock> lock;
    std::unique_ptr<catalog::Catalog> catalog;
    std::string fleetId;
    FleetKeys keys;
    std::unique_ptr<CertificateAuthority> authority;
    std::unique_ptr<images::ChunkStore> store;
    std::unique_ptr<UploadLedger> uploads;
    ImportIds imports;
    OwnerStores owners;
    PublicAddress address;
    LinkTable links;
    SignIn signIn;
    ChunkMembership chunks;
    FleetPolicy policy;
    DesiredStateWriter desired;
    HandsetPresence presence;
    OperationQueue operations;
    RestoreFlow restores;
    FleetContext context;
    GatewayGate gate;
    ScheduledBackups scheduledBackups;
    base::Secret oneTimePassword;
    DamageWatch damage;
    StoreWork storeWork;  // last: its thread uses the others
};

base::Result<std::unique_ptr<Gateway>> Gateway::open(base::FileSystem& fileSystem, const base::Clock& clock,
                                                     const GatewayOptions& options) {
    const auto& directory = options.dataDirectory;
    TWINSET_TRY(fileSystem.createDirectories(directory));
    auto lock = fileSystem.lock(directory / "lock");
    if (!lock && lock.error().code == ErrorCode::Conflict)
        return {ErrorCode::Conflict, "the data directory " + directory.string() +
                                         " is in use by another gateway: stop that one, or name another directory"};
    if (!lock) return lock.error();
    // Keys come first: a fleet whose catalog exists already must have them.
    const bool fresh = !fileSystem.exists(directory / "catalog.sqlite");
    TWINSET_ASSIGN(auto keys, openFleetKeys(fileSystem, directory / "keys", fresh));
    TWINSET_ASSIGN(auto authority, openCertificateAuthority(fileSystem, clock, directory / "ca"));
    TWINSET_ASSIGN(auto store, images::openChunkStore(fileSystem, directory / "store"));
    TWINSET_ASSIGN(auto catalog, catalog::Catalog::open(directory / "catalog.sqlite", clock));
    TWINSET_ASSIGN(auto fleetId, fleetIdOf(*catalog));
    auto parts = std::make_unique<Parts>(fileSystem, clock, directory, std::move(*lock), std::move(catalog),
                                         std::move(fleetId), std::move(keys), std::move(authority), std::move(store),
                                         std::make_unique<UploadLedger>(fileSystem, clock, directory / "uploads"),
                                         ImportIds(fileSystem, directory / "imports"), options);
    parts->address.host = options.publicHost;
    TWINSET_ASSIGN(parts->oneTimePassword, firstAdministrator(*parts->catalog, parts->signIn));
    TWINSET_TRY(parts->forgetEndedOwners());
    TWINSET_TRY(parts->startPolicy());
    parts->restores.resumeAll();
    parts->storeWork.start();
    return std::unique_ptr<Gateway>(new Gateway(std::move(parts)));
}

Gateway::Gateway(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
Gateway::~Gateway() = default;

const base::Secret& Gateway::oneTimePassword() const { return m_parts->oneTimePassword; }

base::Result<void> Gateway::passwordWasShown() {
    m_parts->oneTimePassword = base::Secret();
    return m_parts->catalog->write([](Transaction& transaction) -> base::Result<void> {
        catalog::SettingTable(transaction).put(kPasswordShownSetting, "yes");
        return {};
    });
}

HandsetGate& Gateway::gate() { return m_parts->gate; }
FleetContext& Gateway::context() { return m_parts->context; }

void Gateway::setHandsetPorts(std::uint16_t linkPort, std::uint16_t bulkPort) {
    m_parts->address.linkPort = linkPort;
    m_parts->address.bulkPort = bulkPort;
}

void Gateway::tick() {
    const auto expired = m_parts->catalog->write([&](Transaction& transaction) -> base::Result<void> {
        m_parts->operations.expire(transaction);
        return {};
    });
    if (!expired) base::logError("cannot end what has expired: " + expired.error().message);
    if (const auto forgotten = m_parts->uploads->tick(); !forgotten)
        base::logWarning("cannot give up old uploads: " + forgotten.error().message);
    if (const auto pruned = jobs::pruneWhenDue(m_parts->context); !pruned)
        base::logError("cannot prune restore points: " + pruned.error().message);
    if (const auto tidied = jobs::collectOwnersWhenDue(m_parts->context); !tidied)
        base::logError("cannot tidy up what owners keep: " + tidied.error().message);
    m_parts->owners.closeQuiet();
    if (const auto ordered = m_parts->scheduledBackups.tick(); !ordered)
        base::logError("cannot see which backups are due: " + ordered.error().message);
    if (const auto told = m_parts->damage.tell(m_parts->context); !told)
        base::logError("cannot raise an alert of damage in the store: " + told.error().message);
    m_parts->restores.tick();
    if (const auto noted = m_parts->presence.tick(m_parts->context.clock.now()); !noted)
        base::logError("cannot note which handsets were heard from: " + noted.error().message);
    m_parts->policyTick();
}

}  // namespace fleet
