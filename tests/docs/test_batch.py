"""The guide to batches: each plan in it is one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from voicecoach.batch.model import AXES, TOGETHER
from voicecoach.batch.plan import read_plan
from voicecoach.cli.batching import foresight

GUIDE = (Path(__file__).parents[2] / "docs" / "batch.md").read_text(encoding="utf-8")
PLANS = re.findall(r"```toml\n(.*?)```", GUIDE, flags=re.DOTALL)


@pytest.mark.parametrize(("plan", "count"), [*zip(PLANS, [8, 6], strict=True)])
def test_each_plan_in_the_guide_makes_as_many_files_as_it_should(tmp_path: Path, plan: str, count: int) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(plan)
    items = read_plan(file, foresight())
    assert len(items) == count


def test_the_guide_names_a_file_of_its_first_plan(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(PLANS[0])
    named = re.search(r"among them `(.*?)`", GUIDE)
    assert named
    assert str(tmp_path / named[1]) in [item.path for item in read_plan(file, foresight())]


@pytest.mark.parametrize("key", [*AXES, *TOGETHER, "folder", "pattern"])
def test_the_guide_names_every_key(key: str) -> None:
    assert f"`{key}`" in GUIDE
