import CountersignAPI
import Foundation

/// The bank that this app belongs to, as `Bank.json` has it. No offer, link or push adds another.
struct Bank: Decodable, Equatable, Sendable {
    /// The issuer identifier, to the letter as it stands in tokens.
    var issuer: String
    /// What people call the bank.
    var name: String
    /// The keys that vouch for its request keys.
    var vouchingKeys: [Key]
    /// SHA-256 of the keys that its server may have, base64: the one in use, and a backup. None for
    /// a sandbox on this machine.
    var pins: [String]

    /// A P-256 key, as a JWK.
    struct Key: Codable, Equatable, Sendable {
        var kty: String
        var crv: String
        var x: String
        var y: String

        /// Reads a JWK.
        ///
        /// - Throws: ``CountersignError/configuration`` if it is none.
        init(jwk: String) throws {
            do {
                self = try JSONDecoder().decode(Key.self, from: Data(jwk.utf8))
            } catch {
                throw CountersignError.configuration
            }
        }
    }

    /// Reads `Bank.json`.
    ///
    /// - Throws: ``CountersignError/configuration`` if it is not as it has to be.
    init(json: Data) throws {
        do {
            self = try JSONDecoder().decode(Bank.self, from: json)
        } catch {
            throw CountersignError.configuration
        }
    }

    /// For the core's configuration.
    ///
    /// - Parameter allowsPlainLoopback: whether a bank without pins may be talked to without
    ///   protection, on this machine only. Never in what is shipped.
    func forCore(allowsPlainLoopback: Bool) throws -> Issuer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let keys = try vouchingKeys.map { key in try encoder.encode(key) }
        let isPlain = pins.isEmpty && allowsPlainLoopback
        return Issuer(
            issuer: issuer,
            name: name,
            vouchingKeys: keys.map { key in String(decoding: key, as: UTF8.self) },
            security: isPlain ? .plainLoopback : .tls(roots: .mozilla, pins: pins)
        )
    }
}
