#include "app/console/column_fit.h"

#include <QApplication>
#include <QEvent>
#include <numeric>

namespace console {

ColumnFit::ColumnFit(QHeaderView& header, std::vector<int> weights)
    : QObject(&header), m_header(header), m_weights(std::move(weights)) {
    m_header.installEventFilter(this);
    connect(&m_header, &QHeaderView::sectionResized, this, [this] {
        const bool byHand = !m_sharing && (QApplication::mouseButtons() & Qt::LeftButton) && m_header.underMouse();
        if (byHand) m_released = true;
    });
}

bool ColumnFit::eventFilter(QObject* watched, QEvent* event) {
    if (watched == &m_header && event->type() == QEvent::Resize && !m_released) share();
    return QObject::eventFilter(watched, event);
}

void ColumnFit::share() {
    const int total = std::accumulate(m_weights.begin(), m_weights.end(), 0);
    const int width = m_header.width();
    m_sharing = true;
    for (int column = 0; column < std::min<int>(m_header.count(), static_cast<int>(m_weights.size())); ++column)
        m_header.resizeSection(column, width * m_weights[static_cast<std::size_t>(column)] / total);
    m_sharing = false;
}

}  // namespace console
