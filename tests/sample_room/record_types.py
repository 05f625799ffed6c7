"""What a boat shows."""

from klientel.records.fields import (
    ChoiceField,
    DayField,
    MemberField,
    NumberField,
    Option,
    TagsField,
    TextField,
    TruthField,
)
from klientel.records.types import RecordType, record_types

BOAT = RecordType(
    name="boat",
    model_label="sample_room.Boat",
    slug="boats",
    label="Boat",
    label_plural="Boats",
    icon="package",
    ref_prefix="B-",
    fields=[
        TextField(name="name", label="Name", required=True, searchable=2),
        TextField(name="harbour", label="Harbour", searchable=1, max_length=80),
        ChoiceField(
            name="rig",
            label="Rig",
            options=[Option("sloop", "Sloop"), Option("ketch", "Ketch"), Option("yawl", "Yawl")],
        ),
        NumberField(name="length", label="Length", places=2),
        DayField(name="launched_on", label="Launched on"),
        TruthField(name="is_afloat", label="Afloat", default=True),
        MemberField(name="owner", label="Owner"),
        TagsField(name="tags", label="Tags"),
    ],
    default_columns=["name", "harbour", "rig", "length", "launched_on", "owner"],
    key_fields=["name"],
    sample=lambda n: {"name": f"Boat {n:04d}", "harbour": f"Harbour {n % 7}", "length": str(n)},
)

record_types.register(BOAT)
