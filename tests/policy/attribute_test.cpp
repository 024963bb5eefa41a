#include <QTest>
#include <set>

#include "policy/attribute.h"

class AttributeTest : public QObject {
    Q_OBJECT
private slots:
    void everyAttributeIsFoundByItsNameWhereItStands() {
        const auto attributes = policy::allAttributes();
        QVERIFY(!attributes.empty());
        for (std::size_t i = 0; i < attributes.size(); ++i) QCOMPARE(policy::attributeIndex(attributes[i].name), std::optional(i));
        QVERIFY(!policy::attributeIndex("device.modell"));
        QVERIFY(!policy::attributeIndex(""));
    }

    void everyAttributeIsOfOneOfThreeThingsAndSaysWhatItIs() {
        const std::set<std::string_view> things{"device", "phone", "user"};
        for (const policy::Attribute& attribute : policy::allAttributes()) {
            QVERIFY(things.contains(attribute.name.substr(0, attribute.name.find('.'))));
            QVERIFY(attribute.description.ends_with('.'));
        }
    }
};

QTEST_GUILESS_MAIN(AttributeTest)
#include "attribute_test.moc"
