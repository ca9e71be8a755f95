import CountersignAPI
import Foundation
import XCTest

@testable import Sample

/// The small things that the screens rest on.
final class LogicTests: XCTestCase {
    func testAReceiptIsShownToTheLetter() {
        let token = "eyJhbGciOiJFUzI1NiJ9.eyJzdGF0ZSI6ImFwcHJvdmVkIn0.c2lnbmF0dXJl"

        let receipt = Receipt(token)

        XCTAssertEqual(receipt?.parts, [#"{"alg":"ES256"}"#, #"{"state":"approved"}"#])
    }

    func testWhatIsNoTokenIsNoReceipt() {
        let texts = ["", "receipt", "a.b", "!!.eyJ9.c2ln", "e30.e30.e30.e30"]

        XCTAssertEqual(texts.filter { Receipt($0) != nil }, [])
    }

    func testTheBankIsReadFromItsFile() throws {
        let json = Data(#"""
            {"issuer": "https://bank.example", "name": "Desk Bank", "pins": ["one", "two"],
             "vouchingKeys": [{"kty": "EC", "crv": "P-256", "x": "X", "y": "Y"}]}
            """#.utf8)

        let issuer = try Bank(json: json).forCore(allowsPlainLoopback: true)

        XCTAssertEqual(issuer.issuer, "https://bank.example")
        XCTAssertEqual(issuer.vouchingKeys, [#"{"crv":"P-256","kty":"EC","x":"X","y":"Y"}"#])
        XCTAssertEqual(issuer.security, .tls(roots: .mozilla, pins: ["one", "two"]))
    }

    func testWithoutPinsNothingIsPlainUnlessThatIsAllowed() throws {
        let bank = try Bank(
            json: Data(#"{"issuer":"i","name":"n","pins":[],"vouchingKeys":[]}"#.utf8)
        )

        let shipped = try bank.forCore(allowsPlainLoopback: false)
        let forTrying = try bank.forCore(allowsPlainLoopback: true)

        XCTAssertEqual(shipped.security, .tls(roots: .mozilla, pins: []))
        XCTAssertEqual(forTrying.security, .plainLoopback)
    }

    func testAVouchingKeyIsReadAsAJWK() throws {
        let jwk = #"{"kty":"EC","crv":"P-256","x":"X","y":"Y"}"#

        let key = try Bank.Key(jwk: jwk)

        XCTAssertEqual([key.kty, key.crv, key.x, key.y], ["EC", "P-256", "X", "Y"])
        XCTAssertThrowsError(try Bank.Key(jwk: "{}"))
    }

    func testABankThatIsNotAsItHasToBeIsAFaultOfTheApp() {
        XCTAssertThrowsError(try Bank(json: Data("{}".utf8))) { error in
            XCTAssertEqual(error as? CountersignError, .configuration)
        }
    }

    func testALinkIsAHintOrAnOffer() {
        let hint = "https://bank.example/request?countersign=1&enrolment=e&request=r"
        let offer = "https://bank.example/enrol?offer=token"

        XCTAssertEqual(Link(hint), .hint(hint))
        XCTAssertEqual(Link(offer), .offer(offer))
        XCTAssertNil(Link("https://bank.example/enrol/other?offer=token"))
    }

    func testEveryFailureHasASituation() {
        let defects = CountersignError.allCases.filter { Situation($0) == .defect }

        XCTAssertEqual(defects, [.correct, .askAgain, .configuration, .defect])
    }
}
