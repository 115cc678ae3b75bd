# For scripts that need a newer JDK than Maven does: finds one of 21 or newer and exports JAVA_HOME, or ends the script.
# Sourced after die() is defined.

# Succeeds if $1 is the home of a JDK (it has javac) of 21 or newer.
is_jdk() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
    version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
    [ "${version:-0}" -ge 21 ]
}

# Prints the home of the first JDK that will do.
find_jdk() {
    if [ -n "${JAVA_HOME:-}" ] && is_jdk "$JAVA_HOME"; then
        echo "$JAVA_HOME"
        return
    fi
    if on_path=$(command -v javac); then
        while [ -L "$on_path" ]; do
            link=$(readlink "$on_path")
            case $link in
                /*) on_path=$link ;;
                *) on_path=$(dirname -- "$on_path")/$link ;;
            esac
        done
        home=$(CDPATH= cd -- "$(dirname -- "$on_path")/.." && pwd)
        if is_jdk "$home"; then
            echo "$home"
            return
        fi
    fi
    for home in ${QSSTREAM_JDKS:-/usr/lib/jvm} /usr/java /opt/java /opt/jdk "$HOME/.sdkman/candidates/java" "$HOME/.jdks" \
        /Library/Java/JavaVirtualMachines "$HOME/Library/Java/JavaVirtualMachines" /opt/homebrew/opt /usr/local/opt; do
        for candidate in "$home" "$home"/*; do
            for inside in "$candidate" "$candidate/Contents/Home" "$candidate/libexec/openjdk.jdk/Contents/Home"; do
                if is_jdk "$inside"; then
                    echo "$inside"
                    return
                fi
            done
        done
    done
    return 1
}

JAVA_HOME=$(find_jdk) || die "no JDK 21 or newer found (JAVA_HOME, PATH, /usr/lib/jvm, ...): install one and set JAVA_HOME"
export JAVA_HOME
