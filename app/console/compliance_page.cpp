#include "app/console/compliance_page.h"

#include <QSplitter>
#include <QVBoxLayout>

namespace console {

CompliancePage::CompliancePage(FleetClient& client, const Permissions& permissions, const base::Clock& clock, QWidget* parent)
    : Page(parent), m_violations(createViolationsPage(client, clock, this)), m_rules(createComplianceRulesPage(client, permissions, this)) {
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setHandleWidth(8);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_violations);
    splitter->addWidget(m_rules);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(splitter);
    for (Page* page : {m_violations, static_cast<Page*>(m_rules)}) {
        connect(page, &Page::failed, this, &Page::failed);
        connect(page, &Page::notice, this, &Page::notice);
    }
}

void CompliancePage::readAnew() {
    m_violations->readAnew();
    m_rules->readAnew();
}

void CompliancePage::apply(const QVector<Change>& changes) {
    m_violations->apply(changes);
    m_rules->apply(changes);
}

}  // namespace console
