#!/usr/bin/env python3
"""A Label Studio backend on the published package, asked by Dateline. `.ci/label-studio-ml` installs what it needs.

usage: tests/label_studio_backend.py PATH/TO/dateline
"""

import json
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from importlib.metadata import version

from label_studio_ml.api import init_app
from label_studio_ml.model import LabelStudioMLBase
from werkzeug.serving import make_server

CONFIGURATIONS = []


class Backend(LabelStudioMLBase):
    """Labels what a regular expression finds, with the controls that the labelling configuration has, as backends for Label Studio do."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        CONFIGURATIONS.append(self.parsed_label_config)
        self.model_version = "expressions-1"

    def predict(self, tasks, **kwargs):
        controls = self.parsed_label_config
        from_name = next(name for name, control in controls.items() if {"PER", "GPE"} <= set(control["labels"]))
        events = next(name for name, control in controls.items() if "Life.Die" in control["labels"])
        to_name, value = controls[from_name]["to_name"][0], controls[from_name]["inputs"][0]["value"]
        predictions = []
        for task in tasks:
            text = task["data"][value]

            def region(name, number, at, words, label, score):
                value = {"start": at, "end": at + len(words), "text": words, "labels": [label]}
                return {"id": number, "from_name": name, "to_name": to_name, "type": "labels", "value": value, "score": score}

            result = [
                region(from_name, f"r{number}", found.start(), found.group(), "GPE" if found.group() == "Zorblat" else "PER", 0.9)
                for number, found in enumerate(re.finditer(r"\bZorblat\b|\bQuimby\b", text))
            ]
            result.append(region(events, "e", text.index("vanished"), "vanished", "Life.Die", 0.8))
            result.append({"type": "relation", "from_id": "e", "to_id": "r0", "direction": "right", "labels": ["Victim"]})
            predictions.append({"model_version": self.model_version, "score": 0.9, "result": result})
        return predictions


def main():
    program = sys.argv[1]
    folder = tempfile.TemporaryDirectory()
    server = make_server("127.0.0.1", 0, init_app(model_class=Backend, model_dir=folder.name))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.port}"
    for _ in range(50):
        try:
            print(urllib.request.urlopen(f"{address}/health").read().decode().strip())
            break
        except OSError:
            time.sleep(0.1)
    record = {"id": "a", "text": "👍 Quimby went to Zorblat and vanished."}
    done = subprocess.run(
        [program, "annotate", "-", "--model", "none", "--label-studio", address],
        input=json.dumps(record) + "\n",
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    (answer,) = (json.loads(line) for line in done.stdout.splitlines())
    own = {
        (entity["text"], entity["label"], entity["source"])
        for entity in answer["entities"]
        if entity.get("source", "").startswith("label-studio/")
    }
    assert own == {
        ("Quimby", "PER", "label-studio/expressions-1"),
        ("Zorblat", "GPE", "label-studio/expressions-1"),
    }, answer["entities"]
    (event,) = (event for event in answer["events"] if event.get("source", "").startswith("label-studio/"))
    (victim,) = event["arguments"]
    victim_words = record["text"][victim["start"] : victim["end"]]
    assert (event["type"], victim["role"], victim_words) == ("Life.Die", "Victim", "Quimby"), event
    assert CONFIGURATIONS, "it was never set up"
    print(f"label-studio-ml {version('label-studio-ml')} answers: {len(own)} mentions, 1 event")
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
