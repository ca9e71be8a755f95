import CountersignAPI
import XCTest

/// A push, as the system hands it over.
final class HintTests: XCTestCase {
    func testWhatAPushCarriesIsHandedOnWhole() throws {
        let userInfo: [AnyHashable: Any] = [
            "aps": ["alert": "Your bank asks", "mutable-content": 1] as [String: Any],
            "countersign": "1",
            "enrolment": "e-1",
            "request": "r_2",
        ]

        guard case .json(let payload) = try XCTUnwrap(Hint(userInfo: userInfo)) else {
            return XCTFail("it is JSON")
        }

        let read = try JSONSerialization.jsonObject(with: payload) as? [String: Any]
        let members = try XCTUnwrap(read)
        XCTAssertEqual(Set(members.keys), ["aps", "countersign", "enrolment", "request"])
        XCTAssertEqual(members["request"] as? String, "r_2")
    }

    func testWhatIsNoJsonIsNobodysHint() {
        XCTAssertNil(Hint(userInfo: [7: "a name that is a number"]))
        XCTAssertNil(Hint(userInfo: ["when": Date()]))
    }

    func testTheTokenOfApplesServiceIsWrittenInHexadecimal() {
        let target = PushTarget.apns(deviceToken: Data([0x00, 0x0f, 0xa0, 0xff]))

        XCTAssertEqual(target, PushTarget(provider: "apns", token: "000fa0ff"))
    }
}
