"""Report, pages: views, words and figures in, the HTML of a whole report out."""
