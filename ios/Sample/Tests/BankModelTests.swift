import CountersignAPI
import CountersignTesting
import Foundation
import XCTest

@testable import Sample

/// The app at rest, and adding this phone.
final class BankModelTests: XCTestCase {
    func testAPhoneThatIsNotEnrolledIsInvited() async {
        await onMain {
            let bank = bankOf(FakeAuthenticationDevice())

            let before = bank.place
            await bank.refresh()

            XCTAssertEqual(before, .starting)
            XCTAssertEqual(bank.place, .invitation)
        }
    }

    func testWhatWaitsIsListedAndOpened() async {
        await onMain {
            let device = FakeAuthenticationDevice(
                enrolments: [Given.enrolment()],
                requests: [Given.request()]
            )
            let bank = bankOf(device)
            await bank.refresh()

            bank.open(bank.waiting[0])

            XCTAssertEqual(bank.waiting.map(\.request), ["r-1"])
            XCTAssertEqual(bank.consent?.source, .waiting(enrolment: "e-1", request: "r-1"))
        }
    }

    func testWhatIsInHandStaysInHand() async {
        await onMain {
            let device = FakeAuthenticationDevice(
                enrolments: [Given.enrolment()],
                requests: [Given.request()]
            )
            let bank = bankOf(device)
            await bank.refresh()
            bank.open(bank.waiting[0])

            bank.open(Hint.link("https://bank.example/ad?countersign=1"))

            XCTAssertEqual(bank.consent?.source, .waiting(enrolment: "e-1", request: "r-1"))
        }
    }

    func testABlockedPhoneSaysSo() async {
        await onMain {
            let blocked = Given.enrolment(state: .blocked)
            let bank = bankOf(FakeAuthenticationDevice(enrolments: [blocked]))

            await bank.refresh()

            XCTAssertEqual(bank.place, .stopped(blocked))
        }
    }

    func testWithoutANetworkTheListStaysAndSaysSo() async {
        await onMain {
            let device = FakeAuthenticationDevice(
                enrolments: [Given.enrolment()],
                requests: [Given.request()]
            )
            let bank = bankOf(device)
            await bank.refresh()
            device.failures = [.tryLater]

            await bank.refresh()

            XCTAssertEqual(bank.banner, .offline)
            XCTAssertEqual(bank.waiting.map(\.request), ["r-1"])
        }
    }

    func testAPhoneThatWasAddedShowsItsDigits() async {
        await onMain {
            let device = FakeAuthenticationDevice()
            let pending = Given.enrolment(state: .pending)
            device.offer = anOffer
            device.registers = pending
            let bank = bankOf(device)
            bank.beginEnrolling()

            await bank.enrolling?.read("https://bank.example/ad?offer=token")
            await bank.enrolling?.add()
            let step = bank.enrolling?.step
            await bank.endEnrolling()

            XCTAssertEqual(step, .added)
            XCTAssertEqual(bank.place, .digits(pending))
            XCTAssertNil(device.calls["abandonEnrolment"])
        }
    }

    func testAPromptThatWasClosedAddsNothing() async {
        await onMain {
            let device = FakeAuthenticationDevice()
            device.offer = anOffer
            let model = EnrolModel(
                device: device,
                prompt: FakePrompt(.cancelled),
                push: nil,
                obstacle: { nil }
            )

            await model.read("link")
            await model.add()

            XCTAssertEqual(model.step, .invitation(.notAdded))
        }
    }

    func testAnOfferIsNotReadOnAPhoneThatCanMakeNoKey() async {
        await onMain {
            let device = FakeAuthenticationDevice()
            let model = EnrolModel(
                device: device,
                prompt: FakePrompt(),
                push: nil,
                obstacle: { .noBiometric }
            )

            await model.read("link")

            XCTAssertEqual(model.step, .stopped(.noBiometric))
            XCTAssertNil(device.calls["readOffer"])
        }
    }

    func testANewEnrolmentTakesThePlaceOfTheOneWhoseKeyIsLost() async {
        await onMain {
            let lost = Given.enrolment("e-1", needsReenrolment: true)
            let other = Given.enrolment("e-2", account: "ending 1", needsReenrolment: true)
            let new = Given.enrolment("e-3")
            let device = FakeAuthenticationDevice(enrolments: [lost, other, new])
            let bank = bankOf(device)

            await bank.askWhetherConfirmed(new)

            XCTAssertEqual(bank.enrolments.map(\.id), ["e-2", "e-3"])
        }
    }
}

private let anOffer = Offer(
    number: 1,
    bank: "Desk Bank",
    account: "ending 8605",
    expiresAt: Given.now.addingTimeInterval(300)
)

@MainActor
private func bankOf(_ device: FakeAuthenticationDevice) -> BankModel {
    BankModel(
        name: "Desk Bank",
        device: device,
        prompt: FakePrompt(.signed(Data([1]))),
        obstacle: { nil }
    )
}
