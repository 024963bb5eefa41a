// ElidedText: one line of text that gives up its end, not its neighbours' room, when the window is narrow; the whole text is
// in its tooltip. GUI thread.
#pragma once

#include <QWidget>

namespace console {

class ElidedText final : public QWidget {
    Q_OBJECT
public:
    explicit ElidedText(QWidget* parent = nullptr);
    void setText(const QString& text);
    [[nodiscard]] const QString& text() const { return m_text; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
};

}  // namespace console
