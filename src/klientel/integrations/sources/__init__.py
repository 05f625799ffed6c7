"""Files of every kind that is taken in: each becomes a table, and the import knows tables only."""

from klientel.integrations.sources.opening import Opened, open_source
from klientel.integrations.sources.source import Source, source_from_json

__all__ = ["Opened", "Source", "open_source", "source_from_json"]
