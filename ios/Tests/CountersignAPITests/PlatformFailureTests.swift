import CountersignAPI
import XCTest

/// What Apple's numbers mean. They are written out, as they stand in its headers.
final class PlatformFailureTests: XCTestCase {
    func testALockedPhoneIsALockedPhoneAndNotALostKey() {
        XCTAssertEqual(KeychainFailure.ofKey(-25_308), .locked)
        XCTAssertEqual(KeychainFailure.ofSecret(-25_308), .locked)
    }

    func testOnlyAKeyThatIsNotThereIsGone() {
        XCTAssertEqual(KeychainFailure.ofKey(-25_300), .gone)
        for passing in [-25_293, -25_291, -34_018, -50, -4, -26_276, 0] as [Int32] {
            XCTAssertEqual(KeychainFailure.ofKey(passing), .failed, "\(passing)")
        }
    }

    func testASecretThatCannotBeReadIsNeverTakenForNone() {
        for status in [-25_293, -25_291, -34_018, -50, -128, 0] as [Int32] {
            XCTAssertEqual(KeychainFailure.ofSecret(status), .failed, "\(status)")
        }
    }

    func testWhyATransportKeyDidNotSignIsFoundAnywhereInTheChain() {
        let token = SigningFailure.Cause(domain: "CryptoTokenKit", code: -3)
        let locked = SigningFailure.Cause(domain: "NSOSStatusErrorDomain", code: -25_308)
        let huge = SigningFailure.Cause(domain: "NSOSStatusErrorDomain", code: Int(Int64.max))

        XCTAssertEqual(KeychainFailure.ofKey(causes: [token, locked]), .locked)
        XCTAssertEqual(KeychainFailure.ofKey(causes: [token]), .failed)
        XCTAssertEqual(KeychainFailure.ofKey(causes: [huge]), .failed)
        XCTAssertEqual(KeychainFailure.ofKey(causes: []), .failed)
    }

    func testAPromptThatSomebodyClosedCountsAsNothing() {
        for code in [-2, -3, -4, -9, -10, -1004] {
            XCTAssertEqual(prompt(code), .cancelled, "\(code)")
        }
        XCTAssertEqual(keychain(-128), .cancelled)
        XCTAssertEqual(keychain(-25_308), .cancelled)
        XCTAssertEqual(token(-4), .cancelled)
    }

    func testWhatThePromptSaysOfAFingerIsToldApart() {
        XCTAssertEqual(prompt(-1), .failed(.notRecognised))
        XCTAssertEqual(prompt(-8), .failed(.lockedOut))
        XCTAssertEqual(prompt(-6), .failed(.other))
        XCTAssertEqual(prompt(-11), .failed(.other))
    }

    func testWithoutPasscodeOrBiometricsTheKeyIsGone() {
        XCTAssertEqual(prompt(-5), .failed(.keyInvalidated))
        XCTAssertEqual(prompt(-7), .failed(.keyInvalidated))
        XCTAssertEqual(keychain(-25_300), .failed(.keyInvalidated))
        XCTAssertEqual(token(-6), .failed(.keyInvalidated))
        XCTAssertEqual(SigningFailure.answer(.gone), .failed(.keyInvalidated))
    }

    func testAnAmbiguousFailureLosesTheKeyOnlyIfTheBiometricsChanged() {
        XCTAssertEqual(keychain(-25_293, haveChanged: true), .failed(.keyInvalidated))
        XCTAssertEqual(keychain(-25_293, haveChanged: false), .failed(.notRecognised))
        XCTAssertEqual(keychain(-25_293, haveChanged: nil), .failed(.notRecognised))
        XCTAssertEqual(keychain(-50, haveChanged: true), .failed(.keyInvalidated))
        XCTAssertEqual(keychain(-50, haveChanged: false), .failed(.other))
        XCTAssertEqual(token(-3, haveChanged: true), .failed(.keyInvalidated))
        XCTAssertEqual(token(-3, haveChanged: nil), .failed(.other))
        XCTAssertEqual(token(-5, haveChanged: true), .failed(.keyInvalidated))
        XCTAssertEqual(token(-5, haveChanged: false), .failed(.notRecognised))
    }

    func testThePromptKnowsBestWhyItEnded() {
        let outer = SigningFailure.Cause(domain: "NSOSStatusErrorDomain", code: -25_293)
        let inner = SigningFailure.Cause(domain: "com.apple.LocalAuthentication", code: -2)

        let answer = SigningFailure.answer(causes: [outer, inner], haveBiometricsChanged: true)

        XCTAssertEqual(answer, .cancelled)
    }

    func testWhatNobodyKnowsIsAFailureAndNeverASignature() {
        let strange = SigningFailure.Cause(domain: "NSCocoaErrorDomain", code: 4)

        for causes in [[], [strange]] {
            let answer = SigningFailure.answer(causes: causes, haveBiometricsChanged: true)
            XCTAssertEqual(answer, .failed(.other))
        }
        XCTAssertEqual(SigningFailure.answer(.failed), .failed(.other))
        XCTAssertEqual(SigningFailure.answer(.locked), .cancelled)
    }

    func testBiometricsHaveChangedIfThePhoneSaysSo() {
        XCTAssertEqual(Biometrics.haveChanged(before: "A", now: "B", code: nil), true)
        XCTAssertEqual(Biometrics.haveChanged(before: "A", now: "A", code: nil), false)
        XCTAssertEqual(Biometrics.haveChanged(before: "A", now: nil, code: -7), true)
    }

    func testWhereThePhoneSaysNothingNothingIsConcluded() {
        XCTAssertNil(Biometrics.haveChanged(before: "A", now: nil, code: -8))
        XCTAssertNil(Biometrics.haveChanged(before: "", now: "A", code: nil))
        XCTAssertNil(Biometrics.haveChanged(before: nil, now: "A", code: nil))
    }

    private func prompt(_ code: Int) -> PromptAnswer {
        let cause = SigningFailure.Cause(domain: "com.apple.LocalAuthentication", code: code)
        return SigningFailure.answer(causes: [cause], haveBiometricsChanged: false)
    }

    private func keychain(_ code: Int, haveChanged: Bool? = false) -> PromptAnswer {
        let cause = SigningFailure.Cause(domain: "NSOSStatusErrorDomain", code: code)
        return SigningFailure.answer(causes: [cause], haveBiometricsChanged: haveChanged)
    }

    private func token(_ code: Int, haveChanged: Bool? = false) -> PromptAnswer {
        let cause = SigningFailure.Cause(domain: "CryptoTokenKit", code: code)
        return SigningFailure.answer(causes: [cause], haveBiometricsChanged: haveChanged)
    }
}
