import CountersignAPI
internal import CountersignFFI
import Foundation

extension CountersignAPI.Configuration {
    var native: CountersignFFI.Configuration {
        CountersignFFI.Configuration(
            issuers: issuers.map { $0.native },
            database: database,
            preferredLanguages: preferredLanguages,
            appLanguages: appLanguages,
            timeZone: timeZone,
            ownTypes: ownTypes,
            deviceModel: phone.model,
            deviceOs: phone.os,
            bootId: phone.bootId,
            historyEntries: retention.map { UInt32(clamping: $0.entries) },
            historyDays: retention.map { UInt32(clamping: $0.days) }
        )
    }
}

extension CountersignAPI.Issuer {
    fileprivate var native: CountersignFFI.IssuerConfiguration {
        CountersignFFI.IssuerConfiguration(
            issuer: issuer,
            name: name,
            vouchingKeys: vouchingKeys,
            security: security.native
        )
    }
}

extension CountersignAPI.Issuer.Security {
    fileprivate var native: CountersignFFI.IssuerSecurity {
        switch self {
        case .tls(let roots, let pins): .tls(roots: roots.native, pins: pins)
        case .plainLoopback: .plainLoopback
        }
    }
}

extension CountersignAPI.Issuer.Roots {
    fileprivate var native: CountersignFFI.TrustedRoots {
        switch self {
        case .mozilla: .mozilla
        case .only(let certificates): .only(certificates: certificates)
        }
    }
}

extension CountersignAPI.Offer {
    var native: CountersignFFI.Offer {
        CountersignFFI.Offer(
            number: number,
            bank: bank,
            account: account,
            // A date that no offer has is the app's own; the number alone says which one is meant.
            expiresAt: Int64(exactly: expiresAt.timeIntervalSince1970.rounded()) ?? 0
        )
    }
}

extension CountersignAPI.PushTarget {
    var native: CountersignFFI.PushTarget {
        CountersignFFI.PushTarget(provider: provider, token: token)
    }
}

extension CountersignAPI.Hint {
    var native: CountersignFFI.Hint {
        switch self {
        case .data(let data): .data(data: data)
        case .json(let payload): .json(payload: payload)
        case .link(let link): .link(link: link)
        }
    }
}

extension CountersignAPI.ApprovalInput {
    var native: CountersignFFI.ApprovalInput {
        CountersignFFI.ApprovalInput(
            selection: selection.map { chosen in
                CountersignFFI.Chosen(
                    detail: UInt32(clamping: chosen.detail),
                    accounts: chosen.accounts
                )
            },
            number: number,
            integrity: integrity.map { signal in
                CountersignFFI.IntegritySignal(format: signal.format, token: signal.token)
            }
        )
    }
}

extension CountersignAPI.DenialReason {
    var native: CountersignFFI.DenialReason {
        switch self {
        case .notMe: .notMe
        case .wrongDetails: .wrongDetails
        case .changedMind: .changedMind
        case .cannotDisplay: .cannotDisplay
        case .unspecified: .unspecified
        }
    }
}

extension CountersignAPI.PromptFailure {
    var native: CountersignFFI.PromptFailure {
        switch self {
        case .notRecognised: .notRecognised
        case .lockedOut: .lockedOut
        case .keyInvalidated: .keyInvalidated
        case .other: .other
        }
    }
}

extension CountersignAPI.CreatedKey {
    var native: CountersignFFI.CreatedKey {
        CountersignFFI.CreatedKey(
            publicKey: publicKey,
            attestation: attestation?.native ?? CountersignFFI.Attestation.none,
            level: level.native,
            unlock: unlock.native
        )
    }
}

extension CountersignAPI.AppAttestation {
    fileprivate var native: CountersignFFI.Attestation {
        .appleAppAttest(object: object, keyId: keyId)
    }
}

extension CountersignAPI.KeyLevel {
    fileprivate var native: CountersignFFI.KeyLevel {
        switch self {
        case .software: .software
        case .trustedEnvironment: .trustedEnvironment
        case .secureElement: .secureElement
        }
    }
}

extension CountersignAPI.Unlock {
    fileprivate var native: CountersignFFI.Unlock {
        switch self {
        case .fingerprint: .fingerprint
        case .face: .face
        case .biometric: .biometric
        }
    }
}
