"""Reads a sentence of the capture line into a conversation, and finds whom any sentence names."""


def register() -> None:
    """Tell the desk what its line can become, and who knows accounts and people by name."""
    from klientel.crm.capture import talk
    from klientel.desk.capture import line, whom

    line.add(talk.LINE)
    whom.add(talk.read_whom)
