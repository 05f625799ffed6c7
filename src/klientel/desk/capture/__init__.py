"""The capture line: one sentence about what happened, read into parts that a person can check.

Nothing here guesses by chance or asks anybody: the same sentence gives the same parts. What is
unsure stays text. Rooms bring the readers (`line.py`); this package brings the sentence, times and
lengths.
"""
