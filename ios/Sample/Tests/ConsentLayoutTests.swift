import CountersignAPI
import XCTest

@testable import Sample

/// Where everything of a view stands on the screen.
final class ConsentLayoutTests: XCTestCase {
    func testEverythingThatHasToBeSeenStandsOnTheScreen() {
        let views = [
            Given.view(),
            Given.view(warnings: [ConsentRequest.Warning(key: "no_match", text: "It differs")]),
            Given.view(
                sections: [
                    Given.clientPart, Given.paymentPart, Given.account(0, label: "Travel"),
                    Given.account(1, label: "House"), Given.account(2, label: "Nobody's"),
                    Given.section("number_entry", [
                        Given.field("/digits", "2", .text, 2), Given.field("/new", "N", .text, 2),
                    ]),
                    Given.section("scope", [Given.field("/0", "Sign in", .permission, 2)]),
                    Given.contextPart, Given.requestPart,
                ],
                choices: [Given.choice()],
                numberDigits: 2
            ),
        ]

        for view in views {
            let layout = ConsentLayout(of: view, recent: .usual)

            XCTAssertEqual(
                Set(layout.pieces.flatMap { $0 }),
                Set(ConsentScreen.parts(of: view))
            )
        }
    }

    func testTheAmountAndWhomItGoesToStandUnderTheSentence() {
        let layout = ConsentLayout(of: Given.view(), recent: .usual)

        let subject = layout.subject

        XCTAssertEqual(subject?.title, "Pay 123.50 EUR to Merchant A")
        XCTAssertEqual(subject?.amount?.text, "123.50 EUR")
        XCTAssertEqual(
            subject?.rows.map(\.text),
            ["Merchant A", "DE02 1001 0010 9307 1186 03"]
        )
    }

    func testAnAmountWithAWarningIsSaidAgainWithIt() {
        let doubtful = Given.field(
            "/instructedAmount", "123.50 EUR", .amount, 1,
            warnings: [ConsentRequest.Warning(key: "w", text: "Beware")]
        )

        let layout = ConsentLayout(
            of: Given.view(sections: [Given.section("authorization_details/0", [doubtful])]),
            recent: .usual
        )

        XCTAssertEqual(layout.subject?.rows.map(\.warnings), [["Beware"]])
    }

    func testWarningsComeBeforeTheDetailsAndTheRestAtTheEnd() {
        let warning = ConsentRequest.Warning(key: "no_match", text: "It differs")

        let layout = ConsentLayout(
            of: Given.view(choices: [Given.choice()], numberDigits: 2, warnings: [warning]),
            recent: Recent(lastHour: 9, lastDay: 12, level: .alarming)
        )

        XCTAssertEqual(
            layout.blocks.map(name),
            [
                "often", "asker", "asked", "warnings", "group", "accounts", "number", "origin",
                "further",
            ]
        )
    }

    func testAnAccountIsNamedAsTheViewWordsIt() {
        let sections = [
            Given.paymentPart, Given.account(0, label: "Tra␣vel"), Given.account(1, label: "House"),
        ]

        let layout = ConsentLayout(
            of: Given.view(sections: sections, choices: [Given.choice()]),
            recent: .usual
        )

        XCTAssertEqual(layout.accounts?.accounts.map(\.label), ["Tra␣vel", "House"])
        XCTAssertEqual(layout.accounts?.accounts.map(\.currency), ["EUR", "EUR"])
    }

    func testAFieldThatNobodyKnewOfIsShownAmongTheRest() {
        let account = Given.section("accounts/0", [
            Given.field("/label", "Travel", .text, 2), Given.field("/new", "Frozen", .text, 2),
        ])

        let layout = ConsentLayout(
            of: Given.view(sections: [Given.paymentPart, account], choices: [Given.choice()]),
            recent: .usual
        )

        XCTAssertEqual(layout.further.map(\.text), ["Frozen"])
    }

    func testAnAmountIsShownToTheLetter() {
        let amount = ConsentAmount(text: "1.234,50\u{A0}EUR", piece: 0)

        XCTAssertEqual(amount.runs.map(\.text).joined(), "1.234,50\u{A0}EUR")
        XCTAssertEqual(amount.runs.map(\.hasDigits), [true, false, false])
    }

    private func name(of block: ConsentBlock) -> String {
        switch block {
        case .often: "often"
        case .asker: "asker"
        case .asked: "asked"
        case .warnings: "warnings"
        case .group: "group"
        case .accounts: "accounts"
        case .number: "number"
        case .origin: "origin"
        case .further: "further"
        }
    }
}

extension ConsentLayout {
    fileprivate var subject: ConsentSubject? {
        for case .asked(let subject) in blocks { return subject }
        return nil
    }

    fileprivate var further: [ConsentRow] {
        for case .further(let rows) in blocks { return rows }
        return []
    }

    fileprivate var accounts: ConsentAccounts? {
        for case .accounts(let accounts) in blocks { return accounts }
        return nil
    }
}
