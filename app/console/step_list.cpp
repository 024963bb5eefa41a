#include "app/console/step_list.h"

#include <QApplication>

#include "app/console/icons.h"
#include "app/console/list_page.h"
#include "app/console/wording.h"

namespace console {
namespace {

QIcon stepIcon(const QString& state) {
    const auto palette = QApplication::palette();
    if (state == "done") return icon(Symbol::Agrees, toneColour(Tone::Good, palette));
    if (state == "running") return icon(Symbol::Pending, toneColour(Tone::Waiting, palette));
    if (state == "failed") return icon(Symbol::Differs, toneColour(Tone::Bad, palette));
    return icon(Symbol::Waiting, toneColour(Tone::Muted, palette));
}

}  // namespace

StepList::StepList(QWidget* parent) : QTableView(parent) {
    m_model = new ListModel<ShownStep>(
        {{tr("Step"),
          [](const ShownStep& row, int role) {
              if (role == Qt::DisplayRole) return QVariant(Wording::stepName(row.step.name));
              if (role == kSecondLineRole || role == Qt::ToolTipRole) return QVariant(row.step.detail);
              return role == Qt::DecorationRole ? QVariant(stepIcon(row.step.state)) : QVariant();
          }},
         {tr("State"),
          [](const ShownStep& row, int role) {
              if (role == Qt::DisplayRole) return QVariant(Wording::stepState(row.step.state));
              return role == kSecondLineRole && row.step.at ? QVariant(Wording::dateTime(row.step.at)) : QVariant();
          }}},
        this);
    setModel(m_model);
    setAccessibleName(tr("Steps of the operation"));
    dressTable(*this, {60, 24});
}

void StepList::showSteps(const std::vector<StepRow>& steps) {
    std::vector<ShownStep> rows;
    for (const auto& step : steps) rows.push_back({QString::number(rows.size()), step});
    m_model->merge(std::move(rows));
}

}  // namespace console
