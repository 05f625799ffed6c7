#!/usr/bin/env python3
"""The door of this checkout: `./dev.py run` and `./dev.py test` need nothing but Python 3.11."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is the check for those who have less
    sys.exit("Klientel needs Python 3.11 or newer; this one is %s." % sys.version.split()[0])  # noqa: UP031

from devtools.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
