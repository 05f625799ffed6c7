"""Reads a sentence of the capture line into work: something new, time spent, what is done."""


def register() -> None:
    """Tell the desk what its line can become here."""
    from klientel.desk.capture import line
    from klientel.work.capture import finished, new, spent

    line.add(new.LINE)
    line.add(spent.LINE)
    line.add(finished.LINE)
