"""A second opinion: every number of a report, worked out again in plain Python.

Nothing here uses the project's code to read, compute, round or write a figure. The catalogue is
read as data, with ``tomllib`` and ``csv``; the rules come from the design and the domain notes.
"""
