#if canImport(Combine)
import Combine
#endif
import CountersignAPI

/// Adding this phone: from the bank's code to the six digits.
@MainActor
final class EnrolModel: ObservableObject {
    /// What is on the screen.
    enum Step: Equatable {
        /// The way in: scan a code, or paste a link.
        case invitation(Banner?)
        /// The offer is being read.
        case checking
        /// Bank and account, and whether to go on.
        case offered(Offer, Banner?)
        /// The keys are made, and the bank is told.
        case adding(Offer)
        /// It was added. The six digits are to be compared.
        case added
        /// It cannot go on.
        case stopped(Situation)
    }

    @Published private(set) var step = Step.invitation(nil)

    private let device: any AuthenticationDevice
    private let prompt: any SigningPrompt
    private let push: PushTarget?
    private let obstacle: @MainActor () -> Situation?

    /// - Parameter obstacle: why no key can be made on this phone now; `nil` if one can.
    init(
        device: any AuthenticationDevice,
        prompt: any SigningPrompt,
        push: PushTarget?,
        obstacle: @escaping @MainActor () -> Situation?
    ) {
        self.device = device
        self.prompt = prompt
        self.push = push
        self.obstacle = obstacle
    }

    /// Whether the person has to wait.
    var isBusy: Bool {
        switch step {
        case .checking, .adding: true
        case .invitation, .offered, .added, .stopped: false
        }
    }

    /// Reads a scanned or pasted link. An offer can be read only once, so the phone is asked first.
    func read(_ link: String) async {
        guard !isBusy else { return }
        if let obstacle = obstacle() {
            step = .stopped(obstacle)
            return
        }
        step = .checking
        do {
            step = .offered(try await device.readOffer(link), nil)
        } catch {
            step = .stopped(Situation(CountersignError(error)))
        }
    }

    /// Makes the keys, asks for the biometric, and registers.
    func add() async {
        guard case .offered(let offer, _) = step else { return }
        step = .adding(offer)
        do {
            let result = try await device.enrol(offer, push: push, prompt: prompt)
            switch result {
            case .registered: step = .added
            case .cancelled, .failed: step = .invitation(.notAdded)
            }
        } catch {
            // The same offer can be taken again: what was sent is not sent twice.
            let failure = CountersignError(error)
            step = failure == .tryLater ? .offered(offer, .offline) : .stopped(Situation(failure))
        }
    }

    /// Back to the way in.
    func beginAgain() async {
        await giveUp()
        step = .invitation(nil)
    }

    /// Gives up what is half done.
    func giveUp() async {
        if step != .added { try? await device.abandonEnrolment() }
    }
}
