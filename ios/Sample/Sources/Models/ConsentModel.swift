#if canImport(Combine)
import Combine
#endif
import CountersignAPI
import Foundation

/// One request, from the moment that it is opened until it is decided or put back. What may be done
/// is up to the package's state of the screen; this carries it out.
@MainActor
final class ConsentModel: ObservableObject {
    /// The state of the screen.
    @Published private(set) var screen = ConsentScreen()

    /// The view in the order of the screen; `nil` while there is none.
    @Published private(set) var layout: ConsentLayout?

    /// What was on the screen. It changes while somebody scrolls, so nothing is drawn by it.
    private(set) var seen = SeenPieces(count: 0)

    /// The bank that the request came from, as people call it.
    @Published private(set) var bank = ""

    /// Until when there is time, by this phone's clock; `nil` if that clock cannot tell.
    @Published private(set) var endsAt: Date?

    /// What the person was just told.
    @Published private(set) var notice: Banner?

    /// What became of "this was not me".
    @Published private(set) var reported: Told?

    /// Whether the answer has been on its way for a while.
    @Published private(set) var isTakingLong = false

    /// Where it was opened from.
    let source: Source

    /// The request's id, as soon as it is known.
    private(set) var request: String?

    private let device: any AuthenticationDevice
    private let prompt: any SigningPrompt
    private let now: () -> Date
    private var consent: (any ConsentInHand)?
    private var isClosed = false
    private var touchedAt = Date.distantPast
    private var lookedAt = Date.distantPast

    /// Where a request is opened from.
    enum Source: Equatable {
        case waiting(enrolment: String, request: String)
        case hint(Hint)
    }

    /// - Parameter now: the time, by this phone's clock.
    init(
        _ source: Source,
        device: any AuthenticationDevice,
        prompt: any SigningPrompt,
        now: @escaping () -> Date = { Date() }
    ) {
        self.source = source
        self.device = device
        self.prompt = prompt
        self.now = now
        if case .waiting(_, let request) = source { self.request = request }
    }

    // MARK: What the person may do

    /// What still stands before approving; `nil` if nothing does.
    var obstacle: Obstacle? {
        if let missing = screen.missing { return Obstacle(missing, isTimeUp: isTimeUp) }
        return isTimeUp ? .timeIsUp : nil
    }

    /// Whether the person can approve now.
    var canApprove: Bool { obstacle == nil && screen.canApprove }

    private var isTimeUp: Bool { endsAt.map { $0 <= now() } ?? false }

    // MARK: What the person does

    /// Fetches the request, checks it and shows it.
    func open() async {
        do {
            let consent = try await take()
            guard !isClosed else { return consent.close() }
            self.consent = consent
            let enrolments = try await device.enrolments()
            show(consent.request, of: enrolments.first { $0.id == consent.request.enrolment })
        } catch {
            failed(error)
        }
    }

    /// A piece of the screen was on it, up to one of its edges.
    func saw(_ edge: SeenPieces.Edge, of piece: Int) {
        guard let layout, seen.saw(edge, of: piece) else { return }
        for part in layout.parts(shownBy: seen).subtracting(screen.seen) {
            screen.wasOnScreen(part)
        }
    }

    /// The person touched an account.
    func choose(_ account: String, for choice: ConsentRequest.Choice) {
        screen.choose(account, for: choice)
    }

    /// The person typed into the boxes.
    func enter(number: String) {
        screen.enter(number: number)
    }

    /// Asks for the biometric and sends. Does nothing while something stands before it.
    func approve() async {
        guard canApprove, let consent, let input = screen.beginApproving() else { return }
        notice = nil
        let watched = WatchedPrompt(prompt) { [weak self] answer in
            Task { @MainActor [weak self] in self?.screen.answered(answer) }
        }
        do {
            screen.ended(approving: try await consent.approve(input, prompt: watched))
        } catch {
            failed(error)
        }
    }

