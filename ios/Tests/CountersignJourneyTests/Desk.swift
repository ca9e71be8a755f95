import Countersign
import CountersignTestkitFFI
import Foundation
import XCTest

/// A bank on a desk, and what it is to a phone that can be enrolled at it.
struct Desk: Sendable {
    let bank: Bank
    let issuer: Issuer

    init() throws {
        bank = try Bank.open()
        issuer = Issuer(
            issuer: bank.url(),
            name: "Desk Bank",
            vouchingKeys: [try bank.vouchingKey()],
            security: .plainLoopback
        )
    }

    /// The next push to an enrolment, as the push service brings it.
    func push(to enrolled: Enrolled) throws -> Hint {
        let data = bank.nextPush(device: enrolled.device, longestMs: 5_000)
        return .data(try XCTUnwrap(data, "no push came"))
    }
}

/// A phone: its platform in software, in a folder, and the app that is opened on it.
final class TestPhone: Sendable {
    let platform: SoftwarePhone
    private let desks: [Desk]
    private let folder: URL

    init(_ desks: Desk...) throws {
        self.desks = desks
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("countersign-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.folder = folder
        platform = SoftwarePhone.inFolder(folder: folder.path)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    var keys: any KeyStore { SoftwareKeyStore(platform) }

    var secrets: any SecretStore { SoftwareSecretStore(platform) }

    func configuration(database: String = "countersign.db") -> Configuration {
        Configuration(
            issuers: desks.map { desk in desk.issuer },
            database: folder.appendingPathComponent(database).path,
            preferredLanguages: ["en-GB"],
            timeZone: "Europe/Berlin",
            phone: Phone(model: "Test phone", os: "Swift", bootId: "boot-1")
        )
    }

    func open() async throws -> any AuthenticationDevice { try await open(keys: keys) }

    func open(keys: any KeyStore) async throws -> any AuthenticationDevice {
        try await CountersignDevice.open(configuration(), keys: keys, secrets: secrets)
    }

    /// The finger on the sensor.
    var finger: Finger { Finger(platform: platform) }
}

/// A finger that is the right one: the key signs.
struct Finger: SigningPrompt {
    let platform: SoftwarePhone
    /// The key that signs; the one that was asked for if `nil`.
    var key: String?

    func ask(
        _ request: SigningRequest,
        answer: @escaping @Sendable (PromptAnswer) -> Void
    ) -> PromptHandle {
        let alias = key ?? request.key
        let signature = try? platform.sign(alias: alias, message: request.signingInput)
        if let signature {
            answer(.signed(signature))
        } else {
            answer(.failed(.other))
        }
        return PromptHandle {}
    }
}

/// An enrolment by both its names: on the phone, and at the bank.
struct Enrolled: Sendable {
    let id: String
    let device: String
    let account: String
}

/// What most tests of the journey begin with: a desk, and a phone that is enrolled there.
struct Journey: Sendable {
    let desk: Desk
    let phone: TestPhone
    let device: any AuthenticationDevice
    let at: Enrolled

    static func begin(_ account: String = "a-customer") async throws -> Journey {
        let desk = try Desk()
        let phone = try TestPhone(desk)
        let device = try await phone.open()
        let at = try await enrol(device, at: desk, phone, account)
        return Journey(desk: desk, phone: phone, device: device, at: at)
    }

    /// A request, opened by its push: the consent's id at the bank, and the consent in hand.
    func asked(_ consent: String? = nil) async throws -> (String, any ConsentInHand) {
        let asked = try desk.bank.ask(consent: consent ?? payment(to: at.account))
        let hand = try await device.open(desk.push(to: at))
        return (asked.consent, hand)
    }

    func outcome(_ consent: String) throws -> String { try desk.bank.outcome(consent: consent) }
}

/// Enrols as a person does: scans, touches, compares the digits.
func enrol(
    _ device: any AuthenticationDevice,
    at desk: Desk,
    _ phone: TestPhone,
    _ account: String
) async throws -> Enrolled {
    let made = try desk.bank.offer(account: account)
    let offer = try await device.readOffer(made.link)
    let result = try await device.enrol(offer, push: nil, prompt: phone.finger)
    guard case .registered(let enrolment) = result else { throw Strange() }
    XCTAssertEqual(enrolment.state, .pending)
    XCTAssertEqual(try desk.bank.digits(offer: made.offer), enrolment.digits)
    let name = try desk.bank.confirm(offer: made.offer, digits: enrolment.digits)
    let active = try await device.refresh(enrolment: enrolment.id)
    XCTAssertEqual(active.state, .active)
    return Enrolled(id: enrolment.id, device: name, account: account)
}

/// The body of the channel's `POST /consents` for a payment.
func payment(
    to account: String,
    amount: String = "123.50",
    type: String = "payment_initiation"
) -> String {
    """
    {"account": "\(account)",
     "client": {"name": "Corner Shop", "legal_name": "Corner Shop Ltd"},
     "authorization_details": [{
       "type": "\(type)",
       "instructedAmount": {"currency": "EUR", "amount": "\(amount)"},
       "creditorName": "Merchant A",
       "creditorAccount": {"iban": "DE02100100109307118603"},
       "remittanceInformationUnstructured": "Ref Number Merchant"}],
     "expires_in": 300}
    """
}

/// Without the invisible signs that keep foreign names and numbers in their place.
func plain(_ text: String) -> String {
    let marks: Set<Unicode.Scalar> = ["\u{2066}", "\u{2068}", "\u{2069}"]
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !marks.contains(scalar) {
        scalars.append(scalar == "\u{00a0}" ? " " : scalar)
    }
    return String(scalars)
}
