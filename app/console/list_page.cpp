#include "app/console/list_page.h"

#include "app/console/column_fit.h"

namespace console {

void dressTable(QTableView& view, const std::vector<int>& widths) {
    view.setItemDelegate(new TwoLineDelegate(&view));
    view.setShowGrid(false);
    view.setSelectionBehavior(QAbstractItemView::SelectRows);
    view.setSelectionMode(QAbstractItemView::SingleSelection);
    view.setTabKeyNavigation(false);
    view.setWordWrap(false);
    view.verticalHeader()->hide();
    view.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view.verticalHeader()->setDefaultSectionSize(2 * view.fontMetrics().height() + 8);
    view.horizontalHeader()->setStretchLastSection(true);
    view.horizontalHeader()->setHighlightSections(false);
    view.horizontalHeader()->setMinimumSectionSize(60);
    new ColumnFit(*view.horizontalHeader(), widths);
}

}  // namespace console
