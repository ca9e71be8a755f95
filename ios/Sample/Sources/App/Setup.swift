import Countersign
import Foundation

/// What the core is opened with on this phone.
struct Setup: Sendable {
    let bank: Bank
    let configuration: Configuration
    let keys: SecureEnclaveKeyStore
    let secrets: KeychainSecretStore
    let prompt: BiometricSigningPrompt

    /// - Throws: ``CountersignError/configuration`` if `Bank.json` is missing or wrong;
    ///   ``CountersignError/storageFull`` or ``CountersignError/tryLater`` if there is no place for
    ///   the database.
    init(words: Words) throws {
        let folder = try CountersignFolder.standard()
        bank = try Setup.bankOfThisApp()
        configuration = Configuration(
            issuers: [try bank.forCore(allowsPlainLoopback: Setup.isForTrying)],
            database: folder.database,
            // The app's own choice among them, so that a request speaks as the app around it.
            preferredLanguages: Setup.languages,
            timeZone: TimeZone.current.identifier,
            phone: .current
        )
        keys = SecureEnclaveKeyStore()
        secrets = KeychainSecretStore(folder: folder)
        prompt = BiometricSigningPrompt(
            keys: keys,
            words: BiometricSigningPrompt.Words(
                newKey: words("finger_add"),
                oldKey: words("finger_replace")
            )
        )
    }

    /// The languages in which requests are read.
    static var languages: [String] { Bundle.main.preferredLocalizations }

    private static func bankOfThisApp() throws -> Bank {
        guard let file = Bundle.main.url(forResource: "Bank", withExtension: "json") else {
            throw CountersignError.configuration
        }
        var bank = try Bank(json: try Data(contentsOf: file))
        // The sandbox makes a new one whenever it starts, so it comes in with the run.
        let key = ProcessInfo.processInfo.environment["COUNTERSIGN_VOUCHING_KEY"] ?? ""
        if isForTrying && !key.isEmpty { bank.vouchingKeys = [try Bank.Key(jwk: key)] }
        return bank
    }

    /// Whether this build is for trying things out, and is never shipped.
    private static var isForTrying: Bool {
        #if DEBUG
        return true
        #else
        return false
        #endif
    }
}
