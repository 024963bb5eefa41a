#include "app/console/restore_choice.h"

#include <algorithm>

#include "app/console/wording.h"

namespace console {

QStringList RestoreText::whatWillHappen(const RestoreChoice& choice, base::Timestamp now) {
    const QString old = choice.phone.handsetName;
    QStringList steps;
    if (choice.lost) {
        steps.append(tr("The certificate of %1 is revoked at once: that handset is shut out of the fleet for good.").arg(old));
        steps.append(tr("%1 is ordered to wipe its work phone as soon as it is heard from. Personal phones on it are not touched.").arg(old));
    } else if (choice.inPlace()) {
        steps.append(tr("What %1 holds of %2 now is removed. Back the phone up first if that is to be kept.").arg(old, choice.phone.name));
    } else {
        steps.append(tr("%1 keeps its certificate; the virtual phone on it is given up.").arg(old));
    }
    if (!choice.inPlace()) steps.append(tr("%1 becomes the handset of %2.").arg(choice.replacement.name, choice.phone.name));
    steps.append(tr("The data of %1 (%2) is restored. What was changed after that is not in it.")
                     .arg(Wording::dateTime(choice.point.takenAt), Wording::age(choice.point.takenAt, now)));
    steps.append(tr("The policy is applied again, the phone boots, and what runs is proved."));
    steps.append(tr("A receipt is written for %1.").arg(choice.person.name.isEmpty() ? choice.phone.name : choice.person.name));
    return steps;
}

QString RestoreText::receipt(const ReceiptRow& receipt) {
    std::vector<std::pair<QString, QString>> lines{
        {tr("Person"), receipt.person},
        {tr("Virtual phone"), receipt.phone},
        {tr("Old handset"), receipt.oldHandset},
        {tr("New handset"), receipt.newHandset},
        {tr("Restore point"), receipt.restorePoint},
        {tr("Taken"), Wording::dateTime(receipt.takenAt)},
        {tr("Release"), receipt.release},
        {tr("Certificate revoked"),
         receipt.revokedAt ? Wording::dateTime(receipt.revokedAt) + "  " + receipt.certificateFingerprint.left(16) : tr("no")},
        {tr("Wipe of the old phone"), receipt.wipeState.isEmpty() ? tr("not ordered") : Wording::wipeState(receipt.wipeState)},
        {tr("Proved"), Wording::dateTime(receipt.provedAt)},
        {tr("Took"), Wording::duration(receipt.durationMs)},
    };
    for (const auto& [name, value] : receipt.policySettings) lines.emplace_back(tr("Policy %1").arg(name), value);
    qsizetype width = 0;
    for (const auto& line : lines) width = std::max(width, line.first.size());
    QString text = tr("Receipt of a restored virtual phone") + "\n\n";
    for (const auto& [label, value] : lines) text += (label + ':').leftJustified(width + 2) + value + '\n';
    return text;
}

}  // namespace console
