// ColumnFit: shares the width of a view among its columns by weight, until the person at the screen moves a column's edge.
// Owned by the header; GUI thread.
#pragma once

#include <QHeaderView>
#include <vector>

namespace console {

class ColumnFit final : public QObject {
    Q_OBJECT
public:
    ColumnFit(QHeaderView& header, std::vector<int> weights);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void share();

    QHeaderView& m_header;
    std::vector<int> m_weights;
    bool m_sharing = false, m_released = false;
};

}  // namespace console
