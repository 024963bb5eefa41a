#include <QTest>

#include "policy/cel/type_inference.h"

using policy::cel::Type;
using policy::cel::TypeInference;
using policy::cel::TypeKind;

namespace {
Type simple(TypeKind kind) { return {kind, {}, {}}; }
const Type kInt = simple(TypeKind::Int), kString = simple(TypeKind::String), kDyn = simple(TypeKind::Dyn),
           kNull = simple(TypeKind::Null);
}  // namespace

class TypeInferenceTest : public QObject {
    Q_OBJECT

private slots:
    void likeFitsLikeAndDynFitsEverything() {
        TypeInference inference;
        QVERIFY(inference.assignable(kInt, kInt));
        QVERIFY(!inference.assignable(kInt, kString));
        QVERIFY(inference.assignable(kInt, kDyn));
        QVERIFY(inference.assignable(Type::list(kDyn), Type::list(kInt)));
        QVERIFY(!inference.assignable(Type::list(kString), Type::list(kInt)));
        QVERIFY(!inference.assignable(Type::map(kString, kInt), Type::list(kInt)));
    }

    void nullFitsWhatMayBeAbsent() {
        TypeInference inference;
        QVERIFY(inference.assignable(simple(TypeKind::Timestamp), kNull));
        QVERIFY(inference.assignable(Type::optional(kInt), kNull));
        QVERIFY(inference.assignable(Type::structure("twinset.Device"), kNull));
        QVERIFY(!inference.assignable(kInt, kNull));
        QVERIFY(!inference.assignable(kNull, kString));
        QVERIFY(!inference.assignable(Type::opaque("twinset.Version"), kNull));
    }

    void aParameterBecomesWhatItIsFirstUsedFor() {
        TypeInference inference;
        const Type a = inference.fresh();
        QVERIFY(inference.assignable(Type::list(a), Type::list(kInt)));
        QCOMPARE(inference.resolve(Type::map(kString, a)), Type::map(kString, kInt));
        QVERIFY(!inference.assignable(a, kString));
        QCOMPARE(inference.resolve(inference.fresh(), true), kDyn);
    }

    void whatDoesNotFitLeavesNothingBound() {
        TypeInference inference;
        const Type a = inference.fresh();
        QVERIFY(!inference.assignable(Type::map(a, kString), Type::map(kInt, kInt)));
        QCOMPARE(inference.resolve(a), a);
    }

    void aParameterThatWouldHoldItselfDoesNotFit() {
        TypeInference inference;
        const Type a = inference.fresh();
        QVERIFY(!inference.assignable(a, Type::list(a)));
    }

    void unlikeTypesJoinToDyn() {
        TypeInference inference;
        QCOMPARE(inference.join(kInt, kInt), kInt);
        QCOMPARE(inference.join(kInt, kString), kDyn);
        QCOMPARE(inference.join(Type::list(kInt), Type::list(kDyn)), Type::list(kDyn));
        QCOMPARE(inference.join(kNull, simple(TypeKind::Duration)), simple(TypeKind::Duration));
    }

    void typesThatGrowWithoutBoundAreCutAndSaidSo() {
        TypeInference inference;
        Type last = kInt;
        for (int i = 0; i < 60; ++i) {
            const Type next = inference.fresh();
            QVERIFY(inference.assignable(next, Type::map(last, last)));
            last = next;
        }
        inference.resolve(last);
        QVERIFY(inference.exhausted());
    }
};

QTEST_GUILESS_MAIN(TypeInferenceTest)
#include "type_inference_test.moc"
