// LadderEdit: the steps of a compliance rule: warn, block, wipe, each or not, and after how long. A wipe can be chosen only after a block. GUI thread.
#pragma once

#include <QCheckBox>
#include <QLabel>
#include <array>
#include <vector>

#include "app/console/duration_edit.h"
#include "policy/compliance.h"

namespace console {

class LadderEdit final : public QWidget {
    Q_OBJECT
public:
    explicit LadderEdit(QWidget* parent = nullptr);
    void setSteps(const std::vector<policy::ComplianceStep>& steps);
    [[nodiscard]] std::vector<policy::ComplianceStep> steps() const;
    /// What is wrong with the steps, given how long nothing happens, in words; empty: nothing.
    [[nodiscard]] QString problem(base::Duration grace, bool offline) const;
    [[nodiscard]] QCheckBox& chosen(policy::ComplianceAction action) { return *row(action).chosen; }
    [[nodiscard]] DurationEdit& after(policy::ComplianceAction action) { return *row(action).after; }

signals:
    void edited();

private:
    struct Row {
        QCheckBox* chosen;
        DurationEdit* after;
        QLabel* what;
    };
    [[nodiscard]] Row& row(policy::ComplianceAction action) { return m_rows[static_cast<std::size_t>(action)]; }
    void updateRows();

    std::array<Row, 3> m_rows{};
};

}  // namespace console
