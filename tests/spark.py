#!/usr/bin/env python3
"""Runs `dateline annotate` as a filter under Apache Spark in local mode and holds the result against one machine. `.ci/spark` installs what it needs.

usage: tests/spark.py PATH/TO/dateline PROJECT.ron ARTICLES

- the records of Spark and of one process are the same bytes after sorting by id
- a task that fails half-way through once is run again, and nothing is lost or there twice
- seconds with 1 and with 2 cores, without Spark's own start
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pyspark import SparkConf, SparkContext

PARTITIONS = 8
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")


def make_corpus(program, project, count, path):
    """As many articles as are wanted: the project's own, again and again, each with an id and a line of its own, without labels."""
    gold = subprocess.run([program, "export", project, "--format", "jsonl"], check=True, capture_output=True, encoding="utf-8").stdout
    articles = [json.loads(line) for line in gold.splitlines()]
    with path.open("w", encoding="utf-8") as corpus:
        for number in range(count):
            article = articles[number % len(articles)]
            text = f"{article['text']}\n\nReport {number}."
            corpus.write(json.dumps({"id": f"a{number:09}", "text": text, "meta": {"date": "2026-05-08"}}, ensure_ascii=False) + "\n")


def filter_command(program):
    """One thread a task: Spark itself shares out the cores."""
    return [str(program), "annotate", "--from", "jsonl", "--model", "fast", "--threads", "1", "-"]


def by_id(lines):
    return sorted(lines, key=lambda line: json.loads(line)["id"])


def one_machine(program, corpus, out):
    started = time.monotonic()
    with corpus.open("rb") as source, out.open("wb") as target:
        subprocess.run(filter_command(program), stdin=source, stdout=target, check=True)
    return time.monotonic() - started


def peak_of(program, corpus, out):
    """Most memory that a process took for a corpus, in MB. Asked in a process of its own, which has no other children."""
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[3:], stdin=open(sys.argv[1]), stdout=open(sys.argv[2], 'w'), check=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(corpus), str(out), *filter_command(program)], check=True, capture_output=True)
    return int(done.stdout) / 1024


def spark(command, corpus, out, cores):
    """Pipes the corpus through `command` on some cores. A task may fail three times. Seconds of the job alone."""
    conf = SparkConf().setMaster(f"local[{cores},4]").setAppName("dateline")
    # Nothing listens on more than this computer, and nothing draws over what is printed here.
    for name, value in [
        ("spark.driver.host", "127.0.0.1"),
        ("spark.driver.bindAddress", "127.0.0.1"),
        ("spark.ui.enabled", "false"),
        ("spark.ui.showConsoleProgress", "false"),
    ]:
        conf = conf.set(name, value)
    context = SparkContext(conf=conf)
    context.setLogLevel("OFF")
    try:
        # Starts Python's workers, which is no part of the job.
        context.parallelize(range(cores), cores).count()
        started = time.monotonic()
        lines = context.textFile(str(corpus), PARTITIONS)
        # checkCode: a task whose filter says that something went wrong has failed.
        lines.pipe(command, checkCode=True).saveAsTextFile(str(out))
        return time.monotonic() - started
    finally:
        context.stop()


def written_by_spark(folder):
    return [line for part in sorted(folder.glob("part-*")) for line in part.read_text(encoding="utf-8").split("\n") if line]


def main():
    program, project, count = Path(sys.argv[1]).resolve(), sys.argv[2], int(sys.argv[3])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus, single = folder / "corpus.jsonl", folder / "single.jsonl"
        make_corpus(program, project, count, corpus)
        seconds = {"one process, one thread": one_machine(program, corpus, single)}
        expected = by_id(single.read_text(encoding="utf-8").split("\n")[:-1])
        assert len(expected) == count, (len(expected), count)
        found = sum(len(json.loads(line)["entities"]) for line in expected)
        assert found > count, "the filter found nothing"

        shell = " ".join(filter_command(program))
        for cores in (1, 2):
            out = folder / f"spark-{cores}"
            seconds[f"Spark, local[{cores}]"] = spark(shell, corpus, out, cores)
            assert by_id(written_by_spark(out)) == expected, f"Spark on {cores} cores writes something else"
        print(f"same bytes: {count} records of one machine and of Spark on 1 and 2 cores, sorted by id")

        # The first task to come here dies after some of its output.
        wrapper = folder / "fails-once.sh"
        wrapper.write_text(f"#!/bin/sh\nif mkdir '{folder}/failed' 2>/dev/null; then head -n 7 | {shell}; exit 9; fi\nexec {shell}\n")
        os.chmod(wrapper, 0o755)
        out = folder / "spark-failing"
        spark(str(wrapper), corpus, out, 2)
        assert (folder / "failed").is_dir(), "no task failed"
        assert by_id(written_by_spark(out)) == expected, "a failed task left a trace"
        print("a task that failed once was run again: nothing is lost, nothing is there twice")

        few = folder / "few.jsonl"
        make_corpus(program, project, max(count // 10, 1), few)
        small, large = (peak_of(program, source, folder / "peak.jsonl") for source in (few, corpus))
        print(f"memory of the filter: {small:.0f} MB for {max(count // 10, 1)} articles, {large:.0f} MB for {count}")
        assert large < small * 1.5 + 32, "memory grows with the corpus"

        characters = sum(len(json.loads(line)["text"]) for line in corpus.open(encoding="utf-8")) / count
        print(f"{count} articles of {characters:.0f} characters, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end")
        for what, took in seconds.items():
            print(f"{what}: {took:.1f} s, {count / took:.0f} articles a second")
        scaling = seconds["Spark, local[1]"] / seconds["Spark, local[2]"]
        print(f"from 1 core to 2: {scaling:.2f} times as fast")
    print("4 passed, 0 failed")


if __name__ == "__main__":
    main()
