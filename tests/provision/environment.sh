#!/bin/sh
# Create or update .venv: `environment.sh` to run the tool, `environment.sh dev` for its tests too.
# Does nothing if the lock files have not changed. Set PYTHON to choose the interpreter.
set -eu

venv=.venv
purpose=${1:-run}

say() { echo "$*" >&2; }
recent_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
has_ensurepip() { "$1" -c 'import venv; from ensurepip import version' >/dev/null 2>&1; }
has_pip() { "$1" -c 'import sys, pip; sys.exit(int(pip.__version__.split(".")[0]) < 23)' >/dev/null 2>&1; }
can_make_venv() { [ -n "$uv" ] || has_ensurepip "$1" || has_pip "$1"; }

uv=$(command -v uv || true)

choose_python() {
    if [ -n "${PYTHON:-}" ]; then
        if ! recent_enough "$PYTHON"; then
            say "PYTHON=$PYTHON is not a Python 3.11 or newer."
            exit 1
        fi
        python=$PYTHON
    else
        python=
        bare=
        for name in python3.11 python3.12 python3.13 python3.14 python3; do
            if recent_enough "$name"; then
                bare=${bare:-$name}
                if can_make_venv "$name"; then
                    python=$name
                    break
                fi
            fi
        done
        python=${python:-$bare}
    fi
    if [ -z "$python" ]; then
        say "IFLA Metrics needs Python 3.11 or newer, and none was found."
        say "Install it (packages python3 and python3-venv), or choose one: make run PYTHON=PATH"
        exit 1
    fi
    if ! can_make_venv "$python"; then
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        say "$python cannot make a virtual environment: install the package $package, or uv."
        exit 1
    fi
}

make_venv() {
    choose_python
    rm -rf "$venv"
    if [ -n "$uv" ]; then
        "$uv" venv -q --python "$("$python" -c 'import sys; print(sys.executable)')" "$venv"
    elif has_ensurepip "$python"; then
        "$python" -m venv "$venv"
    else
        "$python" -m venv --without-pip "$venv"
        "$python" -m pip --python "$venv/bin/python" install -q --disable-pip-version-check pip
    fi
}

install() {
    if [ -n "$uv" ]; then
        "$uv" pip install -q --python "$venv/bin/python" --require-hashes "$@"
        return
    fi
    if ! "$venv/bin/python" -c 'import pip' >/dev/null 2>&1; then
        "$venv/bin/python" -m ensurepip >/dev/null
    fi
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes "$@"
}

if ! "$venv/bin/python" -c '' >/dev/null 2>&1; then
    make_venv
elif [ -n "${PYTHON:-}" ]; then
    version='import sys; print(sys.version_info[:2])'
    if [ "$("$PYTHON" -c "$version" 2>/dev/null)" != "$("$venv/bin/python" -c "$version")" ]; then
        make_venv
    fi
fi

case $purpose in
run) locks="requirements.txt" ;;
dev) locks="requirements.txt requirements-dev.txt" ;;
*) say "environment.sh: pass nothing or 'dev', not '$purpose'." && exit 2 ;;
esac

todo=
for lock in $locks; do
    stamp="$venv/$lock.stamp"
    if [ "$(cat "$stamp" 2>/dev/null)" != "$(cksum <"$lock")" ]; then
        todo=yes
    fi
done
if [ -n "$todo" ]; then
    say "Installing the dependencies (the first time, and when they change)"
    set --
    for lock in $locks; do set -- "$@" -r "$lock"; done
    if ! install "$@"; then
        say "The dependencies could not be installed (see the reason above)."
        say "The first time, and when they change, pip or uv must reach a package index."
        exit 1
    fi
    for lock in $locks; do cksum <"$lock" >"$venv/$lock.stamp"; done
fi
