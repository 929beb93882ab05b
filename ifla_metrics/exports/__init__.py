"""Write figures, reports and open data to files: PDF, Word, slides, tables, IATI."""
