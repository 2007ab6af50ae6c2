// swift-tools-version: 6.0
import PackageDescription

// On Linux the native library is found by the linker: `-Xlinker -L<folder>`. On Apple platforms the
// target `MojaFFI` becomes the XCFramework that README.md says how to build.
let package = Package(
    name: "moja",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [
        .library(name: "Moja", targets: ["Moja"])
    ],
    targets: [
        .systemLibrary(name: "MojaFFI"),
        .target(name: "Moja", dependencies: ["MojaFFI"]),
        // Ends in the middle of its work; the tests run it. (`swift test` builds it with them.)
        .executableTarget(name: "Ending", dependencies: ["Moja"], path: "Tests/Ending"),
        .testTarget(name: "MojaTests", dependencies: ["Moja"]),
    ],
    swiftLanguageModes: [.v6]
)
