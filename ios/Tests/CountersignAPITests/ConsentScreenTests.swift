import CountersignAPI
import XCTest

/// What a consent screen shows, and when it lets somebody approve.
final class ConsentScreenTests: XCTestCase {
    func testBeforeTheContentIsKnownNoneIsGuessed() {
        let screen = ConsentScreen()

        XCTAssertEqual(screen.stage, .arriving)
        XCTAssertNil(screen.view)
        XCTAssertEqual(screen.missing, .request)
        XCTAssertFalse(screen.canDecline)
    }

    func testApproveWaitsUntilEverythingWasOnScreen() {
        var screen = opened(Given.view())

        for part in ConsentScreen.parts(of: Given.view()).dropLast() { screen.wasOnScreen(part) }
        let before = screen.missing
        screen.wasOnScreen(.field(section: 0, field: 2))

        XCTAssertEqual(before, .reading)
        XCTAssertNil(screen.missing)
        XCTAssertTrue(screen.canApprove)
    }

    func testThePartsAreTheTitleTheWarningsTheFieldsAndTheChoicesInOrder() {
        let view = Given.view(choices: [Given.choice()])

        XCTAssertEqual(
            ConsentScreen.parts(of: view),
            [
                .title, .warning(0), .field(section: 0, field: 0), .field(section: 0, field: 1),
                .field(section: 0, field: 2), .choice(0),
            ]
        )
    }

    func testTheScreenKnowsWhichProminenceWasSeenWhole() {
        var screen = opened(Given.view())

        var seen = [screen.prominenceSeen]
        for part in ConsentScreen.parts(of: Given.view()) {
            screen.wasOnScreen(part)
            seen.append(screen.prominenceSeen)
        }

        // The title and the warning count as 1; then come fields of 1, 2 and 3.
        XCTAssertEqual(seen, [0, 0, 0, 1, 2, 3])
    }

    func testNothingIsPreselectedAndTheChoiceHasToBeComplete() {
        let choice = Given.choice(atLeast: 1, atMost: 1)
        var screen = read(Given.view(choices: [choice]))

        let before = screen.missing
        screen.choose("travel", for: choice)
        screen.choose("household", for: choice)

        XCTAssertEqual(before, .accounts(choice))
        XCTAssertEqual(screen.chosen, [0: ["household"]])
        XCTAssertEqual(
            screen.beginApproving(),
            ApprovalInput(selection: [Chosen(detail: 0, accounts: ["household"])])
        )
    }

    func testWhereSeveralMayBeChosenATouchAddsOrTakesOut() {
        let choice = Given.choice(atLeast: 0, atMost: 2)
        var screen = read(Given.view(choices: [choice]))

        for account in ["travel", "household", "savings"] { screen.choose(account, for: choice) }
        let tooMany = screen.missing
        screen.choose("household", for: choice)

        XCTAssertEqual(tooMany, .fewerAccounts(choice))
        XCTAssertEqual(screen.chosen, [0: ["travel", "savings"]])
        XCTAssertNil(screen.missing)
    }

    func testAnAccountThatWasNotOfferedCannotBeChosen() {
        let choice = Given.choice()
        var screen = read(Given.view(choices: [choice]))

        screen.choose("somebody-elses", for: choice)
        screen.choose("travel", for: Given.choice(atLeast: 2, atMost: 3))

        XCTAssertEqual(screen.chosen, [:])
    }

    func testAChoiceThatWasTakenBackIsNoSelection() {
        let choice = Given.choice(atLeast: 0, atMost: 1)
        var screen = read(Given.view(choices: [choice]))

        screen.choose("travel", for: choice)
        screen.choose("travel", for: choice)

        XCTAssertEqual(screen.beginApproving(), ApprovalInput())
    }

    func testTheNumberHasToBeCompleteAndIsDigitsOnly() {
        var screen = read(Given.view(numberDigits: 2))

        screen.enter(number: "4")
        let incomplete = screen.missing
        screen.enter(number: " 4-2 and more 7")

        XCTAssertEqual(incomplete, .number(digits: 2))
        XCTAssertEqual(screen.beginApproving(), ApprovalInput(number: "42"))
    }

    func testANumberTypedInArabicDigitsIsTheSameNumber() {
        var screen = read(Given.view(numberDigits: 2))

        screen.enter(number: "\u{0664}\u{0662}")

        XCTAssertEqual(screen.number, "42")
    }

    func testWhatCannotBeShownCanOnlyBeDeclined() {
        let problem = ConsentRequest.Problem(text: "Unknown", section: "authorization_details/0")
        var screen = ConsentScreen()

        screen.opened(Given.request(reading: .notShown(problem)), of: Given.enrolment())

        XCTAssertEqual(screen.stage, .cannotBeShown(problem))
        XCTAssertNil(screen.beginApproving())
        XCTAssertTrue(screen.canDecline)
    }

    func testAPhoneThatIsLockedOrLostItsKeyCanOnlyDecline() {
        var locked = ConsentScreen()
        locked.opened(Given.request(), of: Given.enrolment(locked: true))
        var lost = ConsentScreen()
        lost.opened(Given.request(), of: Given.enrolment(needsReenrolment: true))

        XCTAssertEqual(locked.missing, .unblocking)
        XCTAssertEqual(locked.banner, .locked)
        XCTAssertEqual(lost.missing, .enrolment)
        XCTAssertEqual(lost.banner, .enrolAgain)
        XCTAssertTrue(locked.canDecline && lost.canDecline)
    }

    func testOpenedAnewWhatWasSeenBeforeCountsNoMore() {
        var screen = read(Given.view())

        screen.opened(Given.request(), of: Given.enrolment())

        XCTAssertEqual(screen.missing, .reading)
    }

    private func opened(_ view: ConsentRequest.View) -> ConsentScreen {
        var screen = ConsentScreen()
        screen.opened(Given.request(reading: .shown(view)), of: Given.enrolment())
        return screen
    }

    private func read(_ view: ConsentRequest.View) -> ConsentScreen {
        var screen = opened(view)
        for part in ConsentScreen.parts(of: view) { screen.wasOnScreen(part) }
        return screen
    }
}
