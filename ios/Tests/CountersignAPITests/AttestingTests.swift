import CountersignAPI
import XCTest

/// App Attest's service is asked with patience, and what it does not give is not made up.
final class AttestingTests: XCTestCase {
    func testAKeyThatIsVouchedForComesWithItsId() {
        var service = Service(answers: [nil])

        let outcome = service.asked()

        XCTAssertEqual(outcome, .attested(key: "key-1", object: [1]))
        XCTAssertEqual(service.waited, [])
    }

    func testAServiceThatIsBusyIsAskedAgainWithTheSameKey() {
        var service = Service(answers: [4, 0, nil])

        let outcome = service.asked()

        XCTAssertEqual(outcome, .attested(key: "key-1", object: [1]))
        XCTAssertEqual(service.waited, [10, 20])
    }

    func testAKeyThatIsWorthNothingIsReplaced() {
        var service = Service(answers: [3, nil])

        let outcome = service.asked()

        XCTAssertEqual(outcome, .attested(key: "key-2", object: [1]))
    }

    func testWhereThereIsNoAppAttestThereIsNone() {
        var service = Service(answers: [1])

        XCTAssertEqual(service.asked(), .unsupported)
    }

    func testAServiceThatStaysAwayIsAFailureAndNoAbsence() {
        var service = Service(answers: [4, 4, 4])

        let outcome = service.asked()

        XCTAssertEqual(outcome, .failed)
        XCTAssertEqual(service.waited, [10, 20])
    }

    func testADefectOfOursIsNotRepeated() {
        var service = Service(answers: [2])

        let outcome = service.asked()

        XCTAssertEqual(outcome, .failed)
        XCTAssertEqual(service.waited, [])
    }

    func testAnErrorOfAnotherKindMayPass() {
        struct Strange: Error {}
        var keys = 0

        let outcome = Attesting.attest(
            pauses: [10],
            pause: { _ in },
            makeKey: {
                keys += 1
                if keys == 1 { throw Strange() }
                return "key"
            },
            vouch: { _ in [1] }
        )

        XCTAssertEqual(outcome, .attested(key: "key", object: [1]))
    }

    /// App Attest, as far as it answers: with a code, or with an object.
    private struct Service {
        let answers: [Int?]
        var waited: [UInt32] = []

        init(answers: [Int?]) {
            self.answers = answers
        }

        mutating func asked() -> Attesting.Outcome {
            var answers = self.answers
            var keys = 0
            var waited: [UInt32] = []
            let outcome = Attesting.attest(
                pauses: [10, 20],
                pause: { milliseconds in waited.append(milliseconds) },
                makeKey: {
                    keys += 1
                    return "key-\(keys)"
                },
                vouch: { _ in
                    if let code = answers.removeFirst() { throw Attesting.Failure(code: code) }
                    return [1]
                }
            )
            self.waited = waited
            return outcome
        }
    }
}
