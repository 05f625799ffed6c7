"""What the program keeps of an import: the run, its problems, and the rows it has seen."""

from klientel.integrations.models.import_run import ImportRun
from klientel.integrations.models.imported_row import ImportedRow
from klientel.integrations.models.row_problem import RowProblem

__all__ = ["ImportRun", "ImportedRow", "RowProblem"]
