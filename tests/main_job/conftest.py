"""The main job, run once for all workers, on the sample campaign as it is shipped."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `resettlement demo --once` filled. Read only: other tests look at it too."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own  # of this run, of no earlier one
    folder = shared / "main-job"
    with (shared / "main-job.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whichever worker comes first does the work
        if not (folder / "call_sheet.xlsx").exists():
            command = [sys.executable, "-m", "resettlement", "demo", "--once", str(folder)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
    return folder
