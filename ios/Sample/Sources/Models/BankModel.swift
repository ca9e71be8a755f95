#if canImport(Combine)
import Combine
#endif
import CountersignAPI
import Foundation

/// The app at rest: whom this phone decides for, what waits, and what was decided. It asks the
/// device and remembers what it said; it decides nothing.
@MainActor
final class BankModel: ObservableObject {
    /// All enrolments, oldest first.
    @Published private(set) var enrolments: [Enrolment] = []

    /// What waits, of which nothing but its end is known.
    @Published private(set) var waiting: [Waiting] = []

    /// The newest requests that are over.
    @Published private(set) var past: [HistoryEntry] = []

    /// Whether the bank is being asked.
    @Published private(set) var isAsking = false

    /// What to say above the list.
    @Published private(set) var banner: Banner?

    /// The request that is open.
    @Published private(set) var consent: ConsentModel?

    /// Adding this phone, while the person does.
    @Published private(set) var enrolling: EnrolModel?

    /// Whether what this phone knows was read.
    @Published private(set) var isReady = false

    /// What people call the bank.
    let name: String

    /// The history, page by page.
    let history: HistoryModel

    private let device: any AuthenticationDevice
    private let prompt: any SigningPrompt
    private let obstacle: @MainActor () -> Situation?
    private var push: PushTarget?
    private var delivering: Task<Void, Never>?
    private var deliversAgain = false
    private var asksAgain = false

    /// - Parameter obstacle: why no key can be made on this phone now; `nil` if one can.
    init(
        name: String,
        device: any AuthenticationDevice,
        prompt: any SigningPrompt,
        obstacle: @escaping @MainActor () -> Situation?
    ) {
        self.name = name
        self.obstacle = obstacle
        self.device = device
        self.prompt = prompt
        self.history = HistoryModel(device: device)
    }

    /// A request that waits.
    struct Waiting: Equatable, Identifiable {
        var enrolment: String
        var request: String
        var endsAt: Date

        var id: String { enrolment + " " + request }
    }

    /// What there is to show while nothing is open.
    enum Place: Equatable {
        case starting
        case invitation
        case digits(Enrolment)
        case stopped(Enrolment)
        case home
    }

    /// What there is to show while nothing is open.
    var place: Place {
        guard isReady else { return .starting }
        let pending = enrolments.last { $0.state == .pending }
        let stopped = enrolments.last { $0.state == .blocked || $0.state == .revoked }
        if enrolments.contains(where: { $0.state == .active }) { return .home }
        if let pending { return .digits(pending) }
        if let stopped { return .stopped(stopped) }
        return .invitation
    }

    // MARK: While the app is in the foreground

    /// Follows what changes, for as long as the device is open.
    func follow() async {
        for await change in device.changes() {
            try? await read()
            if change != .enrolments {
                deliver()
                await consent?.settle()
            }
        }
    }

    /// The app came to the foreground: sends what has no answer yet, and asks what is new.
    func resume() async {
        deliver()
        if let consent { await consent.look() }
        await refresh()
    }

    /// Asks the bank how the enrolments are and what waits. What it does not say stays as it was.
    func refresh() async {
        asksAgain = true
        guard !isAsking else { return }
        isAsking = true
        while asksAgain {
            asksAgain = false
            await ask()
        }
        isAsking = false
    }

    /// Where notices go from now on.
    func notices(goTo target: PushTarget) async {
        push = target
        for enrolment in enrolments where enrolment.state != .revoked {
            _ = try? await device.updatePush(enrolment: enrolment.id, target: target)
        }
    }

    /// Words and times are told in these languages, and this zone, from now on.
    func present(inLanguages languages: [String], timeZone: String) async {
        try? await device.presentIn(preferredLanguages: languages, timeZone: timeZone)
    }

    // MARK: Requests

    /// The person touched a request that waits.
    func open(_ waiting: Waiting) {
        open(.waiting(enrolment: waiting.enrolment, request: waiting.request))
    }

    /// A notification or a link led here. What is in hand stays in hand: it is decided first.
    func open(_ hint: Hint) {
        if consent?.isOver ?? true { open(.hint(hint)) }
    }

