"""`make lint` and `make format`: pre-commit, on all files of the checkout.

What is checked, and with which programs, says `.pre-commit-config.yaml` alone; the
programs are those of `make env`. Hooks of the stage `manual` mend.
"""

import os
import subprocess

from . import node_env, paths, process
from .errors import Problem


def run(options) -> int:
    """`make lint`: all checks, or the one that is named."""
    return 0 if passes(options.hook) else 1


def passes(hook: str = "", beside: bool = False) -> bool:
    """Whether nothing is to be objected to; what is, has been printed.

    :param beside: something else prints meanwhile, so say everything in the end
    """
    return _pre_commit("pre-commit", hook, beside) == 0


def mend(_options) -> int:
    """`make format`: what cannot be mended is left to `make lint` to say."""
    _pre_commit("manual")
    return 0


def _pre_commit(stage: str, hook: str = "", beside: bool = False) -> int:
    with process.lock("node"):
        node_env.ensure()
    command = [str(paths.VENV_PYTHON), "-m", "pre_commit", "run", *filter(None, [hook])]
    done = subprocess.run(
        [*command, "--hook-stage", stage, "--files", *files()],
        cwd=paths.ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if beside else None,
        stderr=subprocess.STDOUT if beside else None,
        text=True,
        env={**os.environ, "PRE_COMMIT_HOME": str(paths.BUILD / "pre-commit")},
    )
    if beside:
        process.say(done.stdout)
    return done.returncode


def files() -> list[str]:
    """Every file that git keeps or would add: a new one is checked as well."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(listed, cwd=paths.ROOT, capture_output=True, text=True)
        reason = done.stderr.strip() if done.returncode else ""
    except FileNotFoundError:
        reason = "there is no git"
    if reason:
        raise Problem(
            f"git does not say which files to check: {reason.splitlines()[0]}.",
            "Install git, and work in a clone of the repository.",
        )
    names = sorted(set(done.stdout.split("\0")) - {""})
    return [name for name in names if (paths.ROOT / name).exists()]
