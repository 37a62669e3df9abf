"""Disclosure: which counts of linked tables stay hidden, and what an outsider can still work out.

Input: numbers and the linear relations between them. Output: patterns (what is hidden) and
intervals (between which ends an outsider can place a count). The wing knows no catalogue, no data
frames and no words of readers; each module can be read and tried alone.

The words are those of the field:

*linked tables*
    cells (counts) and relations (sums of cells that are zero), several of which share cells.
*primary suppression*
    cells hidden for their own sake (``primary``).
*complementary suppression*
    cells hidden so that no primary one follows from the others (``complementary``, ``needless``).
*feasibility interval*
    the least and the most that a hidden cell can be in any table that fits everything an outsider
    knows, also called the attacker's interval (``intervals``).
*protection level, sliding protection*
    how wide that interval must be; sliding: no matter how it lies about the true count.

References:

- A. Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4 (magnitude and
  frequency tables).
- M. Fischetti and J. J. Salazar-González, Solving the cell suppression problem on tabular data
  with linear constraints, Management Science 47 (2001) 1008–1027.
- S. Giessing and D. Repsilber, Tools and strategies to protect multiple tables with the GHQUAR
  cell suppression engine, in: Inference Control in Statistical Databases, Springer 2002 (the
  hypercube method of τ-ARGUS and sdcTable).
- P.-P. de Wolf, HiTaS: a heuristic approach to cell suppression in hierarchical tables, in the same
  volume (tables solved apart, from the top down).

Whoever knows τ-ARGUS or sdcTable: they protect primary cells only; here every hidden cell must
keep its interval, for a reader cannot tell which are primary.
"""
