"""What the program keeps of imports: runs, problems, rows it has seen, mappings, what stayed."""

from klientel.integrations.models.import_run import ImportRun
from klientel.integrations.models.imported_row import ImportedRow
from klientel.integrations.models.kept_thing import KeptThing
from klientel.integrations.models.remembered import RememberedMapping
from klientel.integrations.models.row_problem import RowProblem

__all__ = ["ImportRun", "ImportedRow", "KeptThing", "RememberedMapping", "RowProblem"]
