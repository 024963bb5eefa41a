// StepList: the steps of an operation as a list that keeps up with them. GUI thread.
#pragma once

#include <QTableView>

#include "app/console/list_model.h"
#include "app/console/rows.h"

namespace console {

/// A StepRow with the id that ListModel wants.
struct ShownStep {
    QString id;  // the step's place
    StepRow step;
};

class StepList final : public QTableView {
    Q_OBJECT
public:
    explicit StepList(QWidget* parent = nullptr);
    void showSteps(const std::vector<StepRow>& steps);

private:
    ListModel<ShownStep>* m_model;
};

}  // namespace console
