#!/usr/bin/env bash
# Brings what compiles Rust and C for phones where there is no NDK, no Xcode and no rustup target.
#
#   tools.sh FOLDER OLDEST_RUST
#
# From Debian: rustc with the source of its standard library, clang and lld. From PyPI: what
# requirements.txt says. All of it is unpacked into FOLDER: nothing is installed, and no second
# rustc appears in anybody's path.
#
# Ends with 3, and says why on standard output, where these tools cannot be had.
set -euo pipefail
folder=$1
oldest_rust=$2
here=$(cd "$(dirname "$0")" && pwd)
# Debian's newest that is the same in its stable releases.
clang=19

main() {
    local edition
    command -v apt-get >/dev/null || refuse "there is no Debian to take the tools from"
    # Changes whenever this file or the list of wheels does; then everything is brought anew.
    edition=$(cat "$here/tools.sh" "$here/requirements.txt" | sha256sum)
    mkdir -p "$folder"
    # Two checkouts may want the same tools at once.
    exec 9>"$folder/lock"
    flock 9
    if [ "$(cat "$folder/edition" 2>/dev/null)" = "$edition" ] && rust_is_new_enough; then
        return
    fi
    may_be_had
    echo "bringing the tools that compile for phones: 300 MB, once" >&2
    rm -rf "$folder/edition" "$folder/debian" "$folder/debs" "$folder/ziglang" \
        "$folder/sysroot"
    bring_headers &
    bring_debian
    wait $!
    if ! rust_is_new_enough; then
        refuse "Debian's rustc did not start, or is older than Rust $oldest_rust"
    fi
    # Last, so that what was half brought is never mistaken for the whole.
    echo "$edition" >"$folder/edition"
}

# What the folder holds is used only if it runs here: a folder may outlive the system it was for.
rust_is_new_enough() {
    local libraries version
    libraries=$(echo "$folder"/debian/usr/lib/*-linux-gnu)
    version=$(LD_LIBRARY_PATH=$libraries "$folder/debian/usr/bin/rustc" --version 2>/dev/null \
        | cut -d ' ' -f 2)
    [ -n "$version" ] && dpkg --compare-versions "$version" ge "$oldest_rust"
}

refuse() {
    echo "$1"
    exit 3
}

may_be_had() {
    # A new system has no lists of packages, or old ones.
    rust_will_do || { renew_lists && rust_will_do; } \
        || refuse "apt has no rustc-web, or one older than Rust $oldest_rust"
    [ -n "$(candidate "clang-$clang")" ] || refuse "apt has no clang-$clang"
}

rust_will_do() {
    local rust
    rust=$(candidate rustc-web)
    [ -n "$rust" ] && dpkg --compare-versions "$rust" ge "$oldest_rust"
}

# The version that apt would take; nothing if there is none.
candidate() {
    apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: \([0-9].*\)/\1/p'
}

renew_lists() {
    if [ "$(id -u)" != 0 ]; then
        refuse "apt's lists of packages are missing or old, and only root may renew them"
    fi
    apt-get update -qq >&2
}

bring_debian() {
    local std llvm packages package
    std=$(depends libstd-rust-web-dev 'libstd-rust-web-[0-9.]*')
    llvm=$(depends "$std" 'libllvm[0-9]*')
    packages=(rustc-web rust-web-src libstd-rust-web-dev "$std" "$llvm"
        "clang-$clang" "libclang-cpp$clang" "libclang-common-$clang-dev" "libllvm$clang"
        "lld-$clang" "llvm-$clang")
    mapfile -t -O "${#packages[@]}" packages < <(missing_libraries "$llvm" "libllvm$clang" \
        "libclang-cpp$clang")

    mkdir -p "$folder/debs"
    # Lists older than the mirror name packages that are gone from it.
    download "${packages[@]}" || { renew_lists && download "${packages[@]}"; }
    same_version rustc-web rust-web-src
    mkdir -p "$folder/debian"
    for package in "$folder"/debs/*.deb; do
        # Of the compiler's own source nothing is needed.
        dpkg --fsys-tarfile "$package" | tar -x -C "$folder/debian" --no-wildcards-match-slash \
            --exclude './usr/src/rustc-*/src' --exclude './usr/src/rustc-*/compiler' \
            --exclude './usr/share'
    done
    rm -r "$folder/debs"
}

# The package of this form that another needs: its name has the version in it.
depends() {
    apt-cache depends "$1" | sed -n "s/^ *Depends: \($2\)\$/\1/p" | head -n 1
}

# What the packages need in turn and the system does not have.
missing_libraries() {
    local needed named=" $* "
    for needed in $(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts \
        --no-breaks --no-replaces --no-enhances "$@" | grep '^[a-z]' | sort -u); do
        [[ $named == *" $needed "* ]] \
            || dpkg-query -W -f '${Status}' "$needed" 2>/dev/null | grep -q ' installed$' \
            || echo "$needed"
    done
}

download() {
    # As root apt would fetch as a user of its own, who cannot write here.
    (cd "$folder/debs" && apt-get download -qq -o APT::Sandbox::User=root "$@" >&2)
}

# A compiler builds the standard library of its own version alone.
same_version() {
    local versions
    versions=$(for package in "$@"; do
        dpkg-deb -f "$folder/debs/${package}"_*.deb Version
    done | sort -u)
    if [ "$(echo "$versions" | wc -l)" != 1 ]; then
        echo "versions differ of $*:" $versions >&2
        exit 1
    fi
}

bring_headers() {
    local python=$folder/python/bin/python
    mkdir -p "$folder/wheels"
    python3 -m venv --clear "$folder/python"
    "$python" -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
        --only-binary :all: --platform manylinux_2_12_x86_64 \
        --dest "$folder/wheels" --requirement "$here/requirements.txt" >&2
    "$python" - "$folder" <<'PYTHON'
import pathlib, sys, zipfile

folder = pathlib.Path(sys.argv[1])
linux = ("aarch64-linux-musl", "generic-musl", "aarch64-linux-any", "any-linux-any")
headers = (f"ziglang/lib/libc/include/{name}/" for name in (*linux, "any-darwin-any"))
wanted = ("ziglang/lib/libunwind/", *headers)
for wheel in (folder / "wheels").glob("*.whl"):
    with zipfile.ZipFile(wheel) as files:
        files.extractall(folder, [name for name in files.namelist() if name.startswith(wanted)])
PYTHON
    rm -r "$folder/python" "$folder/wheels"
}

main
