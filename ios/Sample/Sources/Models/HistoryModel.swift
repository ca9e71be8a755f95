#if canImport(Combine)
import Combine
#endif
import CountersignAPI

/// What was decided, page by page.
@MainActor
final class HistoryModel: ObservableObject {
    /// What was read so far, newest first.
    @Published private(set) var entries: [HistoryEntry] = []

    /// Whether there may be older entries.
    @Published private(set) var hasMore = false

    /// What to say above the list.
    @Published private(set) var banner: Banner?

    /// What became of "this was not me", by the request's id.
    @Published private(set) var reported: [String: Situation] = [:]

    private static let pageSize = 25

    private let device: any AuthenticationDevice

    init(device: any AuthenticationDevice) {
        self.device = device
    }

    /// Reads the newest page, and checks that nothing is missing of what there should be.
    func open() async {
        banner = nil
        do {
            entries = try await page(before: nil)
            let enrolments = try await device.enrolments()
            for enrolment in enrolments {
                let check = try await device.checkHistory(enrolment: enrolment.id)
                if check == .broken { banner = .historyDamaged }
            }
        } catch {
            failed(error)
        }
    }

    /// Reads the page after the last one.
    func older() async {
        do {
            entries += try await page(before: entries.last?.number)
        } catch {
            failed(error)
        }
    }

    /// "This was not me", of something that is over: the bank blocks this phone.
    func report(_ entry: HistoryEntry) async {
        do {
            let told = try await device.report(enrolment: entry.enrolment, request: entry.request)
            reported[entry.request] = Situation(told)
        } catch {
            reported[entry.request] = Situation(CountersignError(error))
        }
    }

    private func page(before number: Int64?) async throws -> [HistoryEntry] {
        let page = try await device.history(before: number, count: Self.pageSize)
        hasMore = page.count == Self.pageSize
        return page
    }

    private func failed(_ error: any Error) {
        banner = CountersignError(error) == .historyDamaged ? .historyDamaged : .offline
    }
}
