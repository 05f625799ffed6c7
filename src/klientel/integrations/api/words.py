"""The longer sentences of the API's description."""

from django.utils.translation import gettext_lazy as _

WHERE = _('A nested filter: `["or", ["field", "operator", "value"], …]`.')
LIST = _(
    "Every filter of the pages can be asked by the name of its field, with the operator behind a"
    " point: `?stage=active&last_contact.older=30`. `GET /types/…` names fields and operators. What"
    " cannot be applied is refused, never left out."
)
IN_TRASH = _("`true`: what lies in the trash instead, as long as it can be restored.")
GET = _(
    "By its id or its number. The header `ETag` names the version that a change is made on. What"
    " lies in the trash has `trashed_at`."
)
TIMELINE = _("The newest first, with the fields that changed: `[before, after]`.")
PART = _(
    "What hangs on a record without being one: comments, files, the steps and the time of work, the"
    " positions of an order. Whoever sees the record sees it. `GET /types/…` names what there is."
)
EXPAND = _(
    "Fields whose records, people or teams are named under `linked`, with commas. With"
    " `fields[account]=name,city` the records of the field `account` tell these fields, too."
)
FIELDS_OF = _("Only with `expand`: the fields that these linked records tell, parted by commas.")
UPLOAD = _(
    "The bytes as they are, of any media type, with `name` in the query; or a form"
    " (`multipart/form-data`) with one `file`. With `record` it hangs on that record at once;"
    " without, it waits for a day for an action that takes `files`, such as `file.attach`. Which"
    " sort of file it is, is read from its bytes, whatever the request says."
)
FILE_NAME = _("What the file is called. A form can say it for its file.")
FILE_RECORD = _("The id of the record that it is to hang on.")
FILE_FIELD = _("The field of that record which is to hold it; none: the record itself.")
VERSION_OF_FILE = _(
    "As `POST /files`. The former versions are kept; the new one is the current one."
)
FILE = _("Its name, sort and size, who gave it, and the record that it hangs on.")
DOWNLOAD = _(
    "Always as a download. `Range` asks for a part (206), `If-None-Match` with the former `ETag` is"
    " answered 304 where nothing changed."
)
FILE_KEY = _("The id of a file.")
PART_OF_BYTES = _("A part of the bytes, such as `bytes=0-999`; several parts are answered whole.")
KNOWN_BYTES = _("The `ETag` of the bytes that are there already.")
SEARCH = _("As in the search field: numbers, beginnings of names, words of texts.")
ME = _("The member that the token acts as, the firm, and what the token was given.")
TYPES = _("Their names, and the segment of the address under which their records are.")
TYPE = _("Fields with their kinds, choices and operators, and the actions on its records.")
ACTIONS = _("All that the token may do, with the inputs of each.")
CREATE = _(
    "All values stand below `fields`. With an `id` of your own (UUID version 7) the same record is"
    " added only once, however often it is sent."
)
CHANGE = _(
    "Only what stands below `fields` is changed. `If-Match` says on which version; when somebody"
    " was faster, the answer is 412 with the record as it is and what was sent."
)
TRASH = _("Into the trash, for 30 days.")
RESTORE = _("Within 30 days.")
ACT = _("Every button of the pages is an action: the inputs stand below `inputs`.")
ACT_ALONE = _("Actions that are on no record, such as writing a comment.")
BATCH = _(
    "Up to 100 operations, in their order. With `whole` all are done or none; without it each is"
    " done by itself, and the answer says what became of each."
)
CHANGES = _(
    "Every event that the token's member may know of, each once, in an order that never moves."
    " Keep `next_cursor` and ask again with it: nothing is left out, whatever was written at the"
    " same moment. A page can be empty and still have `has_more`."
)
CHANGES_CURSOR = _("`next_cursor` of the call before; `now` to begin at this moment.")
OPENAPI = _("OpenAPI 3.1, with the fields of this firm and the actions that the token may use.")
KEY = _("The id of a record, or its number.")
KIND = _("The segment of the record type's address.")
FILTERS = _("Filters by the names of fields, such as `stage=active` or `last_contact.older=30`.")
IF_MATCH = _('The version that the change is made on, such as `"3"`; `*` for any.')
IDEMPOTENCY = _("Any text; a call that is repeated with it within a day happens once.")
