import Countersign
import CountersignTestkitFFI
import CountersignTesting
import Dispatch
import XCTest

/// Whoever waits may go at any moment. A decision that was made is carried out all the same.
final class CancellationTests: XCTestCase {
    func testACallerThatGoesWhileThePromptIsUpTakesItDownAndNothingIsDecided() async throws {
        let journey = try await Journey.begin()
        let (asked, hand) = try await journey.asked()
        let prompt = FakePrompt()
        let approving = Task { try await hand.approve(ApprovalInput(), prompt: prompt) }
        try await until { !prompt.asked.isEmpty }

        approving.cancel()
        let result = await approving.result

        XCTAssertThrowsError(try result.get()) { error in XCTAssertTrue(error is CancellationError) }
        try await until { prompt.isDismissed }
        XCTAssertEqual(try journey.outcome(asked), "pending")
        _ = try await hand.approve(ApprovalInput(), prompt: journey.phone.finger)
        XCTAssertEqual(try journey.outcome(asked), "approved")
    }

    func testACallerThatGoesBetweenTheSignatureAndTheAnswerAbandonsNothing() async throws {
        let journey = try await Journey.begin()
        let (asked, hand) = try await journey.asked()
        let prompt = FakePrompt()
        let approving = Task { try await hand.approve(ApprovalInput(), prompt: prompt) }
        try await until { !prompt.asked.isEmpty }

        try prompt.answer(signed(prompt, journey.phone))
        approving.cancel()
        _ = await approving.result

        XCTAssertFalse(prompt.isDismissed)
        try await until { try journey.outcome(asked) == "approved" }
    }

    func testACallerThatGoesBeforeThePromptIsUpIsAskedForNothing() async throws {
        let journey = try await Journey.begin()
        let (asked, hand) = try await journey.asked()
        let prompt = FakePrompt(.cancelled)
        let approving = Task { () -> ApprovalResult in
            while !Task.isCancelled { await Task.yield() }
            return try await hand.approve(ApprovalInput(), prompt: prompt)
        }

        approving.cancel()
        let result = await approving.result

        XCTAssertThrowsError(try result.get()) { error in XCTAssertTrue(error is CancellationError) }
        XCTAssertEqual(prompt.asked, [])
        XCTAssertEqual(try journey.outcome(asked), "pending")
    }

    func testACallerThatGoesWhileADenialIsOnItsWayAbandonsNothing() async throws {
        let journey = try await Journey.begin()
        let (asked, hand) = try await journey.asked()

        let denying = Task { try await hand.deny() }
        denying.cancel()
        _ = await denying.result

        try await until { try journey.outcome(asked) == "denied" }
    }

    func testACallerThatGoesWhileAPhoneRegistersLeavesAnEnrolmentAndNotHalfOfOne() async throws {
        let desk = try Desk()
        let phone = try TestPhone(desk)
        let device = try await phone.open()
        let offer = try await device.readOffer(desk.bank.offer(account: "a-customer").link)
        let prompt = FakePrompt()
        let enrolling = Task { try await device.enrol(offer, push: nil, prompt: prompt) }
        try await until { !prompt.asked.isEmpty }

        try prompt.answer(signed(prompt, phone))
        enrolling.cancel()
        _ = await enrolling.result

        try await until { try await device.enrolments().count == 1 }
        let enrolments = try await device.enrolments()
        XCTAssertEqual(enrolments.map { enrolment in enrolment.state }, [.pending])
    }

    func testACallerThatGoesWhileThePromptOfAnEnrolmentIsUpLeavesNoKeysBehind() async throws {
        let desk = try Desk()
        let phone = try TestPhone(desk)
        let device = try await phone.open()
        let offer = try await device.readOffer(desk.bank.offer(account: "a-customer").link)
        let prompt = FakePrompt()
        let enrolling = Task { try await device.enrol(offer, push: nil, prompt: prompt) }
        try await until { !prompt.asked.isEmpty }

        enrolling.cancel()
        _ = await enrolling.result

        try await until { prompt.isDismissed }
        try await until { try phone.platform.listKeys(prefix: "").isEmpty }
    }

    func testACallerThatGoesWhileTheKeyStoreWorksIsNotWaitedForAndTheCallEnds() async throws {
        let desk = try Desk()
        let phone = try TestPhone(desk)
        let slow = SlowKeyStore(phone.keys)
        let device = try await phone.open(keys: slow)
        let offer = try await device.readOffer(desk.bank.offer(account: "a-customer").link)
        let prompt = FakePrompt(.cancelled)
        let enrolling = Task { try await device.enrol(offer, push: nil, prompt: prompt) }
        try await until { slow.hasBegun }

        enrolling.cancel()
        let result = await enrolling.result
        slow.goOn()

        XCTAssertThrowsError(try result.get()) { error in XCTAssertTrue(error is CancellationError) }
        try await until { try phone.platform.listKeys(prefix: "").count == 2 }
        XCTAssertEqual(prompt.asked, [])
        try await device.abandonEnrolment()
        try await until { try phone.platform.listKeys(prefix: "").isEmpty }
    }

    func testChangesAreToldWhileSomebodyListensAndTheStreamEndsWithTheDevice() async throws {
        let journey = try await Journey.begin()
        let changes = journey.device.changes()
        let listening = Task {
            var told: [Change] = []
            for await change in changes { told.append(change) }
            return told
        }

        _ = try journey.desk.bank.ask(consent: payment(to: journey.at.account))
        _ = try await journey.device.receive(journey.desk.push(to: journey.at))
        try await Task.sleep(for: .milliseconds(200))
        journey.device.close()

        let told = await listening.value
        XCTAssertTrue(told.contains(.requests), "\(told)")
    }

    func testOneWhoStopsListeningLeavesTheOthersTheirs() async throws {
        let journey = try await Journey.begin()
        let first = journey.device.changes()
        let second = journey.device.changes()
        let leaving = Task { for await _ in first {} }
        leaving.cancel()
        _ = await leaving.value
        let listening = Task { () -> Change? in
            for await change in second where change == .requests { return change }
            return nil
        }

        _ = try journey.desk.bank.ask(consent: payment(to: journey.at.account))
        _ = try await journey.device.receive(journey.desk.push(to: journey.at))

        let told = await listening.value
        XCTAssertEqual(told, .requests)
    }

    private func signed(_ prompt: FakePrompt, _ phone: TestPhone) throws -> PromptAnswer {
        let request = try XCTUnwrap(prompt.requests.last)
        let message = request.signingInput
        return .signed(try phone.platform.sign(alias: request.key, message: message))
    }
}

/// A key store that takes its time over an approval key.
private final class SlowKeyStore: KeyStore, @unchecked Sendable {
    private let keys: any KeyStore
    private let begun = DispatchSemaphore(value: 0)
    private let going = DispatchSemaphore(value: 0)

    init(_ keys: any KeyStore) {
        self.keys = keys
    }

    /// Whether it is at work; true once.
    var hasBegun: Bool { begun.wait(timeout: .now()) == .success }

    func goOn() {
        going.signal()
    }

    func create(alias: String, purpose: KeyPurpose, challenge: Data) throws -> CreatedKey {
        let created = try keys.create(alias: alias, purpose: purpose, challenge: challenge)
        if purpose == .approval {
            begun.signal()
            going.wait()
        }
        return created
    }

    func sign(alias: String, message: Data) throws -> Data {
        try keys.sign(alias: alias, message: message)
    }

    func delete(aliases: [String]) throws -> [String] { try keys.delete(aliases: aliases) }

    func list(prefix: String) throws -> [String] { try keys.list(prefix: prefix) }
}
