import Countersign
import CountersignTestkitFFI
import CountersignTesting
import XCTest

/// Many at once, and many in a row.
final class ThreadsTests: XCTestCase {
    func testCallbacksComeFromManyThreadsAtOnceAndEachIsAnswered() async throws {
        let desk = try Desk()
        let phone = try TestPhone(desk)
        let watched = WatchedKeyStore(phone.keys)
        let device = try await phone.open(keys: watched)
        let at = try await enrol(device, at: desk, phone, "a-customer")
        _ = try desk.bank.ask(consent: payment(to: at.account))

        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<64 {
                group.addTask { try await device.pending(enrolment: at.id).count }
            }
            return try await group.reduce(into: [Int]()) { counts, count in counts.append(count) }
        }

        XCTAssertEqual(counts, [Int](repeating: 1, count: 64))
        XCTAssertGreaterThan(watched.threads, 1)
        XCTAssertNotNil(desk.bank.nextPush(device: at.device, longestMs: 5_000))
    }

    func testTwoWhoApproveTheSameConsentAtOnceDecideItOnce() async throws {
        let journey = try await Journey.begin()
        let (asked, hand) = try await journey.asked()
        let finger = journey.phone.finger

        let decided = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    let result = try? await hand.approve(ApprovalInput(), prompt: finger)
                    return result != nil
                }
            }
            return await group.reduce(into: 0) { count, isDecided in count += isDecided ? 1 : 0 }
        }

        XCTAssertGreaterThanOrEqual(decided, 1)
        let history = try await journey.device.history()
        XCTAssertEqual(history.count, 1)
        XCTAssertEqual(try journey.outcome(asked), "approved")
    }

    func testAHundredConsentsInARowAreEachDecidedAsThePersonSaid() async throws {
        let journey = try await Journey.begin()

        for number in 1...100 {
            let (asked, hand) = try await journey.asked()
            if number.isMultiple(of: 2) {
                _ = try await hand.approve(ApprovalInput(), prompt: journey.phone.finger)
            } else {
                _ = try await hand.deny()
            }
            let expected = number.isMultiple(of: 2) ? "approved" : "denied"
            XCTAssertEqual(try journey.outcome(asked), expected, "\(number)")
        }

        let check = try await journey.device.checkHistory(enrolment: journey.at.id)
        XCTAssertEqual(check, .whole(entries: 100))
        XCTAssertEqual(try journey.phone.platform.listKeys(prefix: "").count, 2)
    }
}

/// Notes on which threads it was asked to sign.
private final class WatchedKeyStore: KeyStore, @unchecked Sendable {
    private let keys: any KeyStore
    private let lock = NSLock()
    // The threads themselves: one that is gone could share its address with a later one.
    private var seen: [Thread] = []

    init(_ keys: any KeyStore) {
        self.keys = keys
    }

    var threads: Int {
        lock.lock()
        defer { lock.unlock() }
        return seen.count
    }

    func create(alias: String, purpose: KeyPurpose, challenge: Data) throws -> CreatedKey {
        try keys.create(alias: alias, purpose: purpose, challenge: challenge)
    }

    func sign(alias: String, message: Data) throws -> Data {
        note(Thread.current)
        return try keys.sign(alias: alias, message: message)
    }

    func delete(aliases: [String]) throws -> [String] { try keys.delete(aliases: aliases) }

    func list(prefix: String) throws -> [String] { try keys.list(prefix: prefix) }

    private func note(_ thread: Thread) {
        lock.lock()
        defer { lock.unlock() }
        if !seen.contains(where: { known in known === thread }) { seen.append(thread) }
    }
}
