// swift-tools-version: 6.0

import Foundation
import PackageDescription

/// Where the native libraries for this machine are, if they were built for it: then what is compiled
/// here can be tested here. A bank's app has none, and links the XCFramework.
let hostLibraries = folderOfHostLibraries()

// On Linux there is no XCFramework: without libraries for this machine, only what needs none is
// built and tested there. Apple's manifest of what an app touches is of no use there either.
#if os(Linux)
let hasNativeLibrary = hostLibraries != nil
let privacy: [Resource] = []
let leftOut = ["PrivacyInfo.xcprivacy"]
#else
let hasNativeLibrary = true
let privacy: [Resource] = [.process("PrivacyInfo.xcprivacy")]
let leftOut: [String] = []
#endif

var products: [Product] = [
    .library(name: "CountersignAPI", targets: ["CountersignAPI"]),
    .library(name: "CountersignTesting", targets: ["CountersignTesting"]),
]

// What needs no native library.
var targets: [Target] = [
    .target(name: "CountersignAPI"),
    .target(name: "CountersignTesting", dependencies: ["CountersignAPI"]),
    .testTarget(
        name: "CountersignAPITests",
        dependencies: ["CountersignAPI", "CountersignTesting"]
    ),
]

if hasNativeLibrary {
    products.append(.library(name: "Countersign", targets: ["Countersign"]))
    targets += [
        .target(
            name: "Countersign",
            dependencies: ["CountersignAPI", "CountersignFFI"],
            exclude: leftOut,
            resources: privacy
        ),
        .target(
            name: "CountersignFFI",
            dependencies: ["CountersignFFIC"],
            // Made by UniFFI, which does not promise more yet.
            swiftSettings: [.swiftLanguageMode(.v5)]
        ),
    ]
}

if let hostLibraries {
    targets += [
        .target(
            name: "CountersignFFIC",
            linkerSettings: linked("countersign_ffi", from: hostLibraries)
        ),
        .target(
            name: "CountersignTestkitFFI",
            dependencies: ["CountersignTestkitFFIC"],
            path: "Testkit/CountersignTestkitFFI",
            swiftSettings: [.swiftLanguageMode(.v5)]
        ),
        .target(
            name: "CountersignTestkitFFIC",
            path: "Testkit/CountersignTestkitFFIC",
            linkerSettings: linked("countersign_testkit", from: hostLibraries)
        ),
        .testTarget(
            name: "CountersignJourneyTests",
            dependencies: ["Countersign", "CountersignTesting", "CountersignTestkitFFI"]
        ),
    ]
} else if hasNativeLibrary {
    targets += [
        .target(name: "CountersignFFIC", dependencies: ["CountersignFFIBinary"]),
        .binaryTarget(name: "CountersignFFIBinary", path: "CountersignFFI.xcframework"),
    ]
}

let package = Package(
    name: "Countersign",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: products,
    targets: targets
)

/// The folder that COUNTERSIGN_HOST_LIB names, or else the folder `lib` of this package.
func folderOfHostLibraries() -> String? {
    let named = Context.environment["COUNTERSIGN_HOST_LIB"]
    let path = named ?? "lib"
    let folder = path.hasPrefix("/") ? path : Context.packageDirectory + "/" + path
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
    if isThere && isFolder.boolValue { return folder }
    if named != nil { fatalError("COUNTERSIGN_HOST_LIB names no folder: \(folder)") }
    return nil
}

func linked(_ library: String, from folder: String) -> [LinkerSetting] {
    [
        .linkedLibrary(library),
        .unsafeFlags(["-L\(folder)", "-Xlinker", "-rpath", "-Xlinker", folder]),
    ]
}
