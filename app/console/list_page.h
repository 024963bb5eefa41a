// ListPage: a page that is one list of rows with a line for the empty case and, where asked for, the text of the selected
// row below. Follows the feed by row. GUI thread.
#pragma once

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

#include "app/console/item_delegates.h"
#include "app/console/keyset_loader.h"
#include "app/console/page.h"

namespace console {

/// When a list is read again after a change of its own kind, and after one of the kinds it depends on, which may come all the time.
inline constexpr std::chrono::milliseconds kSoon{200}, kLater{3000};

/// What tells one list page from another.
template <typename Row>
struct ListPageShape {
    QString title, whenEmpty, doing;  // `doing`: for errors, "Reading the policies"
    std::vector<ListColumn<Row>> columns;
    std::vector<int> widths;  // of the columns, in relation to each other
    std::string listVerb;
    base::Result<KeysetPage<Row>> (*readPage)(const base::Json&) = nullptr;
    bool paged = true;
    QString feedKind;  // empty: any change may concern it
    QStringList alsoKinds;  // changes of these kinds make the list be read again
    std::string showVerb, showArgument;  // empty: a change reads the list again
    base::Result<Row> (*readRow)(const base::Json&) = nullptr;
    std::function<QString(const Row&)> details;  // empty: none
    QString detailsName;
};

/// The look every table of the console has.
void dressTable(QTableView& view, const std::vector<int>& widths);

template <typename Row>
class ListPage final : public Page {
public:
    ListPage(FleetClient& client, ListPageShape<Row> shape, QWidget* parent)
        : Page(parent), m_shape(std::move(shape)), m_model(new ListModel<Row>(m_shape.columns, this)),
          m_loader(this, client, *m_model, m_shape.listVerb, m_shape.readPage,
                   [this](const base::Error& error) { emit failed(m_shape.doing, error); }) {
        m_loader.setPaged(m_shape.paged);
        m_loader.setLoaded([this] {
            m_stack->setCurrentIndex(m_model->rowCount() == 0 ? 1 : 0);
            showDetails();
        });
        build();
        m_delay.setSingleShot(true);
        connect(&m_delay, &QTimer::timeout, this, [this] { m_loader.reload(); });
    }

    void readAnew() override { m_loader.reload(); }

    void apply(const QVector<Change>& changes) override {
        for (const auto& change : changes) {
            const bool own = m_shape.feedKind.isEmpty() || change.kind == m_shape.feedKind;
            if (!own && !m_shape.alsoKinds.contains(change.kind)) continue;
            if (own && m_shape.readRow != nullptr && m_model->rowOf(change.id) >= 0)
                m_loader.refresh(change.id, m_shape.showVerb, m_shape.showArgument, m_shape.readRow);
            else if (own || !m_delay.isActive())
                m_delay.start(own ? kSoon : kLater);
        }
    }

    /// Members that every request carries; reads the list.
    void setArguments(Arguments arguments) {
        m_loader.setArguments(std::move(arguments));
        m_loader.reload();
    }
    [[nodiscard]] ListModel<Row>& model() { return *m_model; }
    [[nodiscard]] QTableView& view() { return *m_view; }
    /// The row of the title; buttons added to it stand at its end.
    [[nodiscard]] QHBoxLayout& head() { return *m_head; }

private:
    void build() {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(16, 12, 16, 12);
        column->setSpacing(10);
        auto* title = new QLabel(m_shape.title, this);
        title->setObjectName("pageTitle");
        m_head = new QHBoxLayout;
        m_head->setSpacing(6);
        m_head->addWidget(title, 1);
        column->addLayout(m_head);
        m_view = new QTableView(this);
        m_view->setModel(m_model);
        m_view->setAccessibleName(m_shape.title);
        dressTable(*m_view, m_shape.widths);
        m_stack = new QStackedWidget(this);
        m_stack->addWidget(m_view);
        auto* empty = new QLabel(m_shape.whenEmpty, this);
        empty->setObjectName("muted");
        empty->setAlignment(Qt::AlignCenter);
        empty->setWordWrap(true);
        m_stack->addWidget(empty);
        if (!m_shape.details) {
            column->addWidget(m_stack, 1);
            return;
        }
        auto* splitter = new QSplitter(Qt::Vertical, this);
        splitter->addWidget(m_stack);
        m_details = new QPlainTextEdit(this);
        m_details->setReadOnly(true);
        m_details->setAccessibleName(m_shape.detailsName);
        splitter->addWidget(m_details);
        splitter->setStretchFactor(0, 3);
        splitter->setStretchFactor(1, 1);
        splitter->setHandleWidth(10);
        column->addWidget(splitter, 1);
        connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] { showDetails(); });
        connect(m_model, &QAbstractItemModel::dataChanged, this, [this] { showDetails(); });
    }

    void showDetails() {
        if (m_details == nullptr) return;
        const Row* row = m_model->at(m_view->currentIndex().row());
        const QString text = row == nullptr ? QString() : m_shape.details(*row);
        if (m_details->toPlainText() != text) m_details->setPlainText(text);
    }

    ListPageShape<Row> m_shape;
    ListModel<Row>* m_model;
    KeysetLoader<Row> m_loader;
    QTableView* m_view = nullptr;
    QHBoxLayout* m_head = nullptr;
    QStackedWidget* m_stack = nullptr;
    QPlainTextEdit* m_details = nullptr;
    QTimer m_delay;
};

}  // namespace console
