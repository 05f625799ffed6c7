"""Where an account stands between client and customer: evidence, seven lines, a verdict, reasons.

The brief's table is the measure: term, offer, relation, who answers, volume, revenue, and the
examples that the firm's own clients and customers give. Other rooms add evidence
(`records/account_signs.py`).
"""
