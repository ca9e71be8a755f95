#!/usr/bin/env bash
# Compiles countersign-ffi for arm64 Android, with what tools.sh brought.
#
#   android.sh check TOOLS            says whether it compiles
#   android.sh build TOOLS FOLDER     builds the release library into FOLDER: as the linker made
#                                     it, stripped, and the linker's map of it
#
# It shows that the library compiles and links, and how large it is. It does not show that it
# runs: the C in it saw musl's headers, not Android's, and the standard library was compiled here.
# What is released is built with the NDK.
set -euo pipefail
mode=$1
tools=$2
folder=${3:-}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/rust.sh"

target=aarch64-linux-android
# Android 9, the oldest that the project supports.
api=28

main() {
    export CC_aarch64_linux_android=$llvm/clang AR_aarch64_linux_android=$llvm/llvm-ar
    export CFLAGS_aarch64_linux_android="--target=$target$api -nostdlibinc $(headers)"
    case $mode in
        check)
            # Objects that are thrown away need not be good ones.
            CFLAGS_aarch64_linux_android+=" -O0"
            check $target
            ;;
        build)
            # As .cargo/config.toml says for whoever builds with Android's own tools.
            CFLAGS_aarch64_linux_android+=" -fno-unwind-tables -fno-asynchronous-unwind-tables"
            build
            ;;
    esac
}

# musl's, in place of Android's. errno is the one thing by which an object can tell them apart.
headers() {
    local part
    for part in aarch64-linux-musl generic-musl aarch64-linux-any any-linux-any; do
        printf -- '-isystem %s ' "$headers/$part"
    done
    printf -- '-D__errno_location=__errno'
}

build() {
    local library=libcountersign_ffi.so
    mkdir -p "$folder"
    export LINK_CLANG="$llvm/clang --target=$target$api --sysroot=$tools/sysroot"
    export LINK_FOLDER=$tools/sysroot/usr/lib/$target/$api
    sysroot
    export CARGO_TARGET_AARCH64_LINUX_ANDROID_LINKER=$here/link-android.sh
    local flags=(
        # Pages of 16 KB, as newer phones have.
        -C link-arg=-Wl,-z,max-page-size=16384
        # What the loader has to relocate, in the short form that Android knows since 6.0.
        -C link-arg=-Wl,--pack-dyn-relocs=android+relr -C link-arg=-Wl,--use-android-relr-tags
        -C link-arg=-Wl,--icf=safe
        # For measuring, and gone when stripped: who is behind each byte. Names of the newer form
        # tell for which crate a generic function was made.
        -C link-arg=-Wl,--emit-relocs
        -C link-arg=-Wl,-Map="$folder/$library.map"
        -C symbol-mangling-version=v0
    )
    export CARGO_TARGET_AARCH64_LINUX_ANDROID_RUSTFLAGS="${flags[*]}"
    # The standard library that rustup delivers was built for speed.
    local as_delivered=() name
    for name in core alloc std panic_unwind addr2line gimli object rustc-demangle; do
        as_delivered+=(--config "profile.mobile.package.$name.opt-level = 3")
    done
    "${CARGO:-cargo}" rustc --locked --package countersign-ffi --lib --crate-type cdylib \
        --profile mobile --target $target -Zbuild-std=std,panic_unwind "${as_delivered[@]}"
    cp "$CARGO_TARGET_DIR/$target/mobile/$library" "$folder/$library"
    "$llvm/llvm-strip" --strip-all -o "$folder/$library.stripped" "$folder/$library"
}

# The objects that begin and end a library, and the unwinder: the NDK has them, its source is
# LLVM's.
sysroot() {
    local source=$tools/ziglang/lib/libunwind objects=$tools/sysroot/unwind file
    local clang="$llvm/clang $CFLAGS_aarch64_linux_android -fPIC -O2 -w"
    [ ! -e "$LINK_FOLDER/libunwind.a" ] || return 0
    mkdir -p "$LINK_FOLDER" "$objects"
    echo '__attribute__((visibility("hidden"))) void *__dso_handle = &__dso_handle;' \
        | $clang -x c -c - -o "$LINK_FOLDER/crtbegin_so.o"
    $clang -x c -c /dev/null -o "$LINK_FOLDER/crtend_so.o"
    clang+=" -funwind-tables -ffunction-sections -fno-exceptions -fvisibility=hidden -DNDEBUG"
    clang+=" -D_LIBUNWIND_IS_NATIVE_ONLY -D_LIBUNWIND_HIDE_SYMBOLS -I$source/include"
    for file in libunwind.cpp UnwindLevel1.c UnwindLevel1-gcc-ext.c Unwind-sjlj.c \
        UnwindRegistersRestore.S UnwindRegistersSave.S; do
        $clang -c "$source/src/$file" -o "$objects/$file.o"
    done
    "$llvm/llvm-ar" rcs "$LINK_FOLDER/libunwind.a" "$objects"/*.o
}

main
