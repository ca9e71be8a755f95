import Countersign
import CountersignTestkitFFI
import CountersignTesting
import XCTest

/// An app's platform that fails, in every way it can, is never taken for a yes.
final class NothingIsAYesTests: XCTestCase {
    func testAPlatformThatThrowsFromEveryMethodLetsNothingThrough() async throws {
        let desk = try Desk()
        let phone = try TestPhone(desk)
        let throwing = ThrowingKeyStore()

        await assertFails(with: .tryLater) {
            try await CountersignDevice.open(
                phone.configuration(),
                keys: phone.keys,
                secrets: ThrowingSecretStore()
            )
        }
        let device = try await CountersignDevice.open(
            phone.configuration(database: "two.db"),
            keys: throwing,
            secrets: phone.secrets
        )
        let offer = try await device.readOffer(desk.bank.offer(account: "a-customer").link)
        await assertFails(with: .tryLater) {
            try await device.enrol(offer, push: nil, prompt: phone.finger)
        }
        let enrolments = try await device.enrolments()
        await assertFails(with: .tryLater) {
            try await CountersignDevice.reset(
                phone.configuration(),
                keys: throwing,
                secrets: phone.secrets
            )
        }

        XCTAssertEqual(enrolments, [])
    }

    func testATransportKeyThatThrowsSendsNoCallAndDecidesNothing() async throws {
        let desk = try Desk()
        let phone = try TestPhone(desk)
        let at = try await enrolledAndClosed(desk, phone)
        let asked = try desk.bank.ask(consent: payment(to: at.account)).consent
        let device = try await phone.open(keys: MuteKeyStore(phone.keys, reason: Strange()))

        await assertFails(with: .tryLater) { try await device.open(desk.push(to: at)) }
        await assertFails(with: .tryLater) { try await device.pending(enrolment: at.id) }

        XCTAssertEqual(try desk.bank.outcome(consent: asked), "pending")
    }

    func testALockedPhoneIsALockedPhoneAndNotALostKey() async throws {
        let desk = try Desk()
        let phone = try TestPhone(desk)
        let at = try await enrolledAndClosed(desk, phone)
        let locked = MuteKeyStore(phone.keys, reason: KeyStoreError.locked)
        let device = try await phone.open(keys: locked)

        await assertFails(with: .tryLater) { try await device.pending(enrolment: at.id) }

        let enrolments = try await device.enrolments()
        XCTAssertEqual(enrolments.map { enrolment in enrolment.needsReenrolment }, [false])
    }

    func testASecretStoreThatPoursNothingOrTooMuchOpensNothing() async throws {
        let desk = try Desk()
        let phone = try TestPhone(desk)

        for length in [0, 31, 33, 65] {
            await assertFails(with: .tryLater) {
                try await CountersignDevice.open(
                    phone.configuration(database: "\(length).db"),
                    keys: phone.keys,
                    secrets: WrongSecretStore(length: length)
                )
            }
        }
    }

    func testAWrongConfigurationIsSaidToBeOne() async throws {
        let phone = try TestPhone()
        let issuer = Issuer(
            issuer: "http://bank.example",
            name: "Desk Bank",
            vouchingKeys: [],
            security: .plainLoopback
        )
        var configuration = phone.configuration()
        configuration.issuers = [issuer]

        let wrong = configuration
        await assertFails(with: .configuration) {
            try await CountersignDevice.open(wrong, keys: phone.keys, secrets: phone.secrets)
        }
    }

    func testWhatIsNotGenuineIsNotRead() async throws {
        let journey = try await Journey.begin()
        // A bank like the other, and none that this app knows.
        let foreign = try Desk().bank.offer(account: "a-customer").link

        await assertFails(with: .notGenuine) { try await journey.device.readOffer(foreign) }
        await assertFails(with: .beginAgain) {
            try await journey.device.readOffer("https://bank.example/enrol?offer=e30.e30.AA")
        }
        await assertFails(with: .notGenuine) {
            try await journey.device.open(.json(Data(#"{"somebody":"elses"}"#.utf8)))
        }
    }

    func testADeviceThatWasClosedDoesNothing() async throws {
        let journey = try await Journey.begin()

        journey.device.close()
        journey.device.close()

        await assertFails(with: .defect) { try await journey.device.enrolments() }
        var told: [Change] = []
        for await change in journey.device.changes() { told.append(change) }
        XCTAssertEqual(told, [])
    }

    private func enrolledAndClosed(_ desk: Desk, _ phone: TestPhone) async throws -> Enrolled {
        let device = try await phone.open()
        let at = try await enrol(device, at: desk, phone, "a-customer")
        device.close()
        return at
    }
}
