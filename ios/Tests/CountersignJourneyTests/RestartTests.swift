import Countersign
import CountersignTestkitFFI
import CountersignTesting
import XCTest

/// What survives the end of the app, and what a phone is that was not this one.
final class RestartTests: XCTestCase {
    func testADecisionMadeWithoutANetworkIsDeliveredAfterARestartOnce() async throws {
        let journey = try await Journey.begin()
        let (asked, made) = try await decidedWithoutANetwork(journey)
        journey.desk.bank.loseNetwork(lost: false)
        let device = try await journey.phone.open()

        let before = try await device.history().first?.outcome
        let round = try await device.deliver(now: true)
        try await device.deliverUntilSettled()

        XCTAssertEqual(made, .decided(.unknown))
        XCTAssertEqual(before, .unknown)
        guard case .recorded = try XCTUnwrap(round.tried.first).delivery else {
            return XCTFail("\(round)")
        }
        XCTAssertEqual(round.tried.count, 1)
        let history = try await device.history()
        XCTAssertEqual(history.first?.outcome, .approved)
        XCTAssertEqual(try journey.outcome(asked), "approved")
    }

    func testAnUndecidedRequestIsStillThereAfterARestart() async throws {
        let journey = try await Journey.begin()
        let asked = try await askedAndClosed(journey)
        let device = try await journey.phone.open()

        let waiting = try await device.pending(enrolment: journey.at.id)
        let request = try XCTUnwrap(waiting.first).request
        let hand = try await device.open(enrolment: journey.at.id, request: request)
        _ = try await hand.approve(ApprovalInput(), prompt: journey.phone.finger)

        XCTAssertEqual(waiting.count, 1)
        let check = try await device.checkHistory(enrolment: journey.at.id)
        XCTAssertEqual(check, .whole(entries: 1))
        XCTAssertEqual(try journey.outcome(asked), "approved")
    }

    func testAPhoneWithoutTheSecretSaysSoAndBeginsAnewAfterAReset() async throws {
        let journey = try await Journey.begin()
        let phone = journey.phone
        journey.device.close()
        try phone.platform.removeSecret(name: "countersign-seal-1")

        await assertFails(with: .reset) { try await phone.open() }
        try await CountersignDevice.reset(
            phone.configuration(),
            keys: phone.keys,
            secrets: phone.secrets
        )
        let device = try await phone.open()
        let before = try await device.enrolments()
        _ = try await enrol(device, at: journey.desk, phone, "a-customer")

        let after = try await device.enrolments()
        XCTAssertEqual(before, [])
        XCTAssertEqual(after.count, 1)
    }

    func testSeveralEnrolmentsAtTwoBanksAreKeptApart() async throws {
        let one = try Desk()
        let other = try Desk()
        let phone = try TestPhone(one, other)
        let device = try await phone.open()
        let first = try await enrol(device, at: one, phone, "first")
        let second = try await enrol(device, at: other, phone, "second")
        let third = try await enrol(device, at: one, phone, "third")
        let journey = Journey(desk: other, phone: phone, device: device, at: second)
        let (asked, hand) = try await journey.asked()

        _ = try await hand.approve(ApprovalInput(), prompt: phone.finger)
        try await device.remove(enrolment: first.id)

        let left = try await device.enrolments()
        XCTAssertEqual(left.map { enrolment in enrolment.id }, [second.id, third.id])
        XCTAssertEqual(
            left.map { enrolment in enrolment.issuer },
            [other.bank.url(), one.bank.url()]
        )
        XCTAssertEqual(try journey.outcome(asked), "approved")
    }

    func testKeysAreReplacedWithBothFingersAndTheNewOneApproves() async throws {
        let journey = try await Journey.begin()
        let id = journey.at.id

        let transport = try await journey.device.rotateTransportKey(enrolment: id)
        let approval = try await journey.device.rotateApprovalKey(
            enrolment: id,
            prompt: journey.phone.finger
        )
        let (asked, hand) = try await journey.asked()
        _ = try await hand.approve(ApprovalInput(), prompt: journey.phone.finger)

        XCTAssertEqual(transport, .done)
        XCTAssertEqual(approval, .sent(.done))
        XCTAssertEqual(try journey.phone.platform.listKeys(prefix: "").count, 2)
        XCTAssertEqual(try journey.outcome(asked), "approved")
    }

    func testThisWasNotMeDeniesAndBlocks() async throws {
        let journey = try await Journey.begin()
        let (asked, hand) = try await journey.asked()

        let reported = try await hand.notMe()

        guard case .recorded = reported.denial else { return XCTFail("\(reported)") }
        XCTAssertEqual(reported.report, .now)
        let enrolments = try await journey.device.enrolments()
        XCTAssertEqual(enrolments.map { enrolment in enrolment.state }, [.blocked])
        XCTAssertEqual(try journey.outcome(asked), "denied")
    }

    func testOneConsentIsInHandAtATime() async throws {
        let journey = try await Journey.begin()
        let (_, first) = try await journey.asked()
        let other = payment(to: journey.at.account, amount: "1.00")
        _ = try journey.desk.bank.ask(consent: other)
        let push = try journey.desk.push(to: journey.at)

        await assertFails(with: .decideOthersFirst) { try await journey.device.open(push) }
        first.close()
        let second = try await journey.device.open(push)
        await assertFails(with: .openAgain) { try await first.touch() }
        _ = try await second.deny()
        await assertFails(with: .over) { try await second.deny() }
    }

    func testARequestThatTheBankTookBackIsOver() async throws {
        let journey = try await Journey.begin()
        let (asked, hand) = try await journey.asked()
        try await hand.stillOpen()

        try journey.desk.bank.withdraw(consent: asked)

        await assertFails(with: .over) { try await hand.stillOpen() }
        XCTAssertEqual(try journey.outcome(asked), "withdrawn")
    }

    func testTheSealIsChangedWhileTheAppRunsAndEverythingOpensAfterwards() async throws {
        let journey = try await Journey.begin()
        let (_, hand) = try await journey.asked()
        _ = try await hand.deny()

        try await journey.device.changeSeal()
        journey.device.close()

        let device = try await journey.phone.open()
        let check = try await device.checkHistory(enrolment: journey.at.id)
        XCTAssertEqual(check, .whole(entries: 1))
        XCTAssertNil(try journey.phone.platform.readSecret(name: "countersign-seal-1"))
    }

    func testWhatAPushCarriesIsFetchedAndMutedOnRequest() async throws {
        let journey = try await Journey.begin()
        try await journey.device.mute(enrolment: journey.at.id, for: .seconds(3_600))
        _ = try journey.desk.bank.ask(consent: payment(to: journey.at.account))

        let received = try await journey.device.receive(journey.desk.push(to: journey.at))

        XCTAssertEqual(received.enrolment, journey.at.id)
        XCTAssertEqual(received.recent, Recent(lastHour: 1, lastDay: 1, level: .usual))
        XCTAssertTrue(received.muted)
    }

    // What is held in these is let go at their end, as it is when an app ends.

    private func decidedWithoutANetwork(
        _ journey: Journey
    ) async throws -> (String, ApprovalResult) {
        let (asked, hand) = try await journey.asked()
        journey.desk.bank.loseNetwork(lost: true)
        let made = try await hand.approve(ApprovalInput(), prompt: journey.phone.finger)
        journey.device.close()
        return (asked, made)
    }

    private func askedAndClosed(_ journey: Journey) async throws -> String {
        let (asked, _) = try await journey.asked()
        journey.device.close()
        return asked
    }
}
