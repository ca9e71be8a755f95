import Countersign
import CountersignTestkitFFI
import CountersignTesting
import XCTest

/// A shop asks, over CIBA, and the person decides on the phone.
final class PurchaseTests: XCTestCase {
    func testAPurchaseWithANumberToTypeIsShownApprovedAndGrantedToTheShop() async throws {
        let journey = try await Journey.begin("customer")
        let bank = journey.desk.bank
        let order = try bank.buy(item: "coffee-grinder", numberEntry: true)
        let waiting = try bank.order(order: order, state: "waiting")
        let consent = try await journey.device.open(journey.desk.push(to: journey.at))

        let view = try shown(consent)
        let result = try await consent.approve(
            ApprovalInput(number: waiting.numberToEnter),
            prompt: journey.phone.finger
        )

        XCTAssertEqual(plain(view.title), "Pay €123.50 EUR to Merchant A")
        XCTAssertEqual(view.amount.map(plain), "€123.50 EUR")
        XCTAssertEqual(view.numberDigits, 2)
        XCTAssertEqual(text(of: .account, in: view), "DE02 1001 0010 9307 1186 03")
        guard case .decided(.recorded(let receipt)) = result else {
            return XCTFail("\(result)")
        }
        XCTAssertEqual(receipt.split(separator: ".").count, 3)
        let granted = try bank.order(order: order, state: "done").granted ?? ""
        XCTAssertTrue(granted.contains(#""amount":"123.50""#), granted)
        let history = try await journey.device.history()
        let entry = try XCTUnwrap(history.first)
        XCTAssertEqual(entry.outcome, .approved)
        XCTAssertEqual(entry.title.map(plain), "Pay €123.50 EUR to Merchant A")
        XCTAssertEqual(entry.receipt, receipt)
    }

    func testAWrongNumberEndsTheRequestAndTheShopGetsNothing() async throws {
        let journey = try await Journey.begin("customer")
        let bank = journey.desk.bank
        let order = try bank.buy(item: "coffee-grinder", numberEntry: true)
        let number = try bank.order(order: order, state: "waiting").numberToEnter
        let wrong = number == "42" ? "24" : "42"
        let consent = try await journey.device.open(journey.desk.push(to: journey.at))

        let result = try await consent.approve(
            ApprovalInput(number: wrong),
            prompt: journey.phone.finger
        )

        XCTAssertEqual(result, .decided(.refused))
        XCTAssertEqual(try bank.order(order: order, state: "refused").state, "refused")
    }

    func testTheAccountThatThePersonChoseIsTheAccountThatTheShopGets() async throws {
        let journey = try await Journey.begin("customer")
        let bank = journey.desk.bank
        let order = try bank.buy(item: "rain-coat", numberEntry: false)
        let consent = try await journey.device.open(journey.desk.push(to: journey.at))
        let choice = try XCTUnwrap(shown(consent).choices.first)
        let chosen = Chosen(detail: choice.detail, accounts: ["household"])

        await assertFails(with: .correct) {
            try await consent.approve(ApprovalInput(), prompt: journey.phone.finger)
        }
        _ = try await consent.approve(
            ApprovalInput(selection: [chosen]),
            prompt: journey.phone.finger
        )

        XCTAssertEqual(choice.accounts.map { account in account.id }, ["travel", "household"])
        let granted = try bank.order(order: order, state: "done").granted ?? ""
        XCTAssertTrue(granted.contains("DE87200500001234567890"), granted)
    }

    func testDecliningNeedsNoFingerAndTheShopIsRefused() async throws {
        let journey = try await Journey.begin("customer")
        let bank = journey.desk.bank
        let order = try bank.buy(item: "desk-lamp", numberEntry: false)
        let consent = try await journey.device.open(journey.desk.push(to: journey.at))
        let warnings = try shown(consent).warnings.map { warning in warning.key }

        let delivery = try await consent.deny(.wrongDetails)

        XCTAssertEqual(warnings, ["payee_no_match"])
        guard case .recorded = delivery else { return XCTFail("\(delivery)") }
        XCTAssertEqual(try bank.order(order: order, state: "refused").state, "refused")
        let history = try await journey.device.history()
        XCTAssertEqual(history.first?.outcome, .denied)
    }

    func testThePromptSaysWhatTheScreenSaid() async throws {
        let journey = try await Journey.begin()
        let (_, consent) = try await journey.asked()
        let prompt = FakePrompt(.cancelled)

        _ = try await consent.approve(ApprovalInput(), prompt: prompt)

        XCTAssertEqual(prompt.asked, [.consent(text: try shown(consent).title)])
    }

    func testWhatCannotBeShownCannotBeApprovedAndIsDenied() async throws {
        let journey = try await Journey.begin()
        let unknown = payment(to: journey.at.account, type: "something_new")
        let (asked, consent) = try await journey.asked(unknown)

        guard case .notShown(let problem) = consent.request.reading else {
            return XCTFail("it was shown")
        }
        await assertFails(with: .onlyDeny) {
            try await consent.approve(ApprovalInput(), prompt: journey.phone.finger)
        }
        _ = try await consent.deny(.cannotDisplay)

        XCTAssertEqual(problem.text, "A kind of request that this app does not know.")
        XCTAssertEqual(problem.section, "authorization_details/0")
        XCTAssertEqual(try journey.outcome(asked), "denied")
    }

    func testAScreenOfTheRealThingLetsApproveOnceEverythingWasSeen() async throws {
        let journey = try await Journey.begin()
        let (asked, consent) = try await journey.asked()
        let enrolments = try await journey.device.enrolments()
        var screen = ConsentScreen()
        screen.opened(consent.request, of: enrolments.first)

        let tooSoon = screen.beginApproving()
        for part in screen.unseen { screen.wasOnScreen(part) }
        let input = try XCTUnwrap(screen.beginApproving())
        let result = try await consent.approve(input, prompt: journey.phone.finger)
        screen.ended(approving: result)

        XCTAssertNil(tooSoon)
        guard case .ended(.approved) = screen.stage else { return XCTFail("\(result)") }
        XCTAssertEqual(try journey.outcome(asked), "approved")
    }

    private func shown(_ consent: any ConsentInHand) throws -> ConsentRequest.View {
        guard case .shown(let view) = consent.request.reading else { throw Strange() }
        return view
    }

    private func text(of kind: ConsentRequest.FieldKind, in view: ConsentRequest.View) -> String? {
        let fields = view.sections.flatMap { section in section.fields }
        return fields.first { field in field.kind == kind }.map { field in plain(field.text) }
    }
}
