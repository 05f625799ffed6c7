"""What the program keeps of imports, and of the programs it is connected with."""

from klientel.integrations.models.agent_call import AgentCall
from klientel.integrations.models.import_run import ImportRun
from klientel.integrations.models.import_suspect import ImportSuspect
from klientel.integrations.models.imported_row import ImportedRow
from klientel.integrations.models.kept_answer import KeptAnswer
from klientel.integrations.models.kept_thing import KeptThing
from klientel.integrations.models.remembered import RememberedMapping
from klientel.integrations.models.row_problem import RowProblem
from klientel.integrations.models.webhook import Hook, HookCall, Webhook

__all__ = [
    "AgentCall",
    "Hook",
    "HookCall",
    "ImportRun",
    "ImportSuspect",
    "ImportedRow",
    "KeptAnswer",
    "KeptThing",
    "RememberedMapping",
    "RowProblem",
    "Webhook",
]
