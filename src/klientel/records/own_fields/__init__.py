"""The fields that firms add to types of records themselves."""
