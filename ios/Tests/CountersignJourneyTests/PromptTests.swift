import Countersign
import CountersignTestkitFFI
import CountersignTesting
import XCTest

/// The finger, and what else a prompt can answer.
final class PromptTests: XCTestCase {
    func testACancelledPromptCostsNothingHoweverOften() async throws {
        let journey = try await Journey.begin()
        let (asked, hand) = try await journey.asked()

        for _ in 0..<7 {
            let result = try await hand.approve(ApprovalInput(), prompt: FakePrompt(.cancelled))
            XCTAssertEqual(result, .cancelled)
        }
        _ = try await hand.approve(ApprovalInput(), prompt: journey.phone.finger)

        XCTAssertEqual(try journey.outcome(asked), "approved")
    }

    func testTheFifthFailureLocksApprovingDenyingStillWorksAndTheBankUnblocks() async throws {
        let journey = try await Journey.begin()
        let (asked, hand) = try await journey.asked()
        let wrong = FakePrompt(.failed(.notRecognised))

        var results: [ApprovalResult] = []
        for _ in 0..<5 { results.append(try await hand.approve(ApprovalInput(), prompt: wrong)) }
        let locked = try await journey.device.enrolments().first?.locked
        await assertFails(with: .onlyDeny) {
            try await hand.approve(ApprovalInput(), prompt: journey.phone.finger)
        }
        _ = try await hand.deny()
        try journey.desk.bank.unblock(device: journey.at.device)
        _ = try await journey.device.refresh(enrolment: journey.at.id)
        let (after, next) = try await journey.asked()
        _ = try await next.approve(ApprovalInput(), prompt: journey.phone.finger)

        let possible = ApprovalResult.notApproved(.notRecognised, .possible)
        let last = ApprovalResult.notApproved(.notRecognised, .locked)
        XCTAssertEqual(results, [possible, possible, possible, possible, last])
        XCTAssertEqual(locked, true)
        XCTAssertEqual(try journey.outcome(asked), "denied")
        XCTAssertEqual(try journey.outcome(after), "approved")
    }

    func testALockedSensorIsCountedAndSaid() async throws {
        let journey = try await Journey.begin()
        let (asked, hand) = try await journey.asked()

        let result = try await hand.approve(
            ApprovalInput(),
            prompt: FakePrompt(.failed(.lockedOut))
        )

        XCTAssertEqual(result, .notApproved(.lockedOut, .possible))
        XCTAssertEqual(try journey.outcome(asked), "pending")
    }

    func testAKeyThatNewBiometricsInvalidatedAsksForANewEnrolmentAndCanBeDeniedWith() async throws {
        let journey = try await Journey.begin()
        let (asked, hand) = try await journey.asked()
        let invalidated = Invalidated(platform: journey.phone.platform)

        let result = try await hand.approve(ApprovalInput(), prompt: invalidated)
        await assertFails(with: .enrolAgain) {
            try await hand.approve(ApprovalInput(), prompt: journey.phone.finger)
        }
        _ = try await hand.deny()

        XCTAssertEqual(result, .notApproved(.keyInvalidated, .enrolAgain))
        let enrolments = try await journey.device.enrolments()
        XCTAssertEqual(enrolments.map { enrolment in enrolment.needsReenrolment }, [true])
        XCTAssertEqual(try journey.outcome(asked), "denied")
    }

    func testASignatureByAnotherKeyIsNoApproval() async throws {
        let journey = try await Journey.begin()
        let (asked, hand) = try await journey.asked()
        _ = try journey.phone.platform.createKey(alias: "another")
        let another = Finger(platform: journey.phone.platform, key: "another")

        await assertFails(with: .askAgain) {
            try await hand.approve(ApprovalInput(), prompt: another)
        }

        XCTAssertEqual(try journey.outcome(asked), "pending")
    }

    func testASignatureThatIsEmptyOrGarbageIsNoSignature() async throws {
        let journey = try await Journey.begin()
        let (asked, hand) = try await journey.asked()

        for forged in [Data(), Data(repeating: 0x30, count: 70)] {
            await assertFails(with: .askAgain) {
                try await hand.approve(ApprovalInput(), prompt: FakePrompt(.signed(forged)))
            }
        }

        XCTAssertEqual(try journey.outcome(asked), "pending")
    }

    func testAPromptThatAnswersTwiceDecidesOnce() async throws {
        let journey = try await Journey.begin()
        let (asked, hand) = try await journey.asked()

        let result = try await hand.approve(
            ApprovalInput(),
            prompt: Twice(finger: journey.phone.finger)
        )

        guard case .decided(.recorded) = result else { return XCTFail("\(result)") }
        XCTAssertEqual(try journey.outcome(asked), "approved")
        let history = try await journey.device.history()
        XCTAssertEqual(history.count, 1)
    }

    func testAnEnrolmentWhosePromptIsClosedOrFailsLeavesNoKeysBehind() async throws {
        let ends: [(PromptAnswer, EnrolResult)] = [
            (.cancelled, .cancelled), (.failed(.lockedOut), .failed(.lockedOut)),
        ]
        for (answer, expected) in ends {
            let desk = try Desk()
            let phone = try TestPhone(desk)
            let device = try await phone.open()
            let offer = try await device.readOffer(desk.bank.offer(account: "a-customer").link)

            let result = try await device.enrol(offer, push: nil, prompt: FakePrompt(answer))

            XCTAssertEqual(result, expected)
            XCTAssertEqual(try phone.platform.listKeys(prefix: ""), [])
            await assertFails(with: .beginAgain) {
                try await device.enrol(offer, push: nil, prompt: phone.finger)
            }
        }
    }

    func testAKeyThatIsNotReplacedStays() async throws {
        let journey = try await Journey.begin()
        let keys = try Set(journey.phone.platform.listKeys(prefix: ""))
        let prompt = FakePrompt(.cancelled)

        let result = try await journey.device.rotateApprovalKey(
            enrolment: journey.at.id,
            prompt: prompt
        )

        XCTAssertEqual(result, .cancelled)
        XCTAssertEqual(prompt.asked, [.newKey])
        XCTAssertEqual(try Set(journey.phone.platform.listKeys(prefix: "")), keys)
    }
}

/// Biometrics that changed: the key is gone.
private struct Invalidated: SigningPrompt {
    let platform: SoftwarePhone

    func ask(
        _ request: SigningRequest,
        answer: @escaping @Sendable (PromptAnswer) -> Void
    ) -> PromptHandle {
        platform.invalidate(alias: request.key)
        answer(.failed(.keyInvalidated))
        return PromptHandle {}
    }
}

/// Answers more often than it is asked.
private struct Twice: SigningPrompt {
    let finger: Finger

    func ask(
        _ request: SigningRequest,
        answer: @escaping @Sendable (PromptAnswer) -> Void
    ) -> PromptHandle {
        let handle = finger.ask(request, answer: answer)
        answer(.failed(.other))
        _ = finger.ask(request, answer: answer)
        return handle
    }
}
