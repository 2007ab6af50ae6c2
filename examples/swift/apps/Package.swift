// swift-tools-version: 6.0
import PackageDescription

// Not in `examples/swift` itself: SwiftPM calls a package after its folder, and moja's is `swift` too.
// Both examples: `swift run -Xlinker -L<folder of the native library> wallet wallet.db`.
let package = Package(
    name: "apps",
    platforms: [.macOS(.v12)],
    dependencies: [
        .package(name: "moja", path: "../../../bindings/swift")
    ],
    targets: [
        .executableTarget(name: "wallet", dependencies: [.product(name: "Moja", package: "moja")]),
        .executableTarget(name: "shop", dependencies: [.product(name: "Moja", package: "moja")]),
    ],
    swiftLanguageModes: [.v6]
)