    /// Says no. Works whatever is wrong with the phone.
    func decline() async {
        let isShown = screen.view != nil
        guard let consent, screen.beginDeclining() else { return }
        notice = nil
        do {
            let delivery = try await consent.deny(isShown ? .unspecified : .cannotDisplay)
            screen.ended(declining: delivery)
        } catch {
            failed(error)
        }
    }

    /// Says no, and has the bank block this phone.
    func report() async {
        guard let consent, screen.beginDeclining() else { return }
        notice = nil
        do {
            let became = try await consent.notMe()
            screen.ended(reporting: became)
            reported = became.report
        } catch {
            failed(error)
        }
    }

    /// Keeps notifications of the enrolment back for an hour.
    func mute() async {
        guard let enrolment = screen.request?.enrolment else { return }
        do {
            try await device.mute(enrolment: enrolment, for: .seconds(3600))
            notice = .muted
        } catch {
            notice = .offline
        }
    }

    /// It leaves the screen. Undecided, it still waits.
    func close() {
        isClosed = true
        consent?.close()
        consent = nil
    }

    // MARK: While it is on the screen

    /// Somebody touched the screen.
    func touched() async {
        guard screen.canDecline, now().timeIntervalSince(touchedAt) >= 15 else { return }
        touchedAt = now()
        await watch { consent in try await consent.touch() }
    }

    /// Asks whether it still waits. If it does and its time is over by this phone's clock, then
    /// that clock is wrong, and says nothing more.
    func look() async {
        guard screen.canDecline else { return }
        lookedAt = now()
        let wasUp = isTimeUp
        let waits = await watch { consent in try await consent.stillOpen() }
        if waits && wasUp { endsAt = nil }
    }

    /// Looks now and then, until the task is cancelled.
    func keepLooking() async {
        while !Task.isCancelled {
            let ended = endsAt.map { lookedAt < $0 && $0 <= now() } ?? false
            if ended || now().timeIntervalSince(lookedAt) >= 10 { await look() }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Notices that an answer takes long. Run it anew whenever ``isSending`` changes.
    func waitForAnswer() async {
        isTakingLong = false
        guard isSending else { return }
        try? await Task.sleep(for: .seconds(4))
        if !Task.isCancelled { isTakingLong = isSending }
    }

    /// Asks the history how it ended, where the answer did not say.
    func settle() async {
        guard let request, case .ended(let ending) = screen.stage,
            ending == .over || ending == .unknown,
            let page = try? await device.history(before: nil, count: 100),
            let entry = page.first(where: { $0.request == request })
        else { return }
        screen.learned(entry)
    }

    // MARK: How it is done

    private func take() async throws -> any ConsentInHand {
        switch source {
        case .waiting(let enrolment, let request):
            return try await device.open(enrolment: enrolment, request: request)
        case .hint(let hint):
            return try await device.open(hint)
        }
    }

    private func show(_ request: ConsentRequest, of enrolment: Enrolment?) {
        self.request = request.request
        screen.opened(request, of: enrolment)
        bank = enrolment?.bank ?? ""
        endsAt = request.expiresAt
        touchedAt = now()
        lookedAt = isTimeUp ? .distantPast : now()
        guard case .shown(let view) = request.reading else { return }
        let layout = ConsentLayout(of: view, recent: request.recent)
        seen = SeenPieces(count: layout.pieces.count)
        self.layout = layout
    }

    /// What takes it off the screen does. A bank that cannot be reached does not.
    @discardableResult
    private func watch(
        _ call: @MainActor (any ConsentInHand) async throws -> Void
    ) async -> Bool {
        guard let consent else { return false }
        do {
            try await call(consent)
            return true
        } catch {
            // While an answer is on its way, the answer says what becomes of it.
            let failure = error as? CountersignError
            if screen.canDecline, failure == .over || failure == .openAgain { failed(error) }
            return false
        }
    }

    private func failed(_ error: any Error) {
        // Who cancelled does not wait for an answer any more.
        guard !(error is CancellationError) else { return }
        screen.failed(CountersignError(error))
    }
}
