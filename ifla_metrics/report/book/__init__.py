"""The annual report and the Board paper: blocks go in; PDF, Word, slides and HTML come out."""
