#if canImport(Darwin)
import CountersignAPI
import Darwin
import Foundation

extension Phone {
    /// This phone, as the bank's list of devices names it: the model's code, such as `iPhone15,2`,
    /// and the version of the system. Nothing that names its owner.
    public static var current: Phone {
        Phone(model: systemText("hw.machine") ?? "iPhone", os: version, bootId: boot)
    }

    private static var version: String {
        let version = ProcessInfo.processInfo.operatingSystemVersion
        let numbers = [version.majorVersion, version.minorVersion, version.patchVersion]
        return "iOS " + numbers.map { number in String(number) }.joined(separator: ".")
    }

    /// Where the system does not say when it started, every start of the app counts as one of the
    /// phone: the core then asks the server for the time anew, and no more.
    private static let boot = systemText("kern.bootsessionuuid") ?? UUID().uuidString
}

private func systemText(_ name: String) -> String? {
    var size = 0
    guard sysctlbyname(name, nil, &size, nil, 0) == 0, size > 1 else { return nil }
    var bytes = [UInt8](repeating: 0, count: size)
    guard sysctlbyname(name, &bytes, &size, nil, 0) == 0 else { return nil }
    return String(decoding: bytes.prefix(while: { byte in byte != 0 }), as: UTF8.self)
}
#endif
