import CountersignAPI
internal import CountersignFFI
import Foundation

/// What asks the person for a finger: each a call before the prompt and a call after it.
extension NativeDevice {
    func enrol(
        _ offer: CountersignAPI.Offer,
        push: CountersignAPI.PushTarget?,
        prompt: any SigningPrompt
    ) async throws -> EnrolResult {
        let device = try native()
        // Signed before, and the bank could not be reached: the same bytes again, without a prompt.
        let resumed = try await work.run { try device.resumeEnrolment(offer: offer.native)?.forApp }
        if let resumed { return .registered(resumed) }
        let toSign = try await work.run {
            try device.prepareEnrolment(offer: offer.native, push: push?.native)
        }
        let asked = toSign.asked(for: .newKey)
        return try await work.prompted(prompt, asked) { answer throws -> EnrolResult in
            switch answer {
            case .signed(let signature):
                return .registered(try device.completeEnrolment(signature: signature).forApp)
            case .cancelled:
                try device.abandonEnrolment()
                return .cancelled
            case .failed(let failure):
                try device.abandonEnrolment()
                return .failed(failure)
            }
        }
    }

    func rotateApprovalKey(
        enrolment: String,
        prompt: any SigningPrompt
    ) async throws -> RotationResult {
        let device = try native()
        let new = try await work.run { try device.beginRotation(enrolment: enrolment) }
        let proved: Step<CountersignFFI.ToSign> = try await work.prompted(
            prompt,
            new.asked(for: .newKey)
        ) { answer in
            try Step(answer, of: device) { signature in
                try device.prepareRotation(signature: signature)
            }
        }
        let old: CountersignFFI.ToSign
        switch proved {
        case .done(let toSign): old = toSign
        case .ended(let result): return result
        }
        let sent: Step<CountersignFFI.Rotation> = try await work.prompted(
            prompt,
            old.asked(for: .oldKey)
        ) { answer in
            try Step(answer, of: device) { signature in
                try device.completeRotation(signature: signature)
            }
        }
        switch sent {
        case .done(let rotation): return .sent(rotation.forApp)
        case .ended(let result): return result
        }
    }
}

/// One of the two signatures of a rotation.
private enum Step<Value: Sendable>: Sendable {
    case done(Value)
    case ended(RotationResult)

    /// Goes on with a signature, and gives the rotation up without one.
    init(
        _ answer: PromptAnswer,
        of device: CountersignFFI.Device,
        signed: (Data) throws -> Value
    ) throws {
        switch answer {
        case .signed(let signature):
            self = .done(try signed(signature))
        case .cancelled:
            try device.abandonRotation()
            self = .ended(.cancelled)
        case .failed(let failure):
            try device.abandonRotation()
            self = .ended(.failed(failure))
        }
    }
}
