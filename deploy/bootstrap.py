#!/usr/bin/env python3
"""Make .venv and install the pinned packages; nothing but Python's standard library is needed.

Usage: bootstrap.py [dev]      "dev" adds what tests and checks need. A second run takes no time.
"""

from __future__ import annotations  # an older Python must read this file far enough to be refused in words

import hashlib
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST, NEWEST = (3, 11), (3, 13)


def fail(message: str) -> NoReturn:
    sys.exit(f"\n{message}")


@contextmanager
def step(label: str) -> Iterator[None]:
    """Print what is being done and how long it took."""
    print(f"  {label:<34}", end="", flush=True)
    began = time.monotonic()
    yield
    print(f"{time.monotonic() - began:6.1f} s", flush=True)


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        output = (done.stdout + done.stderr).strip()[-3000:]
        fail(f"This failed: {' '.join(command)}\n{output}")


def supported(python: str) -> bool:
    """Whether this Python is of a version we run on and can make a virtual environment."""
    ask = f"import sys, venv, ensurepip; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    try:
        return subprocess.run([python, "-c", ask], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def find_python() -> str:
    """The running Python, or the newest supported one on the path."""
    names = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    for candidate in [sys.executable, *names]:
        if supported(candidate):
            return shutil.which(candidate) or candidate
    fail(
        f"Python 3.{OLDEST[1]} to 3.{NEWEST[1]} with venv is needed; this is {sys.version.split()[0]}.\n"
        "Debian and Ubuntu: apt-get install python3 python3-venv. macOS: brew install python@3.13."
    )


def bin_path(name: str) -> str:
    return str(VENV / ("Scripts" if sys.platform == "win32" else "bin") / name)


def pip() -> list[str]:
    """The command of a pip that installs into the environment: its own, or that of the Python which runs this."""
    if Path(bin_path("pip3")).exists():
        return [bin_path("python"), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", bin_path("python")]


def make_environment(python: str) -> None:
    """Unpacking a pip of its own is most of what an environment takes: only where there is none that can be lent."""
    run(python, "-m", "venv", "--without-pip", str(VENV))
    if subprocess.run([*pip(), "--version"], capture_output=True, check=False).returncode:
        run(bin_path("python"), "-m", "ensurepip")


def requirements(dev: bool) -> list[Path]:
    names = ["requirements.txt", "requirements-dev.txt"] if dev else ["requirements.txt"]
    return [ROOT / name for name in names]


def stamp_of(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def installer() -> str | None:
    """Path of uv, fetched with pip into the environment unless the machine has one; None without either."""
    if found := shutil.which("uv"):
        return found
    with step("fetch the installer (uv)"):
        command = [*pip(), "install", "-q", "--require-hashes", "-r", "deploy/uv.txt"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    return bin_path("uv") if done.returncode == 0 else None


def install(files: list[Path]) -> None:
    uv = installer()
    listed = [part for path in files for part in ("-r", str(path))]
    with step("install packages" if uv else "install packages with pip (slow)"):
        if uv:
            run(uv, "pip", "install", "-q", "--require-hashes", "-p", bin_path("python"), *listed)
        else:
            run(*pip(), "install", "-q", "--require-hashes", *listed)


def main() -> None:
    dev = "dev" in sys.argv[1:]
    files = requirements(dev)
    stamp = VENV / ".installed"
    if stamp.exists() and stamp_of(files) in stamp.read_text().split():
        return
    if not Path(bin_path("python")).exists():
        python = find_python()
        with step("make a virtual environment"):
            make_environment(python)
    install(files)
    # What is installed for developers serves a plain start as well: the stamp names both.
    stamp.write_text("\n".join({stamp_of(files), stamp_of(requirements(dev=False))}))


if __name__ == "__main__":
    main()
