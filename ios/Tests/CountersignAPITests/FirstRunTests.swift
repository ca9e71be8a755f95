import CountersignAPI
import XCTest

/// The Keychain outlives the app: what is an earlier installation's goes, and nothing else.
final class FirstRunTests: XCTestCase {
    func testWhatAnEarlierInstallationLeftIsWiped() {
        XCTAssertEqual(FirstRun.verdict(mark: .absent, database: .absent), .wipe)
    }

    func testWhatThisOneKeepsIsKept() {
        XCTAssertEqual(FirstRun.verdict(mark: .there, database: .absent), .keep)
        XCTAssertEqual(FirstRun.verdict(mark: .there, database: .unknown), .keep)
        XCTAssertEqual(FirstRun.verdict(mark: .absent, database: .there), .keep)
        XCTAssertEqual(FirstRun.verdict(mark: .unknown, database: .there), .keep)
    }

    func testBeforeThePhoneIsUnlockedNothingIsWiped() {
        XCTAssertEqual(FirstRun.verdict(mark: .unknown, database: .absent), .wait)
        XCTAssertEqual(FirstRun.verdict(mark: .absent, database: .unknown), .wait)
        XCTAssertEqual(FirstRun.verdict(mark: .unknown, database: .unknown), .wait)
    }

    func testAFileIsAbsentOnlyIfTheSystemSaysThatThereIsNone() {
        XCTAssertEqual(FirstRun.Presence(errno: 0, noEntry: 2), .there)
        XCTAssertEqual(FirstRun.Presence(errno: 2, noEntry: 2), .absent)
        XCTAssertEqual(FirstRun.Presence(errno: 1, noEntry: 2), .unknown)
        XCTAssertEqual(FirstRun.Presence(errno: 13, noEntry: 2), .unknown)
    }

    func testATransportKeyIsSilentAndAnApprovalKeyAsksForTheBiometricsOfToday() {
        let transport = KeySpecification.of(.transport)
        let approval = KeySpecification.of(.approval)

        XCTAssertEqual(transport.accessible, .afterFirstUnlock)
        XCTAssertFalse(transport.asksForBiometrics)
        XCTAssertEqual(approval.accessible, .whenPasscodeSet)
        XCTAssertTrue(approval.asksForBiometrics)
    }
}
