#!/usr/bin/env python3
"""Reads what Dateline exports the way a trainer's own code would, and checks that nothing shifted.

usage: tests/interop.py PATH/TO/dateline PROJECT.ron
Needs nothing but Python's standard library: offsets are compared with Python's own slices, CoNLL with the IOB2 rules, brat with its standoff rules.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def run(program, *arguments, stdin=None, status=0):
    """Standard output of the program, which must end with `status`."""
    done = subprocess.run([program, *map(str, arguments)], input=stdin, capture_output=True, encoding="utf-8")
    assert done.returncode == status, (arguments, done.returncode, done.stderr)
    return done.stdout


def records(text):
    return [json.loads(line) for line in text.splitlines()]


def check_offsets(record):
    """Every stored text is what Python finds at the offsets, and every argument names something that is there."""
    text = record["text"]
    known = {}
    for mention in record.get("entities", []):
        assert text[mention["start"] : mention["end"]] == mention["text"] or "fragments" in mention, mention
        known[mention["id"]] = (mention["start"], mention["end"])
    for event in record.get("events", []):
        trigger = event["trigger"]
        assert text[trigger["start"] : trigger["end"]] == trigger["text"], event
        known[event["id"]] = (trigger["start"], trigger["end"])
    for event in record.get("events", []):
        for argument in event.get("arguments", []):
            if "mention" in argument:
                assert known[argument["mention"]] == (argument["start"], argument["end"]), (record["id"], argument)
            assert 0 <= argument["start"] < argument["end"] <= len(text), argument
    for zone in record.get("zones", []):
        assert 0 <= zone["start"] <= zone["end"] <= len(text), zone


def check_jsonl(program, project, folder):
    out = run(program, "export", project, "--format", "jsonl", "--with-suggestions")
    exported = records(out)
    assert exported, "no record"
    for record in exported:
        check_offsets(record)
    # What went out comes in again as it was: the filter keeps labels and adds no duplicates of them.
    again = records(run(program, "annotate", "-", stdin=out))
    assert [record["id"] for record in again] == [record["id"] for record in exported]
    for before, after in zip(exported, again):
        assert before["text"] == after["text"]
        check_offsets(after)
        kept = {entity["id"] for entity in before.get("entities", []) if entity.get("status") != "suggested"}
        assert kept <= {entity["id"] for entity in after.get("entities", [])}
    # Offsets count Unicode scalars also where UTF-8, UTF-16 and scalars differ.
    odd = {"id": "odd", "text": "👍🏽 “Zoë” met Angela Merkel in Paris. 👩‍👩‍👧 Ça va, Merkel said.\r\nIn Berlin, too."}
    (back,) = records(run(program, "annotate", "-", stdin=json.dumps(odd) + "\n"))
    assert back["text"] == odd["text"]
    assert {"Angela Merkel", "Paris", "Berlin"} <= {entity["text"] for entity in back["entities"]}, back["entities"]
    check_offsets(back)
    return len(exported)


def check_conll(program, project, folder):
    """Four columns, sentences apart by empty lines, tags that IOB2 allows; the names are those of the JSONL export."""
    path = folder / "train.conll"
    run(program, "export", project, "--format", "conll", "-o", path)
    before = "O"
    num_names = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("-DOCSTART-"):
            before = "O"
            continue
        columns = line.split(" ")
        assert len(columns) == 4, line
        tag = columns[3]
        assert re.fullmatch(r"O|[BI]-[A-Z_]+", tag), line
        if tag.startswith("I-"):
            assert before in (f"B-{tag[2:]}", tag), (before, line)
        num_names += tag.startswith("B-")
        before = tag
    assert num_names > 0, "no name"
    return num_names


def check_brat(program, project, folder):
    """Standoff files whose offsets Python finds in the text, and whose ids resolve."""
    target = folder / "brat"
    run(program, "export", project, "--format", "brat", "-o", target)
    configuration = (target / "annotation.conf").read_text(encoding="utf-8")
    assert all(f"[{section}]" in configuration for section in ("entities", "relations", "events", "attributes"))
    num_lines = 0
    for ann in sorted(target.glob("*.ann")):
        text = ann.with_suffix(".txt").read_text(encoding="utf-8")
        lines = ann.read_text(encoding="utf-8").splitlines()
        ids = {line.split("\t")[0] for line in lines}
        assert len(ids) == len([line for line in lines if not line.startswith(("*", "#"))]) + any(
            line.startswith("*") for line in lines
        ) + len({line.split("\t")[0] for line in lines if line.startswith("#")}), f"{ann}: an id is there twice"
        for line in lines:
            fields = line.split("\t")
            if line.startswith("T"):
                label, *spans = re.split("[ ;]", fields[1])
                pieces = [text[int(start) : int(end)] for start, end in zip(spans[::2], spans[1::2])]
                assert " ".join(pieces).replace("\n", " ") == fields[2], (ann, line)
                assert re.fullmatch(r"[\w-]+", label), line
            elif line.startswith("E"):
                for link in fields[1].split():
                    assert link.split(":")[1] in ids, (ann, line)
            elif line.startswith("A"):
                assert fields[1].split()[1] in ids, (ann, line)
            num_lines += 1
    assert num_lines > 0, "no annotation"
    return num_lines


def check_pipes(program, project):
    """A reader that goes away early is no error worth a trace, and results are all that standard output holds."""
    shell = f'"{program}" export "{project}" --format jsonl | head -c 10'
    done = subprocess.run(["bash", "-o", "pipefail", "-c", shell], capture_output=True, encoding="utf-8")
    assert "panicked" not in done.stderr, done.stderr
    gold = run(program, "export", project, "--format", "jsonl")
    assert records(gold)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.write(gold)
        file.flush()
        report = run(program, "score", file.name, file.name)
    assert "1.000" in report, report


def main():
    program, project = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"JSONL: {check_jsonl(program, project, folder)} records, offsets as Python counts them")
        print(f"CoNLL: {check_conll(program, project, folder)} names in sound IOB2")
        print(f"brat: {check_brat(program, project, folder)} lines that resolve")
    check_pipes(program, project)
    print("4 passed, 0 failed")


if __name__ == "__main__":
    main()
