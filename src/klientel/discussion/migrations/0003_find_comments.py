"""Search rows for the comments that were written before they were found."""

from django.db import migrations

from klientel.discussion.finding import WITHIN, OUTSIDE, searched
from klientel.records.models.search_doc import WHOLE, mark_of

CHUNK = 500


def index(apps, schema_editor):
    SearchDoc = apps.get_model("records", "SearchDoc")
    Comment = apps.get_model("discussion", "Comment")
    rows = Comment.objects.filter(trashed_at=None).order_by("pk")
    chunk = list(rows[:CHUNK])
    while chunk:
        SearchDoc.objects.bulk_create([_doc(SearchDoc, one) for one in chunk])
        chunk = list(rows.filter(pk__gt=chunk[-1].pk)[:CHUNK])


def _doc(SearchDoc, comment):
    kind = WITHIN if comment.is_internal else OUTSIDE
    return SearchDoc(
        workspace_id=comment.workspace_id,
        record_id=comment.record_id,
        part=comment.pk,
        type=kind,
        mark=mark_of(comment.workspace_id, kind),
        has_parts=False,
        title="",
        body=searched(comment.body),
    )


def forget(apps, schema_editor):
    SearchDoc = apps.get_model("records", "SearchDoc")
    SearchDoc.objects.exclude(part=WHOLE).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("discussion", "0002_open_talk"),
        ("records", "0007_find_what_is_said"),
    ]

    operations = [migrations.RunPython(index, forget, elidable=False)]
