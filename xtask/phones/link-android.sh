#!/usr/bin/env bash
# rustc's linker for Android, where there is no NDK and so no libc.so to link against.
#
# It links twice: once with undefined symbols allowed, to learn what the library wants of the
# system, then against stand-ins that define just that and with undefined symbols refused. What
# the library says it needs is then what a phone will load for it.
set -euo pipefail
system=(c m dl log)

main() {
    local out
    out=$(output "$@")
    for library in "${system[@]}"; do
        stand_in "$library" </dev/null
    done
    link "$@"
    for library in "${system[@]}"; do
        wanted "$out" | while read -r kind name; do
            [ "$(owner "$name")" = "$library" ] || continue
            if [ "$kind" = OBJECT ]; then echo "char $name[8];"; else echo "void $name(void) {}"; fi
        done | stand_in "$library"
    done
    link "$@" -Wl,-z,defs
}

output() {
    while [ "$1" != -o ]; do shift; done
    echo "$2"
}

link() {
    $LINK_CLANG -fuse-ld=lld -nostartfiles -Qunused-arguments \
        "$LINK_FOLDER/crtbegin_so.o" "$@" "$LINK_FOLDER/crtend_so.o"
}

# A shared library of one of the system's names, with the C on standard input for its content.
stand_in() {
    $LINK_CLANG -w -fno-builtin -ffreestanding -shared -nostdlib -fuse-ld=lld \
        -Wl,-soname,"lib$1.so" -x c - -o "$LINK_FOLDER/lib$1.so"
}

# The kind and the name of each symbol that the library wants of others.
wanted() {
    readelf --wide --dyn-syms "$1" \
        | awk '$7 == "UND" && $8 != "" { sub(/@.*/, "", $8); print $4, $8 }' | sort -u
}

owner() {
    case $1 in
        dl*) echo dl ;;
        __android_log_*) echo log ;;
        acos* | asin* | atan* | cbrt* | ceil* | cos* | exp | exp2* | expf | expm1* | fdim*) \
            echo m ;;
        floor* | fma | fmaf | fmod* | hypot* | ldexp* | log | log10* | log1p* | log2* | logf) \
            echo m ;;
        pow | powf | rint* | round* | sin | sinf | sinh* | sqrt* | tan* | trunc | truncf) echo m ;;
        *) echo c ;;
    esac
}

main "$@"
