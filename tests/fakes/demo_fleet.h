// DemoFleet: a small fleet that answers the verbs of the admin API from memory, as the gateway would, over a
// ScriptedFleetService. Deterministic: all times come from the clock. Safe from any thread.
#pragma once

#include <map>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/scripted_fleet_service.h"

namespace fakes {

class DemoFleet {
public:
    DemoFleet(ScriptedFleetService& service, const FakeClock& clock);

    /// Five people, five handsets, work and personal phones in every state, restore points, operations, releases, policies and
    /// the rules beside them.
    void populate();
    /// Handsets named "handset-00000" and up, each with one work phone.
    void addHandsets(int count);
    /// Changes an object of a kind ("handset", "virtual_phone", "operation") and writes the feed's entry.
    void edit(const std::string& kind, const std::string& id, const std::function<void(base::Json&)>& change);
    void remove(const std::string& kind, const std::string& id);
    /// The newest restore goes on: its first `done` steps are done; all of them: it has succeeded.
    void advanceRestore(int done);
    void failRestore(const std::string& message);
    /// What each file of a restore point holds.
    static const std::string& demoFile();
    [[nodiscard]] std::string restoreId() const { return m_restore; }

private:
    using Objects = std::map<std::string, base::Json>;
    std::string ago(std::int64_t seconds) const;
    void addHandset(const std::string& id, const std::string& name, const std::string& model, bool online);
    base::Json& addPhone(const std::string& id, const std::string& name, const std::string& persona, const std::string& handset,
                         const std::string& person);
    void addPeople();
    void addPhones();
    void addRecords();
    void answerLists();
    void answerActs();
    void answerPolicies();
    void addRules();
    void answerRules();
    void answerFiles();
    base::Json whatIf() const;
    base::Json explanation(const std::string& phone) const;
    void list(const std::string& verb, const std::string& member, Objects& objects, const std::string& filter);
    void show(const std::string& verb, const std::string& argument, Objects& objects);
    base::Result<base::Json> restore(const base::Json& arguments);
    base::Json receipt() const;
    Objects& objectsOf(const std::string& kind);

    ScriptedFleetService& m_service;
    const FakeClock& m_clock;
    mutable std::recursive_mutex m_mutex;  // guards what follows
    Objects m_handsets, m_phones, m_persons, m_operations, m_points, m_releases, m_policies, m_groups, m_exceptions, m_complianceRules, m_events, m_alerts;
    std::vector<base::Json> m_violations;
    std::string m_restore;
};

}  // namespace fakes
