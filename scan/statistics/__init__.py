"""Statistics: intervals of shares and rates, of their differences, and what they bear.

Arrays in, arrays out; it knows no catalogue, no frames and no Dutch. One test serves every
comparison that is printed: of places, of groups, of years, of registers and of surveys.
"""
