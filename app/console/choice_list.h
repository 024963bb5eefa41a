// ChoiceList: a list to choose one row from, with a search field above it where asked for. The arrow keys move in the list
// while the typing goes on in the field. GUI thread.
#pragma once

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

#include "app/console/icons.h"
#include "app/console/keyset_loader.h"
#include "app/console/list_page.h"

namespace console {

template <typename Row>
struct ChoiceListShape {
    QString name;         // accessible name of the list
    QString searchHint;   // empty: no search field
    QString whenEmpty;
    std::vector<ListColumn<Row>> columns;
    std::vector<int> widths;  // of the columns, in relation to each other
    std::string listVerb;
    base::Result<KeysetPage<Row>> (*readPage)(const base::Json&) = nullptr;
};

template <typename Row>
class ChoiceList final : public QWidget {
public:
    ChoiceList(FleetClient& client, ChoiceListShape<Row> shape, std::function<void(const base::Error&)> failed, QWidget* parent)
        : QWidget(parent), m_model(new ListModel<Row>(shape.columns, this)),
          m_loader(this, client, *m_model, shape.listVerb, shape.readPage, std::move(failed)) {
        build(shape);
        m_loader.setLoaded([this] { loaded(); });
    }

    /// Called when another row, or none, is the chosen one.
    void onChoice(std::function<void()> changed) { m_changed = std::move(changed); }
    void onDoubleClick(std::function<void()> taken) {
        connect(m_view, &QTableView::doubleClicked, this, [taken = std::move(taken)] { taken(); });
    }
    [[nodiscard]] KeysetLoader<Row>& loader() { return m_loader; }
    [[nodiscard]] ListModel<Row>& model() { return *m_model; }
    [[nodiscard]] const Row* choice() const { return m_model->at(m_view->currentIndex().row()); }

    /// Members of every request besides the search; reads the list.
    void load(Arguments fixed) {
        m_fixed = std::move(fixed);
        reload();
    }
    void reload() {
        Arguments arguments = m_fixed;
        if (m_search != nullptr && !m_search->text().trimmed().isEmpty())
            arguments.emplace_back("search", m_search->text().trimmed().toStdString());
        m_loader.setArguments(std::move(arguments));
        m_loader.reload();
    }
    void takeFocus() {
        if (m_search != nullptr) m_search->setFocus();
        else m_view->setFocus();
    }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (watched == m_search && event->type() == QEvent::KeyPress) {
            const int key = static_cast<QKeyEvent*>(event)->key();
            if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp || key == Qt::Key_PageDown) {
                QCoreApplication::sendEvent(m_view, event);
                return true;
            }
        }
        return QWidget::eventFilter(watched, event);
    }

private:
    void build(const ChoiceListShape<Row>& shape) {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        if (!shape.searchHint.isEmpty()) {
            m_search = new QLineEdit(this);
            m_search->setPlaceholderText(shape.searchHint);
            m_search->setAccessibleName(shape.searchHint);
            m_search->setClearButtonEnabled(true);
            m_search->addAction(icon(Symbol::Search), QLineEdit::LeadingPosition);
            m_search->installEventFilter(this);
            column->addWidget(m_search);
            m_delay.setSingleShot(true);
            m_delay.setInterval(150);
            connect(m_search, &QLineEdit::textChanged, this, [this] { m_delay.start(); });
            connect(&m_delay, &QTimer::timeout, this, [this] { reload(); });
        }
        m_view = new QTableView(this);
        m_view->setModel(m_model);
        m_view->setAccessibleName(shape.name);
        dressTable(*m_view, shape.widths);
        m_stack = new QStackedWidget(this);
        m_stack->addWidget(m_view);
        auto* empty = new QLabel(shape.whenEmpty, this);
        empty->setObjectName("muted");
        empty->setAlignment(Qt::AlignCenter);
        empty->setWordWrap(true);
        m_stack->addWidget(empty);
        column->addWidget(m_stack, 1);
        connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
            if (m_changed) m_changed();
        });
    }

    void loaded() {
        m_stack->setCurrentIndex(m_model->rowCount() == 0 ? 1 : 0);
        if (choice() == nullptr && m_model->rowCount() > 0) m_view->setCurrentIndex(m_model->index(0, 0));
        if (m_changed) m_changed();
    }

    ListModel<Row>* m_model;
    KeysetLoader<Row> m_loader;
    Arguments m_fixed;
    QLineEdit* m_search = nullptr;
    QTableView* m_view = nullptr;
    QStackedWidget* m_stack = nullptr;
    QTimer m_delay;
    std::function<void()> m_changed;
};

}  // namespace console
