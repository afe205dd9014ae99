#!/usr/bin/env python3
"""Fails when a dependency has a licence that Dateline may not ship, or comes from elsewhere than crates.io.

usage: .ci/licences.py
"""

import json
import re
import subprocess
import sys

# What a program under MIT or Apache-2.0 may contain without asking anything of its users but a notice.
ALLOWED = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "CDLA-Permissive-2.0",
    "ISC", "MIT", "MIT-0", "NCSA", "OFL-1.1", "Ubuntu-font-1.0", "Unicode-3.0", "Unlicense", "Zlib",
}
# The parts of Mozilla's engine that parse CSS selectors, which every extractor of web pages in Rust stands on. Their licence covers only their own
# files, and these are used unchanged.
UNCHANGED = {("MPL-2.0", name) for name in ("cssparser", "cssparser-macros", "dtoa-short", "selectors")}


def allows(name, expression):
    """Whether an SPDX expression leaves a choice that is allowed. Precedence as in the specification: WITH, AND, OR."""
    tokens = re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR "))
    position = 0

    def joined(word, part, join):
        nonlocal position
        value = part()
        while position < len(tokens) and tokens[position] == word:
            position += 1
            value = join(part(), value)
        return value

    def both():
        return joined("AND", one, lambda right, left: right and left)

    def choice():
        return joined("OR", both, lambda right, left: right or left)

    def one():
        nonlocal position
        token = tokens[position]
        position += 1
        if token == "(":
            value = choice()
            position += 1
            return value
        if position + 1 < len(tokens) and tokens[position] == "WITH":
            token = f"{token} WITH {tokens[position + 1]}"
            position += 2
        return token in ALLOWED or (token, name) in UNCHANGED

    return choice()


def main():
    metadata = subprocess.run(["cargo", "metadata", "--format-version", "1", "--locked"], capture_output=True, check=True)
    wrong = []
    packages = json.loads(metadata.stdout)["packages"]
    for package in packages:
        name = f"{package['name']} {package['version']}"
        source = package["source"]
        if source is not None and source != "registry+https://github.com/rust-lang/crates.io-index":
            wrong.append(f"{name} comes from {source}")
        licence = package["license"]
        if licence is None or not allows(package["name"], licence):
            wrong.append(f"{name} is under {licence or 'no licence that its manifest names'}")
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{len(packages)} packages, {len(wrong)} not allowed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
