"""Extracts, readers: one module per file layout, all with the same signature.

Input: a source and a delivered file. Output: the raw frame of :mod:`scan.extracts.frames`. A reader
knows how a file is laid out and nothing of what it means; what is damaged raises ExtractError.
:mod:`~scan.extracts.readers.layouts` names them; whoever needs no reader loads none.
"""
