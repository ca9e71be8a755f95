import CountersignAPI
import XCTest

/// What is printed, logged or shown by a debugger holds no name, account, amount, token or secret.
final class DiscreetTests: XCTestCase {
    func testNothingOfWhatIsAskedIsPrinted() {
        let printed: [Any] = [
            Given.request(),
            Given.view(),
            Given.view().sections,
            Given.choice(),
            Given.enrolment(),
            ConsentRequest.Reading.shown(Given.view()),
            SigningPurpose.consent(text: "Pay 123.50 EUR to Merchant A"),
            SigningRequest(
                key: "k",
                signingInput: Data("Merchant A".utf8),
                purpose: .consent(text: "Pay 123.50 EUR to Merchant A")
            ),
            ApprovalInput(selection: [Chosen(detail: 0, accounts: ["household"])], number: "42"),
            ConsentScreen.Stage.ready(Given.view()),
            ConsentScreen.Missing.accounts(Given.choice()),
            Offer(number: 7, bank: "Desk Bank", account: "ending 8605", expiresAt: Given.now),
            PushTarget(provider: "apns", token: "a-token"),
            Hint.link("https://bank.example/enrol?offer=a-token"),
            Hint.data(["request": "a-token"]),
            Delivery.recorded(receipt: "a-token"),
            ApprovalResult.decided(.recorded(receipt: "a-token")),
            IntegritySignal(format: "apple-appattest", token: "a-token"),
        ]
        let secrets = [
            "Merchant", "123.50", "4711", "8605", "household", "42", "Desk Bank", "a-token",
            "From which", "ending", "012345",
        ]

        for value in printed {
            var dumped = ""
            dump(value, to: &dumped)
            for text in [String(describing: value), String(reflecting: value), dumped] {
                for secret in secrets {
                    XCTAssertFalse(text.contains(secret), "\(type(of: value)): \(text)")
                }
            }
        }
    }

    func testWhatIsPrintedSaysWhatItIs() {
        XCTAssertEqual("\(Given.enrolment())", "Enrolment(active)")
        XCTAssertEqual("\(PushTarget(provider: "apns", token: "a-token"))", "PushTarget(apns)")
        XCTAssertEqual("\(PromptAnswer.failed(.lockedOut))", "failed(lockedOut)")
        XCTAssertEqual("\(CountersignError.tryLater)", "try again later")
    }
}
