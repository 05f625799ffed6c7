"""What a person hears of: the inbox, what they want to hear of, and the mails about it."""
