"""Draws how often what was believed was right: ``plot.py REPORT.json PICTURE.png``."""

import argparse
import json
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

from matplotlib import pyplot as plt


def main() -> None:
    """Draw the reliability of a report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--project", help="not used: every program of ours is given it")
    parser.add_argument("--follow-stdin", action="store_true", help="not used either")
    arguments = parser.parse_args()
    bins = json.loads(arguments.report.read_text(encoding="utf-8"))["reliability"]
    figure, axes = plt.subplots(figsize=(5, 5), dpi=120)
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=1)
    axes.bar(
        [b["from"] + 0.05 for b in bins], [b["right"] for b in bins], width=0.09, color="#3b6ea5"
    )
    axes.plot([b["confidence"] for b in bins], [b["right"] for b in bins], "o", color="#c0392b")
    for b in bins:
        axes.annotate(str(b["questions"]), (b["from"] + 0.05, 0.02), ha="center", color="white")
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="share that was right")
    figure.tight_layout()
    figure.savefig(arguments.picture)


if __name__ == "__main__":
    main()
