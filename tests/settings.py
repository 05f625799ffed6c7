"""Settings of the test run: a data folder of its own, and the database the run asked for.

`KLIENTEL_TEST_DATABASE` is `sqlite` (a file, since in-memory databases lock differently) or
`postgresql` (a private cluster that lives as long as the run).
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests import cluster

# The processes of one parallel run share the folder and the cluster of the one that started them,
DATA = os.environ.get("KLIENTEL_TEST_DATA")
if DATA is None:
    DATA = os.environ["KLIENTEL_TEST_DATA"] = tempfile.mkdtemp(prefix="klientel-test-")
    atexit.register(shutil.rmtree, DATA, ignore_errors=True)

for name in [name for name in os.environ if name.startswith("KLIENTEL_")]:
    if not name.startswith(("KLIENTEL_TEST_", "KLIENTEL_CHROMIUM")):
        del os.environ[name]
# ... but each writes its files into a part of its own, or one would see those of another come.
MINE = Path(DATA) / os.environ.get("PYTEST_XDIST_WORKER", "main")
MINE.mkdir(exist_ok=True)
os.environ["KLIENTEL_DATA"] = str(MINE)
os.environ["KLIENTEL_LANGUAGE"] = "en"

WHICH = os.environ.get("KLIENTEL_TEST_DATABASE", "sqlite")
if WHICH == "postgresql":
    os.environ["KLIENTEL_DATABASE_URL"] = cluster.address()
elif WHICH != "sqlite":
    raise SystemExit(f"KLIENTEL_TEST_DATABASE is sqlite or postgresql, not {WHICH!r}.")

from klientel.config.settings import *  # noqa: E402, F403 - after the environment is set
from klientel.config.settings import (  # noqa: E402 - named for the type checker
    DATABASES,
    INSTALLED_APPS,
    TEMPLATES,
)

if WHICH == "sqlite":
    # Nothing of a test needs to survive a power cut, so that commits need not wait for the disk.
    options = DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("=FULL", "=OFF")
    DATABASES["default"]["TEST"] = {"NAME": str(MINE / "test.sqlite3")}

# A password of a test need not be slow to guess.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# The room that no part of the program has heard of; its `record_types.py` is found by itself.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.sample_room"]
TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "sample_room" / "templates")
