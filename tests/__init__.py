"""The tests. Nothing of the portal is imported before this: it decides where a run keeps its state."""

import os
import tempfile

# One folder for the ledgers and releases of a test run, shared by its workers and by the processes that tests start.
STATE_OF_RUN: str | None = None
if "PYTEST_VERSION" in os.environ and not {"PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST"} & set(os.environ):
    STATE_OF_RUN = os.environ["TRANG_TIN_STATE"] = tempfile.mkdtemp(prefix="trang-tin-")
