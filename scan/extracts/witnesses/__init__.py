"""Extracts, witnesses: what a delivery says twice, compared. Part of the contract.

A supplier's own totals, the groups of which he gives the parts, the rates that he worked out and
figures that ought to differ: :mod:`scan.extracts.witnesses.hearing` hears them all.
"""
