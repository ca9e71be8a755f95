import Combine
import Countersign
import Foundation

/// The app, from its start: opens the device, and hands over what led here.
@MainActor
final class AppModel: ObservableObject {
    /// How far it is.
    enum Stage {
        case opening
        case failed(Situation)
        case open(BankModel)
    }

    @Published private(set) var stage = Stage.opening

    /// The app's words, in the language of this phone.
    let words = Words.ofThisPhone()

    private var isOpening = false
    private var following: Task<Void, Never>?
    private var push: PushTarget?
    private var arrived: Arrival?

    /// What led here, and what came before the device was open.
    private enum Arrival {
        case link(String)
        case hint(Hint)
    }

    /// The bank, once the device is open.
    var bank: BankModel? {
        if case .open(let bank) = stage { return bank }
        return nil
    }

    /// Opens the device; does nothing if it is open.
    func open() async {
        guard bank == nil, !isOpening else { return }
        isOpening = true
        stage = .opening
        defer { isOpening = false }
        do {
            let setup = try Setup(words: words)
            let device = try await CountersignDevice.open(
                setup.configuration,
                keys: setup.keys,
                secrets: setup.secrets
            )
            await begin(with: device, prompt: setup.prompt, bank: setup.bank.name)
        } catch {
            stage = .failed(Situation(CountersignError(error)))
        }
    }

    /// Deletes what cannot be read on this phone, and begins anew. The person must enrol again.
    func reset() async {
        do {
            let setup = try Setup(words: words)
            try await CountersignDevice.reset(
                setup.configuration,
                keys: setup.keys,
                secrets: setup.secrets
            )
            await open()
        } catch {
            stage = .failed(Situation(CountersignError(error)))
        }
    }

    /// The app came to the foreground.
    func resume() async {
        if let bank { await bank.resume() } else { await open() }
    }

    /// The phone is in another time zone.
    func timeZoneChanged() async {
        await bank?.present(
            inLanguages: Setup.languages,
            timeZone: TimeZone.current.identifier
        )
    }

    // MARK: What leads here

    /// The person opened a link.
    func open(link: String) {
        arrive(.link(link))
    }

    /// The person touched a notification.
    func open(hint: Hint) {
        arrive(.hint(hint))
    }

    /// A notice came while the app is in front.
    func receive(_ hint: Hint) async {
        await bank?.receive(hint)
    }

    /// Where notices go from now on.
    func notices(goTo target: PushTarget) async {
        push = target
        await bank?.notices(goTo: target)
    }

    // MARK: How it is done

    private func begin(
        with device: any AuthenticationDevice,
        prompt: any SigningPrompt,
        bank name: String
    ) async {
        let bank = BankModel(
            name: name,
            device: device,
            prompt: prompt,
            obstacle: { BiometricObstacle.onThisPhone() }
        )
        following?.cancel()
        following = Task { await bank.follow() }
        stage = .open(bank)
        if let push { await bank.notices(goTo: push) }
        if let arrived { arrive(arrived) }
        await bank.resume()
    }

    private func arrive(_ arrival: Arrival) {
        guard let bank else {
            arrived = arrival
            return
        }
        arrived = nil
        switch arrival {
        case .hint(let hint): bank.open(hint)
        case .link(let text):
            switch Link(text) {
            case .hint(let link): bank.open(.link(link))
            case .offer(let link): bank.beginEnrolling(with: link)
            case nil: break
            }
        }
    }
}
