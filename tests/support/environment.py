"""Loaded first (`-p tests.support.environment`): a home of their own for the tests."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="sealbench-tests-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

for name in [name for name in os.environ if name.startswith("SEALBENCH_")]:
    del os.environ[name]
(HOME / "settings.env").write_text("SEALBENCH_SITE=http://localhost:8000\nSEALBENCH_TRIAL=yes\n")
os.environ["SEALBENCH_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "sealbench.shop.settings"
