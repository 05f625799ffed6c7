"""What is true of every field of a kind: how it is shown, and what generic rooms may do with it."""

from __future__ import annotations

from typing import Any, ClassVar


class Traits:
    """A kind of field sets what differs from this. Whoever needs to know one asks for the trait,
    never for the name of a kind.
    """

    kind: ClassVar[str] = ""
    #: how a column is set: `number` (to the right, tabular figures), `date`, or as text
    align: ClassVar[str] = ""
    #: one line of text, kept as it was typed
    is_text: ClassVar[bool] = False
    #: such a text may have several lines
    has_lines: ClassVar[bool] = False
    #: too much for a column
    is_long: ClassVar[bool] = False
    #: a word that says what a record is: forms ask for it, and lists narrowed to it add it
    is_word: ClassVar[bool] = False
    #: a member, so that `me` can stand for whoever asks
    is_person: ClassVar[bool] = False
    #: a member or several: whom it names
    names_people: ClassVar[bool] = False
    #: the id of another record
    is_link: ClassVar[bool] = False
    #: filtered through rows of its own, not by a column of the record (tags)
    is_side: ClassVar[bool] = False
    #: how many records get a value at once: `set` it, or `add` it to what is there, or `remove` it
    ways: ClassVar[tuple[str, ...]] = ("set",)
    #: what a list reckons of the values, `sum` and `average`; nothing for what is no amount
    totals: ClassVar[tuple[str, ...]] = ()
    #: its cell depends on nothing but the value, so that equal values are drawn once a page
    repeats: ClassVar[bool] = False
    #: two records that share it are perhaps the same
    tells_twins: ClassVar[bool] = False
    #: stored in one spelling, whatever was typed: looked up without asking for others
    is_normal: ClassVar[bool] = False
    #: a list of values; if `is_in_place`, people set it where it stands nevertheless
    is_several: ClassVar[bool] = False
    is_in_place: ClassVar[bool] = False
    #: several values that a cell of a file can name, parted by commas
    is_listed: ClassVar[bool] = False
    #: filled by sending files, not by typing
    is_sent: ClassVar[bool] = False
    #: a new record has it only once it is written: until then nobody can ask for it
    is_given_late: ClassVar[bool] = False
    #: found by its digits, however they are set apart
    is_digits: ClassVar[bool] = False
    #: what a column of a file may hold to become it (`kit.column_kinds`); empty for anything
    fits: ClassVar[tuple[str, ...]] = ()
    #: what a column without a telling name holds when it is probably this, in order
    reads_as: ClassVar[tuple[str, ...]] = ()
    #: what its values are to a formula and a layout (a `Shape` of `kit.formulas`); empty: neither
    reckons_as: ClassVar[str] = ""
    #: how a file writes its cells: `decimal` and `date` have forms chosen for a whole column
    written: ClassVar[str] = ""
    #: examples of what a cell of a file may hold, for who mends one that cannot be read
    accepted: ClassVar[str] = ""
    #: an address that a mail can be sent to
    takes_mail: ClassVar[bool] = False
    #: a day that comes round every year, whatever the year of the value
    is_yearly: ClassVar[bool] = False
    #: a day by which something is to be done: what lies before today is one group
    is_deadline: ClassVar[bool] = False
    #: one of its values as JSON, for whoever reads how to send it; None: any word
    example: ClassVar[Any] = None
