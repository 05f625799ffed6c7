"""Reads a sentence of the capture line into a conversation with an account."""


def register() -> None:
    """Tell the desk what its line can become."""
    from klientel.crm.capture import talk
    from klientel.desk.capture import line

    line.add(talk.LINE)
