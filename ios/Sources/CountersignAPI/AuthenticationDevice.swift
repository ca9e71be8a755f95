import Foundation

/// The authentication device: receives, shows, signs and returns consents for all enrolments of the
/// app. One per app is enough, for as long as the app lives; it may be used from any thread.
///
/// Open a real one with `CountersignDevice.open`. It is a protocol so that screens can be tested
/// with a fake, without the native library: `FakeAuthenticationDevice` in `CountersignTesting`.
///
/// Every function does its work on threads of the library and never blocks the caller's. Work that
/// was begun is carried out even when the task that waits for it is cancelled: leaving a screen
/// never abandons a decision. A cancelled task gets `CancellationError`; anything else that is
/// thrown is a ``CountersignError``, whose cases say what the app does about it.
public protocol AuthenticationDevice: AnyObject, Sendable {
    /// What changed, from now on, as it changes. Ids and contents are read again from the device.
    /// Each call makes a stream of its own; it ends when the device is closed.
    func changes() -> AsyncStream<Change>

    /// All enrolments, oldest first.
    func enrolments() async throws -> [Enrolment]

    /// Reads an offer from a scanned code or an opened link; show bank and account, and ask whether
    /// to go on. An offer by reference can be fetched only once.
    ///
    /// - Throws: ``CountersignError/beginAgain`` if the bank must make a new one;
    ///   ``CountersignError/notGenuine`` if it is not by a bank that this app knows.
    func readOffer(_ link: String) async throws -> Offer

    /// Makes both keys, has the person prove the new approval key, and registers. Then show the six
    /// digits (``Enrolment/digits``) until the person has compared them with the bank's page.
    ///
    /// - Parameter push: where notices go; `nil` if the app only asks by itself.
    func enrol(
        _ offer: Offer,
        push: PushTarget?,
        prompt: any SigningPrompt
    ) async throws -> EnrolResult

    /// Gives up an enrolment that is half done. If none is, does nothing.
    func abandonEnrolment() async throws

    /// Fetches what a hint points at, and keeps it: for a push that arrives while the app runs. Then
    /// post a notification that says no more than that the bank asks, unless it is
    /// ``Received/muted``.
    func receive(_ hint: Hint) async throws -> Received

    /// Opens what a hint points at: for a notification that the person touched.
    func open(_ hint: Hint) async throws -> any ConsentInHand

    /// Opens a request of an enrolment, from ``pending(enrolment:)`` or ``receive(_:)``.
    func open(enrolment: String, request: String) async throws -> any ConsentInHand

    /// Asks the bank what is waiting, oldest first. When the app comes to the foreground.
    func pending(enrolment: String) async throws -> [PendingRequest]

    /// Sends every decision that has no answer yet and whose turn it is, then what else the banks
    /// are still to be told, and says when to call again. At the start of the app, and then when
    /// the time is over; with `now` when the network is back, or the person asks for it.
    func deliver(now: Bool) async throws -> Round

    /// Asks the bank how far an enrolment is, and tells it what is still to be told. At the start.
    func refresh(enrolment: String) async throws -> Enrolment

    /// Tells the bank where notices go from now on. ``Told/later`` needs nothing more of the app.
    func updatePush(enrolment: String, target: PushTarget) async throws -> Told

    /// Tells the bank what this version of the app can do: after an update of the app.
    func updateCapabilities(enrolment: String) async throws

    /// "This was not me", of a request that is over or was decided: the bank blocks the device until
    /// it has looked. For one that waits see ``ConsentInHand/notMe()``.
    func report(enrolment: String, request: String) async throws -> Told

    /// Remembers that an approval key is lost, where the app learns it elsewhere than at a prompt.
    func approvalKeyLost(enrolment: String) async throws

    /// Keeps notifications of an enrolment back, for a day at most; zero ends it.
    func mute(enrolment: String, for time: Duration) async throws

    /// Ends an enrolment at the bank, then deletes its keys, requests and history here.
    ///
    /// - Throws: ``CountersignError/tryLater`` if the bank could not be told yet: it is told later.
    func remove(enrolment: String) async throws

    /// Deletes an enrolment here only.
    func forget(enrolment: String) async throws

    /// A page of at most 100 requests, newest first, numbered below `before`; `nil` begins at the
    /// newest.
    func history(before: Int64?, count: Int) async throws -> [HistoryEntry]

    /// Whether an entry of an enrolment's history is missing or was changed. Reads all of it.
    func checkHistory(enrolment: String) async throws -> HistoryCheck

    /// Everything that ended, as JSON with the signed tokens. For the person, and nobody else.
    func exportHistory(enrolment: String) async throws -> String

    /// From now on requests are read in the best language for these BCP 47 tags, and this zone.
    func presentIn(preferredLanguages: [String], timeZone: String) async throws

    /// Changes the key that seals the database. After an error, call it again to finish.
    func changeSeal() async throws

    /// Replaces the transport key. Silent.
    func rotateTransportKey(enrolment: String) async throws -> Rotation

    /// Replaces the approval key. The person is asked twice: by the new key and by the old one.
    func rotateApprovalKey(
        enrolment: String,
        prompt: any SigningPrompt
    ) async throws -> RotationResult

    /// Ends all streams of changes and lets go of the database, once the calls that were begun are
    /// done and no consent is held any more. A call after this throws ``CountersignError/defect``.
    /// A device that nobody holds closes by itself.
    func close()
}

extension AuthenticationDevice {
    /// ``deliver(now:)`` of what is due.
    public func deliver() async throws -> Round { try await deliver(now: false) }

    /// The newest 50 requests.
    public func history() async throws -> [HistoryEntry] {
        try await history(before: nil, count: 50)
    }

    /// Delivers until every decision has an answer. Cancelling it loses nothing.
    public func deliverUntilSettled() async throws {
        var wait = try await deliver().next
        while let time = wait {
            try await Task.sleep(for: time)
            wait = try await deliver().next
        }
    }
}
