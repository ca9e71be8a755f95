#!/usr/bin/env bash
# Checks that countersign-ffi compiles for arm64 iOS, with what tools.sh brought.
#
#   ios.sh TOOLS
#
# The C in it is compiled against Darwin's headers; nothing is linked.
set -euo pipefail
tools=$1
. "$(dirname "$0")/rust.sh"

mkdir -p "$tools/no-sdk"
# Named, so that nobody asks for Xcode where it is.
export SDKROOT=$tools/no-sdk IPHONEOS_DEPLOYMENT_TARGET=15.0
export CC_aarch64_apple_ios=$llvm/clang AR_aarch64_apple_ios=$llvm/llvm-ar
export CFLAGS_aarch64_apple_ios="-O0 -nostdlibinc -isystem $headers/any-darwin-any"
check aarch64-apple-ios
