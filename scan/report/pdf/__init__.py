"""Report, pdf: HTML and drawings in, one accessible and checked PDF out, through WeasyPrint.

Importing the package hides every font of the machine but the bundled ones from Pango.
"""

from scan.report.pdf.private_fonts import use_private_fonts

use_private_fonts()
