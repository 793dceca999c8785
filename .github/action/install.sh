#!/bin/sh
# The first step of action.yml: downloads a release of tokenspec for this runner, checks it, and puts it on the path.
# POSIX: the shell of macOS's runners is of 2007.
set -eu

# GitHub's runner reads commands in what a step prints: nothing of a foreign text may begin a line.
wrong() {
    printf '::error title=tokenspec::%s\n' "$(printf '%s' "$1" | tr '\r\n' '  ')"
    exit 2
}

# found PROGRAM: is the answer.
found() {
    printf 'tokenspec=%s\n' "$1" >> "$GITHUB_OUTPUT"
    "$1" --version
    exit 0
}

# download NAME: of the release, into this folder.
download() {
    curl --fail --silent --show-error --location --proto '=https' --tlsv1.2 --retry 3 --output "$1" "$release/$1" ||
        wrong "$1 could not be had from $release. Is there such a release? \`version\` names another; \`version: path\` takes the tokenspec that is on the path."
}

# digest FILE: its SHA-256.
digest() {
    if command -v sha256sum > /dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

version=${INPUT_VERSION:-}
if [ "$version" = path ]; then
    program=$(command -v tokenspec) || wrong "no tokenspec is on the path, and \`version: path\` asks for it."
    found "$program"
fi
# The action is a checkout of the repository: pinned by its commit, it pins the release.
[ -n "$version" ] || version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$GITHUB_ACTION_PATH/Cargo.toml" | head -n 1)
version=${version#v}
case $version in
    '' | *[!0-9A-Za-z.+-]*) wrong "\`version: $version\` is no version; write 0.1.0, say, or path." ;;
esac

repository=${INPUT_REPOSITORY:-${ACTION_REPOSITORY:-$GITHUB_REPOSITORY}}
case $repository in
    *[!0-9A-Za-z._/-]* | */*/* | /* | */) wrong "\`repository: $repository\` is no repository; write OWNER/NAME." ;;
    */*) ;;
    *) wrong "\`repository: $repository\` is no repository; write OWNER/NAME." ;;
esac

suffix=
case $RUNNER_OS-$RUNNER_ARCH in
    Linux-X64) target=x86_64-unknown-linux-musl ;;
    Linux-ARM64) target=aarch64-unknown-linux-musl ;;
    macOS-X64) target=x86_64-apple-darwin ;;
    macOS-ARM64) target=aarch64-apple-darwin ;;
    Windows-X64) target=x86_64-pc-windows-msvc suffix=.exe ;;
    *) wrong "there is no release for $RUNNER_OS on $RUNNER_ARCH; build tokenspec in an earlier step and write \`version: path\`." ;;
esac

name=tokenspec-$version-$target
release=$GITHUB_SERVER_URL/$repository/releases/download/v$version
folder=$(mktemp -d "$RUNNER_TEMP/tokenspec.XXXXXX")
cd "$folder"
download "$name.tar.gz"
expected=${INPUT_CHECKSUM:-}
if [ -z "$expected" ]; then
    download SHA256SUMS
    expected=$(awk -v name="$name.tar.gz" '$2 == name || $2 == "*" name { print $1 }' SHA256SUMS)
fi
actual=$(digest "$name.tar.gz")
[ "$actual" = "$expected" ] ||
    wrong "$name.tar.gz has SHA-256 $actual, and not ${expected:-any that SHA256SUMS names}: it is not used."
tar -xzf "$name.tar.gz"
printf '%s\n' "$folder/$name" >> "$GITHUB_PATH"
found "$folder/$name/tokenspec$suffix"
