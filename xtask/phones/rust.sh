# Debian's rustc as cargo's compiler, and clang for the C that some crates carry. To be sourced,
# with the tools' folder in `tools`.

debian=$tools/debian/usr
headers=$tools/ziglang/lib/libc/include
llvm=$(echo "$debian"/lib/llvm-*/bin)

# The unpacked programs look for their libraries where they would have been installed.
LD_LIBRARY_PATH=$(echo "$debian"/lib/*-linux-gnu)
for late in "$tools"/debian/lib/*-linux-gnu; do
    [ ! -d "$late" ] || LD_LIBRARY_PATH=$LD_LIBRARY_PATH:$late
done
export LD_LIBRARY_PATH

# rustup's cargo takes another rustc only if no toolchain was named. Building the standard library
# is not stable, and Debian's is a stable compiler.
unset RUSTUP_TOOLCHAIN
# Flags meant for this machine would take the place of those for the phone.
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS
export RUSTC=$debian/bin/rustc RUSTC_BOOTSTRAP=1

# What makes a check quick: what runs while compiling is compiled as fast as can be, not as well,
# and the standard library is built without what prints backtraces.
check() {
    "${CARGO:-cargo}" check --locked --package countersign-ffi --lib --target "$1" \
        -Zbuild-std=std,panic_unwind -Zbuild-std-features=panic-unwind \
        --config 'profile.dev.debug = false' --config 'profile.dev.package."*".opt-level = 0'
}
