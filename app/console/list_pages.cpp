#include "app/console/list_pages.h"

#include <QApplication>
#include <algorithm>
#include <array>

#include "app/console/icons.h"
#include "app/console/list_columns.h"
#include "app/console/list_page.h"
#include "app/console/row_reading.h"
#include "app/console/wording.h"

namespace console {
namespace {

class ListPages {
    Q_DECLARE_TR_FUNCTIONS(console::ListPages)
};

/// In what state the guest's file systems were.
QString consistencyText(const QString& written) {
    if (written == QLatin1String("frozen")) return ListPages::tr("application-consistent");
    return written == QLatin1String("crash") ? ListPages::tr("crash-consistent") : written;
}

/// One reason why a restore point is kept, in words.
QString reasonText(const QString& reason) {
    const std::array<std::pair<const char*, QString>, 9> words{{{"newest", ListPages::tr("the newest")},
                                                                {"newest proved", ListPages::tr("the newest proved")},
                                                                {"origin", ListPages::tr("its phone's data still comes from it")},
                                                                {"last", ListPages::tr("of the last")},
                                                                {"hourly", ListPages::tr("hourly")},
                                                                {"daily", ListPages::tr("daily")},
                                                                {"weekly", ListPages::tr("weekly")},
                                                                {"monthly", ListPages::tr("monthly")},
                                                                {"yearly", ListPages::tr("yearly")}}};
    const auto known = std::find_if(words.begin(), words.end(), [&](const auto& each) { return reason == QLatin1String(each.first); });
    return known == words.end() ? reason : known->second;
}

/// The first reason why a restore point is kept.
QString keptText(const RestorePointRow& row) {
    if (!row.hasRule) return ListPages::tr("All are kept");
    return row.keptBy.isEmpty() ? ListPages::tr("Nothing") : reasonText(row.keptBy.front());
}

/// The other reasons.
QString alsoKeptText(const RestorePointRow& row) {
    if (!row.hasRule) return ListPages::tr("there is no rule");
    if (row.keptBy.isEmpty()) return ListPages::tr("it will be removed");
    QStringList others;
    for (qsizetype i = 1; i < row.keptBy.size(); ++i) others.append(reasonText(row.keptBy[i]));
    return others.join(", ");
}

QString sizeText(base::ByteCount size) { return QString::fromStdString(base::humanSize(size)); }

}  // namespace

ListPage<RestorePointRow>* createRestorePointsList(FleetClient& client, const base::Clock& clock, QWidget* parent) {
    using Row = RestorePointRow;
    ListPageShape<Row> shape;
    shape.title = ListPages::tr("Restore points");
    shape.whenEmpty = ListPages::tr("No restore point yet. Select a virtual phone on the Fleet page and press Back up.");
    shape.doing = ListPages::tr("Reading the restore points");
    shape.columns = {
        twoLineColumn<Row>(ListPages::tr("Taken"), [&clock](const Row& row) { return Wording::age(row.takenAt, clock.now()); },
                           [](const Row& row) { return Wording::dateTime(row.takenAt); }),
        twoLineColumn<Row>(ListPages::tr("Virtual phone"), [](const Row& row) { return row.phoneName; },
                           [](const Row& row) { return ListPages::tr("disk of %1").arg(sizeText(row.diskSize)); }),
        {ListPages::tr("Proved"),
         [&clock](const Row& row, int role) {
             const bool proved = row.provedAt.has_value();
             if (role == Qt::DisplayRole) return QVariant(proved ? ListPages::tr("Proved") : ListPages::tr("Not proved"));
             if (role == kSecondLineRole && proved) return QVariant(Wording::age(row.provedAt, clock.now()));
             if (role == Qt::DecorationRole)
                 return QVariant(icon(proved ? Symbol::Agrees : Symbol::Unknown,
                                      toneColour(proved ? Tone::Good : Tone::Muted, QApplication::palette())));
             return QVariant();
         }},
        twoLineColumn<Row>(ListPages::tr("Kept by"), keptText, alsoKeptText),
        twoLineColumn<Row>(ListPages::tr("Read"),
                           [](const Row& row) { return (row.incremental ? ListPages::tr("%1, incremental") : ListPages::tr("%1, full")).arg(sizeText(row.bytesRead)); },
                           [](const Row& row) { return ListPages::tr("%1 new in the store").arg(sizeText(row.bytesUploaded)); }),
        twoLineColumn<Row>(ListPages::tr("Guest stood still"), [](const Row& row) { return Wording::duration(row.guestPauseMs); },
                           [](const Row& row) { return consistencyText(row.consistency); }),
    };
    shape.widths = {16, 21, 21, 23, 24, 17};
    shape.listVerb = "restore_point_list";
    shape.readPage = readRestorePointPage;
    shape.feedKind = "restore_point";
    shape.alsoKinds = {"retention"};
    shape.showVerb = "restore_point_show";
    shape.showArgument = "restorePoint";
    shape.readRow = readRestorePoint;
    return new ListPage<Row>(client, std::move(shape), parent);
}

Page* createReleasesPage(FleetClient& client, const base::Clock& clock, QWidget* parent) {
    using Row = ReleaseRow;
    ListPageShape<Row> shape;
    shape.title = ListPages::tr("Releases");
    shape.whenEmpty = ListPages::tr("No release was published yet. The command line publishes them: twinset release publish.");
    shape.doing = ListPages::tr("Reading the releases");
    shape.columns = {
        twoLineColumn<Row>(ListPages::tr("Release"), [](const Row& row) { return row.version; }, [](const Row& row) { return row.image; }),
        {ListPages::tr("State"),
         [](const Row& row, int role) {
             if (role == Qt::DisplayRole) return QVariant(row.withdrawn ? ListPages::tr("Withdrawn") : ListPages::tr("Offered"));
             if (role == Qt::DecorationRole)
                 return QVariant(icon(row.withdrawn ? Symbol::Offline : Symbol::Agrees,
                                      toneColour(row.withdrawn ? Tone::Muted : Tone::Good, QApplication::palette())));
             return QVariant();
         }},
        textColumn<Row>(ListPages::tr("Size"), [](const Row& row) { return sizeText(row.size); }),
        twoLineColumn<Row>(ListPages::tr("Published"), [&clock](const Row& row) { return Wording::age(row.publishedAt, clock.now()); },
                           [](const Row& row) { return row.publishedBy; }),
        textColumn<Row>(ListPages::tr("Manifest"), [](const Row& row) { return row.manifest; }),
    };
    shape.widths = {24, 18, 12, 20, 30};
    shape.listVerb = "release_list";
    shape.readPage = readReleasePage;
    shape.paged = false;
    shape.feedKind = "release";
    return new ListPage<Row>(client, std::move(shape), parent);
}

Page* createAuditPage(FleetClient& client, QWidget* parent) {
    using Row = AuditRow;
    ListPageShape<Row> shape;
    shape.title = ListPages::tr("Audit");
    shape.whenEmpty = ListPages::tr("Nothing was done yet.");
    shape.doing = ListPages::tr("Reading the audit events");
    shape.columns = {
        textColumn<Row>(ListPages::tr("No."), [](const Row& row) { return row.id; }),
        textColumn<Row>(ListPages::tr("At"), [](const Row& row) { return Wording::dateTime(row.at); }),
        textColumn<Row>(ListPages::tr("Who"), [](const Row& row) { return row.actor; }),
        textColumn<Row>(ListPages::tr("What"), [](const Row& row) { return row.verb; }),
        textColumn<Row>(ListPages::tr("Of what"), [](const Row& row) { return row.subject; }),
    };
    shape.widths = {9, 20, 18, 28, 28};
    shape.listVerb = "audit_list";
    shape.readPage = readAuditPage;
    shape.details = [](const Row& row) { return row.detail + QStringLiteral("\n\n") + ListPages::tr("Chain hash: %1").arg(row.hash); };
    shape.detailsName = ListPages::tr("The selected audit event");
    return new ListPage<Row>(client, std::move(shape), parent);
}

Page* createAlertsPage(FleetClient& client, const base::Clock& clock, QWidget* parent) {
    using Row = AlertRow;
    ListPageShape<Row> shape;
    shape.title = ListPages::tr("Alerts");
    shape.whenEmpty = ListPages::tr("No alerts. All is well.");
    shape.doing = ListPages::tr("Reading the alerts");
    shape.columns = {
        {ListPages::tr("Since"),
         [&clock](const Row& row, int role) {
             if (role == Qt::DisplayRole) return QVariant(Wording::age(row.at, clock.now()));
             if (role == kSecondLineRole) return QVariant(Wording::dateTime(row.at));
             if (role == Qt::DecorationRole) return QVariant(icon(Symbol::Alerts, toneColour(Tone::Bad, QApplication::palette())));
             return QVariant();
         }},
        twoLineColumn<Row>(ListPages::tr("Message"), [](const Row& row) { return row.message; },
                           [](const Row& row) { return row.subject; }),
    };
    shape.widths = {22, 60};
    shape.listVerb = "alert_list";
    shape.readPage = readAlertPage;
    shape.paged = false;
    shape.feedKind = "alert";
    return new ListPage<Row>(client, std::move(shape), parent);
}

}  // namespace console
