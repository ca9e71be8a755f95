import CountersignAPI
import CountersignTesting
import XCTest

/// The fake keeps the rules that a screen can break.
final class FakeDeviceTests: XCTestCase {
    func testAnApprovalIsDecidedOnceAndStandsInTheHistory() async throws {
        let device = FakeAuthenticationDevice(
            enrolments: [Given.enrolment()],
            requests: [Given.request()]
        )
        let consent = try await device.open(enrolment: "e-1", request: "r-1")

        let result = try await consent.approve(ApprovalInput(), prompt: signing)

        XCTAssertEqual(result, .decided(.recorded(receipt: "receipt")))
        XCTAssertEqual(device.decisions, ["r-1": true])
        let entry = try await device.history().first
        XCTAssertEqual(entry?.outcome, .approved)
        XCTAssertEqual(entry?.title, "Pay 123.50 EUR to Merchant A")
        await assertFails(with: .over) { try await consent.deny() }
        await assertFails(with: .over) { try await device.open(enrolment: "e-1", request: "r-1") }
    }

    func testOneConsentIsInHandAtATime() async throws {
        let device = FakeAuthenticationDevice(
            enrolments: [Given.enrolment()],
            requests: [Given.request("r-1"), Given.request("r-2")]
        )
        let first = try await device.open(enrolment: "e-1", request: "r-1")

        await assertFails(with: .decideOthersFirst) {
            try await device.open(enrolment: "e-1", request: "r-2")
        }
        first.close()
        let second = try await device.open(enrolment: "e-1", request: "r-2")

        XCTAssertEqual(second.request.request, "r-2")
        await assertFails(with: .openAgain) { try await first.touch() }
    }

    func testWhatCannotBeShownOrDoesNotFitIsNotApproved() async throws {
        let problem = ConsentRequest.Problem(text: "Unknown", section: "client")
        let unreadable = try await inHand(Given.request(reading: .notShown(problem)))
        let choice = try await inHand(
            Given.request(reading: .shown(Given.view(choices: [Given.choice()])))
        )
        let number = try await inHand(Given.request(reading: .shown(Given.view(numberDigits: 2))))
        let prompt = signing

        await assertFails(with: .onlyDeny) {
            try await unreadable.approve(ApprovalInput(), prompt: prompt)
        }
        for accounts in [[], ["travel", "household"], ["somebody-elses"]] {
            let input = ApprovalInput(selection: [Chosen(detail: 0, accounts: accounts)])
            await assertFails(with: .correct) {
                try await choice.approve(input, prompt: prompt)
            }
        }
        await assertFails(with: .correct) {
            try await number.approve(ApprovalInput(number: "4"), prompt: prompt)
        }
        XCTAssertEqual(prompt.asked, [])
    }

    func testAKeyThatWasInvalidatedAsksForANewEnrolment() async throws {
        let device = FakeAuthenticationDevice(
            enrolments: [Given.enrolment()],
            requests: [Given.request()]
        )
        let consent = try await device.open(enrolment: "e-1", request: "r-1")

        let prompt = FakePrompt(.failed(.keyInvalidated))
        let result = try await consent.approve(ApprovalInput(), prompt: prompt)

        XCTAssertEqual(result, .notApproved(.keyInvalidated, .enrolAgain))
        await assertFails(with: .enrolAgain) {
            try await consent.approve(ApprovalInput(), prompt: prompt)
        }
        let delivery = try await consent.deny()
        XCTAssertEqual(delivery, .recorded(receipt: "receipt"))
    }

    func testACallerThatGoesTakesThePromptDown() async throws {
        let consent = try await inHand(Given.request())
        let prompt = FakePrompt()
        let approving = Task { try await consent.approve(ApprovalInput(), prompt: prompt) }
        try await until { !prompt.asked.isEmpty }

        approving.cancel()
        let result = await approving.result

        XCTAssertThrowsError(try result.get()) { error in XCTAssertTrue(error is CancellationError) }
        XCTAssertTrue(prompt.isDismissed)
    }

    func testItFailsAsItWasToldAndCountsWhatItWasAsked() async throws {
        let device = FakeAuthenticationDevice()
        device.failures = [.tryLater]

        await assertFails(with: .tryLater) { try await device.pending(enrolment: "e-1") }
        let pending = try await device.pending(enrolment: "e-1")

        XCTAssertEqual(pending, [])
        XCTAssertEqual(device.calls, ["pending": 2])
    }

    func testWhatChangesIsTold() async throws {
        let device = FakeAuthenticationDevice()
        let changes = device.changes()

        device.arrive(Given.request())
        device.change(Given.enrolment())
        device.close()

        var told: [Change] = []
        for await change in changes { told.append(change) }
        XCTAssertEqual(told, [.requests, .enrolments])
    }

    private var signing: FakePrompt { FakePrompt(.signed(Data([1]))) }

    private func inHand(_ request: ConsentRequest) async throws -> any ConsentInHand {
        let device = FakeAuthenticationDevice(
            enrolments: [Given.enrolment()],
            requests: [request]
        )
        return try await device.open(enrolment: "e-1", request: request.request)
    }
}
