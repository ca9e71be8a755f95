#!/usr/bin/env bash
# Builds CountersignFFI.xcframework beside Package.swift: the core as a static library for phones and
# for both kinds of simulator. Needs a Mac with Xcode and rustup.
#
# The libraries are packed without headers. Xcode copies the headers of all XCFrameworks of an app
# into one folder, where the module maps of two of them collide; ours is a C target of the package.
set -euo pipefail

ios=$(cd "$(dirname "$0")/.." && pwd)
workspace=$(cd "$ios/.." && pwd)
target=${CARGO_TARGET_DIR:-$workspace/target}
built=$target/xcframework

export IPHONEOS_DEPLOYMENT_TARGET=16.0
# No path of the machine that built it stands in what a bank ships.
export RUSTFLAGS="${RUSTFLAGS:-} --remap-path-prefix=$workspace=countersign --remap-path-prefix=$HOME=home"

for triple in aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios; do
    rustup target add "$triple"
    (cd "$workspace" &&
        cargo rustc --locked --package countersign-ffi --lib --crate-type staticlib \
            --profile mobile --target "$triple")
done

library() { echo "$target/$1/mobile/libcountersign_ffi.a"; }

rm -rf "$built" "$ios/CountersignFFI.xcframework"
mkdir -p "$built/phone" "$built/simulator"
cp "$(library aarch64-apple-ios)" "$built/phone/libcountersign_ffi.a"
lipo -create "$(library aarch64-apple-ios-sim)" "$(library x86_64-apple-ios)" \
    -output "$built/simulator/libcountersign_ffi.a"

xcodebuild -create-xcframework \
    -library "$built/phone/libcountersign_ffi.a" \
    -library "$built/simulator/libcountersign_ffi.a" \
    -output "$ios/CountersignFFI.xcframework"
