import CountersignAPI
import CountersignTesting
import Foundation
import XCTest

@testable import Sample

/// One request, from the list to its end.
final class ConsentModelTests: XCTestCase {
    func testNothingIsShownBeforeTheRequestIsThere() async {
        await onMain {
            let model = modelOf(FakeAuthenticationDevice())

            XCTAssertEqual(model.situation, .arriving)
            XCTAssertNil(model.layout)
            XCTAssertFalse(model.canApprove)
        }
    }

    func testApprovingWaitsUntilEveryPieceWasOnTheScreen() async {
        await onMain {
            let model = await opened()
            let pieces = model.layout?.pieces.count ?? 0

            for piece in 0..<(pieces - 1) { show(piece, on: model) }
            let before = model.obstacle
            show(pieces - 1, on: model)

            XCTAssertEqual(before, .reading)
            XCTAssertNil(model.obstacle)
            XCTAssertTrue(model.canApprove)
        }
    }

    func testAnApprovalEndsWithAReceipt() async {
        await onMain {
            let device = fakeDevice()
            let prompt = FakePrompt(.signed(Data([1])))
            let model = await read(on: device, prompt: prompt)

            await model.approve()

            XCTAssertEqual(model.situation, .approved)
            XCTAssertEqual(device.decisions, ["r-1": true])
            XCTAssertEqual(prompt.asked, [.consent(text: "Pay 123.50 EUR to Merchant A")])
        }
    }

    func testAPromptThatWasClosedLosesNothing() async {
        await onMain {
            let device = fakeDevice()
            let model = await read(on: device, prompt: FakePrompt(.cancelled))

            await model.approve()

            XCTAssertNil(model.situation)
            XCTAssertEqual(model.banner, .cancelled)
            XCTAssertTrue(model.canApprove)
            XCTAssertEqual(device.decisions, [:])
        }
    }

    func testAKeyThatIsLostLeavesDeclining() async {
        await onMain {
            let device = fakeDevice()
            let model = await read(on: device, prompt: FakePrompt(.failed(.keyInvalidated)))

            await model.approve()
            let afterTheFailure = model.obstacle
            await model.decline()

            XCTAssertEqual(afterTheFailure, .enrolment)
            XCTAssertEqual(model.situation, .declined)
            XCTAssertEqual(device.decisions, ["r-1": false])
        }
    }

    func testWhatCannotBeShownCanOnlyBeDeclined() async {
        await onMain {
            let problem = ConsentRequest.Problem(text: "A name is not readable", section: "client")
            let device = FakeAuthenticationDevice(
                enrolments: [Given.enrolment()],
                requests: [Given.request(reading: .notShown(problem))]
            )
            let model = modelOf(device)

            await model.open()
            let situation = model.situation
            await model.approve()
            await model.decline()

            XCTAssertEqual(situation, .cannotShow)
            XCTAssertEqual(device.decisions, ["r-1": false])
        }
    }

    func testAReportSaysThatTheBankKnows() async {
        await onMain {
            let device = fakeDevice()
            let model = await read(on: device)

            await model.report()

            XCTAssertEqual(model.situation, .reported)
            XCTAssertEqual(device.decisions, ["r-1": false])
        }
    }

    func testAnAnswerThatNobodyConfirmedIsNotKnownUntilTheHistorySaysMore() async {
        await onMain {
            let device = fakeDevice()
            device.deliveries = [.unknown]
            let model = await read(on: device)

            await model.decline()
            let atFirst = model.situation
            await model.settle()

            XCTAssertEqual(atFirst, .unknown)
            XCTAssertEqual(model.situation, .unknown)
        }
    }

    func testTimeThatIsOverByAWrongClockStopsNobody() async {
        await onMain {
            let device = fakeDevice()
            let late = Given.now.addingTimeInterval(4000)
            let model = await read(on: device, now: { late })

            let before = model.obstacle
            await model.look()

            XCTAssertEqual(before, .timeIsUp)
            XCTAssertNil(model.endsAt)
            XCTAssertNil(model.obstacle)
        }
    }

    func testARequestThatIsOverLeavesTheScreen() async throws {
        try await onMain {
            let device = fakeDevice()
            let model = await read(on: device)
            let other = try await device.open(enrolment: "e-1", request: "r-1")
            _ = try await other.deny(.unspecified)

            await model.look()
            let atFirst = model.situation
            await model.settle()

            XCTAssertEqual(atFirst, .over)
            XCTAssertEqual(model.situation, .declined)
        }
    }

    func testWithoutANetworkNothingIsLost() async {
        await onMain {
            let device = fakeDevice()
            let model = await read(on: device)
            device.failures = [.tryLater]

            await model.decline()

            XCTAssertNil(model.situation)
            XCTAssertEqual(model.banner, .offline)
            XCTAssertTrue(model.canApprove)
        }
    }
}

private func fakeDevice() -> FakeAuthenticationDevice {
    FakeAuthenticationDevice(enrolments: [Given.enrolment()], requests: [Given.request()])
}

@MainActor
private func modelOf(
    _ device: FakeAuthenticationDevice,
    prompt: FakePrompt = FakePrompt(.signed(Data([1]))),
    now: @escaping () -> Date = { Given.now }
) -> ConsentModel {
    let source = ConsentModel.Source.waiting(enrolment: "e-1", request: "r-1")
    return ConsentModel(source, device: device, prompt: prompt, now: now)
}

@MainActor
private func opened() async -> ConsentModel {
    let model = modelOf(fakeDevice())
    await model.open()
    return model
}

/// Opened, and read to its end.
@MainActor
private func read(
    on device: FakeAuthenticationDevice,
    prompt: FakePrompt = FakePrompt(.signed(Data([1]))),
    now: @escaping () -> Date = { Given.now }
) async -> ConsentModel {
    let model = modelOf(device, prompt: prompt, now: now)
    await model.open()
    for piece in 0..<(model.layout?.pieces.count ?? 0) { show(piece, on: model) }
    return model
}

@MainActor
private func show(_ piece: Int, on model: ConsentModel) {
    model.saw(.beginning, of: piece)
    model.saw(.end, of: piece)
}