    /// A notice came while the app is on the screen: keeps what it points at.
    func receive(_ hint: Hint) async {
        _ = try? await device.receive(hint)
        await refresh()
    }

    /// Takes the request off the screen. Undecided, it still waits.
    func leave() {
        consent?.close()
        consent = nil
        Task { await refresh() }
    }

    /// Tries again what may help now: sends what was not answered, or opens the request anew.
    func tryAgain() async {
        guard let consent else { return await refresh() }
        _ = try? await device.deliver(now: true)
        if consent.screen.request == nil, case .failed = consent.screen.stage {
            open(consent.source)
        } else {
            await consent.settle()
        }
    }

    // MARK: Adding and removing this phone

    /// The way in.
    func beginEnrolling(with link: String? = nil) {
        guard enrolling?.isBusy != true else { return }
        let model = EnrolModel(device: device, prompt: prompt, push: push, obstacle: obstacle)
        enrolling = model
        if let link { Task { await model.read(link) } }
    }

    /// The person, or the bank, is done with it.
    func endEnrolling() async {
        await enrolling?.giveUp()
        enrolling = nil
        await refresh()
    }

    /// Asks the bank whether the six digits are confirmed there.
    func askWhetherConfirmed(_ enrolment: Enrolment) async {
        await refresh()
        guard let now = enrolments.first(where: { $0.id == enrolment.id }) else { return }
        if now.state == .pending { banner = banner ?? .stillPending }
        if now.state == .active { await removeWhatItReplaces(now) }
    }

    /// Ends an enrolment at the bank and here.
    func remove(_ enrolment: Enrolment) async {
        do {
            try await device.remove(enrolment: enrolment.id)
            await refresh()
        } catch {
            await refresh()
            let failure = CountersignError(error)
            banner = failure == .tryLater ? .removing : Banner(failure) ?? banner
        }
    }

    // MARK: How it is done

    private func open(_ source: ConsentModel.Source) {
        consent?.close()
        let model = ConsentModel(source, device: device, prompt: prompt)
        consent = model
        Task { await model.open() }
    }

    private func read() async throws {
        enrolments = try await device.enrolments()
        past = try await device.history(before: nil, count: 20).filter { $0.outcome != .open }
        let decided = Set(past.map(\.request))
        let active = Set(enrolments.filter { $0.state == .active }.map(\.id))
        waiting.removeAll { decided.contains($0.request) || !active.contains($0.enrolment) }
        isReady = true
    }

    private func ask() async {
        banner = nil
        do {
            let known = try await device.enrolments()
            for enrolment in known {
                await attempt { _ = try await self.device.refresh(enrolment: enrolment.id) }
            }
            try await read()
            for enrolment in enrolments where enrolment.state == .active {
                await attempt { try await self.askWhatWaits(at: enrolment.id) }
            }
        } catch {
            banner = Banner(CountersignError(error)) ?? banner
        }
        banner = banner ?? enrolments.lazy.compactMap { Banner($0) }.first
    }

    private func askWhatWaits(at enrolment: String) async throws {
        let pending = try await device.pending(enrolment: enrolment)
        waiting.removeAll { $0.enrolment == enrolment }
        waiting += pending.map { request in
            Waiting(enrolment: enrolment, request: request.request, endsAt: request.expiresAt)
        }
    }

    /// An enrolment that was made anew takes the place of one whose key was lost.
    private func removeWhatItReplaces(_ new: Enrolment) async {
        let older = enrolments.filter { other in
            other.id != new.id && other.issuer == new.issuer && other.account == new.account
        }
        for each in older where each.state == .revoked {
            try? await device.forget(enrolment: each.id)
        }
        for each in older where each.needsReenrolment && each.state != .revoked {
            try? await device.remove(enrolment: each.id)
        }
        await refresh()
    }

    /// Sends what has no answer yet, until there is nothing left to send.
    private func deliver() {
        deliversAgain = true
        guard delivering == nil else { return }
        delivering = Task {
            while deliversAgain {
                deliversAgain = false
                try? await device.deliverUntilSettled()
            }
            delivering = nil
        }
    }

    private func attempt(_ call: @MainActor () async throws -> Void) async {
        do {
            try await call()
        } catch {
            banner = Banner(CountersignError(error)) ?? banner
        }
    }
}
