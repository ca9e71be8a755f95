// swift-tools-version: 6.0

import PackageDescription

// Not the app: `project.yml` makes that. This builds what of it draws nothing, so that `swift test`
// proves it without Xcode and without the native library, on Linux too.
let package = Package(
    name: "Sample",
    platforms: [.iOS(.v16), .macOS(.v13)],
    dependencies: [.package(name: "Countersign", path: "..")],
    targets: [
        .target(
            name: "Sample",
            dependencies: [.product(name: "CountersignAPI", package: "Countersign")],
            path: "Sources",
            sources: ["Logic", "Models"]
        ),
        .testTarget(
            name: "SampleTests",
            dependencies: [
                "Sample",
                .product(name: "CountersignAPI", package: "Countersign"),
                .product(name: "CountersignTesting", package: "Countersign"),
            ],
            path: "Tests"
        ),
    ]
)
